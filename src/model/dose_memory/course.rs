//! The course of a cascade with dose memory, step by step.
//!
//! Of the users of a network only those are looked at who follow somebody who is sharing. That a user
//! who meets one of those it follows gets a dose has a probability that is known before it is told
//! whom it meets: the sum of the influences of those who are sharing, over the number of all. So one
//! coin a user and step does, and whom it met is drawn only where somebody asks.

use std::{collections::VecDeque, sync::OnceLock};

use rand_distr::{Distribution, Exp1, LogNormal};

use super::{
    super::{Process, per_user::Numbers},
    Contacts,
};
use crate::{
    influence::Influence,
    kernel::{Record, Sharers, plan::WalkCost},
    memory::Large,
    network::Network,
    rng::{Stream, World},
};

/// By how much a sum of doses may miss a threshold and be taken for it: three doses of 0.1 are 0.3.
const ROUNDING: f64 = 1e-9;

/// The numbers of a user that are kept apart.
const STREAMS: u64 = 4;

/// The size of a dose.
pub(super) enum Size {
    Same(f64),
    /// By its mean.
    Exponential(f64),
    LogNormal(LogNormal<f64>),
}

impl Size {
    #[inline]
    fn from(&self, mut stream: Stream) -> f64 {
        match self {
            Self::Same(size) => *size,
            Self::Exponential(mean) => {
                let unit: f64 = Exp1.sample(&mut stream);
                unit * mean
            }
            Self::LogNormal(law) => law.sample(&mut stream),
        }
    }
}

/// The model, ready.
pub(super) struct Course<'a> {
    pub(super) network: &'a Network,
    pub(super) influence: &'a Influence,
    /// The influence of each edge in the order of the backward rows, where edges differ.
    pub(super) backward: OnceLock<Vec<f32>>,
    /// For each user how many it follows.
    pub(super) followed: Vec<u32>,
    pub(super) threshold: Numbers<'a>,
    pub(super) size: Size,
    pub(super) memory: u32,
    pub(super) contacts: Contacts,
    pub(super) recovery: f64,
    pub(super) horizon: u32,
}

/// A user who follows somebody who shares, or shares.
#[derive(Debug, Default)]
struct Person {
    user: u32,
    sharing: bool,
    /// The place among the sharers, of one who has shared.
    place: Option<usize>,
    /// How many of those it follows are sharing now, …
    sources: u32,
    /// … and the sum of their influences.
    pull: f64,
    threshold: f64,
    /// Steps and sizes of the doses that are remembered, and some that are not any more.
    doses: VecDeque<(u32, f64)>,
    /// Whether it is looked at in each step.
    watched: bool,
}

impl Person {
    /// The sum of what is remembered in a step.
    fn remembers(&mut self, step: u32, memory: u32) -> f64 {
        while self.doses.front().is_some_and(|&(given, _)| given.saturating_add(memory) <= step) {
            self.doses.pop_front();
        }
        self.doses.iter().map(|&(_, size)| size).sum()
    }

    fn has_enough(&mut self, step: u32, memory: u32) -> bool {
        self.remembers(step, memory) >= self.threshold * (1.0 - ROUNDING)
    }
}

/// The buffers of a course.
#[derive(Debug)]
pub(super) struct Buffers {
    /// For each user 1 + the place of its person, 0 where it has none.
    places: Vec32,
    people: Vec<Person>,
    /// How many of them are of this cascade.
    len: usize,
    watched: Vec<u32>,
    turns: Vec<Turn>,
}

/// Bytes that a course takes for each user who is ever shown it: its place, and what is known of it.
pub(super) const BYTES_A_USER: f64 = 132.0;

/// A large array that prints short.
struct Vec32(Large<u32>);

impl std::fmt::Debug for Vec32 {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} users", self.0.len())
    }
}

/// A user who begins to share in a step, or stops.
#[derive(Debug, Clone, Copy)]
struct Turn {
    person: u32,
    /// Of one who begins, the user from whom it has the last dose, where that is asked.
    from: Option<u32>,
}

impl Buffers {
    fn forget(&mut self) {
        for person in &self.people[..self.len] {
            self.places.0[person.user as usize] = 0;
        }
        self.len = 0;
        self.watched.clear();
    }

