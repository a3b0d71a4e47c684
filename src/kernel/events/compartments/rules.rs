//! Who changes when: the rules of a compartment model, as its events look them up.
//!
//! Nothing here knows a network, or what a state is called.

use crate::{kernel::clock::Clock, rng::Stream};

/// A state, by its number.
pub type State = u8;

/// A delay drawn when a state is entered.
pub type StateDelay = Box<dyn Fn(&mut Stream) -> f64 + Send + Sync>;

/// What happens to users, and how often.
pub struct CompartmentRules {
    /// Everybody's state at first.
    pub(super) start: State,
    /// The state that seeds are put into.
    pub(super) seed: State,
    /// Of each state, whether whoever comes to it shares.
    pub(super) shares: Vec<bool>,
    /// Of each state what happens to whoever is in it.
    pub(super) states: Vec<StateRules>,
    /// What would happen later than this does not.
    pub(super) until: f64,
    pub(super) clock: Clock,
}

/// What happens to whoever is in a state.
#[derive(Default)]
pub(super) struct StateRules {
    /// By itself, at a rate.
    pub(super) alone: Transitions,
    /// By itself, after a delay.
    pub(super) after: Vec<(StateDelay, State)>,
    /// At most this rate of contacts an edge of strength 1 makes a change.
    pub(super) contacts: f64,
    /// Of each state of a follower who is contacted what becomes of it.
    pub(super) contacted: Vec<Transitions>,
    /// And what becomes of the one who contacts it.
    pub(super) contacting: Vec<Transitions>,
}

/// States that may follow, each with its rate.
#[derive(Debug, Clone, Default)]
pub(super) struct Transitions(Vec<(f64, State)>);

impl Transitions {
    fn add(&mut self, rate: f64, to: State) {
        self.0.push((self.total() + rate, to));
    }

    /// The rate of all together.
    pub(super) fn total(&self) -> f64 {
        self.0.last().map_or(0.0, |last| last.0)
    }

    /// Up to which number each stands.
    pub(super) fn ends(&self) -> impl Iterator<Item = f64> {
        self.0.iter().map(|chance| chance.0)
    }

    /// The state that a number from 0 on stands for, if it is below the total.
    #[inline]
    pub(super) fn of(&self, number: f64) -> Option<State> {
        self.0.iter().find(|chance| number < chance.0).map(|chance| chance.1)
    }
}

impl CompartmentRules {
    /// No rules yet, for so many states, in continuous time. Whoever comes to a state that `shares` is a
    /// sharer.
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

    /// The same by another clock. By steps a rate is the probability of a step, and a delay is over at the end
    /// of the step that it ends in.
    #[must_use]
    pub const fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Users change by themselves, at a rate. Gives the rate of all such changes.
    pub fn spontaneously(&mut self, from: State, to: State, rate: f64) -> f64 {
        let alone = &mut self.states[usize::from(from)].alone;
        alone.add(rate, to);
        alone.total()
    }

    /// Users change by themselves, after a delay.
    pub fn after_delay(&mut self, from: State, to: State, delay: StateDelay) {
        self.states[usize::from(from)].after.push((delay, to));
    }

    /// Users change when they are contacted by one of `contacting`, at a rate times the edge's strength. Gives the
    /// rate of all changes that such a contact may make of them.
    pub fn when_contacted(&mut self, from: State, to: State, contacting: State, rate: f64) -> f64 {
        let of = &mut self.states[usize::from(contacting)];
        of.contacted[usize::from(from)].add(rate, to);
        let all = of.contacted[usize::from(from)].total();
        of.contacts = of.contacts.max(all);
        all
    }

    /// Users change when they contact one of `contacted`, at a rate times the edge's strength. Gives the rate of all
    /// changes that such a contact may make of them.
    pub fn when_contacting(&mut self, from: State, to: State, contacted: State, rate: f64) -> f64 {
        let of = &mut self.states[usize::from(from)];
        of.contacting[usize::from(contacted)].add(rate, to);
        let all = of.contacting[usize::from(contacted)].total();
        of.contacts = of.contacts.max(all);
        all
    }

    /// True where cascades end by themselves: nobody comes to a state again, and whoever contacts others ends
    /// it by itself, or, where all who have followers `meet` one sooner or later, changes something by every
    /// contact.
    #[must_use]
    pub fn end(&self, meet: bool) -> bool {
        let count = self.states.len();
        // Longest paths of as many steps as there are states go round in a circle.
        let mut open: Vec<bool> = vec![true; count];
        for _ in 0..count {
            let leads = |from: usize| self.next(from).into_iter().any(|to| open[usize::from(to)]);
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

    /// Of each state whether it is one of `these`, or one of these may still follow it.
    pub(super) fn may_come_to(&self, these: impl Fn(usize) -> bool) -> Vec<bool> {
        let mut may: Vec<bool> = (0..self.states.len()).map(these).collect();
        for _ in 0..may.len() {
            for from in 0..may.len() {
                may[from] |= self.next(from).into_iter().any(|to| may[usize::from(to)]);
            }
        }
        may
    }

    /// True where a state is come to from that of the start alone, in which nothing happens to users by themselves
    /// and to which none comes back.
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

    /// True where nothing follows a state, and whoever comes to it is no sharer by that.
    pub(super) fn is_end(&self, state: usize) -> bool {
        let of = &self.states[state];
        self.next(state).is_empty() && of.contacts == 0.0 && !self.shares[state]
    }

    /// True where no contact changes who is in a state, neither its own nor one of others.
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
