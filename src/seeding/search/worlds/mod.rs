//! The worlds in which candidate seeds are compared.
//!
//! All candidates meet the same worlds, so a gain is an exact count: how many more users share,
//! summed over the worlds. These worlds are not those of the simulation, which would otherwise
//! judge a choice by the luck that made it.

mod gains;
mod live_edges;
mod sharers;
mod worth;

pub(crate) use self::worth::{SharerTarget, WorldGain};

use std::sync::Mutex;

use rayon::prelude::*;

use self::{
    gains::GainPass,
    live_edges::{LiveEdgeLists, LiveEdgeSource},
    sharers::{WorldSharers, cover, reach_beyond},
};
use crate::{
    error::{Error, Result},
    kernel::Memo,
    model::LiveCascade,
    progress::{Progress, StopFlag},
    rng::{Purpose, World},
    seeding::Searched,
};

/// Live edges are kept up to this many bytes, and drawn again otherwise. The results are the same.
const MOST_KEPT: usize = 1 << 30;

/// Worlds that a thread processes in a row for one user.
const WORLDS_PER_CHUNK: usize = 32;

/// Worlds with their live edges.
pub(crate) struct SharedWorlds<'a> {
    cascade: &'a dyn LiveCascade,
    users: u32,
    keys: Vec<World>,
    /// The live edges of each world, or empty if they take too much memory.
    kept: Vec<LiveEdgeLists>,
    idle: Mutex<Vec<WalkBuffers>>,
    stop: StopFlag,
}

/// For each world, the users who share already.
pub(crate) struct SharersPerWorld(Vec<WorldSharers>);

/// The buffers of one thread.
struct WalkBuffers {
    live: LiveEdgeLists,
    memo: Memo,
    pass: GainPass,
    /// For each user, the sum over worlds.
    totals: Vec<WorldGain>,
    /// A stack of users to visit.
    next: Vec<u32>,
    /// One bit a user, all clear between calls.
    reached: Vec<u64>,
}

/// An upper estimate of the bytes that so many worlds take.
pub(crate) fn bytes(worlds: u32, Searched { users, live_edges, threads }: Searched) -> f64 {
    let (worlds, one) = (f64::from(worlds), 4.0 * (users + live_edges));
    let kept = if worlds * one > MOST_KEPT as f64 { 0.0 } else { worlds * one };
    let covered = worlds * users / 8.0;
    // One drawn world, its memo, the sums over worlds, and three numbers of a pass.
    let of_thread = one + users * (8.0 + 16.0 + 12.0);
    kept + covered + threads * of_thread + 24.0 * users
}

impl<'a> SharedWorlds<'a> {
    /// The worlds of these numbers, whose live edges are drawn on demand.
    pub(crate) fn drawn(
        cascade: &'a dyn LiveCascade,
        users: u32,
        rng_seed: u64,
        numbers: std::ops::Range<u64>,
    ) -> Self {
        let keys = numbers.map(|number| World::new(rng_seed, Purpose::Search, number)).collect();
        let (kept, idle, stop) = (Vec::new(), Mutex::default(), StopFlag::never().clone());
        Self { cascade, users, keys, kept, idle, stop }
    }

    /// The same, left early wherever they are walked once `stop` is set: a search must then not
    /// believe what they give.
    pub(crate) fn stopped_by(mut self, stop: &StopFlag) -> Self {
        self.stop.clone_from(stop);
        self
    }

    /// The same worlds, with live edges in memory if they fit.
    ///
    /// # Errors
    /// [`Error::Stopped`] if the user stopped it.
    pub(crate) fn kept(mut self, progress: &dyn Progress) -> Result<Self> {
        let Some(&first) = self.keys.first() else { return Ok(self) };
        let mut memo = Memo::new(self.users as usize);
        let draw = |world, memo: &mut Memo| {
            LiveEdgeLists::of(self.cascade, world, self.users, (memo, &self.stop))
        };
        let one = draw(first, &mut memo);
        if one.bytes().saturating_mul(self.keys.len()) > MOST_KEPT {
            return Ok(self);
        }
        let drawn = self.keys.par_chunks(WORLDS_PER_CHUNK).map(|worlds| {
            let mut memo = Memo::new(self.users as usize);
            let drawn = |&world: &World| {
                let live = draw(world, &mut memo);
                if progress.cancelled() { Err(Error::Stopped) } else { Ok(live) }
            };
            worlds.iter().map(drawn).collect::<Result<Vec<LiveEdgeLists>>>()
        });
        let drawn: Vec<Vec<LiveEdgeLists>> = drawn.collect::<Result<_>>()?;
        self.kept = drawn.into_iter().flatten().collect();
        Ok(self)
    }

    /// The number of worlds.
    pub(crate) const fn count(&self) -> usize {
        self.keys.len()
    }

    /// The state without sharers.
    pub(crate) fn nobody(&self) -> SharersPerWorld {
        SharersPerWorld(self.keys.iter().map(|_| WorldSharers::nobody(self.users)).collect())
    }

    /// The state after `seeds` have spread.
    pub(crate) fn covered_by(&self, seeds: &[u32]) -> SharersPerWorld {
        let mut covered = self.nobody();
        for &seed in seeds {
            self.cover(&mut covered, seed);
        }
        covered
    }

