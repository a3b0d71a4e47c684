//! Users who go from state to state: by themselves, after a delay, or as they contact each other.
//!
//! Every user who may change or contact somebody has one event to come: whichever of all that may happen
//! to it happens first, found by the sum of all rates (Gillespie 1977, doi:10.1021/j100540a008). A contact
//! is with any of its followers; most change nothing. An event costs a look into a [`Queue`], and a number
//! or three from the stream of the user and of how often it has changed: so the worlds of options are the
//! same as far as they can be, and do not depend on who else there is.
//!
//! Where time goes by steps an event is a step in which anything happens to a user: it reads the states at
//! the step's start, and changes come at its end.

mod rules;
mod steps;
mod wheel;

pub use self::rules::{Delay, Rules, State};

use bytemuck::{Pod, Zeroable};

use self::{
    rules::OfState,
    steps::{Coming, Laid},
    wheel::Wheel,
};
use super::{Record, Sharers, beat::Beat, prefetch::prefetch, queue::Queue};
use crate::{
    influence::Influence,
    memory::Large,
    network::csr::Rows,
    rng::{Exponential, Purpose, Stream, World},
};

/// Of the event whose turn it is after so many others it is fetched along which edge its user contacts
/// somebody, and of a nearer one, whom; by steps, of a farther one what is known of its user.
const FAR: usize = 12;
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
    /// Its place among the sharers; before it is one, that of the sharer who contacted it last to some effect.
    place: u32,
    /// How many changes have come to it in the step under way.
    coming: u32,
    /// The state that follows when the delay is over.
    then: State,
    /// 1 once it is a sharer.
    shared: u8,
    _rest: [u8; 2],
}

impl Known {
    /// Of a user who is as everybody is at first.
    fn first() -> Self {
        Self {
            due: f64::INFINITY,
            changes: 0,
            place: NOBODY,
            coming: 0,
            then: 0,
            shared: 0,
            _rest: [0; 2],
            stream: World::new(0, Purpose::Diffusion, 0).stream(0),
        }
    }
}

/// The buffers of [`Compartments::spread`], reused from one cascade to the next.
#[derive(Debug)]
pub struct Buffers {
    queue: Queue<Next>,
    /// Of each user, by themselves: most contacts look at a state and change nothing.
    states: Large<State>,
    users: Large<Known>,
    touched: Vec<u32>,
    /// By steps, instead of the queue: what is to come, what comes in the step under way, and what it brings.
    wheel: Wheel<Next>,
    events: Vec<(u64, Next)>,
    coming: Vec<Coming>,
}

/// Bytes that cascades take for each user: what is known of it, that it is touched, and its event.
pub const BYTES_A_USER: f64 = 61.0;

/// Bytes that it takes for each edge where edges differ in strength: by steps, where its coin ends.
#[must_use]
pub const fn bytes_an_edge(beat: Beat) -> f64 {
    match beat {
        Beat::Continuous => 0.0,
        Beat::Steps => 8.0,
    }
}

impl Buffers {
    /// How many events the last cascade had: changes, contacts, and what was void when its time came.
    #[must_use]
    pub const fn events(&self) -> u64 {
        self.queue.taken() + self.wheel.taken()
    }

    /// The state in which the last cascade left a user.
    #[must_use]
    pub fn state(&self, user: u32) -> State {
        self.states[user as usize]
    }
}

/// At which rates anything happens to whoever is in a state; by steps, how long the coins are.
#[derive(Debug)]
struct Pace {
    /// Contacts along an edge, if it is one of the strongest.
    edge: f64,
    /// What it does by itself.
    alone: f64,
}

/// Users under rules on a network.
#[derive(Debug)]
pub struct Compartments<'a> {
    rows: &'a Rows,
    influence: &'a Influence,
    /// No edge is stronger.
    strongest: f64,
    rules: Rules<'a>,
    /// Of each state.
    paces: Vec<Pace>,
    /// By steps, where edges differ.
    laid: Option<Laid>,
}

