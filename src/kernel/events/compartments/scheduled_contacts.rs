//! Contacts that are scheduled when a user enters a state.
//!
//! Where no contact changes the users in a state, neither their own nor those of others, the time
//! of leaving is drawn on entry, and so are all contacts. Each contact is then an event of its own,
//! which needs only the state of the user it meets. The row of a user is read once instead of once
//! a contact, and contacts that can never change anything are dropped.

use super::{
    buffers::{CompartmentBuffers, UserRecord},
    contact_table::ScheduledContacts,
    process::CompartmentRun,
    rules::State,
    user_events::{NOBODY, PendingContact, PendingContacts, ScheduledContact, UserEvent},
};
use crate::{
    kernel::{Record, prefetch::prefetch},
    rng::ExponentialLaw,
};

/// Contacts of a user drawn at a time; drawing resumes at the time of the last.
pub(super) const AT_ONCE: usize = 64;

impl<R: Record> CompartmentRun<'_, '_, R> {
    /// Draws how long a user stays in a state that it leaves spontaneously, and its contacts. True
    /// where all of them are drawn.
    #[inline]
    pub(super) fn stay(&mut self, user: u32, state: State, entry: &mut UserRecord) -> bool {
        let alone = &self.model.rules.states[usize::from(state)].alone;
        if alone.total() > 0.0 {
            let law = ExponentialLaw::tables();
            let due = self.now + law.draw(&mut entry.stream) / alone.total();
            let number = entry.stream.unit() * alone.total();
            if let Some(to) = alone.of(number).filter(|_| due < entry.due) {
                (entry.due, entry.then) = (due, to);
            }
        }
        self.schedule_contacts(user, state, entry, true)
    }

    /// True where a contact of a user in a state may still change a follower.
    pub(super) fn may_change_others(&self, user: u32, state: State) -> bool {
        let ScheduledContacts { states, .. } = &self.model.scheduled;
        let coins = states[usize::from(state)].iter().flat_map(|stay| &stay.coins);
        let mut kinds = coins.map(|coin| coin.1);
        let row = self.model.rows.row(user);
        kinds.any(|kind| {
            let may = |&contacted: &u32| {
                self.model.scheduled.matters(kind.into(), self.buffers.states[contacted as usize])
            };
            row.iter().any(may)
        })
    }

    /// Schedules a user's next contacts, where it `contacts` anybody, and then its own next event.
    /// True where these are all its contacts.
    pub(super) fn schedule_contacts(
        &mut self,
        user: u32,
        state: State,
        entry: &mut UserRecord,
        contacts: bool,
    ) -> bool {
        let Self { model, buffers, .. } = self;
        let CompartmentBuffers { queue, pending, .. } = &mut **buffers;
        let by = entry.sharer();
        let mut count = 0;
        let contacts = if contacts { model.rates(user, state)[0] } else { 0.0 };
        let stay = model.scheduled.states[usize::from(state)].as_ref().expect("a state of these");
        let mut at = self.now;
        let until = entry.due.min(model.rules.until);
        if contacts > 0.0 {
            let law = ExponentialLaw::tables();
            let range = model.rows.range(user);
            let most = stay.coins.last().map_or(0.0, |last| last.0);
            while count < AT_ONCE {
                at += law.draw(&mut entry.stream) / contacts;
                if at > until {
                    break;
                }
                let place = model.edge_of(&range, &mut entry.stream);
                prefetch(model.rows.targets(), place);
                let mut kind = stay.coins[0].1;
                if stay.coins.len() > 1 {
                    kind = stay.kind(entry.stream.unit() * most).unwrap_or(kind);
                }
                if count == 0 {
                    pending.earliest = pending.earliest.min(at);
                }
                let UserEvent { changes, .. } = UserEvent::contact(NOBODY, kind, by);
                pending.drawn.push(PendingContact { at, place, changes });
                count += 1;
            }
        }
        // A contact after the end closes the list.
        let (mut goes_on, mut own) = (at, UserEvent::own(user, entry.changes));
        let all = count < AT_ONCE;
        if all {
            goes_on = entry.due;
            if let Some(kind) = stay.ends[usize::from(entry.then)] {
                own = UserEvent::contact(user, kind, NOBODY);
            }
        }
        if goes_on <= model.rules.until && goes_on.is_finite() {
            queue.push(goes_on, own);
        }
        all
    }

    /// Moves pending contacts closer to the queue, and into it where one of them may be next.
    #[inline]
    pub(super) fn bring(&mut self) {
        if self.buffers.pending.earliest == f64::INFINITY {
            return;
        }
        self.put_found();
        let CompartmentBuffers { states, pending, .. } = &mut *self.buffers;
        let PendingContacts { drawn, found, earliest } = pending;
        *earliest = f64::INFINITY;
        for contact in drawn.drain(..) {
            let contacted = self.model.rows.targets()[contact.place] as usize;
            prefetch(states, contacted);
            *earliest = earliest.min(contact.at);
            found.push(PendingContact { place: contacted, ..contact });
        }
        if !self.buffers.queue.is_next_before(self.buffers.pending.earliest) {
            self.put_found();
            self.buffers.pending.earliest = f64::INFINITY;
        }
    }

    fn put_found(&mut self) {
        let CompartmentBuffers { queue, states, pending, .. } = &mut *self.buffers;
        for PendingContact { at, place: contacted, changes } in pending.found.drain(..) {
            let event = UserEvent { user: contacted as u32, changes };
            let matters =
                |it: ScheduledContact| self.model.scheduled.matters(it.kind, states[contacted]);
            if ScheduledContact::of(event).is_some_and(matters) {
                queue.push(at, event);
            }
        }
    }

    /// A user receives a scheduled contact.
    #[inline]
    pub(super) fn receive(&mut self, user: u32, contact: ScheduledContact) {
        let state = self.buffers.states[user as usize];
        if let Some(next) = self.model.scheduled.becomes(contact, state) {
            if self.model.scheduled.kinds[contact.kind].ends {
                self.buffers.states[user as usize] = next;
                return;
            }
            let mut entry = UserRecord::first();
            if !self.model.scheduled.is_last(next) {
                entry = self.buffers.users[user as usize];
            }
            if entry.shared == 0 {
                entry.place = contact.by;
            }
            self.enter_as(user, next, entry);
        }
    }
}
