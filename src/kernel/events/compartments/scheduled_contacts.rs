//! Contacts that are known from the moment on at which a user comes to a state.
//!
//! Where no contact changes who is in a state, neither one of its own nor one of others, how long it stays
//! there is drawn as it comes, and so is whom it contacts when: each contact is an event by itself, which
//! needs nothing but the state of whom it meets. So the row of a user is read once and not once a contact,
//! and contacts with those whom they can never change any more are no events at all.

use super::{
    CompartmentRun,
    buffers::{CompartmentBuffers, NOBODY, UserEvent, UserRecord},
    rules::{CompartmentRules, State, Transitions},
};
use crate::{
    kernel::{Record, prefetch::prefetch},
    rng::Exponential,
};

/// So many contacts of a user are drawn at a time: the last of them is when it goes on.
pub(super) const AT_ONCE: usize = 64;

/// In the number of an event: that it is one of these, of which kind, and the place of the sharer who makes it.
const CONTACT: u32 = 1 << 31;
const KIND: u32 = 28;
const KINDS: usize = 1 << (31 - KIND);
const PLACE: u32 = (1 << KIND) - 1;

/// What a contact may do; or that a user ends, which is an event of the same form.
#[derive(Debug)]
struct ContactKind {
    /// Of each state of whose event it is, what becomes of it.
    becomes: Vec<Option<State>>,
    /// And whether anything may become of it yet, now or after changes to come.
    matters: Vec<bool>,
    /// The user ends: nothing but its state needs to be known any more.
    ends: bool,
}

/// What is scheduled of users in a state.
#[derive(Debug, Clone)]
struct StaySchedule {
    /// Up to which number the coins of its contacts are of which kind.
    coins: Vec<(f64, u8)>,
    /// Of each state that may follow, which kind of event it is to come to it, if it is an end.
    ends: Vec<Option<u8>>,
    /// Who comes to it has never changed before, and nothing but ends follow.
    is_last: bool,
}

impl StaySchedule {
    /// The kind of a contact with this coin, if anything comes of any.
    #[inline]
    fn kind(&self, coin: f64) -> Option<u8> {
        self.coins.iter().find(|kind| coin < kind.0).map(|kind| kind.1)
    }
}

/// Which contacts of users can be scheduled.
#[derive(Debug)]
pub(super) struct ScheduledContacts {
    /// Of each state; nothing where contacts are not scheduled.
    states: Vec<Option<StaySchedule>>,
    kinds: Vec<ContactKind>,
    /// Whether there are users whose contacts are not.
    pub(super) misses: bool,
}

impl ScheduledContacts {
    /// Those that can be, of so many users.
    pub(super) fn new(rules: &CompartmentRules, users: usize) -> Self {
        let states = vec![None; rules.states.len()];
        let mut scheduled = Self { states, kinds: Vec::new(), misses: false };
        for state in 0..rules.states.len() {
            let stay = (users < PLACE as usize).then(|| scheduled.stay(rules, state)).flatten();
            scheduled.misses |= stay.is_none() && rules.states[state].contacts > 0.0;
            scheduled.states[state] = stay;
        }
        scheduled
    }

    /// What can be scheduled of users in a state.
    fn stay(&mut self, rules: &CompartmentRules, state: usize) -> Option<StaySchedule> {
        let of = &rules.states[state];
        let mut coins: Vec<f64> = of.contacted.iter().flat_map(Transitions::ends).collect();
        coins.sort_unstable_by(f64::total_cmp);
        coins.dedup();
        if !rules.leaves_by_itself(state) || self.kinds.len() + coins.len() > KINDS {
            return None;
        }
        let mut stay = StaySchedule {
            coins: Vec::new(),
            ends: vec![None; rules.states.len()],
            is_last: false,
        };
        let mut start = 0.0;
        for end in coins {
            let becomes: Vec<_> = of.contacted.iter().map(|chances| chances.of(start)).collect();
            let matters = rules.may_come_to(|state| becomes[state].is_some());
            stay.coins.push((end, self.kinds.len() as u8));
            self.kinds.push(ContactKind { becomes, matters, ends: false });
            start = end;
        }
        for end in 0..rules.states.len() {
            if rules.is_end(end) && self.kinds.len() < KINDS {
                let becomes =
                    (0..rules.states.len()).map(|of| (of == state).then_some(end as State));
                stay.ends[end] = Some(self.kinds.len() as u8);
                self.kinds.push(ContactKind {
                    becomes: becomes.collect(),
                    matters: Vec::new(),
                    ends: true,
                });
            }
        }
        let mut next = rules.next(state).into_iter();
        stay.is_last =
            rules.is_first(state) && next.all(|next| stay.ends[usize::from(next)].is_some());
        Some(stay)
    }

    /// True where all contacts of whoever is in a state are scheduled.
    #[inline]
    pub(super) fn covers(&self, state: State) -> bool {
        self.states[usize::from(state)].is_some()
    }

    /// True where nothing needs to be known of users in a state whose contacts are all drawn: none has changed
    /// before, and nothing but ends follow.
    #[inline]
    pub(super) fn is_last(&self, state: State) -> bool {
        self.states[usize::from(state)].as_ref().is_some_and(|stay| stay.is_last)
    }

