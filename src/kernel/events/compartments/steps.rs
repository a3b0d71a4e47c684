//! Users who go from state to state step by step.
//!
//! All events of a step read the states at its start, and changes come at its end. In a step every
//! user has a coin for its spontaneous change, and one for each edge along which it contacts a
//! follower; one coin makes at most one change. Of several changes that come to a user in a step,
//! by coins or by the end of a delay, one is chosen uniformly.
//!
//! The coins of a user form one Poisson process, step after step, each coin as long as its rate: a
//! single exponential number leads from one success to the next. Steps in which nothing happens to
//! a user cost nothing, nor do edges without an event.

use std::{cmp::Ordering, ops::Range};

use super::{
    buffers::{CompartmentBuffers, LARGE, UserRecord, item, whole},
    process::{CompartmentProcess, CompartmentRun, LOOK},
    rules::State,
    scheduled_contacts::AT_ONCE,
    user_events::{ScheduledContact, StateChange, UserEvent},
};
use crate::{kernel::Record, rng::ExponentialLaw};

/// The stream item for choosing among the changes of a step: no other is as high.
const TIES: u64 = 1 << 63;

/// The place of a number within its step.
#[inline]
pub(super) fn within(number: f64, length: f64) -> f64 {
    if number < length { number } else { (number - whole(number / length) * length).max(0.0) }
}

impl CompartmentProcess {
    /// The place of the edge, from `next` on, whose coin contains a number; the row's end or more
    /// if there is none.
    #[inline]
    fn edge_at(&self, at: f64, range: &Range<usize>, next: usize, edge: f64) -> usize {
        match &self.prefix_sums {
            None => (range.start + (at / edge) as usize).max(next),
            Some(prefix_sums) => prefix_sums.first_after(at, next..range.end),
        }
    }

    /// The rate from which contacts are thinned: that of the coins of edges.
    #[inline]
    fn most_of(&self, state: State) -> f64 {
        match self.prefix_sums {
            Some(_) => self.most_contacts,
            None => self.rules.states[usize::from(state)].contacts,
        }
    }

    /// Where the coin of an edge ends in its row.
    #[inline]
    fn end_of(&self, place: usize, range: &Range<usize>, edge: f64) -> f64 {
        match &self.prefix_sums {
            None => (place + 1 - range.start) as f64 * edge,
            Some(prefix_sums) => prefix_sums.end(place),
        }
    }
}

