//! Which contacts can be scheduled as a user comes to a state, and what each kind of contact does.

use super::{
    rules::{CompartmentRules, State, Transitions},
    user_events::{KINDS, MOST_SHARERS, ScheduledContact},
};

/// What a contact may do; an end is an event of the same form.
#[derive(Debug)]
pub(super) struct ContactKind {
    /// The new state by the state of the user, if it changes.
    becomes: Vec<Option<State>>,
    /// By state, whether it may change the user now or after later changes.
    matters: Vec<bool>,
    /// The user ends: only its state still matters.
    pub(super) ends: bool,
}

/// The contacts of users in a state that can be scheduled.
#[derive(Debug, Clone)]
pub(super) struct StaySchedule {
    /// The kinds of contacts, each up to this value of the coin.
    pub(super) coins: Vec<(f64, u8)>,
    /// By following state, the kind of event for entering it, if it is an end.
    pub(super) ends: Vec<Option<u8>>,
    /// Users enter it only from the initial state, and only ends follow.
    is_last: bool,
}

impl StaySchedule {
    /// The kind of a contact with this coin, if it has any effect.
    #[inline]
    pub(super) fn kind(&self, coin: f64) -> Option<u8> {
        self.coins.iter().find(|kind| coin < kind.0).map(|kind| kind.1)
    }
}

/// Which contacts can be scheduled.
#[derive(Debug)]
pub(super) struct ScheduledContacts {
    /// By state; nothing where contacts cannot be scheduled.
    pub(super) states: Vec<Option<StaySchedule>>,
    pub(super) kinds: Vec<ContactKind>,
    /// Whether some contacts cannot.
    pub(super) misses: bool,
}

impl ScheduledContacts {
    /// The contacts that these rules let us schedule, for so many users.
    pub(super) fn new(rules: &CompartmentRules, users: usize) -> Self {
        let states = vec![None; rules.states.len()];
        let mut scheduled = Self { states, kinds: Vec::new(), misses: false };
        for state in 0..rules.states.len() {
            let stay = (users < MOST_SHARERS).then(|| scheduled.stay(rules, state)).flatten();
            scheduled.misses |= stay.is_none() && rules.states[state].contacts > 0.0;
            scheduled.states[state] = stay;
        }
        scheduled
    }

    /// What can be scheduled in a state.
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

    /// True where all contacts in a state are scheduled.
    #[inline]
    pub(super) fn covers(&self, state: State) -> bool {
        self.states[usize::from(state)].is_some()
    }

    /// True where no record is needed of users in a state once all their contacts are drawn: they
    /// entered it from the initial state, and only ends follow.
    #[inline]
    pub(super) fn is_last(&self, state: State) -> bool {
        self.states[usize::from(state)].as_ref().is_some_and(|stay| stay.is_last)
    }

    /// The state that a contact makes a user enter, if it is no end.
    #[inline]
    pub(super) fn enters(&self, contact: ScheduledContact, state: State) -> Option<State> {
        let kind = &self.kinds[contact.kind];
        kind.becomes[usize::from(state)].filter(|_| !kind.ends)
    }

    /// The kind of a contact with this coin by a user in a state, if it has any effect.
    #[inline]
    pub(super) fn kind(&self, state: State, coin: f64) -> Option<u8> {
        self.states[usize::from(state)].as_ref()?.kind(coin)
    }

    /// True where a contact of this kind may change a user in a state, now or after later changes.
    #[inline]
    pub(super) fn matters(&self, kind: usize, state: State) -> bool {
        self.kinds[kind].matters[usize::from(state)]
    }

    /// The new state of a user after a contact.
    #[inline]
    pub(super) fn becomes(&self, contact: ScheduledContact, state: State) -> Option<State> {
        self.kinds[contact.kind].becomes[usize::from(state)]
    }
}
