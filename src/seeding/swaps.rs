//! Seeds made better by swaps, one seed for one user, in shared worlds.
//!
//! For each seed in turn the user is sought who would add most to the others. Where the mean counts,
//! most users need not be looked at: none adds more to the others than it spreads alone, nor more than
//! it adds to all seeds and the seed adds to the others, both of which are known of all users from a
//! pass each. It must never accept a swap that makes seeds worse, so that it ends.

use std::cmp::Reverse;

use super::{
    aim::Aim,
    shared::{Target, Worlds},
};
use crate::{error::Result, progress::Progress};

/// A swap that might be made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Swap<'s> {
    /// The seeds that stay.
    pub(super) others: &'s [u32],
    pub(super) new: u32,
    pub(super) old: u32,
    /// The number of sharers to go for.
    pub(super) target: Target,
}

/// Swaps of seeds in some worlds.
pub(super) struct Swaps<'a> {
    pub(super) worlds: &'a Worlds<'a>,
    /// Who may come in; of those who add the same, the first does.
    pub(super) users: &'a [u32],
    pub(super) aim: Aim,
    pub(super) progress: &'a dyn Progress,
}

/// What users add at most, summed over the worlds.
struct Bounds {
    /// Of users who may come in, in their order, each alone.
    alone: Vec<u64>,
    /// Each beside all seeds, where that is known.
    beside: Option<Vec<u64>>,
}

impl Swaps<'_> {
    /// The seeds after the last swap that makes them better and that `holds`.
    ///
    /// # Errors
    /// [`Error::Stopped`](crate::Error::Stopped) where the user asked to stop.
    pub(super) fn of(
        &self,
        mut seeds: Vec<u32>,
        holds: impl Fn(Swap<'_>) -> bool,
    ) -> Result<Vec<u32>> {
        let mut bounds = match self.aim {
            Aim::Mean => Some(Bounds { alone: self.gains(&[])?, beside: None }),
            Aim::ViralAt(_) | Aim::Quantile(_) => None,
        };
        let sharers = self.worlds.sharers(&seeds);
        let (mut merit, mut target) = (self.aim.merit(&sharers), self.aim.target(&sharers));
        let (mut since_swap, mut place) = (0, 0);
        while since_swap < seeds.len() {
            let old = seeds[place];
            let others: Vec<u32> = seeds.iter().copied().filter(|&other| other != old).collect();
            let best = match &mut bounds {
                Some(bounds) => self.best_by_bounds(&seeds, &others, old, bounds)?,
                None => self.best(&others, old, target)?,
            };
            since_swap += 1;
            if let Some(new) = best {
                let swapped: Vec<u32> = others.iter().copied().chain([new]).collect();
                let sharers = self.worlds.sharers(&swapped);
                let better = self.aim.merit(&sharers);
                if better > merit && holds(Swap { others: &others, new, old, target }) {
                    (merit, target) = (better, self.aim.target(&sharers));
                    seeds[place] = new;
                    since_swap = 1;
                    if let Some(bounds) = &mut bounds {
                        bounds.beside = None;
                    }
                }
            }
            place = (place + 1) % seeds.len();
        }
        Ok(seeds)
    }

    /// What users who may come in add to seeds in the mean, in their order.
    fn gains(&self, seeds: &[u32]) -> Result<Vec<u64>> {
        let worth = self.worlds.gains(seeds, Target::NONE, self.progress)?;
        Ok(self.users.iter().map(|&user| worth[user as usize].sharers).collect())
    }

    /// Who adds most to `others`, if it is more than `old` adds, by a look at everybody.
    fn best(&self, others: &[u32], old: u32, target: Target) -> Result<Option<u32>> {
        let worth = self.worlds.gains(others, target, self.progress)?;
        let worth = |user: u32| worth[user as usize];
        let best = self.users.iter().copied().rev().max_by_key(|&user| worth(user));
        Ok(best.filter(|&best| worth(best) > worth(old)))
    }

    /// The same in the mean, by a look at those alone whose bounds allow it.
    fn best_by_bounds(
        &self,
        seeds: &[u32],
        others: &[u32],
        old: u32,
        bounds: &mut Bounds,
    ) -> Result<Option<u32>> {
        let covered = self.worlds.covered_by(others);
        let adds = |user| self.worlds.worth(&covered, user, Target::NONE).sharers;
        let lost = adds(old);
        let Bounds { alone, beside } = bounds;
        if beside.is_none() {
            *beside = Some(self.gains(seeds)?);
        }
        let beside = beside.as_ref().expect("it was found");
        let most = alone.iter().zip(beside).map(|(&alone, &beside)| alone.min(beside + lost));
        let mut candidates: Vec<(u64, usize)> =
            most.zip(0..).filter(|&(most, _)| most > lost).collect();
        candidates.sort_unstable_by_key(|&(most, place)| (Reverse(most), place));
        let mut best = lost;
        let mut found: Option<usize> = None;
        for (most, place) in candidates {
            if most < best {
                break;
            }
            let gain = adds(self.users[place]);
            if gain > best || gain == best && found.is_some_and(|found| place < found) {
                best = gain;
                found = Some(place);
            }
        }
        Ok(found.map(|place| self.users[place]))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        influence::Influence,
        model::{IndependentCascade, Model},
        seeding::tests::network_of,
    };

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whoever_is_best_by_bounds_is_best_by_a_look_at_everybody(
            edges in proptest::collection::vec((0_u32..20, 0_u32..20), 1..70),
            seeds in proptest::collection::btree_set(0_u32..20, 1..5),
            first in 0_u32..10,
        ) {
            let edges: Vec<[u32; 2]> = edges.into_iter().map(|(a, b)| [a, b]).collect();
            let network = network_of(20, &edges);
            let influence = Influence::Uniform(0.4);
            let model = IndependentCascade::default();
            let cascade = model.prepare(&network, &influence).expect("it fits");
            let worlds = Worlds::drawn(&*cascade, 20, 3, 0..30);
            let users: Vec<u32> = (first..20).collect();
            let swaps = Swaps { worlds: &worlds, users: &users, aim: Aim::Mean, progress: &() };
            let seeds: Vec<u32> = seeds.into_iter().collect();
            let alone = swaps.gains(&[]).expect("nobody stops it");
            let mut bounds = Bounds { alone, beside: None };
            for &old in &seeds {
                let others: Vec<u32> = seeds.iter().copied().filter(|&seed| seed != old).collect();
                let by_bounds = swaps.best_by_bounds(&seeds, &others, old, &mut bounds);
                let best = swaps.best(&others, old, Target::NONE);
                prop_assert_eq!(by_bounds.expect("nobody stops"), best.expect("nobody stops"));
            }
        }
    }
}
