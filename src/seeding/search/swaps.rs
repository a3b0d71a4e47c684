//! Swaps of one seed for one user, in shared worlds.
//!
//! For each seed in turn, a pass over each world finds the user who adds most to the other seeds. A
//! swap that makes the seeds worse is never accepted, so the search ends.

use super::{
    aim::Aim,
    worlds::{SharedWorlds, SharerTarget},
};
use crate::{
    error::{Error, Result},
    progress::Progress,
};

/// A possible swap.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Swap<'s> {
    /// The seeds that stay.
    pub(crate) others: &'s [u32],
    pub(crate) new: u32,
    pub(crate) old: u32,
    /// The number of sharers to reach.
    pub(crate) target: SharerTarget,
}

/// The search for swaps in some worlds.
pub(crate) struct Swaps<'a> {
    pub(crate) worlds: &'a SharedWorlds<'a>,
    /// The users who may come in. Of equal gains, the first one does.
    pub(crate) users: &'a [u32],
    pub(crate) aim: Aim,
    pub(crate) progress: &'a dyn Progress,
}

impl Swaps<'_> {
    /// The seeds after the last swap that improves them and for which `holds` is true.
    ///
    /// # Errors
    /// [`Error::Stopped`] if the user stopped it.
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
            // What was weighed meanwhile may be unfinished.
            if self.progress.cancelled() {
                return Err(Error::Stopped);
            }
            place = (place + 1) % seeds.len();
        }
        Ok(seeds)
    }

    /// The user who adds most to `others`, if it adds more than `old`.
    fn best(&self, others: &[u32], old: u32, target: SharerTarget) -> Result<Option<u32>> {
        let worth = self.worlds.gains(others, target, self.progress)?;
        let worth = |user: u32| worth[user as usize];
        let best = self.users.iter().copied().rev().max_by_key(|&user| worth(user));
        Ok(best.filter(|&best| worth(best) > worth(old)))
    }
}
