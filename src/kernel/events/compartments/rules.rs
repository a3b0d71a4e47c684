//! The rules of a compartment model, in the form in which its events look them up.
//!
//! Nothing here depends on a network, or on the names of states.

use crate::{kernel::clock::Clock, rng::Stream};

/// A state, by its number.
pub type State = u8;

/// A delay drawn when a state is entered.
pub type StateDelay = Box<dyn Fn(&mut Stream) -> f64 + Send + Sync>;

/// What happens to users, and at which rates.
pub struct CompartmentRules {
    /// Everybody's initial state.
    pub(super) start: State,
    /// The state of seeds.
    pub(super) seed: State,
    /// By state, whether entering it is sharing.
    pub(super) shares: Vec<bool>,
    /// By state, what happens to users in it.
    pub(super) states: Vec<StateRules>,
    /// The end of time: later events do not happen.
    pub(super) until: f64,
    pub(super) clock: Clock,
}

/// What happens to users in a state.
#[derive(Default)]
pub(super) struct StateRules {
    /// Spontaneous changes, by rate.
    pub(super) alone: Transitions,
    /// Changes after a delay.
    pub(super) after: Vec<(StateDelay, State)>,
    /// The most rate of contacts with an effect, along an edge of strength 1.
    pub(super) contacts: f64,
    /// By the contacted follower's state, its changes.
    pub(super) contacted: Vec<Transitions>,
    /// By the contacted follower's state, the changes of the user who contacts it.
    pub(super) contacting: Vec<Transitions>,
}

/// States that may follow, each with its rate, as running sums.
#[derive(Debug, Clone, Default)]
pub(super) struct Transitions(Vec<(f64, State)>);

impl Transitions {
    fn add(&mut self, rate: f64, to: State) {
        self.0.push((self.total() + rate, to));
    }

    /// The total rate.
    pub(super) fn total(&self) -> f64 {
        self.0.last().map_or(0.0, |last| last.0)
    }

    /// The running sums.
    pub(super) fn ends(&self) -> impl Iterator<Item = f64> {
        self.0.iter().map(|chance| chance.0)
    }

    /// The state for a number below the total.
    #[inline]
    pub(super) fn of(&self, number: f64) -> Option<State> {
        self.0.iter().find(|chance| number < chance.0).map(|chance| chance.1)
    }
}

impl CompartmentRules {
    /// Empty rules for so many states, in continuous time. A user who enters a state that `shares`
    /// is a sharer.
    #[must_use]
    pub fn new(start: State, seed: State, shares: Vec<bool>, until: f64) -> Self {
        let count = shares.len();
        let of_state = || StateRules {
            contacted: vec![Transitions::default(); count],
            contacting: vec![Transitions::default(); count],
            ..StateRules::default()
        };
        let states = std::iter::repeat_with(of_state).take(count).collect();
        Self { start, seed, shares, states, until, clock: Clock::Continuous }
    }

    /// The same by another clock. By steps a rate is the probability of a step, and a delay is over
    /// at the end of the step in which it ends.
    #[must_use]
    pub const fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Users change spontaneously, at a rate. Gives the total rate of such changes from this state.
    pub fn spontaneously(&mut self, from: State, to: State, rate: f64) -> f64 {
        let alone = &mut self.states[usize::from(from)].alone;
        alone.add(rate, to);
        alone.total()
    }

    /// Users change by themselves, after a delay.
    pub fn after_delay(&mut self, from: State, to: State, delay: StateDelay) {
        self.states[usize::from(from)].after.push((delay, to));
    }

    /// Users change when a user in state `contacting` contacts them, at a rate times the edge's
    /// strength. Gives the total rate of changes by such a contact.
    pub fn when_contacted(&mut self, from: State, to: State, contacting: State, rate: f64) -> f64 {
        let of = &mut self.states[usize::from(contacting)];
        of.contacted[usize::from(from)].add(rate, to);
        let all = of.contacted[usize::from(from)].total();
        of.contacts = of.contacts.max(all);
        all
    }

