//! The course of a cascade with dose memory, step by step.
//!
//! Of the users of a network only those are looked at who follow somebody who is sharing. That a user
//! who meets one of those it follows gets a dose has a probability that is known before it is told
//! whom it meets: the sum of the influences of those who are sharing, over the number of all. So one
//! coin a user and step does, and whom it met is drawn only where somebody asks.

use std::{collections::VecDeque, sync::OnceLock};

use bytemuck::{Pod, Zeroable};
use rand_distr::{Distribution, Exp1, LogNormal};

use super::{
    super::{Process, per_user::Numbers},
    Contacts,
};
use crate::{
    influence::Influence,
    kernel::{Record, Sharers, plan::WalkCost, prefetch::prefetch},
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

/// What is known of a user who follows somebody who shares, or shares; all 0 of anybody else.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C, align(32))]
struct Person {
    coins: Stream,
    /// The chance of a dose in a step in which it meets one of those it follows: 0 where none is sharing.
    chance: f64,
    /// The sum of the influences of those who are sharing of those it follows, …
    pull: f64,
    /// … and how many they are.
    sources: u32,
    marks: u32,
}

/// Marks of a person: it is known, …
const KNOWN: u32 = 1;
/// … doses can make it share, …
const CAN: u32 = 2;
/// … and it is looked at in each step, or was until it shared.
const WATCHED: u32 = 4;

/// What a person remembers, who is known.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Remembered {
    threshold: f64,
    /// Where doses are steps alone: a bit for each of the last ones, 1 where it got a dose; the lowest is …
    steps: u64,
    /// … this step's.
    last: u32,
    /// Where doses are steps alone: how many reach the threshold; otherwise where its doses are kept.
    doses: u32,
    /// The place among the sharers, of one who has shared.
    place: u32,
    _rest: u32,
}

/// Doses as steps alone are of the last so many steps.
const STEPS: u32 = u64::BITS;

/// Steps and sizes of the doses that are remembered, and some that are not any more.
type Doses = VecDeque<(u32, f64)>;

/// The buffers of a course.
#[derive(Debug)]
pub(super) struct Buffers {
    people: Large<Person>,
    memories: Large<Remembered>,
    /// A bit for each user: it is sharing.
    sharing: Vec<u64>,
    /// Those who are known.
    known: Vec<u32>,
    /// Where doses are more than steps.
    doses: Vec<Doses>,
    watched: Vec<u32>,
    turns: Vec<Turn>,
}

/// Bytes that a course takes for each user who is ever shown it: what is known of it and what it remembers.
pub(super) const BYTES_A_USER: f64 = 132.0;

/// So many others come between when a user is asked for and when it is looked at.
const SOON: usize = 16;

/// A user who begins to share in a step, or stops.
#[derive(Debug, Clone, Copy)]
struct Turn {
    user: u32,
    /// Of one who begins, the user from whom it has the last dose, where that is asked.
    from: Option<u32>,
}

impl Buffers {
    fn forget(&mut self) {
        for user in self.known.drain(..) {
            self.people[user as usize] = Person::zeroed();
            self.sharing[user as usize / 64] = 0;
        }
        self.watched.clear();
    }

    #[inline]
    fn is_sharing(&self, user: u32) -> bool {
        self.sharing[user as usize / 64] & 1 << (user % 64) != 0
    }

