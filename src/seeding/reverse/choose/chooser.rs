//! A lazy greedy choice under prices and quotas.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    base_gains::BaseGains,
    pick::Pick,
    sets_of_user::{MetSets, SetsOfUser},
};
use crate::{
    progress::StopFlag,
    seeding::{
        ordered::OrderedFloat,
        reverse::rules::{RemainingRoom, SeedRules},
    },
};

/// A submodular function that a greedy choice maximises: a gain never grows as others are taken.
pub(super) trait GainFunction {
    /// The gain of each listed user, given the covered sets.
    fn gains(&mut self, listed: &SetsOfUser, covered: &MetSets) -> Vec<f64>;
    /// The gain of one user.
    fn gain(&mut self, listed: &SetsOfUser, covered: &MetSets, user: u32) -> f64;
    /// Called before a user is taken.
    fn meet(&mut self, listed: &SetsOfUser, covered: &MetSets, user: u32);
}

/// The number of sets met, with base gains.
pub(super) struct SetGains<'a>(pub(super) BaseGains<'a>);

impl GainFunction for SetGains<'_> {
    fn gains(&mut self, listed: &SetsOfUser, covered: &MetSets) -> Vec<f64> {
        covered.worths(listed, self.0)
    }

    fn gain(&mut self, listed: &SetsOfUser, covered: &MetSets, user: u32) -> f64 {
        covered.worth(listed, self.0, user)
    }

    fn meet(&mut self, _: &SetsOfUser, _: &MetSets, _: u32) {}
}

/// A greedy choice under way.
pub(super) struct Chooser<'a> {
    listed: &'a SetsOfUser,
    rules: SeedRules<'a>,
    room: RemainingRoom<'a>,
    start: BaseGains<'a>,
    /// Added to each price for the place that a pick takes.
    seat: f64,
    pub(super) covered: MetSets,
    pub(super) picks: Vec<Pick>,
    /// Once it is set the picks count for nothing, and there are no more.
    stop: &'a StopFlag,
}

/// A user with an upper bound on its gain, which was exact after a number of picks.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Candidate {
    /// Gain divided by price.
    worth: f64,
    gain: f64,
    user: Reverse<u32>,
    exact_after: usize,
}

impl Candidate {
    fn new(gain: f64, user: u32, exact_after: usize, price: f64) -> Self {
        let worth = if gain > 0.0 { gain / price } else { 0.0 };
        Self { worth, gain, user: Reverse(user), exact_after }
    }
}

impl Eq for Candidate {}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_worth = self.worth.total_cmp(&other.worth);
        by_worth.then(self.gain.total_cmp(&other.gain)).then(self.user.cmp(&other.user))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<'a> Chooser<'a> {
    /// A choice whose first picks are the required users.
    pub(super) fn new(
        listed: &'a SetsOfUser,
        rules: SeedRules<'a>,
        start: BaseGains<'a>,
        stop: &'a StopFlag,
    ) -> Self {
        let mut chooser = Self {
            listed,
            rules,
            room: RemainingRoom::new(rules),
            start,
            seat: 0.0,
            covered: MetSets::none(listed.count()),
            picks: Vec::new(),
            stop,
        };
        for &user in rules.required {
            chooser.pick(user);
        }
        chooser
    }

    /// Adds an amount to the price of each pick, for the place that it takes.
    pub(super) fn with_seat_value(self, seat: f64) -> Self {
        Self { seat, ..self }
    }

    /// The price that the choice counts; users who cost nothing stay free.
    fn price(&self, user: u32) -> f64 {
        let price = self.rules.price(user);
        if price > 0.0 { price + self.seat } else { 0.0 }
    }

    /// The sets that the picks meet, with base gains.
    pub(super) fn worth(&self) -> f64 {
        self.picks.iter().map(|pick| pick.gain).sum()
    }

    fn take(&mut self, user: u32) {
        self.room.take(user);
        self.pick(user);
    }

    fn pick(&mut self, user: u32) {
        let gain = self.covered.worth(self.listed, self.start, user);
        self.covered.meet(self.listed, user);
        self.picks.push(Pick { user, gain });
    }

    /// Takes the user of the greatest gain for its price, as long as there is room and a gain.
    pub(super) fn lazily(&mut self, adds: &mut impl GainFunction) {
        let gains = adds.gains(self.listed, &self.covered);
        let mut heap: BinaryHeap<Candidate> = self
            .listed
            .users()
            .iter()
            .zip(gains)
            .filter(|&(_, gain)| gain > 0.0)
            .map(|(&user, gain)| Candidate::new(gain, user, self.picks.len(), self.price(user)))
            .collect();
        while !self.room.is_full()
            && !self.stop.is_set()
            && let Some(best) = heap.pop()
        {
            let Reverse(user) = best.user;
            if !self.room.takes(user) {
                continue;
            }
            if best.exact_after == self.picks.len() {
                adds.meet(self.listed, &self.covered, user);
                self.take(user);
                continue;
            }
            let gain = adds.gain(self.listed, &self.covered, user);
            if gain > 0.0 {
                heap.push(Candidate::new(gain, user, self.picks.len(), self.price(user)));
            }
        }
    }

    /// Tries each beginning of the picks with one more user. If the best of these exceeds all
    /// picks, it replaces them, and the choice continues from there.
    pub(super) fn try_single_users(&mut self) {
        let start = self.start;
        let mut best = self.worth();
        let mut better = None;
        let mut trial = Self::new(self.listed, self.rules, start, self.stop);
        let gains = trial.covered.worths(self.listed, start);
        let required = self.rules.required.len();
        let mut heap: BinaryHeap<(OrderedFloat, Reverse<u32>, usize)> = self
            .listed
            .users()
            .iter()
            .zip(gains)
            .map(|(&user, gain)| (OrderedFloat(gain), Reverse(user), required))
            .collect();
        let mut worth = trial.worth();
        for pick in &self.picks[required..] {
            if self.stop.is_set() {
                return;
            }
            // Users who cost nothing are in every beginning.
            let is_free = self.rules.price(pick.user) == 0.0;
            while !is_free
                && let Some(&(OrderedFloat(gain), Reverse(user), exact_after)) = heap.peek()
            {
                if worth + gain <= best || trial.room.is_full() {
                    break;
                }
                heap.pop();
                if !trial.room.takes(user) {
                    continue;
                }
                let gain = if exact_after == trial.picks.len() {
                    gain
                } else {
                    trial.covered.worth(self.listed, start, user)
                };
                heap.push((OrderedFloat(gain), Reverse(user), trial.picks.len()));
                if exact_after == trial.picks.len() && worth + gain > best {
                    best = worth + gain;
                    better = Some((trial.picks.len(), user));
                }
            }
            trial.take(pick.user);
            worth += pick.gain;
        }
        if let Some((beginning, user)) = better {
            let kept = self.picks[required..beginning].to_vec();
            *self = Self::new(self.listed, self.rules, start, self.stop);
            for pick in kept {
                self.take(pick.user);
            }
            self.take(user);
            self.lazily(&mut SetGains(start));
        }
    }

    /// Takes users without a gain: those that lower quotas need, then any to reach the number, or
    /// one if there is a budget and nobody else.
    pub(super) fn fill(&mut self) {
        while let Some(user) = self.room.still_needed() {
            self.take(user);
        }
        if self.rules.money.is_some() && !self.picks.is_empty() {
            return;
        }
        let mut user = 0;
        while !self.room.is_full() && (user as usize) < self.listed.everybody() {
            if self.room.takes(user) {
                self.take(user);
                if self.rules.money.is_some() {
                    return;
                }
            }
            user += 1;
        }
    }
}
