//! Users who go from state to state: by themselves, after a delay, or as they contact each other.
//!
//! Every user who may change or contact somebody has one event to come: whichever of all that may happen
//! to it happens first, found by the sum of all rates (Gillespie 1977, doi:10.1021/j100540a008). A contact
//! is with any of its followers; most change nothing. An event costs a look into a [`Queue`], and a number
//! or three from the stream of the user and of how often it has changed: so the worlds of options are the
//! same as far as they can be, and do not depend on who else there is. Of users who leave their state only by
//! themselves all contacts are foretold as they come to it, and are events too.
//!
//! Where time goes by steps an event is a step in which anything happens to a user: it reads the states at
//! the step's start, and changes come at its end.

mod foretold;
mod rules;
mod steps;
mod wheel;

pub use self::rules::{Delay, Rules, State};

use std::ops::Range;

use bytemuck::{Pod, Zeroable};

use self::{
    foretold::{Contact, Foretold, OnTheWay},
    rules::OfState,
    steps::Coming,
    wheel::Wheel,
};
use super::{
    Record, Sharers,
    beat::Beat,
    laid::{Laid, Lengths, coin},
    prefetch::prefetch,
    queue::Queue,
};
use crate::{
    influence::Influence,
    memory::Large,
    network::csr::Rows,
    rng::{Exponential, Purpose, Stream, World},
};

/// From so many users on it pays to ask for memory early: fewer are in a cache anyway.
const LARGE: usize = 1 << 16;

/// Stands for nobody.
const NOBODY: u32 = u32::MAX;

/// What is to come to a user: something that it does itself, or a [`Contact`].
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

    /// Its place among the sharers, if it is one.
    #[inline]
    const fn sharer(&self) -> u32 {
        if self.shared == 1 { self.place } else { NOBODY }
    }
}

/// The buffers of [`Compartments::spread`], reused from one cascade to the next.
#[derive(Debug)]
pub struct Buffers {
    queue: Queue<Next>,
    /// Of each user, by themselves: most contacts look at a state and change nothing.
    states: Large<State>,
    users: Large<Known>,
    /// Whose state has changed, and of whom anything is kept.
    touched: Vec<u32>,
    kept: Vec<u32>,
    /// By steps, instead of the queue: what is to come, what comes in the step under way, and what it brings.
    wheel: Wheel<Next>,
    events: Vec<(u64, Next)>,
    coming: Vec<Coming>,
    /// Contacts that were foretold last.
    on_the_way: OnTheWay,
}

/// Bytes that cascades take for each user: what is known of it, that it is touched and kept, and its event.
pub const BYTES_A_USER: f64 = 65.0;

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

/// Makes what is kept of users what it was at first.
fn reset<T: Copy + Pod>(values: &mut Large<T>, users: &mut Vec<u32>, first: T) {
    if users.len() > values.len() / 8 {
        // All, in order of memory, are sooner done than these.
        values.fill(first);
        users.clear();
    }
    for user in users.drain(..) {
        values[user as usize] = first;
    }
}

/// At which rates anything happens to whoever is in a state; by steps, how long the coins are.
#[derive(Debug)]
struct Pace {
    /// Contacts along an edge, or, where edges differ, along one that is laid so long.
    edge: f64,
    /// What it does by itself.
    alone: f64,
    /// Nothing happens to it but by others.
    is_idle: bool,
}

/// The address of what a user does after so many changes: below 2^32 after none.
const fn item(user: u32, changes: u32) -> u64 {
    user as u64 | (changes as u64) << 32
}

/// Users under rules on a network.
#[derive(Debug)]
pub struct Compartments<'a> {
    rows: &'a Rows,
    rules: Rules<'a>,
    /// Of each state.
    paces: Vec<Pace>,
    /// How long edges are: by rates, their strengths; by steps, the coins of most contacts.
    laid: Option<Laid>,
    most_contacts: f64,
    foretold: Foretold,
}

