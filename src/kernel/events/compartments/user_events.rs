//! What is to come to a user: its own next change, or a contact that was scheduled for it.

use super::rules::State;

/// Stands for nobody.
pub(super) const NOBODY: u32 = u32::MAX;

/// What is to come to a user: something that it does itself, or a [`ScheduledContact`](ScheduledContact).
#[derive(Debug, Clone, Copy)]
pub(super) struct UserEvent {
    pub(super) user: u32,
    /// How often the user had changed when it was foreseen; it is void once it has changed again.
    pub(super) changes: u32,
}

/// In the number of an event: that it is one of these, of which kind, and the place of the sharer who makes it.
const CONTACT: u32 = 1 << 31;
const KIND: u32 = 28;
pub(super) const KINDS: usize = 1 << (31 - KIND);
const PLACE: u32 = (1 << KIND) - 1;

/// Sharers have places below this.
pub(super) const MOST_SHARERS: usize = PLACE as usize;

/// A contact that was scheduled, or an end.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScheduledContact {
    pub(super) kind: usize,
    /// The place of the sharer who makes it, if it is one.
    pub(super) by: u32,
}

impl ScheduledContact {
    /// What an event is of these, if it is one.
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

/// A contact to come, as it is found: when, along the edge at which place and then with whom, and the rest
/// of its event.
#[derive(Debug, Clone, Copy)]
pub(super) struct PendingContact {
    pub(super) at: f64,
    pub(super) place: usize,
    pub(super) changes: u32,
}

/// Contacts that are not in the queue yet: whom they are with, and in which state those are, takes a while
/// to be fetched, in which other events come.
#[derive(Debug)]
pub(super) struct PendingContacts {
    pub(super) drawn: Vec<PendingContact>,
    pub(super) found: Vec<PendingContact>,
    /// No later than the first of these comes; infinite where there are none.
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
    /// A contact of a kind, by the sharer at a place or, where it is that of nobody, by no sharer.
    pub(super) const fn contact(user: u32, kind: u8, by: u32) -> Self {
        let by = if by == NOBODY { PLACE } else { by };
        Self { user, changes: CONTACT | (kind as u32) << KIND | by }
    }

    /// A user's own change, who has changed so often.
    pub(super) const fn own(user: u32, changes: u32) -> Self {
        Self { user, changes: changes % CONTACT }
    }
}

/// A change that comes to a user at the end of the step under way.
#[derive(Debug, Clone, Copy)]
pub(super) struct StateChange {
    pub(super) user: u32,
    pub(super) to: State,
    /// The place that it then has, or that of who contacted it.
    pub(super) by: u32,
}
