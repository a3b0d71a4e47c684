//! Fairness as a submodular function: each segment counts until it has its target.
//!
//! The function is Σ over segments of min(1, met / target), where `met` counts the met sets with a
//! root in the segment. Its gains fall as users are taken, so a greedy choice serves all segments
//! that fall short at once. It reaches 1 − 1/e of what as many users could (Krause et al. 2008,
//! JMLR 9; for spread Tsang et al. 2019, doi:10.24963/ijcai.2019/831, where the target is a share
//! of the segment's own best).

use super::{
    base_gains::BaseGains,
    chooser::{Chooser, GainFunction},
    sets_of_user::{MetSets, SetsOfUser},
};
use crate::{
    progress::StopFlag,
    seeding::reverse::rules::{FairnessRule, LeastShares, SeedRules},
};

/// The target of a segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SegmentTarget {
    /// The share of its users. If the target is a share of its best, the choosing sets estimate it.
    pub(crate) share: f64,
    /// The sets to reach in the choice: the share plus two standard errors, so that the testing
    /// sets confirm it, but no more than possible.
    pub(crate) sets: f64,
}

impl SegmentTarget {
    /// The target for this share of `sets` sets, of which at most `most` can be met.
    fn of(share: f64, sets: u64, most: u64) -> Self {
        let just = share * sets as f64;
        Self { share, sets: (just + 2.0 * just.sqrt()).min(most as f64) }
    }
}

/// The expected share of a segment's users, or of their value, that shares. Organic seeds count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SegmentShare {
    /// The share by the testing sets; `None` if none of them starts in the segment.
    pub share: Option<f64>,
    /// Its standard error.
    pub standard_error: f64,
    /// The target. If it is a share of the segment's best, the choosing sets estimate it.
    pub least: f64,
}

impl SegmentShare {
    /// The share of a segment in which `sets` sets start, `met` of them met.
    fn of(wanted: SegmentTarget, sets: u64, met: u64) -> Self {
        // Laplace's rule: one more set met and one more not met, so the error is never 0.
        let likely = (met as f64 + 1.0) / (sets as f64 + 2.0);
        Self {
            share: (sets > 0).then(|| met as f64 / sets as f64),
            standard_error: (likely * (1.0 - likely) / sets.max(1) as f64).sqrt(),
            least: wanted.share,
        }
    }

    /// Whether the target is reached.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.least <= 0.0 || self.share.is_some_and(|share| share >= self.least)
    }

    /// Whether the target is missed by at most two standard errors.
    pub(crate) fn is_open(&self) -> bool {
        let may = |share: f64| share + 2.0 * self.standard_error >= self.least;
        !self.is_met() && self.share.is_none_or(may)
    }
}

/// The shares of segments with these targets, of whose sets `met` are met.
pub(crate) fn shares(
    wanted: &[SegmentTarget],
    roots: &SetSegments,
    met: &[u64],
) -> Vec<SegmentShare> {
    let of = |((&wanted, &sets), &met)| SegmentShare::of(wanted, sets, met);
    wanted.iter().zip(roots.sizes()).zip(met).map(of).collect()
}

/// The segment of the root of each set. A number past the last segment means none.
#[derive(Debug)]
pub(crate) struct SetSegments {
    of_set: Vec<u32>,
    /// The number of sets that start in each segment, and last in none.
    sizes: Vec<u64>,
    /// For each set, whether organic seeds meet it; empty without organic seeds.
    anyway: Vec<bool>,
}

impl SetSegments {
    /// Sets that start in these segments. `anyway` says of each set whether organic seeds meet it,
    /// and is empty without any.
    pub(crate) fn new(
        starts: impl Iterator<Item = u32>,
        segments: usize,
        anyway: Vec<bool>,
    ) -> Self {
        let of_set: Vec<u32> = starts.map(|segment| segment.min(segments as u32)).collect();
        let mut sizes = vec![0; segments + 1];
        for &segment in &of_set {
            sizes[segment as usize] += 1;
        }
        Self { of_set, sizes, anyway }
    }

    /// The number of sets that start in each segment.
    pub(crate) fn sizes(&self) -> &[u64] {
        &self.sizes[..self.sizes.len() - 1]
    }

    /// The number of met sets that start in each segment. A set is met by organic seeds or if
    /// `is_met` is true.
    pub(crate) fn met(&self, is_met: impl Fn(u32) -> bool) -> Vec<u64> {
        let mut met = vec![0; self.sizes.len()];
        for (set, &segment) in (0..).zip(&self.of_set) {
            let anyway = self.anyway.get(set as usize).is_some_and(|anyway| *anyway);
            met[segment as usize] += u64::from(anyway || is_met(set));
        }
        met.pop();
        met
    }

