//! Fetches the memory that events to come will need, while others take their turn.
//!
//! It changes nothing except the time taken, and could be left out.

use std::ops::Range;

use super::{
    buffers::{CompartmentBuffers, LARGE, UserRecord},
    process::{CompartmentProcess, CompartmentRun},
    rules::State,
    steps::within,
    user_events::{ScheduledContact, StateChange, UserEvent},
};
use crate::{
    kernel::{Record, SharerSet, prefetch::prefetch},
    rng::ExponentialLaw,
};

/// So many events ahead a user's record is fetched, then the edge of its contact, then the state at
/// its other end.
const FAR: usize = 12;
const SOON: usize = 6;
const NEXT: usize = 3;

impl CompartmentProcess {
    /// Fetches what these events need, in passes: each pass reads what the one before it fetched.
    fn prefetch_events(
        &self,
        soon: &[(u64, UserEvent)],
        states: &[State],
        users: &[UserRecord],
        sharers: &SharerSet<'_>,
    ) {
        let rows = &self.rows;
        let soon = || soon.iter().map(|&(_, event)| (event, event.user as usize));
        for (event, user) in soon() {
            prefetch(states, user);
            if ScheduledContact::of(event).is_none() {
                prefetch(users, user);
                if self.scheduled.misses {
                    prefetch(rows.offsets(), user);
                }
            }
        }
        let enters =
            |event, user: usize| self.scheduled.enters(ScheduledContact::of(event)?, states[user]);
        let draws = |event, user: usize| {
            ScheduledContact::of(event).is_none() && !self.scheduled.covers(states[user])
        };
        let place = |user: usize| {
            let mut stream = users[user].stream;
            self.first_numbers(user as u32, states[user], &mut stream).1
        };
        for (event, user) in soon() {
            if let Some(state) = enters(event, user) {
                if !self.scheduled.is_last(state) {
                    prefetch(users, user);
                }
                prefetch(rows.offsets(), user);
                sharers.prefetch(event.user);
            } else if self.prefix_sums.is_some() && draws(event, user) {
                self.prefetch_row(&rows.range(event.user));
            }
        }
        for (event, user) in soon() {
            if let Some(state) = enters(event, user) {
                if self.state_rates[usize::from(state)].edge > 0.0 {
                    self.prefetch_row(&rows.range(event.user));
                }
            } else if draws(event, user)
                && let Some(place) = place(user)
            {
                prefetch(rows.targets(), place);
            }
        }
        if self.scheduled.misses {
            for (_, user) in soon().filter(|&(event, user)| draws(event, user)) {
                if let Some(place) = place(user) {
                    prefetch(states, rows.targets()[place] as usize);
                }
            }
        }
    }

    /// Fetches the start of a row, and its total rate.
    #[inline]
    fn prefetch_row(&self, range: &Range<usize>) {
        prefetch(self.rows.targets(), range.start);
        if let Some(prefix_sums) = &self.prefix_sums {
            prefix_sums.prefetch_row(range);
        }
    }
}

impl<R: Record> CompartmentRun<'_, '_, R> {
    /// The next event; fetches what later ones need.
    #[inline]
    pub(super) fn next(&mut self) -> Option<(f64, UserEvent)> {
        self.bring();
        let CompartmentBuffers { queue, states, users, .. } = &mut *self.buffers;
        let (model, sharers) = (self.model, &self.sharers);
        queue.pop(|soon| {
            if users.len() >= LARGE {
                model.prefetch_events(soon, states, users, sharers);
            }
        })
    }

    /// Fetches what the next events need: first the user, then the follower it contacts.
    #[inline]
    pub(super) fn prefetch_step_events(&self, others: &[(u64, UserEvent)]) {
        let model = self.model;
        let CompartmentBuffers { states, users, .. } = &*self.buffers;
        if let Some(&(_, next)) = others.get(FAR) {
            prefetch(states, next.user as usize);
            if ScheduledContact::of(next).is_none() {
                prefetch(users, next.user as usize);
                prefetch(model.rows.offsets(), next.user as usize);
            }
        }
        for (others, is_contacted) in [(others.get(SOON), false), (others.get(NEXT), true)] {
            let Some(&(_, next)) = others else { continue };
            let user = next.user;
            let state = states[user as usize];
            if let Some(contact) = ScheduledContact::of(next) {
                if !is_contacted && model.scheduled.becomes(contact, state).is_some() {
                    prefetch(users, user as usize);
                }
                continue;
            }
            if model.scheduled.covers(state) {
                continue;
            }
            let range = model.rows.range(user);
            let mut place = range.start;
            if model.prefix_sums.is_none() {
                let mut stream = users[user as usize].stream;
                let [_, length] = model.rates(user, state);
                let at = within(ExponentialLaw::tables().draw(&mut stream), length);
                let edge = model.state_rates[usize::from(state)].edge;
                place = place.saturating_add((at / edge) as usize);
            }
            match (is_contacted, &model.prefix_sums) {
                (true, None) if place < range.end => {
                    prefetch(states, model.rows.targets()[place] as usize);
                }
                (false, prefix_sums) => {
                    prefetch(model.rows.targets(), place);
                    if let Some(prefix_sums) = prefix_sums {
                        prefix_sums.prefetch_end(place);
                    }
                }
                _ => {}
            }
        }
    }

    /// Fetches what the users who change next will need, from the last of these on.
    #[inline]
    pub(super) fn prefetch_changes(&self, others: &[StateChange]) {
        let rows = &self.model.rows;
        let ahead = |others_between| {
            let place = others.len().checked_sub(others_between + 1)?;
            Some(others[place].user)
        };
        if let Some(user) = ahead(FAR) {
            prefetch(&self.buffers.users, user as usize);
            prefetch(rows.offsets(), user as usize);
        }
        if let Some(user) = ahead(SOON) {
            self.model.prefetch_row(&rows.range(user));
        }
    }
}
