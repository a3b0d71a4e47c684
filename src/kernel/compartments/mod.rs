//! Users who go from state to state: by themselves, after a delay, or as they contact each other.
//!
//! Every user who may change or contact somebody has one event to come: whichever of all that may happen
//! to it happens first, found by the sum of all rates (Gillespie 1977, doi:10.1021/j100540a008). A contact
//! is with any of its followers; most change nothing. An event costs a look into a [`Queue`], and a number
//! or three from the stream of the user and of how often it has changed: so the worlds of options are the
//! same as far as they can be, and do not depend on who else there is.

mod rules;

pub use self::rules::{Delay, Rules, State};

use bytemuck::{Pod, Zeroable};

use super::{Record, Sharers, prefetch::prefetch, queue::Queue};
use crate::{
    influence::Influence,
    memory::Large,
    network::csr::Rows,
    rng::{Exponential, Purpose, Stream, World},
};

/// Of the event whose turn it is after so many others it is fetched along which edge its user contacts
/// somebody, and of a nearer one, whom.
const SOON: usize = 6;
const NEXT: usize = 3;

/// From so many users on that pays: fewer are in a cache anyway.
const LARGE: usize = 1 << 16;

/// Stands for nobody.
const NOBODY: u32 = u32::MAX;

/// A user's change that is to come.
#[derive(Debug, Clone, Copy)]
struct Next {
    user: u32,
    /// How often the user had changed when it was foreseen; it is void once it has changed again.
    changes: u32,
}

/// What is known of a user who is not as everybody is at first, in one line of memory.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C, align(32))]
struct Known {
    /// Of a user who has changed.
    stream: Stream,
    /// When the shortest delay is over.
    due: f64,
    changes: u32,
    /// Its place among the sharers.
    place: u32,
    /// The place of the sharer who contacted it last to some effect.
    told_by: u32,
    state: State,
    /// The state that follows when the delay is over.
    then: State,
    _rest: [u8; 2],
}

/// The buffers of [`Compartments::spread`], reused from one cascade to the next.
#[derive(Debug)]
pub struct Buffers {
    queue: Queue<Next>,
    users: Large<Known>,
    touched: Vec<u32>,
}

/// Bytes that cascades take for each user: what is known of it, that it is touched, and its event.
pub const BYTES_A_USER: f64 = 60.0;

impl Buffers {
    /// How many events the last cascade had: changes, contacts, and what was void when its time came.
    #[must_use]
    pub const fn events(&self) -> u64 {
        self.queue.taken()
    }
}

/// Users under rules on a network.
#[derive(Debug)]
pub struct Compartments<'a> {
    rows: &'a Rows,
    influence: &'a Influence,
    /// No edge is stronger.
    strongest: f64,
    rules: Rules<'a>,
}

impl<'a> Compartments<'a> {
    /// Users under these rules; contacts go along the edges of `rows` at rates times `influence`.
    #[must_use]
    pub fn new(rows: &'a Rows, influence: &'a Influence, rules: Rules<'a>) -> Self {
        Self { rows, influence, strongest: influence.strongest(), rules }
    }

    fn unknown(&self) -> Known {
        Known {
            due: f64::INFINITY,
            changes: 0,
            place: NOBODY,
            told_by: NOBODY,
            state: self.rules.start,
            then: 0,
            _rest: [0; 2],
            stream: World::new(0, Purpose::Diffusion, 0).stream(0),
        }
    }

    /// New buffers: 32 bytes a user.
    #[must_use]
    pub fn buffers(&self) -> Buffers {
        let mut users = Large::zeroed(self.rows.nodes());
        users.fill(self.unknown());
        Buffers { queue: Queue::default(), users, touched: Vec::new() }
    }

    /// Puts the seeds into their state at time 0, and lets all happen that happens in time. Whoever comes to
    /// a state that shares is a sharer from then on, and has the message from whoever contacted it last.
    pub fn spread<R: Record>(
        &self,
        world: World,
        seeds: &[u32],
        sharers: &mut Sharers<'_>,
        buffers: &mut Buffers,
        record: &mut R,
    ) {
        for user in buffers.touched.drain(..) {
            buffers.users[user as usize] = self.unknown();
        }
        buffers.queue.clear();
        let mut run = Run { model: self, world, now: 0.0, sharers, buffers, record };
        for &seed in seeds {
            if run.buffers.users[seed as usize].changes == 0 {
                run.enter(seed, self.rules.seed);
            }
        }
        let first = &self.rules.states[usize::from(self.rules.start)];
        if first.alone.total() > 0.0 || !first.after.is_empty() || first.contacts > 0.0 {
            for user in 0..self.rows.nodes() as u32 {
                if run.buffers.users[user as usize].changes == 0 {
                    run.enter(user, self.rules.start);
                }
            }
        }
        while let Some((now, Next { user, changes })) = run.next() {
            if run.buffers.users[user as usize].changes == changes {
                run.now = now;
                run.happen(user);
            }
        }
    }

    /// The strength of the edge at a place, relative to the strongest.
    #[inline]
    fn share(&self, place: usize, target: u32) -> f64 {
        match self.influence {
            Influence::Uniform(_) => 1.0,
            Influence::PerTarget(strengths) => strengths[target as usize] / self.strongest,
            Influence::PerEdge(strengths) => f64::from(strengths[place]) / self.strongest,
        }
    }

