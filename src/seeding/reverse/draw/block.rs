//! A block of reverse sets.

use crate::kernel::backward::{BATCH, BackwardBatch};

/// Sets of a block.
pub(crate) const SETS_PER_BLOCK: u64 = 256;

/// A block of reverse sets, one after the other.
#[derive(Debug, Default)]
pub(crate) struct SetBlock {
    pub(super) members: Vec<u32>,
    /// The end of each set in `members`.
    pub(super) ends: Vec<u32>,
    /// Further sets of one member each.
    pub(super) alone: Vec<u32>,
}

impl SetBlock {
    /// A block of these sets.
    pub(crate) fn of<'s>(sets: impl IntoIterator<Item = &'s [u32]>) -> Self {
        let mut block = Self::default();
        for members in sets {
            block.members.extend_from_slice(members);
            block.ends.push(block.members.len() as u32);
        }
        block
    }

    /// The members of each set.
    pub(crate) fn sets(&self) -> impl Iterator<Item = &[u32]> {
        self.walked().chain(self.alone.chunks(1))
    }

    /// The members of each set, without those in `alone`.
    pub(crate) fn walked(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.members[start as usize..end as usize])
    }

    /// The members of the sets that are kept apart.
    pub(crate) fn alone(&self) -> &[u32] {
        &self.alone
    }

    /// The number of sets that are not kept apart.
    pub(crate) const fn count_walked(&self) -> usize {
        self.ends.len()
    }

    /// All members of all sets, those of `alone` last.
    pub(crate) fn members(&self) -> [&[u32]; 2] {
        [&self.members, &self.alone]
    }

    /// The number of all members.
    pub(crate) const fn len(&self) -> usize {
        self.members.len() + self.alone.len()
    }

    /// Adds the sets of a batch of walks. A walk that ended early keeps only the sentinel, or
    /// nobody if its end shares anyway.
    pub(super) fn add(
        &mut self,
        batch: &BackwardBatch,
        walks: usize,
        last: impl Fn(u32) -> Option<WalkEnd>,
    ) {
        let mut next = [0; BATCH];
        let mut ended = [None; BATCH];
        for (walk, user) in batch.reached() {
            next[walk] += 1;
            ended[walk] = ended[walk].or(last(user));
        }
        for (next, ended) in next.iter_mut().zip(ended) {
            match ended {
                None => {}
                Some(WalkEnd::SharesAnyway) => *next = 0,
                Some(WalkEnd::Sentinel(_)) => *next = 1,
            }
        }
        let is_needed = |walk: usize, user| match ended[walk] {
            None => true,
            Some(WalkEnd::SharesAnyway) => false,
            Some(WalkEnd::Sentinel(sentinel)) => user == sentinel,
        };
        let mut end = self.members.len() as u32;
        for length in &mut next[..walks] {
            let start = end;
            end += *length;
            *length = start;
            self.ends.push(end);
        }
        self.members.resize(end as usize, 0);
        for (walk, user) in batch.reached().filter(|&(walk, user)| is_needed(walk, user)) {
            self.members[next[walk] as usize] = user;
            next[walk] += 1;
        }
    }
}

/// Why a walk ends early.
#[derive(Debug, Clone, Copy)]
pub(super) enum WalkEnd {
    /// The user shares anyway, so the set is met without seeds.
    SharesAnyway,
    /// The user is a fixed seed, so no other member matters.
    Sentinel(u32),
}
