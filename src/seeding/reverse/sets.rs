//! Reverse sets, drawn in parallel and kept as they come.
//!
//! Sets are drawn block by block, each a function of its number, so that what is kept does not
//! depend on the threads. A block keeps its members one set after the other: 4 bytes a member.

use std::{ops::Range, sync::Mutex};

use rayon::prelude::*;

use crate::{
    error::{Error, Result},
    kernel::together::{TOGETHER, Together},
    model::Cascade,
    progress::Progress,
    rng::{Purpose, World},
};

/// Sets of a block.
pub(super) const BLOCK: u64 = 256;

/// Some reverse sets, one after the other.
#[derive(Debug, Default)]
pub(super) struct Block {
    members: Vec<u32>,
    /// Where each set ends.
    ends: Vec<u32>,
}

impl Block {
    /// Sets of these members.
    #[cfg(test)]
    pub(super) fn of(sets: &[&[u32]]) -> Self {
        let mut block = Self::default();
        for members in sets {
            block.members.extend_from_slice(members);
            block.ends.push(block.members.len() as u32);
        }
        block
    }

    /// The members of each set.
    pub(super) fn sets(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.members[start as usize..end as usize])
    }

    /// All members of all sets.
    pub(super) fn members(&self) -> &[u32] {
        &self.members
    }

    /// Adds the sets of walks that went together.
    fn add(&mut self, together: &Together) {
        let mut next = [0; TOGETHER];
        for (walk, _) in together.reached() {
            next[walk] += 1;
        }
        let mut end = self.members.len() as u32;
        for length in &mut next {
            let start = end;
            end += *length;
            *length = start;
            self.ends.push(end);
        }
        self.members.resize(end as usize, 0);
        for (walk, user) in together.reached() {
            self.members[next[walk] as usize] = user;
            next[walk] += 1;
        }
    }
}

/// Where reverse sets come from.
pub(super) struct Source<'a> {
    cascade: &'a dyn Cascade,
    users: u32,
    rng_seed: u64,
    /// Buffers that no thread uses.
    idle: Mutex<Vec<Together>>,
}

/// Which of two unrelated sequences of sets is meant.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sequence {
    /// By these sets seeds are chosen.
    Choosing,
    /// On these it is seen what they spread.
    Testing,
}

impl<'a> Source<'a> {
    pub(super) const fn new(cascade: &'a dyn Cascade, users: u32, rng_seed: u64) -> Self {
        Self { cascade, users, rng_seed, idle: Mutex::new(Vec::new()) }
    }

    /// The sets of the blocks in `range`.
    ///
    /// # Errors
    /// [`Error::Stopped`] where `progress` was cancelled.
    pub(super) fn draw(
        &self,
        sequence: Sequence,
        range: Range<u64>,
        progress: &dyn Progress,
    ) -> Result<Vec<Block>> {
        let drawn = range.into_par_iter().map(|number| {
            if progress.cancelled() {
                return Err(Error::Stopped);
            }
            let idle = self.idle.lock().expect("no thread panics").pop();
            let mut together = idle.unwrap_or_else(|| Together::new(self.users));
            let block = self.block(sequence, number, &mut together);
            self.idle.lock().expect("no thread panics").push(together);
            progress.advance(BLOCK);
            Ok(block)
        });
        drawn.collect()
    }

    fn block(&self, sequence: Sequence, number: u64, together: &mut Together) -> Block {
        let mut block = Block::default();
        for first in (number * BLOCK..(number + 1) * BLOCK).step_by(TOGETHER) {
            let worlds: [World; TOGETHER] = std::array::from_fn(|walk| {
                let set = 2 * (first + walk as u64) + sequence as u64;
                World::new(self.rng_seed, Purpose::Reverse, set)
            });
            // No user has the number past the last: its coin is that of the start.
            let users = u64::from(self.users);
            let starts = worlds.map(|world| world.stream(users).below(users) as u32);
            self.cascade.run_backward_together(&worlds, &starts, &|_| false, together);
            block.add(together);
        }
        block
    }
}