impl<'a> Compartments<'a> {
    /// Users under these rules; contacts go along the edges of `rows` at rates times `influence`.
    #[must_use]
    pub fn new(rows: &'a Rows, influence: &'a Influence, rules: Rules<'a>) -> Self {
        let strongest = influence.strongest();
        let rate = match rules.beat {
            Beat::Continuous => |strength| strength,
            Beat::Steps => steps::length,
        };
        let pace = |of: &OfState<'_>| Pace {
            edge: rate(of.contacts * strongest),
            alone: rate(of.alone.total()),
        };
        let paces = rules.states.iter().map(pace).collect();
        let most = rules.states.iter().map(|of| of.contacts).fold(0.0, f64::max);
        let by_steps = rules.beat == Beat::Steps;
        let laid = by_steps.then(|| Laid::new(rows, influence, most)).flatten();
        Self { rows, influence, strongest, rules, paces, laid }
    }

    /// New buffers: 33 bytes a user.
    #[must_use]
    pub fn buffers(&self) -> Buffers {
        let mut users = Large::zeroed(self.rows.nodes());
        users.fill(Known::first());
        let mut states = Large::zeroed(self.rows.nodes());
        states.fill(self.rules.start);
        Buffers {
            queue: Queue::default(),
            states,
            users,
            touched: Vec::new(),
            wheel: Wheel::default(),
            events: Vec::new(),
            coming: Vec::new(),
        }
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
            buffers.users[user as usize] = Known::first();
            buffers.states[user as usize] = self.rules.start;
        }
        buffers.queue.clear();
        buffers.wheel.clear();
        buffers.coming.clear();
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
        if self.rules.beat == Beat::Steps {
            return run.go_by_steps();
        }
        while let Some((now, Next { user, changes })) = run.next() {
            if run.buffers.users[user as usize].changes == changes {
                run.now = now;
                run.happen(user);
            }
        }
    }

    /// How many users the last cascade has left in a state that shares.
    #[must_use]
    pub fn spreading(&self, buffers: &Buffers) -> u64 {
        let shares = |&&user: &&u32| self.rules.shares[usize::from(buffers.state(user))];
        buffers.touched.iter().filter(shares).count() as u64
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
        let Pace { edge, alone } = self.paces[usize::from(state)];
        let contacts = match &self.laid {
            Some(laid) if edge > 0.0 => laid.length(&self.rows.range(user)),
            _ => edge * self.rows.degree(user) as f64,
        };
        [contacts, contacts + alone]
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
        self.buffers.states[user as usize] = state;
        // Items below 2^32 are those of first changes.
        let item = u64::from(user) | u64::from(known.changes - 1) << 32;
        let mut stream = self.world.stream(item);
        known.due = f64::INFINITY;
        for (delay, to) in &rules.states[usize::from(state)].after {
            let due = self.now + rules.beat.lasts(delay(&mut stream));
            if due < known.due {
                (known.due, known.then) = (due, *to);
            }
        }
        known.stream = stream;
        if rules.shares[usize::from(state)] && self.sharers.add(user) {
            match known.place {
                NOBODY => self.record.seed(),
                parent => self.record.passed_on_by(parent as usize),
            }
            self.record.at(self.now);
            known.place = self.sharers.list().len() as u32 - 1;
            known.shared = 1;
        }
        self.foresee(user);
    }

    /// The next event. What later ones need is asked for meanwhile: first of the user, then whom it contacts.
    #[inline]
    fn next(&mut self) -> Option<(f64, Next)> {
        let Buffers { queue, states, users, .. } = &mut *self.buffers;
        let rows = self.model.rows;
        let known = if users.len() < LARGE { &[][..] } else { &[(SOON, false), (NEXT, true)] };
        for &(others, is_told) in known {
            let Some(Next { user, .. }) = queue.ahead(others) else { continue };
            let (state, mut stream) = (states[user as usize], users[user as usize].stream);
            if let (_, Some(place)) = self.model.first_numbers(user, state, &mut stream) {
                if is_told {
                    prefetch(states, rows.targets()[place] as usize);
                } else {
                    prefetch(rows.targets(), place);
                }
            }
        }
        queue.pop(|soon| {
            prefetch(users, soon.user as usize);
            prefetch(states, soon.user as usize);
            prefetch(rows.offsets(), soon.user as usize);
        })
    }

    /// Finds when something next happens to a user.
    fn foresee(&mut self, user: u32) {
        let model = self.model;
        let known = &mut self.buffers.users[user as usize];
        let [_, rate] = model.rates(user, self.buffers.states[user as usize]);
        let mut at = known.due;
        if rate > 0.0 {
            at = match model.rules.beat {
                Beat::Continuous => {
                    let wait = Exponential::tables().draw(&mut known.stream) / rate;
                    at.min(self.now + wait)
                }
                Beat::Steps => steps::foresee(known, self.now, rate),
            };
        }
        if at <= model.rules.until && at.is_finite() {
            let next = Next { user, changes: known.changes };
            match model.rules.beat {
                Beat::Continuous => self.buffers.queue.push(at, next),
                Beat::Steps => self.buffers.wheel.push(at as u64, next),
            }
        }
    }

    /// What was foreseen happens to a user.
    fn happen(&mut self, user: u32) {
        let Known { due, then, mut stream, .. } = self.buffers.users[user as usize];
        let state = self.buffers.states[user as usize];
        if due <= self.now {
            return self.enter(user, then);
        }
        let model = self.model;
        let (number, contacted) = model.first_numbers(user, state, &mut stream);
        let own = match contacted {
            Some(place) => {
                // Of edges that are weaker than the strongest a part of the contacts comes to nothing.
                let coin = stream.unit() * model.rules.states[usize::from(state)].contacts;
                let share = model.share(place, model.rows.targets()[place]);
                (share >= 1.0 || stream.unit() < share)
                    .then(|| self.contact((user, state), place, coin, &mut stream))
                    .flatten()
            }
            None => model.rules.states[usize::from(state)].alone.of(number),
        };
        // It may have told itself something, along an edge to itself; there is none.
        self.buffers.users[user as usize].stream = stream;
        match own {
            Some(next) => self.enter(user, next),
            None => self.foresee(user),
        }
    }

    /// A user in a state contacts whom the edge at a place leads to, and this is the coin of what comes of it;
    /// gives what becomes of itself.
    #[inline]
    fn contact(
        &mut self,
        (user, state): (u32, State),
        place: usize,
        coin: f64,
        stream: &mut Stream,
    ) -> Option<State> {
        let model = self.model;
        let of = &model.rules.states[usize::from(state)];
        let told = model.rows.targets()[place];
        let other = self.buffers.states[told as usize];
        if let Some(next) = of.told[usize::from(other)].of(coin) {
            let Known { shared, place: by, .. } = self.buffers.users[user as usize];
            let by = if shared == 1 { by } else { NOBODY };
            let known = &mut self.buffers.users[told as usize];
            let by = if known.shared == 1 { known.place } else { by };
            match model.rules.beat {
                Beat::Continuous => {
                    known.place = by;
                    self.enter(told, next);
                }
                Beat::Steps => self.come(Coming { user: told, to: next, by }, stream),
            }
        }
        of.teller[usize::from(other)].of(coin)
    }
}
