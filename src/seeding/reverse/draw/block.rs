//! Some reverse sets, one after the other.

use crate::kernel::backward::{BATCH, BackwardBatch};

/// Sets of a block.
pub(crate) const SETS_PER_BLOCK: u64 = 256;

/// Some reverse sets, one after the other.
#[derive(Debug, Default)]
pub(crate) struct SetBlock {
    pub(super) members: Vec<u32>,
    /// Where each set ends.
    pub(super) ends: Vec<u32>,
    /// Further sets, of one member each.
    pub(super) alone: Vec<u32>,
}

impl SetBlock {
    /// Sets of these members.
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
        self.together().chain(self.alone.chunks(1))
    }

    /// The same without sets of one member that are kept apart.
    pub(crate) fn together(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.members[start as usize..end as usize])
    }

    /// The members of sets of one that are kept apart.
    pub(crate) fn alone(&self) -> &[u32] {
        &self.alone
    }

    /// How many sets the others are.
    pub(crate) const fn count_together(&self) -> usize {
        self.ends.len()
    }

    /// All members of all sets; those that are kept apart last.
    pub(crate) fn members(&self) -> [&[u32]; 2] {
        [&self.members, &self.alone]
    }

    /// How many they are.
    pub(crate) const fn len(&self) -> usize {
        self.members.len() + self.alone.len()
    }

    /// Adds the sets of so many walks that went together: without those members whom the `last` of a walk,
    /// where there is one, makes needless, itself or all others.
    pub(super) fn add(
        &mut self,
        together: &BackwardBatch,
        walks: usize,
        last: impl Fn(u32) -> Option<WalkEnd>,
    ) {
        let mut next = [0; BATCH];
        let mut ended = [None; BATCH];
        for (walk, user) in together.reached() {
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
        for (walk, user) in together.reached().filter(|&(walk, user)| is_needed(walk, user)) {
            self.members[next[walk] as usize] = user;
            next[walk] += 1;
        }
    }
}

/// At whom a walk ends.
#[derive(Debug, Clone, Copy)]
pub(super) enum WalkEnd {
    /// It shares anyway, so nobody is needed for the root to.
    SharesAnyway,
    /// It is a seed for certain, so nobody else is needed.
    Sentinel(u32),
}
