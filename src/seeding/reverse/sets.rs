//! Reverse sets, drawn in parallel and kept as they come.
//!
//! Sets are drawn block by block, each a function of its number, so that what is kept does not
//! depend on the threads. A block keeps its members one set after the other: 4 bytes a member. Where
//! hardly any walk goes anywhere, sets of nobody but their root are kept apart: most then need neither
//! be walked nor listed.

use std::{ops::Range, sync::Mutex};

use rayon::prelude::*;

use super::{
    aim::Rival,
    roots::{Roots, Sequence},
};
use crate::{
    error::{Error, Result},
    kernel::backward::{TOGETHER, Together},
    model::ReverseCascade,
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
    /// Further sets, of one member each.
    alone: Vec<u32>,
}

impl Block {
    /// Sets of these members.
    pub(super) fn of<'s>(sets: impl IntoIterator<Item = &'s [u32]>) -> Self {
        let mut block = Self::default();
        for members in sets {
            block.members.extend_from_slice(members);
            block.ends.push(block.members.len() as u32);
        }
        block
    }

    /// The members of each set.
    pub(super) fn sets(&self) -> impl Iterator<Item = &[u32]> {
        self.together().chain(self.alone.chunks(1))
    }

    /// The same without sets of one member that are kept apart.
    pub(super) fn together(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.members[start as usize..end as usize])
    }

    /// The members of sets of one that are kept apart.
    pub(super) fn alone(&self) -> &[u32] {
        &self.alone
    }

    /// How many sets the others are.
    pub(super) const fn count_together(&self) -> usize {
        self.ends.len()
    }

    /// All members of all sets; those that are kept apart last.
    pub(super) fn members(&self) -> [&[u32]; 2] {
        [&self.members, &self.alone]
    }

    /// How many they are.
    pub(super) const fn len(&self) -> usize {
        self.members.len() + self.alone.len()
    }

    /// Adds the sets of so many walks that went together: without those members whom the `last` of a walk,
    /// where there is one, makes needless, itself or all others.
    fn add(&mut self, together: &Together, walks: usize, last: impl Fn(u32) -> Option<Last>) {
        let mut next = [0; TOGETHER];
        let mut ended = [None; TOGETHER];
        for (walk, user) in together.reached() {
            next[walk] += 1;
            ended[walk] = ended[walk].or(last(user));
        }
        for (next, ended) in next.iter_mut().zip(ended) {
            match ended {
                None => {}
                Some(Last::SharesAnyway) => *next = 0,
                Some(Last::Sentinel(_)) => *next = 1,
            }
        }
        let is_needed = |walk: usize, user| match ended[walk] {
            None => true,
            Some(Last::SharesAnyway) => false,
            Some(Last::Sentinel(sentinel)) => user == sentinel,
        };
        let mut end = self.members.len() as u32;
        for length in &mut next[..walks] {
            let start = end;
            end += *length;
            *length = start;
            self.ends.push(end);
        }
        self.members.resize(end as usize, 0);
        for (walk, user) in together.reached().filter(|&(walk, user)| is_needed(walk, user)) {
            self.members[next[walk] as usize] = user;
            next[walk] += 1;
        }
    }
}

/// Some users, one bit each.
#[derive(Debug)]
pub(super) struct UserSet(Vec<u64>);

impl UserSet {
    /// These, of so many.
    pub(super) fn of(users: u32, some: &[u32]) -> Self {
        let mut bits = vec![0; (users as usize).div_ceil(64)];
        for &user in some {
            bits[user as usize / 64] |= 1 << (user % 64);
        }
        Self(bits)
    }

    pub(super) fn has(&self, user: u32) -> bool {
        self.0[user as usize / 64] >> (user % 64) & 1 != 0
    }

    /// True where one of them is among the members.
    pub(super) fn meets(&self, members: &[u32]) -> bool {
        members.iter().any(|&user| self.has(user))
    }
}

/// At whom a walk ends.
#[derive(Debug, Clone, Copy)]
enum Last {
    /// It shares anyway, so nobody is needed for the root to.
    SharesAnyway,
    /// It is a seed for certain, so nobody else is needed.
    Sentinel(u32),
}