    /// The place of a user's person, made where there is none.
    fn person(&mut self, user: u32, threshold: impl FnOnce() -> f64) -> u32 {
        let place = &mut self.places.0[user as usize];
        if *place == 0 {
            if self.len == self.people.len() {
                self.people.push(Person::default());
            }
            let person = &mut self.people[self.len];
            let mut doses = std::mem::take(&mut person.doses);
            doses.clear();
            *person = Person { user, threshold: threshold(), doses, ..Person::default() };
            self.len += 1;
            *place = self.len as u32;
        }
        *place - 1
    }
}

impl Course<'_> {
    /// One of a user's streams in a world.
    fn stream(world: World, user: u32, nth: u64) -> Stream {
        world.stream(STREAMS * u64::from(user) + nth)
    }

    /// The number of a dose in the streams: of the step, and of whom it is from where several may be.
    fn dose(step: u32, nth: usize) -> u64 {
        u64::from(step) << 32 | nth as u64
    }

    fn threshold(&self, world: World, user: u32) -> f64 {
        match &self.threshold {
            Numbers::Same(threshold) => *threshold,
            Numbers::Column(thresholds) => thresholds[user as usize],
            Numbers::Drawn(draw) => draw.from(&mut Self::stream(world, user, 3)),
        }
    }

    /// The influence of an edge by its place in the forward rows.
    fn forward(&self, place: usize, user: u32) -> f64 {
        match self.influence {
            Influence::Uniform(p) => *p,
            Influence::PerTarget(strengths) => strengths[user as usize],
            Influence::PerEdge(strengths) => f64::from(strengths[place]),
        }
    }

    /// The influence of an edge by its place in the backward rows.
    fn backward(&self, place: usize, user: u32) -> f64 {
        match self.influence {
            Influence::Uniform(p) => *p,
            Influence::PerTarget(strengths) => strengths[user as usize],
            Influence::PerEdge(strengths) => {
                let rows = self.network.forward();
                let turned = self.backward.get_or_init(|| rows.transpose_values(strengths));
                f64::from(turned[place])
            }
        }
    }

    /// What a person is given in a step, and by whom where that is asked for or known anyway.
    fn given(
        &self,
        (world, step): (World, u32),
        person: u32,
        buffers: &Buffers,
        asks: bool,
    ) -> Option<(f64, Option<u32>)> {
        let Person { user, sources, pull, .. } = buffers.people[person as usize];
        if sources == 0 {
            return None;
        }
        let coins = Self::stream(world, user, 0);
        let sizes =
            |nth| self.size.from(Self::stream(world, user, 1).ahead(4 * Self::dose(step, nth)));
        match self.contacts {
            Contacts::One => {
                let chance = pull / f64::from(self.followed[user as usize]);
                let meets = coins.ahead(Self::dose(step, 0)).unit() < chance;
                meets.then(|| {
                    let met = asks.then(|| self.met((world, step), user, buffers));
                    (sizes(0), met)
                })
            }
            Contacts::All => {
                let rows = self.network.backward();
                let mut given = None;
                for (nth, place) in rows.range(user).enumerate() {
                    let source = rows.targets()[place];
                    if buffers.is_sharing(source)
                        && coins.ahead(Self::dose(step, nth)).unit() < self.backward(place, user)
                    {
                        let (sum, _) = given.unwrap_or((0.0, None));
                        given = Some((sum + sizes(nth), Some(source)));
                    }
                }
                given
            }
        }
    }

    /// Whom a user has met who got a dose: one of those who are sharing, by their influence.
    fn met(&self, (world, step): (World, u32), user: u32, buffers: &Buffers) -> u32 {
        let rows = self.network.backward();
        let sharing = || {
            let places = rows.range(user);
            places.filter(|&place| buffers.is_sharing(rows.targets()[place]))
        };
        let sum: f64 = sharing().map(|place| self.backward(place, user)).sum();
        let coin = Self::stream(world, user, 0).ahead(Self::dose(step, 1)).unit();
        let mut left = coin * sum;
        let mut met = None;
        for place in sharing() {
            let strength = self.backward(place, user);
            if strength > 0.0 {
                met = Some(rows.targets()[place]);
                left -= strength;
            }
            if left < 0.0 {
                break;
            }
        }
        met.expect("who got a dose has met somebody who shares")
    }

    /// A user begins to share, or stops: its followers have one source more or less.
    fn turn(&self, world: World, person: u32, begins: bool, buffers: &mut Buffers) {
        let user = buffers.people[person as usize].user;
        buffers.people[person as usize].sharing = begins;
        let rows = self.network.forward();
        for place in rows.range(user) {
            let follower = rows.targets()[place];
            let strength = self.forward(place, follower);
            if strength <= 0.0 {
                continue;
            }
            let number = buffers.person(follower, || self.threshold(world, follower));
            let person = &mut buffers.people[number as usize];
            if begins {
                person.sources += 1;
                person.pull += strength;
            } else {
                person.sources -= 1;
                // What rounding leaves of a sum that is taken away again ends with the last source.
                let left = (person.pull - strength).max(0.0);
                person.pull = if person.sources == 0 { 0.0 } else { left };
            }
            if !person.watched && self.may_begin(person) {
                person.watched = true;
                buffers.watched.push(number);
            }
        }
    }

    /// False of one whom no doses can make share, or who shares for ever.
    fn may_begin(&self, person: &Person) -> bool {
        let (Size::Same(size), Contacts::One) = (&self.size, self.contacts) else {
            return self.recovery > 0.0 || !person.sharing;
        };
        let most = size * f64::from(self.memory);
        let can = most >= person.threshold * (1.0 - ROUNDING);
        can && (self.recovery > 0.0 || !person.sharing)
    }
}