    /// The number of sharers of `seeds` in each world.
    pub(crate) fn sharers(&self, seeds: &[u32]) -> Vec<u32> {
        self.covered_by(seeds).0.iter().map(|sharing| sharing.sharers).collect()
    }

    /// The gain of each user as a further seed beside `seeds`, summed over the worlds; 0 for users
    /// who share in every world already.
    ///
    /// Cost: a pass over all users and live edges of each world, and a walk from each user whose
    /// live edges lead to several others.
    ///
    /// # Errors
    /// [`Error::Stopped`] if the user stopped it.
    pub(crate) fn gains(
        &self,
        seeds: &[u32],
        target: SharerTarget,
        progress: &dyn Progress,
    ) -> Result<Vec<WorldGain>> {
        (0..self.keys.len()).into_par_iter().try_for_each(|world| {
            if progress.cancelled() {
                return Err(Error::Stopped);
            }
            self.with_buffers(|buffers| {
                let WalkBuffers { live, memo, pass, totals, next, reached } = buffers;
                if self.kept.is_empty() {
                    live.draw(self.cascade, self.keys[world], self.users, (memo, &self.stop));
                }
                let live = self.kept.get(world).unwrap_or(live);
                for &seed in seeds {
                    cover(&mut LiveEdgeSource::Kept(live), seed, reached, (next, &self.stop));
                }
                totals.resize(self.users as usize, WorldGain::default());
                let before = if target.is_none() {
                    0
                } else {
                    reached.iter().map(|word| word.count_ones()).sum()
                };
                if !target.is_met(before) {
                    let worth = |gain| target.worth(before, gain);
                    pass.add_gains((live, &self.stop), reached, worth, totals);
                }
                reached.fill(0);
            });
            if progress.cancelled() {
                return Err(Error::Stopped);
            }
            progress.advance(1);
            Ok(())
        })?;
        let mut sums = vec![WorldGain::default(); self.users as usize];
        for buffers in self.idle.lock().expect("no thread panics").iter_mut() {
            for (sum, total) in sums.iter_mut().zip(buffers.totals.drain(..)) {
                *sum += total;
            }
        }
        Ok(sums)
    }

    /// How many more users share with `user` as a further seed, in each world.
    pub(crate) fn gain(&self, covered: &SharersPerWorld, user: u32) -> Vec<u32> {
        let of_some = |first: usize, covered: &[WorldSharers]| {
            self.with_buffers(|buffers| {
                let WalkBuffers { memo, next, reached, .. } = buffers;
                let of_world = |(nth, covered): (usize, &WorldSharers)| {
                    if self.stop.is_set() {
                        return 0;
                    }
                    let mut outlook = self.outlook(first + nth, memo);
                    reach_beyond(&mut outlook, user, &covered.bits, reached, (next, &self.stop))
                };
                covered.iter().enumerate().map(of_world).collect::<Vec<u32>>()
            })
        };
        let chunks = covered.0.par_chunks(WORLDS_PER_CHUNK).enumerate();
        let gains: Vec<Vec<u32>> =
            chunks.map(|(chunk, covered)| of_some(chunk * WORLDS_PER_CHUNK, covered)).collect();
        gains.concat()
    }

    /// The gain of `user` as a further seed, in each world.
    pub(crate) fn worths(
        &self,
        covered: &SharersPerWorld,
        user: u32,
        target: SharerTarget,
    ) -> Vec<WorldGain> {
        let gains = self.gain(covered, user).into_iter().zip(&covered.0);
        gains.map(|(gain, before)| target.worth(before.sharers, gain)).collect()
    }

    /// The gain of `user` as a further seed, summed over the worlds.
    pub(crate) fn worth(
        &self,
        covered: &SharersPerWorld,
        user: u32,
        target: SharerTarget,
    ) -> WorldGain {
        let mut sum = WorldGain::default();
        for worth in self.worths(covered, user, target) {
            sum += worth;
        }
        sum
    }

    /// Makes `user` a seed.
    pub(crate) fn cover(&self, covered: &mut SharersPerWorld, user: u32) {
        covered.0.par_chunks_mut(WORLDS_PER_CHUNK).enumerate().for_each(|(chunk, covered)| {
            self.with_buffers(|WalkBuffers { memo, next, .. }| {
                for (nth, covered) in covered.iter_mut().enumerate() {
                    if self.stop.is_set() {
                        return;
                    }
                    let mut outlook = self.outlook(chunk * WORLDS_PER_CHUNK + nth, memo);
                    let next = (&mut *next, &self.stop);
                    covered.sharers += cover(&mut outlook, user, &mut covered.bits, next);
                }
            });
        });
    }

    fn outlook<'b>(&'b self, world: usize, memo: &'b mut Memo) -> LiveEdgeSource<'b> {
        if let Some(kept) = self.kept.get(world) {
            return LiveEdgeSource::Kept(kept);
        }
        memo.forget();
        LiveEdgeSource::Drawn { cascade: self.cascade, world: self.keys[world], memo }
    }

    /// Calls `act` with buffers that no other thread uses meanwhile.
    fn with_buffers<T>(&self, act: impl FnOnce(&mut WalkBuffers) -> T) -> T {
        let idle = self.idle.lock().expect("no thread panics").pop();
        let mut buffers = idle.unwrap_or_else(|| WalkBuffers {
            live: LiveEdgeLists::default(),
            memo: Memo::new(self.users as usize),
            pass: GainPass::default(),
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
