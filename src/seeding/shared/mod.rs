//! Worlds in which seeds are weighed against each other.
//!
//! Every set of seeds meets the same worlds, so that what one adds to another is counted and not
//! guessed: how many more users share, summed over the worlds, in whole numbers. These worlds are not
//! those of the simulation, which must not judge a choice by the luck that made it.

mod live;
mod pass;
mod sharing;
mod worth;

pub(super) use self::worth::{Target, Worth};

use std::sync::Mutex;

use rayon::prelude::*;

use self::{
    live::{Live, Outlook},
    pass::Pass,
    sharing::{Sharing, cover, reach_beyond},
};
use crate::{
    error::{Error, Result},
    kernel::Memo,
    model::LiveCascade,
    progress::Progress,
    rng::{Purpose, World},
    seeding::Searched,
};

/// The live edges of all worlds are kept where they fit in so many bytes, or else are drawn again
/// whenever they are looked at: the same either way.
const MOST_KEPT: usize = 1 << 30;

/// Worlds that a thread looks at one after another for a single user.
const TOGETHER: usize = 32;

/// Worlds with their live edges.
pub(super) struct Worlds<'a> {
    cascade: &'a dyn LiveCascade,
    users: u32,
    keys: Vec<World>,
    /// The live edges of each world, or nothing where they take too much memory.
    kept: Vec<Live>,
    idle: Mutex<Vec<Buffers>>,
}

/// For each world the users who share already.
pub(super) struct Covered(Vec<Sharing>);

/// What one thread needs for a look at a world.
struct Buffers {
    live: Live,
    memo: Memo,
    pass: Pass,
    /// For each user the sum over worlds.
    totals: Vec<Worth>,
    /// Users to go on from.
    next: Vec<u32>,
    /// A bit a user, none of which is set between two looks.
    reached: Vec<u64>,
}

/// About how many bytes so many worlds take that are weighed by, at the most that is kept of them.
pub(super) fn bytes(worlds: u32, Searched { users, live_edges, threads }: Searched) -> f64 {
    let (worlds, one) = (f64::from(worlds), 4.0 * (users + live_edges));
    let kept = if worlds * one > MOST_KEPT as f64 { 0.0 } else { worlds * one };
    let covered = worlds * users / 8.0;
    // A world that is drawn, what is remembered of it, sums over worlds and three numbers of a pass.
    let of_thread = one + users * (8.0 + 16.0 + 12.0);
    kept + covered + threads * of_thread + 24.0 * users
}

impl<'a> Worlds<'a> {
    /// The worlds of these numbers, whose live edges are drawn when they are looked at.
    pub(super) fn drawn(
        cascade: &'a dyn LiveCascade,
        users: u32,
        rng_seed: u64,
        numbers: std::ops::Range<u64>,
    ) -> Self {
        let keys = numbers.map(|number| World::new(rng_seed, Purpose::Search, number)).collect();
        Self { cascade, users, keys, kept: Vec::new(), idle: Mutex::new(Vec::new()) }
    }

    /// The same, with their live edges in memory as far as that is not too much.
    ///
    /// # Errors
    /// [`Error::Stopped`] where the user asked to stop.
    pub(super) fn kept(mut self, progress: &dyn Progress) -> Result<Self> {
        let Some(&first) = self.keys.first() else { return Ok(self) };
        let mut memo = Memo::new(self.users as usize);
        let one = Live::of(self.cascade, first, self.users, &mut memo);
        if one.bytes().saturating_mul(self.keys.len()) > MOST_KEPT {
            return Ok(self);
        }
        let drawn = self.keys.par_chunks(TOGETHER).map(|worlds| {
            let mut memo = Memo::new(self.users as usize);
            let draw = |&world: &World| {
                if progress.cancelled() {
                    return Err(Error::Stopped);
                }
                Ok(Live::of(self.cascade, world, self.users, &mut memo))
            };
            worlds.iter().map(draw).collect::<Result<Vec<Live>>>()
        });
        let drawn: Vec<Vec<Live>> = drawn.collect::<Result<_>>()?;
        self.kept = drawn.into_iter().flatten().collect();
        Ok(self)
    }

    /// How many worlds there are.
    pub(super) const fn count(&self) -> usize {
        self.keys.len()
    }

    /// Nobody shares.
    pub(super) fn nobody(&self) -> Covered {
        Covered(self.keys.iter().map(|_| Sharing::nobody(self.users)).collect())
    }

    /// Those share whom `seeds` make share.
    pub(super) fn covered_by(&self, seeds: &[u32]) -> Covered {
        let mut covered = self.nobody();
        for &seed in seeds {
            self.cover(&mut covered, seed);
        }
        covered
    }

    /// How many users share in each world.
    pub(super) fn sharers(&self, seeds: &[u32]) -> Vec<u32> {
        self.covered_by(seeds).0.iter().map(|sharing| sharing.sharers).collect()
    }

