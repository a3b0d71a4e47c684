//! Draws reverse sets in parallel.
//!
//! Each block is a function of its number, so the result does not depend on threads. A block stores
//! its sets one after the other, 4 bytes a member. If hardly any walk goes anywhere, sets that hold
//! only their root are kept apart; most of them need neither a walk nor an index entry.

use std::{ops::Range, sync::Mutex};

use rayon::prelude::*;

use super::{
    block::{SETS_PER_BLOCK, SetBlock, WalkEnd},
    roots::{Roots, Sequence},
    seed_set::SeedSet,
};
use crate::{
    error::{Error, Result},
    kernel::backward::{BATCH, BackwardBatch},
    model::ReverseCascade,
    progress::{Progress, StopFlag},
    rng::World,
    seeding::reverse::objective::CompetingMessage,
};

/// A source of reverse sets.
pub(crate) struct SetSource<'a> {
    pub(crate) cascade: &'a dyn ReverseCascade,
    /// The cascades of further messages. Roots and members are then numbers as in a
    /// [`Question`](crate::seeding::reverse::Question) with several messages. Not supported with
    /// sentinels, organic seeds, absent users or a rival.
    pub(crate) further: &'a [&'a dyn ReverseCascade],
    /// Users of the network.
    pub(crate) users: u32,
    pub(crate) roots: &'a Roots,
    /// For each user, whether it is an organic seed. A set with such a member is empty.
    pub(crate) organic: Option<&'a [bool]>,
    /// Fixed seeds: a set with one of them has no other member. Not supported with organic seeds.
    pub(crate) sentinels: Option<SeedSet>,
    /// Whether to draw only sets in which somebody makes the root share directly.
    pub(crate) in_company: bool,
    /// The most steps of a walk, or its greatest time.
    pub(crate) deadline: Option<f64>,
    /// For each user, whether no walk may visit it. A set with such a root is empty.
    pub(crate) absent: Option<&'a [bool]>,
    /// Whether sets must come in the order of their numbers.
    pub(crate) in_order: bool,
    /// With a rival, a set holds the users who would win its root.
    pub(crate) rival: Option<CompetingMessage<'a>>,
    /// Buffers that no thread uses at the moment.
    pub(crate) idle: Mutex<Vec<BackwardBatch>>,
}

impl<'a> SetSource<'a> {
    /// A source of complete walks.
    pub(crate) fn of(cascade: &'a dyn ReverseCascade, users: u32, roots: &'a Roots) -> Self {
        let idle = Mutex::default();
        Self {
            cascade,
            further: &[],
            users,
            roots,
            organic: None,
            sentinels: None,
            in_company: false,
            deadline: None,
            absent: None,
            rival: None,
            in_order: false,
            idle,
        }
    }

    /// The same source, but only of sets in which somebody makes the root share directly.
    pub(crate) fn in_company(self, roots: &'a Roots) -> Self {
        Self { roots, in_company: true, idle: Mutex::default(), ..self }
    }

    /// The sets of the blocks in `range`.
    ///
    /// # Errors
    /// [`Error::Stopped`] if `progress` was cancelled.
    pub(crate) fn draw(
        &self,
        sequence: Sequence,
        range: Range<u64>,
        progress: &dyn Progress,
    ) -> Result<Vec<SetBlock>> {
        let blocks =
            range.into_par_iter().map(|block| block * SETS_PER_BLOCK..(block + 1) * SETS_PER_BLOCK);
        blocks.map(|sets| self.block(sequence, sets, progress)).collect()
    }

    /// The sets in `range`, a multiple of [`BATCH`], in blocks of that size. Used for few large
    /// sets.
    ///
    /// # Errors
    /// [`Error::Stopped`] if `progress` was cancelled.
    pub(crate) fn draw_sets(
        &self,
        sequence: Sequence,
        range: Range<u64>,
        progress: &dyn Progress,
    ) -> Result<Vec<SetBlock>> {
        let batch = BATCH as u64;
        let parts = (range.start / batch..range.end / batch).into_par_iter();
        let sets = |part: u64| part * batch..(part + 1) * batch;
        parts.map(|part| self.block(sequence, sets(part), progress)).collect()
    }

    fn block(
        &self,
        sequence: Sequence,
        sets: Range<u64>,
        progress: &dyn Progress,
    ) -> Result<SetBlock> {
        if progress.cancelled() {
            return Err(Error::Stopped);
        }
        let idle = self.idle.lock().expect("no thread panics").pop();
        let mut batch = idle.unwrap_or_else(|| self.buffers(progress.stop()));
        let count = sets.end - sets.start;
        let block = if self.further.is_empty() {
            self.of_one_message(sequence, sets, &mut batch)
        } else {
            self.of_messages(sequence, sets, &mut batch)
        };
        self.idle.lock().expect("no thread panics").push(batch);
        // Walks that were stopped on their way count for nothing.
        if progress.cancelled() {
            return Err(Error::Stopped);
        }
        progress.advance(count);
        Ok(block)
    }