    /// The state that a user in another enters by an event of these, if it is no end.
    #[inline]
    pub(super) fn enters(&self, contact: ScheduledContact, state: State) -> Option<State> {
        let kind = &self.kinds[contact.kind];
        kind.becomes[usize::from(state)].filter(|_| !kind.ends)
    }

    /// The kind of a contact with this coin by a user in a state, if anything comes of any.
    #[inline]
    pub(super) fn kind(&self, state: State, coin: f64) -> Option<u8> {
        self.states[usize::from(state)].as_ref()?.kind(coin)
    }

    /// True where a contact of a kind may change something of a user in a state, now or after changes to come.
    #[inline]
    pub(super) fn matters(&self, kind: usize, state: State) -> bool {
        self.kinds[kind].matters[usize::from(state)]
    }

    /// What becomes of a user in a state by an event of these.
    #[inline]
    pub(super) fn becomes(&self, contact: ScheduledContact, state: State) -> Option<State> {
        self.kinds[contact.kind].becomes[usize::from(state)]
    }
}

/// A contact that was scheduled, or an end.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScheduledContact {
    kind: usize,
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
struct PendingContact {
    at: f64,
    place: usize,
    changes: u32,
}

/// Contacts that are not in the queue yet: whom they are with, and in which state those are, takes a while
/// to be fetched, in which other events come.
#[derive(Debug)]
pub(super) struct PendingContacts {
    drawn: Vec<PendingContact>,
    found: Vec<PendingContact>,
    /// No later than the first of these comes; infinite where there are none.
    earliest: f64,
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

impl<R: Record> CompartmentRun<'_, '_, R> {
    /// Draws how long a user stays that has come to a state which it leaves by itself, and its contacts. True
    /// where nothing is left to be drawn later.
    #[inline]
    pub(super) fn stay(&mut self, user: u32, state: State, known: &mut UserRecord) -> bool {
        let alone = &self.model.rules.states[usize::from(state)].alone;
        if alone.total() > 0.0 {
            let law = Exponential::tables();
            let due = self.now + law.draw(&mut known.stream) / alone.total();
            let number = known.stream.unit() * alone.total();
            if let Some(to) = alone.of(number).filter(|_| due < known.due) {
                (known.due, known.then) = (due, to);
            }
        }
        self.schedule_contacts(user, state, known, true)
    }

    /// True where a contact of a user in a state may still change something of a follower.
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

    /// Puts a user's next contacts into the queue, where it `contacts` anybody, and after them when it goes on.
    /// True where these are all.
    pub(super) fn schedule_contacts(
        &mut self,
        user: u32,
        state: State,
        known: &mut UserRecord,
        contacts: bool,
    ) -> bool {
        let Self { model, buffers, .. } = self;
        let CompartmentBuffers { queue, pending, .. } = &mut **buffers;
        let by = known.sharer();
        let mut count = 0;
        let contacts = if contacts { model.rates(user, state)[0] } else { 0.0 };
        let stay = model.scheduled.states[usize::from(state)].as_ref().expect("a state of these");
        let mut at = self.now;
        let until = known.due.min(model.rules.until);
        if contacts > 0.0 {
            let law = Exponential::tables();
            let range = model.rows.range(user);
            let most = stay.coins.last().map_or(0.0, |last| last.0);
            while count < AT_ONCE {
                at += law.draw(&mut known.stream) / contacts;
                if at > until {
                    break;
                }
                let place = model.edge_of(&range, &mut known.stream);
                prefetch(model.rows.targets(), place);
                let mut kind = stay.coins[0].1;
                if stay.coins.len() > 1 {
                    kind = stay.kind(known.stream.unit() * most).unwrap_or(kind);
                }
                if count == 0 {
                    pending.earliest = pending.earliest.min(at);
                }
                let UserEvent { changes, .. } = UserEvent::contact(NOBODY, kind, by);
                pending.drawn.push(PendingContact { at, place, changes });
                count += 1;
            }
        }
        // A contact that came after the end was the last.
        let (mut goes_on, mut own) = (at, UserEvent::own(user, known.changes));
        let all = count < AT_ONCE;
        if all {
            goes_on = known.due;
            if let Some(kind) = stay.ends[usize::from(known.then)] {
                own = UserEvent::contact(user, kind, NOBODY);
            }
        }
        if goes_on <= model.rules.until && goes_on.is_finite() {
            queue.push(goes_on, own);
        }
        all
    }

    /// Contacts that are on their way come closer to the queue, and into it where they may be next.
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

    /// A user is contacted, as was scheduled.
    #[inline]
    pub(super) fn receive(&mut self, user: u32, contact: ScheduledContact) {
        let state = self.buffers.states[user as usize];
        if let Some(next) = self.model.scheduled.becomes(contact, state) {
            if self.model.scheduled.kinds[contact.kind].ends {
                self.buffers.states[user as usize] = next;
                return;
            }
            let mut known = UserRecord::first();
            if !self.model.scheduled.is_last(next) {
                known = self.buffers.users[user as usize];
            }
            if known.shared == 0 {
                known.place = contact.by;
            }
            self.enter_as(user, next, known);
        }
    }
}
