//! Reverse sets, drawn in parallel and kept as they come.
//!
//! Sets are drawn block by block, each a function of its number, so that what is kept does not
//! depend on the threads. A block keeps its members one set after the other: 4 bytes a member.

use std::{ops::Range, sync::Mutex};

use rayon::prelude::*;

use super::roots::{Roots, Sequence};
use crate::{
    error::{Error, Result},
    kernel::together::{TOGETHER, Together},
    model::Cascade,
    progress::Progress,
    rng::World,
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

    /// Adds the sets of walks that went together: without a member, where a walk came to a user of
    /// whom `shares_anyway` is true.
    fn add(&mut self, together: &Together, shares_anyway: impl Fn(u32) -> bool) {
        let mut next = [0; TOGETHER];
        let mut is_met = [false; TOGETHER];
        for (walk, user) in together.reached() {
            next[walk] += 1;
            is_met[walk] |= shares_anyway(user);
        }
        for (next, _) in next.iter_mut().zip(is_met).filter(|(_, is_met)| *is_met) {
            *next = 0;
        }
        let mut end = self.members.len() as u32;
        for length in &mut next {
            let start = end;
            end += *length;
            *length = start;
            self.ends.push(end);
        }
        self.members.resize(end as usize, 0);
        for (walk, user) in together.reached().filter(|&(walk, _)| !is_met[walk]) {
            self.members[next[walk] as usize] = user;
            next[walk] += 1;
        }
    }
}

/// Where reverse sets come from.
pub(super) struct Source<'a> {
    pub(super) cascade: &'a dyn Cascade,
    pub(super) users: u32,
    pub(super) roots: &'a Roots,
    /// For each user whether it shares anyway; a set that has such a user is empty.
    pub(super) organic: Option<&'a [bool]>,
    /// Walks go so many steps at most, where there is a deadline.
    pub(super) deadline: Option<u32>,
    /// Buffers that no thread uses.
    pub(super) idle: Mutex<Vec<Together>>,
}

impl Source<'_> {
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
            let mut together = idle.unwrap_or_else(|| {
                Together::new(self.users).within(self.deadline.unwrap_or(u32::MAX))
            });
            let block = self.block(sequence, number, &mut together);
            self.idle.lock().expect("no thread panics").push(together);
            progress.advance(BLOCK);
            Ok(block)
        });
        drawn.collect()
    }

    fn block(&self, sequence: Sequence, number: u64, together: &mut Together) -> Block {
        let mut block = Block::default();
        let shares_anyway = |user: u32| self.organic.is_some_and(|organic| organic[user as usize]);
        for first in (number * BLOCK..(number + 1) * BLOCK).step_by(TOGETHER) {
            let worlds: [World; TOGETHER] =
                std::array::from_fn(|walk| self.roots.world(sequence, first + walk as u64));
            let starts = worlds.map(|world| self.roots.of(world));
            self.cascade.run_backward_together(&worlds, &starts, &shares_anyway, together);
            block.add(together, shares_anyway);
        }
        block
    }
}