    /// For each user what it would be worth as a further seed beside `seeds`, summed over the worlds.
    /// Nothing for those who share already in every world.
    ///
    /// Cost: in each world a look at every user and live edge, and a walk from each user whose live
    /// edges lead to several others.
    ///
    /// # Errors
    /// [`Error::Stopped`] where the user asked to stop.
    pub(super) fn gains(
        &self,
        seeds: &[u32],
        target: Target,
        progress: &dyn Progress,
    ) -> Result<Vec<Worth>> {
        (0..self.keys.len()).into_par_iter().try_for_each(|world| {
            if progress.cancelled() {
                return Err(Error::Stopped);
            }
            self.with_buffers(|buffers| {
                let Buffers { live, memo, pass, totals, next, reached } = buffers;
                if self.kept.is_empty() {
                    live.draw(self.cascade, self.keys[world], self.users, memo);
                }
                let live = self.kept.get(world).unwrap_or(live);
                for &seed in seeds {
                    cover(&mut Outlook::Kept(live), seed, reached, next);
                }
                totals.resize(self.users as usize, Worth::default());
                let before = if target.is_none() {
                    0
                } else {
                    reached.iter().map(|word| word.count_ones()).sum()
                };
                if !target.is_met(before) {
                    let worth = |gain| target.worth(before, gain);
                    pass.add_gains(live, reached, worth, totals);
                }
                reached.fill(0);
            });
            progress.advance(1);
            Ok(())
        })?;
        let mut sums = vec![Worth::default(); self.users as usize];
        for buffers in self.idle.lock().expect("no thread panics").iter_mut() {
            for (sum, total) in sums.iter_mut().zip(buffers.totals.drain(..)) {
                *sum += total;
            }
        }
        Ok(sums)
    }

    /// How many users more would share with `user` as a further seed, in each world.
    pub(super) fn gain(&self, covered: &Covered, user: u32) -> Vec<u32> {
        let of_some = |first: usize, covered: &[Sharing]| {
            self.with_buffers(|buffers| {
                let Buffers { memo, next, reached, .. } = buffers;
                let of_world = |(nth, covered): (usize, &Sharing)| {
                    let mut outlook = self.outlook(first + nth, memo);
                    reach_beyond(&mut outlook, user, &covered.bits, reached, next)
                };
                covered.iter().enumerate().map(of_world).collect::<Vec<u32>>()
            })
        };
        let chunks = covered.0.par_chunks(TOGETHER).enumerate();
        let gains: Vec<Vec<u32>> =
            chunks.map(|(chunk, covered)| of_some(chunk * TOGETHER, covered)).collect();
        gains.concat()
    }

    /// What `user` would be worth as a further seed, in each world.
    pub(super) fn worths(&self, covered: &Covered, user: u32, target: Target) -> Vec<Worth> {
        let gains = self.gain(covered, user).into_iter().zip(&covered.0);
        gains.map(|(gain, before)| target.worth(before.sharers, gain)).collect()
    }

    /// The same, summed over the worlds.
    pub(super) fn worth(&self, covered: &Covered, user: u32, target: Target) -> Worth {
        let mut sum = Worth::default();
        for worth in self.worths(covered, user, target) {
            sum += worth;
        }
        sum
    }

    /// Makes `user` a seed: whom it makes share, shares.
    pub(super) fn cover(&self, covered: &mut Covered, user: u32) {
        covered.0.par_chunks_mut(TOGETHER).enumerate().for_each(|(chunk, covered)| {
            self.with_buffers(|Buffers { memo, next, .. }| {
                for (nth, covered) in covered.iter_mut().enumerate() {
                    let mut outlook = self.outlook(chunk * TOGETHER + nth, memo);
                    covered.sharers += cover(&mut outlook, user, &mut covered.bits, next);
                }
            });
        });
    }

    fn outlook<'b>(&'b self, world: usize, memo: &'b mut Memo) -> Outlook<'b> {
        if let Some(kept) = self.kept.get(world) {
            return Outlook::Kept(kept);
        }
        memo.forget();
        Outlook::Drawn { cascade: self.cascade, world: self.keys[world], memo }
    }

    /// Does something with buffers that no other thread uses meanwhile.
    fn with_buffers<T>(&self, act: impl FnOnce(&mut Buffers) -> T) -> T {
        let idle = self.idle.lock().expect("no thread panics").pop();
        let mut buffers = idle.unwrap_or_else(|| Buffers {
            live: Live::default(),
            memo: Memo::new(self.users as usize),
            pass: Pass::default(),
            totals: Vec::new(),
            next: Vec::new(),
            reached: vec![0; (self.users as usize).div_ceil(64)],
        });
        let result = act(&mut buffers);
        self.idle.lock().expect("no thread panics").push(buffers);
        result
    }
}

#[cfg(test)]
mod tests;
