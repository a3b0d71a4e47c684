//! Users who go from state to state: by themselves, after a delay, or as they contact each other.
//!
//! Every user who may change or contact somebody has one event to come: whichever of all that may happen
//! to it happens first, found by the sum of all rates (Gillespie 1977, doi:10.1021/j100540a008). A contact
//! is with any of its followers; most change nothing. An event costs a look into a [`Queue`], and a number
//! or three from the stream of the user and of how often it has changed: so the worlds of options are the
//! same as far as they can be, and do not depend on who else there is. Of users who leave their state only by
//! themselves all contacts are scheduled as they come to it, and are events too.
//!
//! Where time goes by steps an event is a step in which anything happens to a user, or a contact of that step
//! which was scheduled: it reads the states at the step's start, and changes come at its end.
//!
//! [`Queue`]: super::queue::Queue

mod buffers;
mod prefetching;
mod rules;
mod scheduled_contacts;
mod steps;

use std::{cmp::Ordering, ops::Range, sync::Arc};

pub use self::{
    buffers::{BYTES_A_USER, CompartmentBuffers},
    rules::{CompartmentRules, State, StateDelay},
};
use self::{
    buffers::{NOBODY, UserEvent, UserRecord, item, reset},
    rules::StateRules,
    scheduled_contacts::{ScheduledContact, ScheduledContacts},
    steps::StateChange,
};
use super::edge_rates::{EdgePrefixSums, EdgeRates, coin};
use crate::{
    influence::Influence,
    kernel::{Record, SharerSet, clock::Clock},
    network::csr::Rows,
    rng::{Exponential, Stream, World},
};

/// At which rates anything happens to whoever is in a state; by steps, how long the coins are.
#[derive(Debug)]
struct StateRates {
    /// Contacts along an edge, or, where edges differ, along one that is prefix_sums so long.
    edge: f64,
    /// What it does by itself.
    alone: f64,
    /// Nothing happens to it but by others.
    is_idle: bool,
}

/// Users under rules on a network.
#[derive(Debug)]
pub struct CompartmentProcess {
    rows: Arc<Rows>,
    rules: CompartmentRules,
    /// Of each state.
    state_rates: Vec<StateRates>,
    /// How long edges are: by rates, their strengths; by steps, the coins of most contacts.
    prefix_sums: Option<EdgePrefixSums>,
    most_contacts: f64,
    scheduled: ScheduledContacts,
}

impl CompartmentProcess {
    /// Users under these rules; contacts go along the edges of `rows` at rates times `influence`.
    #[must_use]
    pub fn new(rows: &Arc<Rows>, influence: &Influence, rules: CompartmentRules) -> Self {
        let contacts = rules.states.iter().map(|of| of.contacts);
        let most_contacts = contacts.fold(0.0, f64::max);
        let by_steps = rules.clock == Clock::Steps;
        let rate = |rate| if by_steps { coin(rate) } else { rate };
        let most = if by_steps { most_contacts } else { 1.0 };
        let prefix_sums =
            EdgeRates::new(rows, influence, |strength| rate(strength * most)).prefix_sums();
        let state_rate = |of: &StateRules| StateRates {
            edge: match influence {
                Influence::Uniform(strength) => rate(of.contacts * strength),
                _ if by_steps && of.contacts > 0.0 => 1.0,
                _ => of.contacts,
            },
            alone: rate(of.alone.total()),
            is_idle: of.contacts == 0.0 && of.alone.total() == 0.0 && of.after.is_empty(),
        };
        let state_rates = rules.states.iter().map(state_rate).collect();
        let scheduled = ScheduledContacts::new(&rules, rows.nodes());
        Self { rows: Arc::clone(rows), rules, state_rates, prefix_sums, most_contacts, scheduled }
    }

    /// New buffers: 33 bytes a user.
    #[must_use]
    pub fn buffers(&self) -> CompartmentBuffers {
        CompartmentBuffers::new(self.rows.nodes(), self.rules.start)
    }

    /// Puts the seeds into their state at time 0, and lets all happen that happens in time. Whoever comes to
    /// a state that shares is a sharer from then on, and has the message from whoever contacted it last.
    pub fn spread<R: Record>(
        &self,
        world: World,
        seeds: &[u32],
        sharers: &mut SharerSet<'_>,
        buffers: &mut CompartmentBuffers,
        record: &mut R,
    ) {
        reset(&mut buffers.states, &mut buffers.touched, self.rules.start);
        reset(&mut buffers.users, &mut buffers.kept, UserRecord::first());
        buffers.queue.clear();
        buffers.wheel.clear();
        buffers.coming.clear();
        buffers.pending.clear();
        let mut run = CompartmentRun { model: self, world, now: 0.0, sharers, buffers, record };
        for &seed in seeds {
            if run.buffers.users[seed as usize].changes == 0 {
                run.enter(seed, self.rules.seed);
            }
        }
        if !self.state_rates[usize::from(self.rules.start)].is_idle {
            for user in 0..self.rows.nodes() as u32 {
                if run.buffers.users[user as usize].changes == 0 {
                    run.enter(user, self.rules.start);
                }
            }
        }
        if self.rules.clock == Clock::Steps {
            return run.go_by_steps();
        }
        while let Some((now, next)) = run.next() {
            run.now = now;
            if let Some(contact) = ScheduledContact::of(next) {
                run.receive(next.user, contact);
            } else if run.is_to_come(next) {
                run.happen(next.user);
            }
        }
    }

    /// How many users the last cascade has left in a state that shares.
    #[must_use]
    pub fn spreading(&self, buffers: &CompartmentBuffers) -> u64 {
        let shares = |&&user: &&u32| self.rules.shares[usize::from(buffers.state(user))];
        buffers.touched.iter().filter(shares).count() as u64
    }