impl Buffers {
    fn is_sharing(&self, user: u32) -> bool {
        let place = self.places.0[user as usize];
        place != 0 && self.people[place as usize - 1].sharing
    }
}

impl Process for Course<'_> {
    type Buffers = Buffers;

    fn buffers(&self) -> Buffers {
        Buffers {
            places: Vec32(Large::zeroed(self.network.users() as usize)),
            people: Vec::new(),
            len: 0,
            watched: Vec::new(),
            turns: Vec::new(),
        }
    }

    fn spread<R: Record>(
        &self,
        world: World,
        seeds: &[u32],
        sharers: &mut Sharers<'_>,
        buffers: &mut Buffers,
        record: &mut R,
    ) {
        buffers.forget();
        let mut sharing = 0_usize;
        for &seed in seeds {
            if !sharers.add(seed) {
                continue;
            }
            record.seed();
            record.at(0.0);
            let person = buffers.person(seed, || self.threshold(world, seed));
            buffers.people[person as usize].place = Some(sharing);
            buffers.people[person as usize].sharing = true;
            sharing += 1;
        }
        for place in 0..sharing {
            // Seeds are the first people.
            if self.recovery > 0.0 {
                buffers.people[place].watched = true;
                buffers.watched.push(place as u32);
            }
        }
        for place in 0..sharing {
            self.turn(world, place as u32, true, buffers);
        }
        for step in 1..=self.horizon {
            if sharing == 0 || buffers.watched.is_empty() {
                return;
            }
            let mut turns = std::mem::take(&mut buffers.turns);
            turns.clear();
            for nth in 0..buffers.watched.len() {
                let person = buffers.watched[nth];
                let given = self.given((world, step), person, buffers, R::LISTENS);
                let it = &mut buffers.people[person as usize];
                if let Some((size, _)) = given {
                    it.doses.push_back((step, size));
                }
                let turns_now = if it.sharing {
                    !it.has_enough(step, self.memory) && {
                        let coin = Self::stream(world, it.user, 2).ahead(u64::from(step)).unit();
                        coin < self.recovery
                    }
                } else {
                    given.is_some() && it.has_enough(step, self.memory)
                };
                if turns_now {
                    turns.push(Turn { person, from: given.and_then(|(_, from)| from) });
                }
            }
            for &Turn { person, from } in &turns {
                let it = &mut buffers.people[person as usize];
                let begins = !it.sharing;
                if begins && sharers.add(it.user) {
                    it.place = Some(sharers.list().len() - 1);
                    if R::LISTENS {
                        let from = from.expect("who begins has got a dose");
                        let from = buffers.places.0[from as usize] - 1;
                        let from = buffers.people[from as usize].place;
                        record.passed_on_by(from.expect("whoever gives a dose has shared"));
                        record.at(f64::from(step));
                    }
                }
                sharing = if begins { sharing + 1 } else { sharing - 1 };
                self.turn(world, person, begins, buffers);
            }
            if self.recovery <= 0.0 {
                let people = &mut buffers.people;
                buffers.watched.retain(|&person| !people[person as usize].sharing);
            }
            buffers.turns = turns;
        }
    }

    fn kernel(&self) -> &'static str {
        "step by step over those who follow somebody who shares, one coin a step for each"
    }

    fn cost(&self) -> WalkCost {
        WalkCost { sharer: 60.0, looks: 1.0, look: 30.0 }
    }
}