    /// Rates at which a user contacts others, and at which anything happens to it but by others.
    fn rates(&self, user: u32, state: State) -> [f64; 2] {
        let of = &self.rules.states[usize::from(state)];
        let edges = self.rows.degree(user) as f64;
        let contacts = of.contacts * self.strongest * edges;
        [contacts, contacts + of.alone.total()]
    }

    /// The first numbers of an event of a user in a state: which of all that may happen it is, by the sum of
    /// their rates, and the place of the edge along which it contacts somebody, if it does.
    #[inline]
    fn first_numbers(&self, user: u32, state: State, stream: &mut Stream) -> (f64, Option<usize>) {
        let [contacts, rate] = self.rates(user, state);
        let number = stream.unit() * rate;
        let contacted = (number < contacts).then(|| {
            let range = self.rows.range(user);
            range.start + stream.below(range.len() as u64) as usize
        });
        (number - contacts, contacted)
    }
}

/// A cascade under way.
struct Run<'r, 'a, 's, R> {
    model: &'r Compartments<'a>,
    world: World,
    now: f64,
    sharers: &'r mut Sharers<'s>,
    buffers: &'r mut Buffers,
    record: &'r mut R,
}

impl<R: Record> Run<'_, '_, '_, R> {
    /// A user comes to a state.
    fn enter(&mut self, user: u32, state: State) {
        let rules = &self.model.rules;
        let known = &mut self.buffers.users[user as usize];
        if known.changes == 0 {
            self.buffers.touched.push(user);
        }
        known.changes += 1;
        known.state = state;
        // Items below 2^32 are those of first changes.
        let item = u64::from(user) | u64::from(known.changes - 1) << 32;
        let mut stream = self.world.stream(item);
        known.due = f64::INFINITY;
        for (delay, to) in &rules.states[usize::from(state)].after {
            let due = self.now + delay(&mut stream);
            if due < known.due {
                (known.due, known.then) = (due, *to);
            }
        }
        known.stream = stream;
        if rules.shares[usize::from(state)] && self.sharers.add(user) {
            known.place = self.sharers.list().len() as u32 - 1;
            match known.told_by {
                NOBODY => self.record.seed(),
                parent => self.record.passed_on_by(parent as usize),
            }
            self.record.at(self.now);
        }
        self.foresee(user);
    }

    /// The next event. What later ones need is asked for meanwhile: first of the user, then whom it contacts.
    #[inline]
    fn next(&mut self) -> Option<(f64, Next)> {
        let Buffers { queue, users, .. } = &mut *self.buffers;
        let rows = self.model.rows;
        let known = if users.len() < LARGE { &[][..] } else { &[(SOON, false), (NEXT, true)] };
        for &(others, is_told) in known {
            let Some(Next { user, .. }) = queue.ahead(others) else { continue };
            let Known { state, mut stream, .. } = users[user as usize];
            if let (_, Some(place)) = self.model.first_numbers(user, state, &mut stream) {
                if is_told {
                    prefetch(users, rows.targets()[place] as usize);
                } else {
                    prefetch(rows.targets(), place);
                }
            }
        }
        queue.pop(|soon| {
            prefetch(users, soon.user as usize);
            prefetch(rows.offsets(), soon.user as usize);
        })
    }

    /// Finds when something next happens to a user.
    fn foresee(&mut self, user: u32) {
        let Known { state, due, changes, .. } = self.buffers.users[user as usize];
        let [_, rate] = self.model.rates(user, state);
        let mut at = due;
        if rate > 0.0 {
            let stream = &mut self.buffers.users[user as usize].stream;
            let wait = Exponential::tables().draw(stream) / rate;
            at = at.min(self.now + wait);
        }
        if at <= self.model.rules.until && at.is_finite() {
            self.buffers.queue.push(at, Next { user, changes });
        }
    }

    /// What was foreseen happens to a user.
    fn happen(&mut self, user: u32) {
        let Known { state, due, then, mut stream, .. } = self.buffers.users[user as usize];
        if due <= self.now {
            return self.enter(user, then);
        }
        let model = self.model;
        let of = &model.rules.states[usize::from(state)];
        let (number, contacted) = model.first_numbers(user, state, &mut stream);
        let mut own = None;
        if let Some(place) = contacted {
            let told = model.rows.targets()[place];
            // Of edges that are weaker than the strongest a part of the contacts comes to nothing.
            let coin = stream.unit() * of.contacts;
            let share = model.share(place, told);
            if share >= 1.0 || stream.unit() < share {
                let other = self.buffers.users[told as usize].state;
                own = of.teller[usize::from(other)].of(coin);
                if let Some(next) = of.told[usize::from(other)].of(coin) {
                    self.buffers.users[told as usize].told_by =
                        self.buffers.users[user as usize].place;
                    self.enter(told, next);
                }
            }
        } else {
            own = of.alone.of(number);
        }
        // It may have told itself something, along an edge to itself; there is none.
        self.buffers.users[user as usize].stream = stream;
        match own {
            Some(next) => self.enter(user, next),
            None => self.foresee(user),
        }
    }
}