    fn watch(&mut self, user: u32) {
        self.people[user as usize].marks |= WATCHED;
        self.watched.push(user);
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

    /// What is known of a user from now on.
    fn know(&self, world: World, user: u32, buffers: &mut Buffers) {
        let threshold = self.threshold(world, user);
        let enough = threshold * (1.0 - ROUNDING);
        let nth = buffers.known.len();
        // Rounding is far below what a sum may miss.
        let (can, doses) = if let Some(size) = self.dose_alone() {
            let doses = (enough / size).ceil() as u32;
            (doses <= self.memory, doses)
        } else {
            match buffers.doses.get_mut(nth) {
                Some(doses) => doses.clear(),
                None => buffers.doses.push(Doses::new()),
            }
            (true, nth as u32)
        };
        buffers.known.push(user);
        let person = &mut buffers.people[user as usize];
        person.marks = if can { KNOWN | CAN } else { KNOWN };
        person.coins = Self::stream(world, user, 0);
        let memory = &mut buffers.memories[user as usize];
        *memory = Remembered { threshold, doses, ..Remembered::zeroed() };
    }

    /// The size of doses, where it is enough to know in which steps they were given.
    fn dose_alone(&self) -> Option<f64> {
        match (&self.size, self.contacts) {
            (Size::Same(size), Contacts::One) if self.memory <= STEPS => Some(*size),
            _ => None,
        }
    }

    /// A user remembers a dose of a step.
    fn remember(&self, step: u32, user: u32, size: f64, buffers: &mut Buffers) {
        let memory = &mut buffers.memories[user as usize];
        if self.dose_alone().is_some() {
            let before = memory.steps.checked_shl(step - memory.last).unwrap_or(0);
            (memory.steps, memory.last) = (before | 1, step);
        } else {
            buffers.doses[memory.doses as usize].push_back((step, size));
        }
    }

    /// True where what a user remembers in a step reaches its threshold.
    fn has_enough(&self, step: u32, user: u32, buffers: &mut Buffers) -> bool {
        let Remembered { threshold, steps, last, doses, .. } = buffers.memories[user as usize];
        if self.dose_alone().is_some() {
            let steps = steps.checked_shl(step - last).unwrap_or(0);
            return (steps << (STEPS - self.memory)).count_ones() >= doses;
        }
        let doses = &mut buffers.doses[doses as usize];
        while doses.front().is_some_and(|&(given, _)| given.saturating_add(self.memory) <= step) {
            doses.pop_front();
        }
        doses.iter().map(|&(_, size)| size).sum::<f64>() >= threshold * (1.0 - ROUNDING)
    }

    /// What a user is given in a step, and by whom where that is asked for or known anyway.
    #[inline]
    fn given(
        &self,
        (world, step): (World, u32),
        user: u32,
        buffers: &Buffers,
        asks: bool,
    ) -> Option<(f64, Option<u32>)> {
        match self.contacts {
            Contacts::One => {
                let Person { coins, chance, .. } = buffers.people[user as usize];
                let meets = coins.ahead(Self::dose(step, 0)).unit() < chance;
                meets.then(|| {
                    let met = asks.then(|| self.met((world, step), user, buffers));
                    (self.size_of((world, step), user, 0), met)
                })
            }
            Contacts::All => self.given_by_all((world, step), user, buffers),
        }
    }

    /// What a user is given in a step in which it meets all whom it follows, and by the last of them.
    fn given_by_all(
        &self,
        (world, step): (World, u32),
        user: u32,
        buffers: &Buffers,
    ) -> Option<(f64, Option<u32>)> {
        let Person { coins, sources, .. } = buffers.people[user as usize];
        if sources == 0 {
            return None;
        }
        let rows = self.network.backward();
        let mut given = None;
        for (nth, place) in rows.range(user).enumerate() {
            let source = rows.targets()[place];
            if buffers.is_sharing(source)
                && coins.ahead(Self::dose(step, nth)).unit() < self.backward(place, user)
            {
                let (sum, _) = given.unwrap_or((0.0, None));
                given = Some((sum + self.size_of((world, step), user, nth), Some(source)));
            }
        }
        given
    }

    /// The size of a dose of a step.
    #[inline]
    fn size_of(&self, (world, step): (World, u32), user: u32, nth: usize) -> f64 {
        self.size.from(Self::stream(world, user, 1).ahead(4 * Self::dose(step, nth)))
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
    fn turn(&self, world: World, user: u32, begins: bool, buffers: &mut Buffers) {
        let bit = 1 << (user % 64);
        let word = &mut buffers.sharing[user as usize / 64];
        *word = if begins { *word | bit } else { *word & !bit };
        let rows = self.network.forward();
        for place in rows.range(user) {
            if let Some(&soon) = rows.targets().get(place + SOON) {
                prefetch(&buffers.people, soon as usize);
            }
            let follower = rows.targets()[place];
            let strength = self.forward(place, follower);
            if strength <= 0.0 {
                continue;
            }
            if buffers.people[follower as usize].marks & KNOWN == 0 {
                self.know(world, follower, buffers);
            }
            let person = &mut buffers.people[follower as usize];
            if begins {
                person.sources += 1;
                person.pull += strength;
            } else {
                person.sources -= 1;
                // What rounding leaves of a sum that is taken away again ends with the last source.
                let left = (person.pull - strength).max(0.0);
                person.pull = if person.sources == 0 { 0.0 } else { left };
            }
            person.chance = person.pull / f64::from(self.followed[follower as usize]);
            let may_begin = person.marks & (CAN | WATCHED) == CAN
                && (self.recovery > 0.0 || !buffers.is_sharing(follower));
            if may_begin {
                buffers.watch(follower);
            }
        }
    }
}

impl Process for Course<'_> {
    type Buffers = Buffers;

    fn buffers(&self) -> Buffers {
        let users = self.network.users() as usize;
        Buffers {
            people: Large::zeroed(users),
            memories: Large::zeroed(users),
            sharing: vec![0; users.div_ceil(64)],
            known: Vec::new(),
            doses: Vec::new(),
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
        for &seed in seeds {
            if !sharers.add(seed) {
                continue;
            }
            record.seed();
            record.at(0.0);
            self.know(world, seed, buffers);
            buffers.memories[seed as usize].place = sharers.list().len() as u32 - 1;
            buffers.sharing[seed as usize / 64] |= 1 << (seed % 64);
            if self.recovery > 0.0 {
                buffers.watch(seed);
            }
        }
        let mut sharing = sharers.list().len();
        for &seed in sharers.list() {
            self.turn(world, seed, true, buffers);
        }
        for step in 1..=self.horizon {
            if sharing == 0 || buffers.watched.is_empty() {
                return;
            }
            let mut turns = std::mem::take(&mut buffers.turns);
            turns.clear();
            for nth in 0..buffers.watched.len() {
                if let Some(&soon) = buffers.watched.get(nth + SOON) {
                    prefetch(&buffers.people, soon as usize);
                }
                let user = buffers.watched[nth];
                let given = self.given((world, step), user, buffers, R::LISTENS);
                if let Some((size, _)) = given {
                    self.remember(step, user, size, buffers);
                }
                let turns_now = if self.recovery > 0.0 && buffers.is_sharing(user) {
                    !self.has_enough(step, user, buffers) && {
                        let coin = Self::stream(world, user, 2).ahead(u64::from(step)).unit();
                        coin < self.recovery
                    }
                } else {
                    given.is_some() && self.has_enough(step, user, buffers)
                };
                if turns_now {
                    turns.push(Turn { user, from: given.and_then(|(_, from)| from) });
                }
            }
            for &Turn { user, from } in &turns {
                let begins = !buffers.is_sharing(user);
                if begins && sharers.add(user) {
                    buffers.memories[user as usize].place = sharers.list().len() as u32 - 1;
                    if R::LISTENS {
                        let from = from.expect("who begins has got a dose");
                        record.passed_on_by(buffers.memories[from as usize].place as usize);
                        record.at(f64::from(step));
                    }
                }
                sharing = if begins { sharing + 1 } else { sharing - 1 };
                self.turn(world, user, begins, buffers);
            }
            if self.recovery <= 0.0 {
                let sharing = &buffers.sharing;
                let shares = |user: u32| sharing[user as usize / 64] & 1 << (user % 64) != 0;
                buffers.watched.retain(|&user| !shares(user));
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