    /// Rates at which a user contacts others, and at which anything happens to it but by others.
    fn rates(&self, user: u32, state: State) -> [f64; 2] {
        let StateRates { edge, alone, .. } = self.state_rates[usize::from(state)];
        if edge == 0.0 {
            return [0.0, alone];
        }
        let contacts = edge
            * match &self.prefix_sums {
                Some(prefix_sums) => prefix_sums.row_total(&self.rows.range(user)),
                None => self.rows.degree(user) as f64,
            };
        [contacts, contacts + alone]
    }

    /// The place of the edge of a row along which a contact is, each as likely as it is strong.
    #[inline]
    fn edge_of(&self, range: &Range<usize>, stream: &mut Stream) -> usize {
        match &self.prefix_sums {
            Some(prefix_sums) => {
                prefix_sums.place_at(stream.unit() * prefix_sums.row_total(range), range)
            }
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
struct CompartmentRun<'r, 's, R> {
    model: &'r CompartmentProcess,
    world: World,
    now: f64,
    sharers: &'r mut SharerSet<'s>,
    buffers: &'r mut CompartmentBuffers,
    record: &'r mut R,
}

impl<R: Record> CompartmentRun<'_, '_, R> {
    /// A user comes to a state.
    fn enter(&mut self, user: u32, state: State) {
        let known = self.buffers.users[user as usize];
        self.enter_as(user, state, known);
    }

    /// The same for a user of whom this is known.
    #[inline]
    fn enter_as(&mut self, user: u32, state: State, mut known: UserRecord) {
        let model = self.model;
        let rules = &model.rules;
        if known.changes == 0 {
            self.buffers.touched.push(user);
        }
        known.changes += 1;
        self.buffers.states[user as usize] = state;
        (known.due, known.ties) = (f64::INFINITY, 0);
        let is_idle = model.state_rates[usize::from(state)].is_idle;
        if !is_idle {
            known.stream = self.world.stream(item(user, known.changes - 1));
        }
        for (delay, to) in &rules.states[usize::from(state)].after {
            let due = self.now + rules.clock.lasts(delay(&mut known.stream));
            match due.total_cmp(&known.due) {
                Ordering::Less => (known.due, known.then, known.ties) = (due, *to, 1),
                Ordering::Equal => {
                    // Of delays that end together each is taken alike.
                    known.ties = known.ties.saturating_add(1);
                    if known.stream.below(known.ties.into()) == 0 {
                        known.then = *to;
                    }
                }
                Ordering::Greater => {}
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
        } else if !model.scheduled.covers(state) {
            self.keep(user, known);
            self.schedule_next(user);
        } else if rules.clock == Clock::Steps {
            self.stay_for_steps(user, state, &mut known);
            self.keep(user, known);
        } else {
            let all = self.stay(user, state, &mut known);
            if !(all && model.scheduled.is_last(state)) {
                self.keep(user, known);
            }
        }
    }

    /// Keeps what is known of a user.
    #[inline]
    fn keep(&mut self, user: u32, known: UserRecord) {
        let CompartmentBuffers { users, kept, .. } = &mut *self.buffers;
        if users[user as usize].changes == 0 {
            kept.push(user);
        }
        users[user as usize] = known;
    }

    /// Whether what a user was to do itself has not been overtaken by a change.
    fn is_to_come(&self, next: UserEvent) -> bool {
        let changes = self.buffers.users[next.user as usize].changes;
        UserEvent::own(next.user, changes).changes == next.changes
    }

    /// Finds when something next happens to a user.
    fn schedule_next(&mut self, user: u32) {
        let model = self.model;
        let known = &mut self.buffers.users[user as usize];
        let [_, rate] = model.rates(user, self.buffers.states[user as usize]);
        let mut at = known.due;
        if rate > 0.0 {
            at = match model.rules.clock {
                Clock::Continuous => {
                    let wait = Exponential::tables().draw(&mut known.stream) / rate;
                    at.min(self.now + wait)
                }
                Clock::Steps => steps::schedule_next(known, self.now, rate),
            };
        }
        if at <= model.rules.until && at.is_finite() {
            let next = UserEvent::own(user, known.changes);
            match model.rules.clock {
                Clock::Continuous => self.buffers.queue.push(at, next),
                Clock::Steps => self.buffers.wheel.push(at as u64, next),
            }
        }
    }

    /// What was foreseen happens to a user.
    fn happen(&mut self, user: u32) {
        let UserRecord { due, then, mut stream, .. } = self.buffers.users[user as usize];
        let state = self.buffers.states[user as usize];
        if due <= self.now {
            return self.enter(user, then);
        }
        let model = self.model;
        if model.scheduled.covers(state) {
            let mut known = self.buffers.users[user as usize];
            let contacts = self.may_change_others(user, state);
            self.schedule_contacts(user, state, &mut known, contacts);
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
        // It may have contacted itself something, along an edge to itself; there is none.
        self.buffers.users[user as usize].stream = stream;
        match own {
            Some(next) => self.enter(user, next),
            None => self.schedule_next(user),
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
        let contacted = model.rows.targets()[place];
        let other = self.buffers.states[contacted as usize];
        if let Some(next) = of.contacted[usize::from(other)].of(coin) {
            let by = self.buffers.users[user as usize].sharer();
            match model.rules.clock {
                Clock::Continuous => {
                    let known = &mut self.buffers.users[contacted as usize];
                    if known.shared == 0 {
                        known.place = by;
                    }
                    self.enter(contacted, next);
                }
                Clock::Steps => {
                    self.come(StateChange { user: contacted, to: next, by }, 1, |count| {
                        stream.below(count)
                    });
                }
            }
        }
        of.contacting[usize::from(other)].of(coin)
    }
}