/// Where reverse sets come from.
pub(super) struct Source<'a> {
    pub(super) cascade: &'a dyn ReverseCascade,
    /// How each further message spreads: roots and members are then users asked for one message, as in
    /// a [`Question`](super::Question) about several. No set has a sentinel then, and users do not differ in whether
    /// they share anyway, are absent, or a rival's.
    pub(super) further: &'a [&'a dyn ReverseCascade],
    /// Users of the network.
    pub(super) users: u32,
    pub(super) roots: &'a Roots,
    /// For each user whether it shares anyway; a set that has such a user is empty.
    pub(super) organic: Option<&'a [bool]>,
    /// Seeds for certain: a set that has one has no other member. None where some share anyway.
    pub(super) sentinels: Option<UserSet>,
    /// Sets are those alone that have somebody who makes their root share directly.
    pub(super) in_company: bool,
    /// Walks go so many steps, or so long, at most, where there is a deadline.
    pub(super) deadline: Option<f64>,
    /// For each user whether no walk goes there; a set that starts there is empty.
    pub(super) absent: Option<&'a [bool]>,
    /// Sets must come in the order of their numbers.
    pub(super) in_order: bool,
    /// Who would win its root against a rival is in a set.
    pub(super) rival: Option<Rival<'a>>,
    /// Buffers that no thread uses.
    pub(super) idle: Mutex<Vec<Together>>,
}

