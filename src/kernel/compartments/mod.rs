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

pub use self::rules::{Delay, Rules, State};

use bytemuck::{Pod, Zeroable};

use self::{rules::OfState, steps::Coming};
use super::{Record, Sharers, beat::Beat, prefetch::prefetch, queue::Queue};
use crate::{
    influence::Influence,
    memory::Large,
    network::csr::Rows,
    rng::{Exponential, Purpose, Stream, World},
};

/// Of the event whose turn it is after so many others it is fetched along which edge its user contacts
/// somebody, and of a nearer one, whom; of a farther one who it is of, where that was not asked for before.
const FAR: usize = 12;
const SOON: usize = 6;
const NEXT: usize = 3;

/// From so many users on that pays: fewer are in a cache anyway.
const LARGE: usize = 1 << 16;

/// Stands for nobody.
const NOBODY: u32 = u32::MAX;

/// What is to happen next to a user; to nobody, where it is a step's end.
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
    state: State,
    /// The state that follows when the delay is over.
    then: State,
    /// 1 once it is a sharer.
    shared: u8,
    _rest: u8,
}

/// The buffers of [`Compartments::spread`], reused from one cascade to the next.
#[derive(Debug)]
pub struct Buffers {
    queue: Queue<Next>,
    users: Large<Known>,
    touched: Vec<u32>,
    coming: Vec<Coming>,
}

/// Bytes that cascades take for each user: what is known of it, that it is touched, and its event.
pub const BYTES_A_USER: f64 = 60.0;

impl Buffers {
    /// How many events the last cascade had: changes, contacts, and what was void when its time came.
    #[must_use]
    pub const fn events(&self) -> u64 {
        self.queue.taken()
    }

    /// The state in which the last cascade left a user.
    #[must_use]
    pub fn state(&self, user: u32) -> State {
        self.users[user as usize].state
    }
}

/// At which rates anything happens to whoever is in a state.
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
}

impl<'a> Compartments<'a> {
    /// Users under these rules; contacts go along the edges of `rows` at rates times `influence`.
    #[must_use]
    pub fn new(rows: &'a Rows, influence: &'a Influence, rules: Rules<'a>) -> Self {
        let strongest = influence.strongest();
        let rate = |strength: f64| match rules.beat {
            Beat::Continuous => strength,
            // A sum of probabilities may be rounded up.
            Beat::Steps => Beat::Steps.rate(strength.min(1.0)).min(steps::CERTAIN),
        };
        let pace = |of: &OfState<'_>| Pace {
            edge: rate(of.contacts * strongest),
            alone: rate(of.alone.total()),
        };
        let paces = rules.states.iter().map(pace).collect();
        Self { rows, influence, strongest, rules, paces }
    }

    fn unknown(&self) -> Known {
        Known {
            due: f64::INFINITY,
            changes: 0,
            place: NOBODY,
            coming: 0,
            state: self.rules.start,
            then: 0,
            shared: 0,
            _rest: 0,
            stream: World::new(0, Purpose::Diffusion, 0).stream(0),
        }
    }

    /// New buffers: 32 bytes a user.
    #[must_use]
    pub fn buffers(&self) -> Buffers {
        let mut users = Large::zeroed(self.rows.nodes());
        users.fill(self.unknown());
        Buffers { queue: Queue::default(), users, touched: Vec::new(), coming: Vec::new() }
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
        while let Some((at, Next { user, changes })) = run.next() {
            if user == NOBODY {
                run.end_step();
            } else if run.buffers.users[user as usize].changes == changes {
                match self.rules.beat {
                    Beat::Continuous => {
                        run.now = at;
                        run.happen(user);
                    }
                    Beat::Steps => {
                        run.now = at.ceil();
                        run.happen_in_step(user);
                    }
                }
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
        let contacts = edge * self.rows.degree(user) as f64;
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

    /// The place of the edge along which a user will contact somebody when it is its turn, if it does.
    #[inline]
    fn first_contact(&self, user: u32, known: &Known) -> Option<usize> {
        match self.rules.beat {
            Beat::Continuous => self.first_numbers(user, known.state, &mut { known.stream }).1,
            Beat::Steps => self.first_in_step(user, known),
        }
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
        let Buffers { queue, users, .. } = &mut *self.buffers;
        let model = self.model;
        let rows = model.rows;
        let known = if users.len() < LARGE { &[][..] } else { &[(SOON, false), (NEXT, true)] };
        for &(others, is_told) in known {
            let Some(Next { user, .. }) = queue.ahead(others) else { continue };
            let Some(known) = users.get(user as usize) else { continue };
            if let Some(place) = model.first_contact(user, known) {
                if is_told {
                    prefetch(users, rows.targets()[place] as usize);
                } else {
                    prefetch(rows.targets(), place);
                }
            }
        }
        let of_user = |soon: Next| {
            prefetch(users, soon.user as usize);
            prefetch(rows.offsets(), soon.user as usize);
        };
        match model.rules.beat {
            Beat::Continuous => queue.pop(of_user),
            // Those of one step are too many to be asked for at once.
            Beat::Steps => {
                queue.ahead(FAR).into_iter().for_each(of_user);
                queue.pop(|_| ())
            }
        }
    }

    /// Finds when something next happens to a user.
    fn foresee(&mut self, user: u32) {
        let model = self.model;
        let known = &mut self.buffers.users[user as usize];
        let [_, rate] = model.rates(user, known.state);
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
            let before = if model.rules.beat == Beat::Steps { steps::BEFORE } else { 0.0 };
            self.buffers.queue.push(at - before, Next { user, changes: known.changes });
        }
    }

    /// What was foreseen happens to a user.
    fn happen(&mut self, user: u32) {
        let Known { state, due, then, mut stream, .. } = self.buffers.users[user as usize];
        if due <= self.now {
            return self.enter(user, then);
        }
        let model = self.model;
        let (number, contacted) = model.first_numbers(user, state, &mut stream);
        let own = match contacted {
            Some(place) => self.contact(user, state, place, &mut stream),
            None => model.rules.states[usize::from(state)].alone.of(number),
        };
        // It may have told itself something, along an edge to itself; there is none.
        self.buffers.users[user as usize].stream = stream;
        match own {
            Some(next) => self.enter(user, next),
            None => self.foresee(user),
        }
    }

    /// A user in a state contacts whom the edge at a place leads to; gives what becomes of itself.
    #[inline]
    fn contact(
        &mut self,
        user: u32,
        state: State,
        place: usize,
        stream: &mut Stream,
    ) -> Option<State> {
        let model = self.model;
        let of = &model.rules.states[usize::from(state)];
        let told = model.rows.targets()[place];
        // Of edges that are weaker than the strongest a part of the contacts comes to nothing.
        let coin = stream.unit() * of.contacts;
        let share = model.share(place, told);
        if share < 1.0 && stream.unit() >= share {
            return None;
        }
        let Known { shared, place: by, .. } = self.buffers.users[user as usize];
        let by = if shared == 1 { by } else { NOBODY };
        let known = &mut self.buffers.users[told as usize];
        let by = if known.shared == 1 { known.place } else { by };
        let other = known.state;
        if let Some(next) = of.told[usize::from(other)].of(coin) {
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
