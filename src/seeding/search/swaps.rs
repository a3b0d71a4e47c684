//! Seeds made better by swaps, one seed for one user, in shared worlds.
//!
//! For each seed in turn the user is sought who would add most to the others, by a pass over each world
//! that weighs everybody. It must never accept a swap that makes seeds worse, so that it ends.

use super::{
    aim::Aim,
    worlds::{SharedWorlds, SharerTarget},
};
use crate::{error::Result, progress::Progress};

/// A swap that might be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Swap<'s> {
    /// The seeds that stay.
    pub(crate) others: &'s [u32],
    pub(crate) new: u32,
    pub(crate) old: u32,
    /// The number of sharers to go for.
    pub(crate) target: SharerTarget,
}

/// Swaps of seeds in some worlds.
pub(crate) struct Swaps<'a> {
    pub(crate) worlds: &'a SharedWorlds<'a>,
    /// Who may come in; of those who add the same, the first does.
    pub(crate) users: &'a [u32],
    pub(crate) aim: Aim,
    pub(crate) progress: &'a dyn Progress,
}

impl Swaps<'_> {
    /// The seeds after the last swap that makes them better and that `holds`.
    ///
    /// # Errors
    /// [`Error::Stopped`](crate::Error::Stopped) where the user asked to stop.
    pub(crate) fn of(
        &self,
        mut seeds: Vec<u32>,
        holds: impl Fn(Swap<'_>) -> bool,
    ) -> Result<Vec<u32>> {
        let sharers = self.worlds.sharers(&seeds);
        let (mut merit, mut target) = (self.aim.merit(&sharers), self.aim.target(&sharers));
        let (mut since_swap, mut place) = (0, 0);
        while since_swap < seeds.len() {
            let old = seeds[place];
            let others: Vec<u32> = seeds.iter().copied().filter(|&other| other != old).collect();
            let best = self.best(&others, old, target)?;
            since_swap += 1;
            if let Some(new) = best {
                let swapped: Vec<u32> = others.iter().copied().chain([new]).collect();
                let sharers = self.worlds.sharers(&swapped);
                let better = self.aim.merit(&sharers);
                if better > merit && holds(Swap { others: &others, new, old, target }) {
                    (merit, target) = (better, self.aim.target(&sharers));
                    seeds[place] = new;
                    since_swap = 1;
                }
            }
            place = (place + 1) % seeds.len();
        }
        Ok(seeds)
    }

    /// Who adds most to `others`, if it is more than `old` adds.
    fn best(&self, others: &[u32], old: u32, target: SharerTarget) -> Result<Option<u32>> {
        let worth = self.worlds.gains(others, target, self.progress)?;
        let worth = |user: u32| worth[user as usize];
        let best = self.users.iter().copied().rev().max_by_key(|&user| worth(user));
        Ok(best.filter(|&best| worth(best) > worth(old)))
    }
}
