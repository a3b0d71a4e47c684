//! The process itself: its rates, its events one after the other, and what a user does at each.

use std::{cmp::Ordering, ops::Range, sync::Arc};

use super::{
    buffers::{CompartmentBuffers, UserRecord, item, reset, schedule_next},
    contact_table::ScheduledContacts,
    rules::{CompartmentRules, State, StateRules},
    user_events::{NOBODY, ScheduledContact, StateChange, UserEvent},
};
use crate::{
    influence::Influence,
    kernel::{
        Record, SharerSet,
        clock::Clock,
        events::edge_rates::{EdgePrefixSums, EdgeRates, coin},
    },
    network::csr::Rows,
    rng::{ExponentialLaw, Stream, World},
};

/// Users who start, or events of a step, between two looks at whether to stop: far below a
/// millisecond, and two instructions each beside a hundred or more.
pub(super) const LOOK: u32 = 1024;

/// The rates of a state; with discrete steps, those of its coins.
#[derive(Debug)]
pub(super) struct StateRates {
    /// Contacts along an edge, or, where edges differ, along one of rate 1.
    pub(super) edge: f64,
    /// Spontaneous changes.
    pub(super) alone: f64,
    /// Only others change it.
    pub(super) is_idle: bool,
}

/// Users under rules on a network.
#[derive(Debug)]
pub struct CompartmentProcess {
    pub(super) rows: Arc<Rows>,
    pub(super) rules: CompartmentRules,
    /// By state.
    pub(super) state_rates: Vec<StateRates>,
    /// The rates of edges where they differ: their strengths, or by steps the coins of the most
    /// contacts.
    pub(super) prefix_sums: Option<EdgePrefixSums>,
    pub(super) most_contacts: f64,
    pub(super) scheduled: ScheduledContacts,
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