    /// The sets in a range, with one message.
    fn of_one_message(
        &self,
        sequence: Sequence,
        sets: Range<u64>,
        batch: &mut BackwardBatch,
    ) -> SetBlock {
        let mut block = SetBlock::default();
        let last = |user| self.last(user);
        // If the first sets hold little but their root, the later ones will too.
        let ends = |user| last(user).is_some();
        let mut firsts = sets.clone().step_by(BATCH);
        for first in firsts.by_ref() {
            let worlds: [World; BATCH] =
                std::array::from_fn(|walk| self.roots.world(sequence, first + walk as u64));
            let starts = worlds.map(|world| self.roots.of(world));
            self.cascade.run_backward_together(&worlds, &starts, &ends, batch);
            block.add(batch, BATCH, last);
            if self.may_be_alone() && 4 * block.members.len() < 5 * block.ends.len() {
                break;
            }
        }
        if let Some(first) = firsts.next() {
            self.add_mostly_alone(sequence, first..sets.end, batch, &mut block);
        }
        block
    }

    /// Whether sets that hold only their root may be kept apart.
    const fn may_be_alone(&self) -> bool {
        let is_whole = self.organic.is_none() && self.absent.is_none() && self.rival.is_none();
        is_whole && !self.in_company && self.sentinels.is_none() && !self.in_order
    }

    /// Adds sets of which most hold only their root. These are not walked, and they are kept apart.
    fn add_mostly_alone(
        &self,
        sequence: Sequence,
        sets: Range<u64>,
        batch: &mut BackwardBatch,
        block: &mut SetBlock,
    ) {
        let worlds: Vec<World> = sets.map(|set| self.roots.world(sequence, set)).collect();
        let starts: Vec<u32> = worlds.iter().map(|&world| self.roots.of(world)).collect();
        let mut is_alone = vec![false; starts.len()];
        self.cascade.walks_alone(&worlds, &starts, &mut is_alone);
        let ends = |user| self.last(user).is_some();
        let walking: Vec<usize> = (0..starts.len()).filter(|&set| !is_alone[set]).collect();
        for walking in walking.chunks(BATCH) {
            let worlds: Vec<World> = walking.iter().map(|&set| worlds[set]).collect();
            let starts: Vec<u32> = walking.iter().map(|&set| starts[set]).collect();
            self.cascade.run_backward_together(&worlds, &starts, &ends, batch);
            block.add(batch, walking.len(), |user| self.last(user));
        }
        block.alone.reserve_exact(starts.len() - walking.len());
        let alone = starts.iter().zip(&is_alone).filter(|(_, is_alone)| **is_alone);
        block.alone.extend(alone.map(|(start, _)| start));
    }

    /// The sets in a range, with several messages, in the order of messages. Each walk uses the
    /// cascade of its message.
    fn of_messages(
        &self,
        sequence: Sequence,
        sets: Range<u64>,
        batch: &mut BackwardBatch,
    ) -> SetBlock {
        let worlds = sets.map(|set| self.roots.world(sequence, set));
        let walks: Vec<(World, u32)> = worlds.map(|world| (world, self.roots.of(world))).collect();
        let mut block = SetBlock::default();
        let cascades = std::iter::once(&self.cascade).chain(self.further);
        for (message, cascade) in (0..).zip(cascades) {
            let first = message * self.users;
            let of_message = first..first + self.users;
            let own = walks.iter().filter(|(_, start)| of_message.contains(start));
            let (worlds, starts): (Vec<World>, Vec<u32>) =
                own.map(|&(world, start)| (world, start - first)).unzip();
            let done = block.members.len();
            for (worlds, starts) in worlds.chunks(BATCH).zip(starts.chunks(BATCH)) {
                cascade.run_backward_together(worlds, starts, &|_| false, batch);
                block.add(batch, worlds.len(), |_| None);
            }
            for member in &mut block.members[done..] {
                *member += first;
            }
        }
        block
    }

    /// Buffers for walks as these sets need them.
    fn buffers(&self, stop: &StopFlag) -> BackwardBatch {
        let batch = BackwardBatch::new(self.users)
            .stopped_by(stop)
            .within(self.deadline.unwrap_or(f64::INFINITY))
            .without(self.absent.unwrap_or_default());
        let batch = if self.in_company { batch.given_live_start() } else { batch };
        match self.rival {
            Some(CompetingMessage { seeds, ties }) => batch.against(seeds, ties),
            None => batch,
        }
    }

    /// Why a walk ends at a user; `None` if it goes on.
    fn last(&self, user: u32) -> Option<WalkEnd> {
        if self.organic.is_some_and(|organic| organic[user as usize]) {
            return Some(WalkEnd::SharesAnyway);
        }
        let is_sentinel = self.sentinels.as_ref().is_some_and(|sentinels| sentinels.has(user));
        is_sentinel.then_some(WalkEnd::Sentinel(user))
    }
}
