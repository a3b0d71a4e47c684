//! What segments must have, as something that users add to: each segment counts until it has it.
//!
//! The sum over segments of min(1, sets met that start in it ÷ sets it must have) grows as users are
//! taken and each adds less and less, so that a greedy choice works towards all segments at once, and
//! as long as any is short of its share; of what as many users could give them it gives at least
//! 1 − 1/e (Krause et al. 2008, JMLR 9; for spread,
//! Tsang et al. 2019, doi:10.24963/ijcai.2019/831, who ask that each has a share of its own best).

use super::{
    base_gains::BaseGains,
    chooser::{Chooser, GainFunction},
    sets_of_user::{MetSets, SetsOfUser},
};
use crate::seeding::reverse::rules::{FairnessRule, LeastShares, SeedRules};

/// What a segment must have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SegmentTarget {
    /// The share of its users; for a share of its best, as the sets that choose tell it.
    pub(crate) share: f64,
    /// For how many sets seeds are chosen: two standard errors more than that share of them, so that
    /// other sets find it as well, but never more than could be.
    pub(crate) sets: f64,
}

impl SegmentTarget {
    /// This share of so many sets, of which no more than `most` could be met.
    fn of(share: f64, sets: u64, most: u64) -> Self {
        let just = share * sets as f64;
        Self { share, sets: (just + 2.0 * just.sqrt()).min(most as f64) }
    }
}

/// What a segment has of its users, in expectation, organic seeds' sharers among them; of their value,
/// where they have one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SegmentShare {
    /// The share, by sets that took no part in the choice; nothing where none starts in the segment.
    pub share: Option<f64>,
    /// Its standard error.
    pub standard_error: f64,
    /// The share that it must have; for a share of its best, as the sets that chose tell it.
    pub least: f64,
}

impl SegmentShare {
    /// Of a segment in which so many sets start, and so many of these are met.
    fn of(wanted: SegmentTarget, sets: u64, met: u64) -> Self {
        // As if one more set were met and one were not: where none is met, the next one may be.
        let likely = (met as f64 + 1.0) / (sets as f64 + 2.0);
        Self {
            share: (sets > 0).then(|| met as f64 / sets as f64),
            standard_error: (likely * (1.0 - likely) / sets.max(1) as f64).sqrt(),
            least: wanted.share,
        }
    }

    /// True where it has what it must have.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.least <= 0.0 || self.share.is_some_and(|share| share >= self.least)
    }

    /// True where it has not, but for chance it may: by two standard errors.
    pub(crate) fn is_open(&self) -> bool {
        let may = |share: f64| share + 2.0 * self.standard_error >= self.least;
        !self.is_met() && self.share.is_none_or(may)
    }
}

/// What segments have, each of which must have `wanted`: so many of the sets that start there are met.
pub(crate) fn shares(
    wanted: &[SegmentTarget],
    roots: &SetSegments,
    met: &[u64],
) -> Vec<SegmentShare> {
    let of = |((&wanted, &sets), &met)| SegmentShare::of(wanted, sets, met);
    wanted.iter().zip(roots.sizes()).zip(met).map(of).collect()
}

/// The segment that the root of each set is in, one past the last where it is in none.
#[derive(Debug)]
pub(crate) struct SetSegments {
    of_set: Vec<u32>,
    /// How many sets start in each segment, and last in none.
    sizes: Vec<u64>,
    /// Whether organic seeds meet each set; empty where there are none.
    anyway: Vec<bool>,
}

impl SetSegments {
    /// For sets that start in these segments, of so many; `anyway` says of each whether organic seeds
    /// meet it, and is empty where there are none.
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

    /// How many sets start in each segment.
    pub(crate) fn sizes(&self) -> &[u64] {
        &self.sizes[..self.sizes.len() - 1]
    }

    /// How many sets that start in each segment are met, by organic seeds or because `is_met` is true.
    pub(crate) fn met(&self, is_met: impl Fn(u32) -> bool) -> Vec<u64> {
        let mut met = vec![0; self.sizes.len()];
        for (set, &segment) in (0..).zip(&self.of_set) {
            let anyway = self.anyway.get(set as usize).is_some_and(|anyway| *anyway);
            met[segment as usize] += u64::from(anyway || is_met(set));
        }
        met.pop();
        met
    }

    /// What each segment must have, organic seeds' sharers among it.
    pub(crate) fn wanted(
        &self,
        listed: &SetsOfUser,
        fair: FairnessRule<'_>,
        rules: SeedRules<'_>,
    ) -> Vec<SegmentTarget> {
        match fair.least {
            LeastShares::Shares(shares) => {
                let of = |(&share, &sets): (&f64, &u64)| SegmentTarget::of(share, sets, sets);
                shares.iter().zip(self.sizes()).map(of).collect()
            }
            LeastShares::OfBest { share, .. } => {
                let of = |(segment, &sets): (usize, &u64)| {
                    let best = self.best(segment, listed, rules);
                    SegmentTarget::of(share * best as f64 / sets.max(1) as f64, sets, best)
                };
                self.sizes().iter().enumerate().map(of).collect()
            }
        }
    }

    /// How many sets a segment has if all seeds are chosen for it.
    fn best(&self, segment: usize, listed: &SetsOfUser, rules: SeedRules<'_>) -> u64 {
        let mut alone = vec![SegmentTarget::of(0.0, 0, 0); self.sizes().len()];
        alone[segment] = SegmentTarget::of(1.0, self.sizes[segment], self.sizes[segment]);
        let mut chooser = Chooser::new(listed, rules, BaseGains::NONE);
        let mut shares = SegmentGoals::new(self, &alone, &chooser.covered);
        chooser.lazily(&mut shares);
        shares.met[segment]
    }
}

/// What users add to what segments must have.
pub(crate) struct SegmentGoals<'a> {
    roots: &'a SetSegments,
    /// For each segment, and last for none, the sets that it must have; 0 where it need have none.
    wanted: Vec<f64>,
    /// The sets that it has.
    met: Vec<u64>,
    /// What a user adds to each; 0 between times.
    adds: Vec<u64>,
}

impl<'a> SegmentGoals<'a> {
    /// Where users who meet the covered sets are taken.
    pub(crate) fn new(roots: &'a SetSegments, wanted: &[SegmentTarget], covered: &MetSets) -> Self {
        let mut met = roots.met(|set| covered.has(set));
        met.push(0);
        let mut wanted: Vec<f64> = wanted.iter().map(|wanted| wanted.sets).collect();
        wanted.push(0.0);
        Self { roots, adds: vec![0; wanted.len()], wanted, met }
    }

    /// Counts what a user adds to each segment.
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