impl<'a> Source<'a> {
    /// Sets of the whole of every walk.
    pub(super) fn of(cascade: &'a dyn ReverseCascade, users: u32, roots: &'a Roots) -> Self {
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

    /// The same, but of sets alone that have somebody who makes their root share directly.
    pub(super) fn in_company(self, roots: &'a Roots) -> Self {
        Self { roots, in_company: true, idle: Mutex::default(), ..self }
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
        let blocks = range.into_par_iter().map(|block| block * BLOCK..(block + 1) * BLOCK);
        blocks.map(|sets| self.block(sequence, sets, progress)).collect()
    }

    /// The sets in `range`, a multiple of [`TOGETHER`], so many a block: where a few sets may be
    /// large.
    ///
    /// # Errors
    /// [`Error::Stopped`] where `progress` was cancelled.
    pub(super) fn draw_sets(
        &self,
        sequence: Sequence,
        range: Range<u64>,
        progress: &dyn Progress,
    ) -> Result<Vec<Block>> {
        let together = TOGETHER as u64;
        let parts = (range.start / together..range.end / together).into_par_iter();
        let sets = |part: u64| part * together..(part + 1) * together;
        parts.map(|part| self.block(sequence, sets(part), progress)).collect()
    }

    fn block(
        &self,
        sequence: Sequence,
        sets: Range<u64>,
        progress: &dyn Progress,
    ) -> Result<Block> {
        if progress.cancelled() {
            return Err(Error::Stopped);
        }
        let idle = self.idle.lock().expect("no thread panics").pop();
        let mut together = idle.unwrap_or_else(|| self.buffers());
        let count = sets.end - sets.start;
        let block = if self.further.is_empty() {
            self.of_one_message(sequence, sets, &mut together)
        } else {
            self.of_messages(sequence, sets, &mut together)
        };
        self.idle.lock().expect("no thread panics").push(together);
        progress.advance(count);
        Ok(block)
    }

    /// The sets in a range where there is one message.
    fn of_one_message(
        &self,
        sequence: Sequence,
        sets: Range<u64>,
        together: &mut Together,
    ) -> Block {
        let mut block = Block::default();
        let last = |user| self.last(user);
        // Where the first sets have hardly anybody but their root, so will the others.
        let ends = |user| last(user).is_some();
        let mut firsts = sets.clone().step_by(TOGETHER);
        for first in firsts.by_ref() {
            let worlds: [World; TOGETHER] =
                std::array::from_fn(|walk| self.roots.world(sequence, first + walk as u64));
            let starts = worlds.map(|world| self.roots.of(world));
            self.cascade.run_backward_together(&worlds, &starts, &ends, together);
            block.add(together, TOGETHER, last);
            if self.may_be_alone() && 4 * block.members.len() < 5 * block.ends.len() {
                break;
            }
        }
        if let Some(first) = firsts.next() {
            self.add_mostly_alone(sequence, first..sets.end, together, &mut block);
        }
        block
    }

    /// True where a set is small because its walk is, and may be kept apart where it is its start.
    const fn may_be_alone(&self) -> bool {
        let is_whole = self.organic.is_none() && self.absent.is_none() && self.rival.is_none();
        is_whole && !self.in_company && self.sentinels.is_none() && !self.in_order
    }

    /// Adds sets of which most have nobody but their root: no walk is begun for those, and they are
    /// kept apart.
    fn add_mostly_alone(
        &self,
        sequence: Sequence,
        sets: Range<u64>,
        together: &mut Together,
        block: &mut Block,
    ) {
        let worlds: Vec<World> = sets.map(|set| self.roots.world(sequence, set)).collect();
        let starts: Vec<u32> = worlds.iter().map(|&world| self.roots.of(world)).collect();
        let mut is_alone = vec![false; starts.len()];
        self.cascade.walks_alone(&worlds, &starts, &mut is_alone);
        let ends = |user| self.last(user).is_some();
        let walking: Vec<usize> = (0..starts.len()).filter(|&set| !is_alone[set]).collect();
        for walking in walking.chunks(TOGETHER) {
            let worlds: Vec<World> = walking.iter().map(|&set| worlds[set]).collect();
            let starts: Vec<u32> = walking.iter().map(|&set| starts[set]).collect();
            self.cascade.run_backward_together(&worlds, &starts, &ends, together);
            block.add(together, walking.len(), |user| self.last(user));
        }
        block.alone.reserve_exact(starts.len() - walking.len());
        let alone = starts.iter().zip(&is_alone).filter(|(_, is_alone)| **is_alone);
        block.alone.extend(alone.map(|(start, _)| start));
    }

    /// The sets in a range where there are several messages, those of the first message first: each walk
    /// goes by how its message spreads.
    fn of_messages(&self, sequence: Sequence, sets: Range<u64>, together: &mut Together) -> Block {
        let worlds = sets.map(|set| self.roots.world(sequence, set));
        let walks: Vec<(World, u32)> = worlds.map(|world| (world, self.roots.of(world))).collect();
        let mut block = Block::default();
        let cascades = std::iter::once(&self.cascade).chain(self.further);
        for (message, cascade) in (0..).zip(cascades) {
            let first = message * self.users;
            let of_message = first..first + self.users;
            let own = walks.iter().filter(|(_, start)| of_message.contains(start));
            let (worlds, starts): (Vec<World>, Vec<u32>) =
                own.map(|&(world, start)| (world, start - first)).unzip();
            let done = block.members.len();
            for (worlds, starts) in worlds.chunks(TOGETHER).zip(starts.chunks(TOGETHER)) {
                cascade.run_backward_together(worlds, starts, &|_| false, together);
                block.add(together, worlds.len(), |_| None);
            }
            for member in &mut block.members[done..] {
                *member += first;
            }
        }
        block
    }

    /// Buffers for walks as these sets need them.
    fn buffers(&self) -> Together {
        let together = Together::new(self.users)
            .within(self.deadline.unwrap_or(f64::INFINITY))
            .without(self.absent.unwrap_or_default());
        let together = if self.in_company { together.in_company() } else { together };
        match self.rival {
            Some(Rival { seeds, ties }) => together.against(seeds, ties),
            None => together,
        }
    }

    /// What it means for a walk to come to a user; nothing, where it goes on.
    fn last(&self, user: u32) -> Option<Last> {
        if self.organic.is_some_and(|organic| organic[user as usize]) {
            return Some(Last::SharesAnyway);
        }
        let is_sentinel = self.sentinels.as_ref().is_some_and(|sentinels| sentinels.has(user));
        is_sentinel.then_some(Last::Sentinel(user))
    }
}