    /// Puts the seeds into their state at time 0, and runs all that happens in time. A user is a
    /// sharer from its first entry into a state that shares; its parent is the sharer who last
    /// contacted it with effect. All ends early where `sharers` are stopped.
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
                if user.is_multiple_of(LOOK) && run.sharers.stopped() {
                    return;
                }
                if run.buffers.users[user as usize].changes == 0 {
                    run.enter(user, self.rules.start);
                }
            }
        }
        if self.rules.clock == Clock::Steps {
            return run.go_by_steps();
        }
        while let Some((now, next)) = run.next() {
            if run.buffers.queue.is_time_to_look() && run.sharers.stopped() {
                return;
            }
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

    /// The rate at which a user contacts others, and the rate at which anything happens to it
    /// except by others.
    pub(super) fn rates(&self, user: u32, state: State) -> [f64; 2] {
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

    /// The place of the edge of a row along which a contact is, each in proportion to its strength.
    #[inline]
    pub(super) fn edge_of(&self, range: &Range<usize>, stream: &mut Stream) -> usize {
        match &self.prefix_sums {
            Some(prefix_sums) => {
                prefix_sums.place_at(stream.unit() * prefix_sums.row_total(range), range)
            }
            None => range.start + stream.below(range.len() as u64) as usize,
        }
    }

    /// The first numbers of an event of a user: which of all that may happen it is, by the sum of
    /// their rates, and the place of the edge for a contact.
    #[inline]
    pub(super) fn first_numbers(
        &self,
        user: u32,
        state: State,
        stream: &mut Stream,
    ) -> (f64, Option<usize>) {
        let [contacts, rate] = self.rates(user, state);
        let number = stream.unit() * rate;
        let contacted = (number < contacts).then(|| self.edge_of(&self.rows.range(user), stream));
        (number - contacts, contacted)
    }
}

/// A cascade in progress.
pub(super) struct CompartmentRun<'r, 's, R> {
    pub(super) model: &'r CompartmentProcess,
    pub(super) world: World,
    pub(super) now: f64,
    pub(super) sharers: &'r mut SharerSet<'s>,
    pub(super) buffers: &'r mut CompartmentBuffers,
    pub(super) record: &'r mut R,
}

impl<R: Record> CompartmentRun<'_, '_, R> {
    /// A user enters a state.
    pub(super) fn enter(&mut self, user: u32, state: State) {
        let entry = self.buffers.users[user as usize];
        self.enter_as(user, state, entry);
    }

    /// The same for a user with this record.
    #[inline]
    pub(super) fn enter_as(&mut self, user: u32, state: State, mut entry: UserRecord) {
        let model = self.model;
        let rules = &model.rules;
        if entry.changes == 0 {
            self.buffers.touched.push(user);
        }
        entry.changes += 1;
        self.buffers.states[user as usize] = state;
        (entry.due, entry.ties) = (f64::INFINITY, 0);
        let is_idle = model.state_rates[usize::from(state)].is_idle;
        if !is_idle {
            entry.stream = self.world.stream(item(user, entry.changes - 1));
        }
        for (delay, to) in &rules.states[usize::from(state)].after {
            let due = self.now + rules.clock.lasts(delay(&mut entry.stream));
            match due.total_cmp(&entry.due) {
                Ordering::Less => (entry.due, entry.then, entry.ties) = (due, *to, 1),
                Ordering::Equal => {
                    // Of delays that end at the same time each is chosen with the same chance.
                    entry.ties = entry.ties.saturating_add(1);
                    if entry.stream.below(entry.ties.into()) == 0 {
                        entry.then = *to;
                    }
                }
                Ordering::Greater => {}
            }
        }
        if rules.shares[usize::from(state)] && self.sharers.add(user) {
            match entry.place {
                NOBODY => self.record.seed(),
                parent => self.record.passed_on_by(parent as usize),
            }
            self.record.at(self.now);
            entry.place = self.sharers.list().len() as u32 - 1;
            entry.shared = 1;
        }
        if is_idle {
            self.keep(user, entry);
        } else if !model.scheduled.covers(state) {
            self.keep(user, entry);
            self.schedule_next(user);
        } else if rules.clock == Clock::Steps {
            self.stay_for_steps(user, state, &mut entry);
            self.keep(user, entry);
        } else {
            let all = self.stay(user, state, &mut entry);
            if !(all && model.scheduled.is_last(state)) {
                self.keep(user, entry);
            }
        }
    }

    /// Stores the record of a user.
    #[inline]
    pub(super) fn keep(&mut self, user: u32, entry: UserRecord) {
        let CompartmentBuffers { users, kept, .. } = &mut *self.buffers;
        if users[user as usize].changes == 0 {
            kept.push(user);
        }
        users[user as usize] = entry;
    }

    /// Whether no change has overtaken a user's own event.
    pub(super) fn is_to_come(&self, next: UserEvent) -> bool {
        let changes = self.buffers.users[next.user as usize].changes;
        UserEvent::own(next.user, changes).changes == next.changes
    }

    /// Schedules the next event of a user.
    pub(super) fn schedule_next(&mut self, user: u32) {
        let model = self.model;
        let entry = &mut self.buffers.users[user as usize];
        let [_, rate] = model.rates(user, self.buffers.states[user as usize]);
        let mut at = entry.due;
        if rate > 0.0 {
            at = match model.rules.clock {
                Clock::Continuous => {
                    let wait = ExponentialLaw::tables().draw(&mut entry.stream) / rate;
                    at.min(self.now + wait)
                }
                Clock::Steps => schedule_next(entry, self.now, rate),
            };
        }
        if at <= model.rules.until && at.is_finite() {
            let next = UserEvent::own(user, entry.changes);
            match model.rules.clock {
                Clock::Continuous => self.buffers.queue.push(at, next),
                Clock::Steps => self.buffers.wheel.push(at as u64, next),
            }
        }
    }

    /// A user's own event happens.
    pub(super) fn happen(&mut self, user: u32) {
        let UserRecord { due, then, mut stream, .. } = self.buffers.users[user as usize];
        let state = self.buffers.states[user as usize];
        if due <= self.now {
            return self.enter(user, then);
        }
        let model = self.model;
        if model.scheduled.covers(state) {
            let mut entry = self.buffers.users[user as usize];
            let contacts = self.may_change_others(user, state);
            self.schedule_contacts(user, state, &mut entry, contacts);
            self.buffers.users[user as usize] = entry;
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
        // No edge leads from a user to itself, so nothing else has changed its stream.
        self.buffers.users[user as usize].stream = stream;
        match own {
            Some(next) => self.enter(user, next),
            None => self.schedule_next(user),
        }
    }

    /// A user in a state makes a contact along the edge at a place; `coin` decides its effect.
    /// Gives the new state of the user itself, if it changes.
    #[inline]
    pub(super) fn contact(
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
                    let entry = &mut self.buffers.users[contacted as usize];
                    if entry.shared == 0 {
                        entry.place = by;
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