impl<'a> Compartments<'a> {
    /// Users under these rules; contacts go along the edges of `rows` at rates times `influence`.
    #[must_use]
    pub fn new(rows: &'a Rows, influence: &'a Influence, rules: Rules<'a>) -> Self {
        let contacts = rules.states.iter().map(|of| of.contacts);
        let most_contacts = contacts.fold(0.0, f64::max);
        let by_steps = rules.beat == Beat::Steps;
        let rate = |rate| if by_steps { coin(rate) } else { rate };
        let most = if by_steps { most_contacts } else { 1.0 };
        let laid = Lengths::new(rows, influence, |strength| rate(strength * most)).laid();
        let pace = |of: &OfState<'_>| Pace {
            edge: match influence {
                Influence::Uniform(strength) => rate(of.contacts * strength),
                _ if by_steps && of.contacts > 0.0 => 1.0,
                _ => of.contacts,
            },
            alone: rate(of.alone.total()),
            is_idle: of.contacts == 0.0 && of.alone.total() == 0.0 && of.after.is_empty(),
        };
        let paces = rules.states.iter().map(pace).collect();
        let foretold = Foretold::new(&rules, rows.nodes());
        Self { rows, rules, paces, laid, most_contacts, foretold }
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
            kept: Vec::new(),
            wheel: Wheel::default(),
            events: Vec::new(),
            coming: Vec::new(),
            on_the_way: OnTheWay::default(),
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
        reset(&mut buffers.states, &mut buffers.touched, self.rules.start);
        reset(&mut buffers.users, &mut buffers.kept, Known::first());
        buffers.queue.clear();
        buffers.wheel.clear();
        buffers.coming.clear();
        let mut run = Run { model: self, world, now: 0.0, sharers, buffers, record };
        for &seed in seeds {
            if run.buffers.users[seed as usize].changes == 0 {
                run.enter(seed, self.rules.seed);
            }
        }
        if !self.paces[usize::from(self.rules.start)].is_idle {
            for user in 0..self.rows.nodes() as u32 {
                if run.buffers.users[user as usize].changes == 0 {
                    run.enter(user, self.rules.start);
                }
            }
        }
        if self.rules.beat == Beat::Steps {
            return run.go_by_steps();
        }
        while let Some((now, next)) = run.next() {
            run.now = now;
            if let Some(contact) = Contact::of(next) {
                run.be_told(next.user, contact);
            } else if run.is_to_come(next) {
                run.happen(next.user);
            }
        }
    }

    /// How many users the last cascade has left in a state that shares.
    #[must_use]
    pub fn spreading(&self, buffers: &Buffers) -> u64 {
        let shares = |&&user: &&u32| self.rules.shares[usize::from(buffers.state(user))];
        buffers.touched.iter().filter(shares).count() as u64
    }

    /// Rates at which a user contacts others, and at which anything happens to it but by others.
    fn rates(&self, user: u32, state: State) -> [f64; 2] {
        let Pace { edge, alone, .. } = self.paces[usize::from(state)];
        if edge == 0.0 {
            return [0.0, alone];
        }
        let contacts = edge
            * match &self.laid {
                Some(laid) => laid.length(&self.rows.range(user)),
                None => self.rows.degree(user) as f64,
            };
        [contacts, contacts + alone]
    }

    /// Asks for what these events need, in passes: what is asked for in one is looked at in the next, and all
    /// that one asks for comes together.
    fn expect(
        &self,
        soon: &[(u64, Next)],
        states: &[State],
        users: &[Known],
        sharers: &Sharers<'_>,
    ) {
        let rows = self.rows;
        let soon = || soon.iter().map(|&(_, event)| (event, event.user as usize));
        for (event, user) in soon() {
            prefetch(states, user);
            if Contact::of(event).is_none() {
                prefetch(users, user);
                if self.foretold.misses {
                    prefetch(rows.offsets(), user);
                }
            }
        }
        let enters = |event, user: usize| self.foretold.enters(Contact::of(event)?, states[user]);
        let draws = |event, user: usize| {
            Contact::of(event).is_none() && !self.foretold.covers(states[user])
        };
        let place = |user: usize| {
            let mut stream = users[user].stream;
            self.first_numbers(user as u32, states[user], &mut stream).1
        };
        for (event, user) in soon() {
            if let Some(state) = enters(event, user) {
                if !self.foretold.is_last(state) {
                    prefetch(users, user);
                }
                prefetch(rows.offsets(), user);
                sharers.expect(event.user);
            } else if self.laid.is_some() && draws(event, user) {
                self.expect_row(&rows.range(event.user));
            }
        }
        for (event, user) in soon() {
            if let Some(state) = enters(event, user) {
                if self.paces[usize::from(state)].edge > 0.0 {
                    self.expect_row(&rows.range(event.user));
                }
            } else if draws(event, user)
                && let Some(place) = place(user)
            {
                prefetch(rows.targets(), place);
            }
        }
        if self.foretold.misses {
            for (_, user) in soon().filter(|&(event, user)| draws(event, user)) {
                if let Some(place) = place(user) {
                    prefetch(states, rows.targets()[place] as usize);
                }
            }
        }
    }

    /// Asks for the start of a row.
    #[inline]
    fn expect_row(&self, range: &Range<usize>) {
        prefetch(self.rows.targets(), range.start);
        if let Some(laid) = &self.laid {
            laid.expect(range.start);
        }
    }

    /// Asks for the start of a row, and for how long it is.
    #[inline]
    fn expect_whole_row(&self, range: &Range<usize>) {
        prefetch(self.rows.targets(), range.start);
        if let Some(laid) = &self.laid {
            laid.expect_row(range);
        }
    }

    /// The place of the edge of a row along which a contact is, each as likely as it is strong.
    #[inline]
    fn edge_of(&self, range: &Range<usize>, stream: &mut Stream) -> usize {
        match &self.laid {
            Some(laid) => laid.within(stream.unit() * laid.length(range), range),
            None => range.start + stream.below(range.len() as u64) as usize,
        }
    }

    /// The first numbers of an event of a user in a state: which of all that may happen it is, by the sum of
    /// their rates, and the place of the edge along which it contacts somebody, if it does.
    #[inline]
    fn first_numbers(&self, user: u32, state: State, stream: &mut Stream) -> (f64, Option<usize>) {
        let [contacts, rate] = self.rates(user, state);
        let number = stream.unit() * rate;
        let contacted = (number < contacts).then(|| self.edge_of(&self.rows.range(user), stream));
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
        let known = self.buffers.users[user as usize];
        self.enter_as(user, state, known);
    }

    /// The same for a user of whom this is known.
    #[inline]
    fn enter_as(&mut self, user: u32, state: State, mut known: Known) {
        let model = self.model;
        let rules = &model.rules;
        if known.changes == 0 {
            self.buffers.touched.push(user);
        }
        known.changes += 1;
        self.buffers.states[user as usize] = state;
        known.due = f64::INFINITY;
        let is_idle = model.paces[usize::from(state)].is_idle;
        if !is_idle {
            known.stream = self.world.stream(item(user, known.changes - 1));
        }
        for (delay, to) in &rules.states[usize::from(state)].after {
            let due = self.now + rules.beat.lasts(delay(&mut known.stream));
            if due < known.due {
                (known.due, known.then) = (due, *to);
            }
        }
        if rules.shares[usize::from(state)] && self.sharers.add(user) {
            match known.place {
                NOBODY => self.record.seed(),
                parent => self.record.passed_on_by(parent as usize),
            }
            self.record.at(self.now);
            known.place = self.sharers.list().len() as u32 - 1;
            known.shared = 1;
        }
        if is_idle {
            self.keep(user, known);
        } else if !model.foretold.covers(state) {
            self.keep(user, known);
            self.foresee(user);
        } else if rules.beat == Beat::Steps {
            self.stay_for_steps(user, state, &mut known);
            self.keep(user, known);
        } else {
            let all = self.stay(user, state, &mut known);
            if !(all && model.foretold.is_last(state)) {
                self.keep(user, known);
            }
        }
    }

    /// Keeps what is known of a user.
    #[inline]
    fn keep(&mut self, user: u32, known: Known) {
        let Buffers { users, kept, .. } = &mut *self.buffers;
        if users[user as usize].changes == 0 {
            kept.push(user);
        }
        users[user as usize] = known;
    }

    /// Whether what a user was to do itself has not been overtaken by a change.
    fn is_to_come(&self, next: Next) -> bool {
        let changes = self.buffers.users[next.user as usize].changes;
        Next::own(next.user, changes).changes == next.changes
    }

    /// The next event. What those after it need is asked for meanwhile.
    #[inline]
    fn next(&mut self) -> Option<(f64, Next)> {
        self.bring();
        let Buffers { queue, states, users, .. } = &mut *self.buffers;
        let (model, sharers) = (self.model, &self.sharers);
        queue.pop(|soon| {
            if users.len() >= LARGE {
                model.expect(soon, states, users, sharers);
            }
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
            let next = Next::own(user, known.changes);
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
        if model.foretold.covers(state) {
            let mut known = self.buffers.users[user as usize];
            self.foretell(user, state, &mut known);
            self.buffers.users[user as usize] = known;
            return;
        }
        let (number, contacted) = model.first_numbers(user, state, &mut stream);
        let own = match contacted {
            Some(place) => {
                let coin = stream.unit() * model.rules.states[usize::from(state)].contacts;
                self.contact((user, state), place, coin, &mut stream)
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
            let by = self.buffers.users[user as usize].sharer();
            match model.rules.beat {
                Beat::Continuous => {
                    let known = &mut self.buffers.users[told as usize];
                    if known.shared == 0 {
                        known.place = by;
                    }
                    self.enter(told, next);
                }
                Beat::Steps => {
                    self.come(Coming { user: told, to: next, by }, |count| stream.below(count));
                }
            }
        }
        of.teller[usize::from(other)].of(coin)
    }
}
