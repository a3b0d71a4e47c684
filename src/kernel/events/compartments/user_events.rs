//! What is to come to a user: its own next change, or a contact that was scheduled for it.

use super::rules::State;

/// Marks the absence of a sharer.
pub(super) const NOBODY: u32 = u32::MAX;

/// An event to come to a user: its own, or a [`ScheduledContact`].
#[derive(Debug, Clone, Copy)]
pub(super) struct UserEvent {
    pub(super) user: u32,
    /// The user's number of changes when it was scheduled; it is void after another one. Or the
    /// code of a contact.
    pub(super) changes: u32,
}

/// The code of a contact: this bit, its kind, and the place of the sharer who makes it.
const CONTACT: u32 = 1 << 31;
const KIND: u32 = 28;
pub(super) const KINDS: usize = 1 << (31 - KIND);
const PLACE: u32 = (1 << KIND) - 1;

/// Sharers have places below this.
pub(super) const MOST_SHARERS: usize = PLACE as usize;

/// A scheduled contact, or an end.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScheduledContact {
    pub(super) kind: usize,
    /// The place of the sharer who makes it, or [`NOBODY`].
    pub(super) by: u32,
}

impl ScheduledContact {
    /// The contact of an event, if it is one.
    #[inline]
    pub(super) const fn of(event: UserEvent) -> Option<Self> {
        if event.changes < CONTACT {
            return None;
        }
        let by = event.changes & PLACE;
        let kind = (event.changes >> KIND) as usize % KINDS;
        Some(Self { kind, by: if by == PLACE { NOBODY } else { by } })
    }
}

/// A contact on its way to the queue: its time, first the place of the edge and then the user
/// there, and the code of its event.
#[derive(Debug, Clone, Copy)]
pub(super) struct PendingContact {
    pub(super) at: f64,
    pub(super) place: usize,
    pub(super) changes: u32,
}

/// Contacts that are not in the queue yet: their users and those users' states are still being
/// fetched while other events happen.
#[derive(Debug)]
pub(super) struct PendingContacts {
    pub(super) drawn: Vec<PendingContact>,
    pub(super) found: Vec<PendingContact>,
    /// A lower bound for the time of the first; infinite where there are none.
    pub(super) earliest: f64,
}

impl Default for PendingContacts {
    fn default() -> Self {
        Self { drawn: Vec::new(), found: Vec::new(), earliest: f64::INFINITY }
    }
}

impl PendingContacts {
    pub(super) fn clear(&mut self) {
        self.drawn.clear();
        self.found.clear();
        self.earliest = f64::INFINITY;
    }
}

impl UserEvent {
    /// A contact of a kind, by the sharer at a place or by [`NOBODY`].
    pub(super) const fn contact(user: u32, kind: u8, by: u32) -> Self {
        let by = if by == NOBODY { PLACE } else { by };
        Self { user, changes: CONTACT | (kind as u32) << KIND | by }
    }

    /// A user's own event, after so many changes.
    pub(super) const fn own(user: u32, changes: u32) -> Self {
        Self { user, changes: changes % CONTACT }
    }
}

/// A change that comes to a user at the end of the current step.
#[derive(Debug, Clone, Copy)]
pub(super) struct StateChange {
    pub(super) user: u32,
    pub(super) to: State,
    /// The place that it then has, or that of who contacted it.
    pub(super) by: u32,
}