    /// The target of each segment, organic seeds included.
    pub(crate) fn wanted(
        &self,
        listed: &SetsOfUser,
        fair: FairnessRule<'_>,
        rules: SeedRules<'_>,
        stop: &StopFlag,
    ) -> Vec<SegmentTarget> {
        match fair.least {
            LeastShares::Shares(shares) => {
                let of = |(&share, &sets): (&f64, &u64)| SegmentTarget::of(share, sets, sets);
                shares.iter().zip(self.sizes()).map(of).collect()
            }
            LeastShares::OfBest { share, .. } => {
                let of = |(segment, &sets): (usize, &u64)| {
                    let best = self.best(segment, listed, (rules, stop));
                    SegmentTarget::of(share * best as f64 / sets.max(1) as f64, sets, best)
                };
                self.sizes().iter().enumerate().map(of).collect()
            }
        }
    }

    /// The sets that a segment has if all seeds are chosen for it.
    fn best(
        &self,
        segment: usize,
        listed: &SetsOfUser,
        (rules, stop): (SeedRules<'_>, &StopFlag),
    ) -> u64 {
        let mut alone = vec![SegmentTarget::of(0.0, 0, 0); self.sizes().len()];
        alone[segment] = SegmentTarget::of(1.0, self.sizes[segment], self.sizes[segment]);
        let mut chooser = Chooser::new(listed, rules, BaseGains::NONE, stop);
        let mut shares = SegmentGoals::new(self, &alone, &chooser.covered);
        chooser.lazily(&mut shares);
        shares.met[segment]
    }
}

/// The gain of users towards the targets of segments.
pub(crate) struct SegmentGoals<'a> {
    roots: &'a SetSegments,
    /// The target of each segment in sets, and last that of none; 0 without a target.
    wanted: Vec<f64>,
    /// The sets that each segment has.
    met: Vec<u64>,
    /// The sets that one user adds to each segment; all 0 between calls.
    adds: Vec<u64>,
}

impl<'a> SegmentGoals<'a> {
    /// The state where users who meet the covered sets are taken.
    pub(crate) fn new(roots: &'a SetSegments, wanted: &[SegmentTarget], covered: &MetSets) -> Self {
        let mut met = roots.met(|set| covered.has(set));
        met.push(0);
        let mut wanted: Vec<f64> = wanted.iter().map(|wanted| wanted.sets).collect();
        wanted.push(0.0);
        Self { roots, adds: vec![0; wanted.len()], wanted, met }
    }

    /// Counts the sets that a user adds to each segment.
    fn count(&mut self, listed: &SetsOfUser, covered: &MetSets, user: u32) {
        for &set in listed.of(user) {
            if !covered.has(set) {
                self.adds[self.roots.of_set[set as usize] as usize] += 1;
            }
        }
    }
}

impl GainFunction for SegmentGoals<'_> {
    fn gains(&mut self, listed: &SetsOfUser, covered: &MetSets) -> Vec<f64> {
        listed.users().iter().map(|&user| self.gain(listed, covered, user)).collect()
    }

    fn gain(&mut self, listed: &SetsOfUser, covered: &MetSets, user: u32) -> f64 {
        self.count(listed, covered, user);
        let mut sum = 0.0;
        for ((adds, &met), &wanted) in self.adds.iter_mut().zip(&self.met).zip(&self.wanted) {
            if wanted > 0.0 {
                let share = |sets: u64| (sets as f64 / wanted).min(1.0);
                sum += share(met + *adds) - share(met);
            }
            *adds = 0;
        }
        sum
    }

    fn meet(&mut self, listed: &SetsOfUser, covered: &MetSets, user: u32) {
        self.count(listed, covered, user);
        for (adds, met) in self.adds.iter_mut().zip(&mut self.met) {
            *met += *adds;
            *adds = 0;
        }
    }
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn a_share_is_met_open_or_certainly_not_there() {
        let of = |sets, met| SegmentShare::of(SegmentTarget { share: 0.02, sets: 0.0 }, sets, met);
        // 1.5% of 1,000 has the standard error 0.4%, of 100,000 0.04%.
        assert_eq!([of(1000, 20), of(1000, 15)].map(|it| it.is_met()), [true, false]);
        let cases = [of(1000, 20), of(1000, 15), of(100_000, 1500), of(0, 0)];
        assert_eq!(cases.map(|it| it.is_open()), [false, true, false, true]);
        let nothing = SegmentShare::of(SegmentTarget { share: 0.0, sets: 0.0 }, 0, 0);
        assert!(nothing.is_met() && !nothing.is_open());
    }
}