    /// Users change when they contact a user in state `contacted`, at a rate times the edge's
    /// strength. Gives the total rate of changes by such a contact.
    pub fn when_contacting(&mut self, from: State, to: State, contacted: State, rate: f64) -> f64 {
        let of = &mut self.states[usize::from(from)];
        of.contacting[usize::from(contacted)].add(rate, to);
        let all = of.contacting[usize::from(contacted)].total();
        of.contacts = of.contacts.max(all);
        all
    }

    /// True where cascades end by themselves. Then no state recurs, and every state with contacts
    /// ends: by itself, or because every contact changes something, where users `meet` all their
    /// followers.
    #[must_use]
    pub fn end(&self, meet: bool) -> bool {
        let count = self.states.len();
        // Longest paths of as many steps as there are states go round in a circle.
        let mut open: Vec<bool> = vec![true; count];
        for _ in 0..count {
            let leads = |from: usize| self.next(from).into_iter().any(|to| open[usize::from(to)]);
            // A path as long as there are states contains a cycle.
            open = (0..count).map(leads).collect();
        }
        let stops = |of: &StateRules| {
            let both = of.contacted.iter().zip(&of.contacting);
            let mut contacts =
                both.map(|(contacted, contacting)| contacted.total() + contacting.total());
            of.contacts == 0.0
                || of.alone.total() > 0.0
                || !of.after.is_empty()
                || meet && contacts.all(|rate| rate > 0.0)
        };
        open.into_iter().all(|open| !open) && self.states.iter().all(stops)
    }

    /// The states that may follow one.
    pub(super) fn next(&self, from: usize) -> Vec<State> {
        let of = &self.states[from];
        let own = of.contacting.iter().chain(std::iter::once(&of.alone));
        let by_others = self.states.iter().map(|other| &other.contacted[from]);
        let all = own.chain(by_others).flat_map(|chances| chances.0.iter().map(|next| next.1));
        all.chain(of.after.iter().map(|next| next.1)).collect()
    }

    /// By state, whether it is one of `these`, or one of these may still follow it.
    pub(super) fn may_come_to(&self, these: impl Fn(usize) -> bool) -> Vec<bool> {
        let mut may: Vec<bool> = (0..self.states.len()).map(these).collect();
        for _ in 0..may.len() {
            for from in 0..may.len() {
                may[from] |= self.next(from).into_iter().any(|to| may[usize::from(to)]);
            }
        }
        may
    }

    /// True where a state follows only the initial one, in which nothing happens spontaneously and
    /// to which no other state returns.
    pub(super) fn is_first(&self, state: usize) -> bool {
        let start = usize::from(self.start);
        let of = &self.states[start];
        let mut others = (0..self.states.len()).filter(|&other| other != start);
        let leads = |from: usize, to: usize| self.next(from).contains(&(to as State));
        of.alone.total() == 0.0
            && of.after.is_empty()
            && of.contacts == 0.0
            && state != start
            && others.all(|other| !leads(other, start) && !leads(other, state))
    }

    /// True where nothing follows a state, and entering it is not sharing.
    pub(super) fn is_end(&self, state: usize) -> bool {
        let of = &self.states[state];
        self.next(state).is_empty() && of.contacts == 0.0 && !self.shares[state]
    }

    /// True where no contact changes users in a state, neither their own nor those of others.
    pub(super) fn leaves_by_itself(&self, state: usize) -> bool {
        let mut contacted = self.states.iter().map(|other| &other.contacted[state]);
        let mut own = self.states[state].contacting.iter();
        contacted.all(|chances| chances.total() == 0.0) && own.all(|chances| chances.total() == 0.0)
    }
}

impl std::fmt::Debug for CompartmentRules {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("CompartmentRules")
            .field("states", &self.states.len())
            .finish_non_exhaustive()
    }
}