impl<R: Record> CompartmentRun<'_, '_, R> {
    /// Runs all events in time.
    pub(super) fn go_by_steps(&mut self) {
        let mut events = std::mem::take(&mut self.buffers.events);
        events.clear();
        'steps: while let Some(step) = self.buffers.wheel.take(&mut events) {
            self.now = step as f64;
            for (nth, &(_, next)) in events.iter().enumerate() {
                if nth.is_multiple_of(LOOK as usize) && self.sharers.stopped() {
                    self.forget_step();
                    break 'steps;
                }
                if self.buffers.users.len() >= LARGE {
                    self.prefetch_step_events(&events[nth + 1..]);
                }
                if let Some(contact) = ScheduledContact::of(next) {
                    self.receive_in_step(next.user, contact);
                } else if self.is_to_come(next) {
                    self.happen_in_step(next.user);
                }
            }
            self.end_step();
            events.clear();
        }
        self.buffers.events = events;
    }

    /// Draws for how many steps a user stays in a state that it leaves spontaneously, and its
    /// contacts.
    pub(super) fn stay_for_steps(&mut self, user: u32, state: State, entry: &mut UserRecord) {
        let model = self.model;
        let alone = &model.rules.states[usize::from(state)].alone;
        if alone.total() > 0.0 {
            let wait = ExponentialLaw::tables().draw(&mut entry.stream);
            let due = self.now + 1.0 + whole(wait / model.state_rates[usize::from(state)].alone);
            let to = alone.of(entry.stream.unit() * alone.total());
            // Of changes of one step each is chosen with the same chance.
            let is_taken = match due.total_cmp(&entry.due) {
                Ordering::Less => true,
                Ordering::Equal => entry.stream.below(u64::from(entry.ties) + 1) == 0,
                Ordering::Greater => false,
            };
            if let Some(to) = to.filter(|_| is_taken) {
                (entry.due, entry.then) = (due, to);
            }
        }
        self.schedule_contacts_by_step(user, state, entry, true);
    }

    /// Schedules a user's contacts of the next steps, where it `contacts` anybody, and then its own
    /// next event.
    fn schedule_contacts_by_step(
        &mut self,
        user: u32,
        state: State,
        entry: &mut UserRecord,
        contacts: bool,
    ) {
        let Self { model, buffers, now, .. } = self;
        let CompartmentBuffers { wheel, states, .. } = &mut **buffers;
        let law = ExponentialLaw::tables();
        let edge = model.state_rates[usize::from(state)].edge;
        let contacts = if contacts { model.rates(user, state)[0] } else { 0.0 };
        let until = entry.due.min(model.rules.until);
        let mut goes_on = entry.due;
        if contacts > 0.0 {
            let most = model.most_of(state);
            let by = entry.sharer();
            let range = model.rows.range(user);
            let (mut step, mut next, mut count) = (*now + 1.0, range.start, 0);
            let mut at = law.draw(&mut entry.stream);
            loop {
                if at >= contacts {
                    if count >= AT_ONCE {
                        // The part beyond this step says nothing of the next one.
                        goes_on = step.min(goes_on);
                        break;
                    }
                    step += whole(at / contacts);
                    (at, next) = (within(at, contacts), range.start);
                }
                if step > until {
                    break;
                }
                let place = model.edge_at(at, &range, next, edge);
                if place >= range.end {
                    at = contacts + law.draw(&mut entry.stream);
                    continue;
                }
                if let Some(kind) = model.scheduled.kind(state, entry.stream.unit() * most) {
                    let contacted = model.rows.targets()[place];
                    if model.scheduled.matters(kind.into(), states[contacted as usize]) {
                        wheel.push(step as u64, UserEvent::contact(contacted, kind, by));
                    }
                }
                (next, count) = (place + 1, count + 1);
                at = model.end_of(place, &range, edge) + law.draw(&mut entry.stream);
            }
        }
        if goes_on <= model.rules.until && goes_on.is_finite() {
            wheel.push(goes_on as u64, UserEvent::own(user, entry.changes));
        }
    }

    /// A user receives a scheduled contact in the step that ends now.
    #[inline]
    fn receive_in_step(&mut self, user: u32, contact: ScheduledContact) {
        let state = self.buffers.states[user as usize];
        if let Some(to) = self.model.scheduled.becomes(contact, state) {
            let item = TIES | item(user, self.buffers.users[user as usize].changes);
            let world = self.world;
            self.come(StateChange { user, to, by: contact.by }, 1, |count| {
                world.stream(item).ahead(count).below(count)
            });
        }
    }

    /// Everything that happens to a user in the step that ends now.
    fn happen_in_step(&mut self, user: u32) {
        let model = self.model;
        let law = ExponentialLaw::tables();
        let mut entry = self.buffers.users[user as usize];
        let state = self.buffers.states[user as usize];
        if model.scheduled.covers(state) {
            if entry.due <= self.now {
                let UserRecord { then: to, place: by, mut stream, .. } = entry;
                self.come(StateChange { user, to, by }, 1, |count| stream.below(count));
            } else {
                let contacts = self.may_change_others(user, state);
                self.schedule_contacts_by_step(user, state, &mut entry, contacts);
                self.buffers.users[user as usize] = entry;
            }
            return;
        }
        let UserRecord { due, then, ties, mut stream, place: by, .. } = entry;
        let of = &model.rules.states[usize::from(state)];
        let edge = model.state_rates[usize::from(state)].edge;
        let [contacts, length] = model.rates(user, state);
        let most = model.most_of(state);
        let mut at = f64::INFINITY;
        if length > 0.0 {
            at = law.draw(&mut stream);
        }
        if due <= self.now {
            self.come(StateChange { user, to: then, by }, ties.into(), |count| stream.below(count));
        } else {
            at = within(at, length);
        }
        let range = model.rows.range(user);
        let mut next = range.start;
        while at < contacts {
            let place = model.edge_at(at, &range, next, edge);
            if place >= range.end {
                break;
            }
            let coin = stream.unit() * most;
            if let Some(to) = self.contact((user, state), place, coin, &mut stream) {
                self.come(StateChange { user, to, by }, 1, |count| stream.below(count));
            }
            next = place + 1;
            at = model.end_of(place, &range, edge) + law.draw(&mut stream);
        }
        if at >= contacts && at < length {
            let number = stream.unit() * of.alone.total();
            if let Some(to) = of.alone.of(number) {
                self.come(StateChange { user, to, by }, 1, |count| stream.below(count));
            }
        }
        let entry = &mut self.buffers.users[user as usize];
        entry.stream = stream;
        if entry.coming == 0 {
            self.schedule_next(user);
        }
    }

    /// A change comes to a user, standing for `many` equal ones. It replaces the earlier ones with
    /// its fair chance, decided by a number `below` the count of all. A sharer keeps its place.
    #[inline]
    pub(super) fn come(
        &mut self,
        mut change: StateChange,
        many: u32,
        below: impl FnOnce(u64) -> u64,
    ) {
        let entry = &mut self.buffers.users[change.user as usize];
        let is_first = entry.coming == 0;
        entry.coming += many;
        if entry.shared == 1 {
            change.by = entry.place;
        }
        if is_first || below(entry.coming.into()) < u64::from(many) {
            self.buffers.coming.push(change);
        }
    }

    /// Drops the changes of a step that is left unfinished.
    fn forget_step(&mut self) {
        let CompartmentBuffers { coming, users, .. } = &mut *self.buffers;
        for change in coming.drain(..) {
            users[change.user as usize].coming = 0;
        }
    }

    /// Users enter the states that the step has brought them.
    fn end_step(&mut self) {
        let mut coming = std::mem::take(&mut self.buffers.coming);
        // The last change of a user is the chosen one.
        let large = self.buffers.users.len() >= LARGE;
        for (nth, &StateChange { user, to, by }) in coming.iter().enumerate().rev() {
            if large {
                self.prefetch_changes(&coming[..nth]);
            }
            let entry = &mut self.buffers.users[user as usize];
            if std::mem::take(&mut entry.coming) > 0 {
                entry.place = by;
                self.enter(user, to);
            }
        }
        coming.clear();
        self.buffers.coming = coming;
    }
}
