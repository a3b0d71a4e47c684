//! The number of sets that each user is a member of.
//!
//! In a large network few users are in any set. They are listed, so that no search over all users
//! is needed.

use crate::{kernel::prefetch::prefetch, seeding::reverse::draw::block::SetBlock};

/// How many members ahead a count is prefetched.
const AHEAD: usize = 16;

/// The number of sets that each user is a member of.
#[derive(Debug)]
pub(crate) struct MembershipCounts {
    of_users: Vec<u32>,
    /// The users in at least one set, in the order of their first set.
    members: Vec<u32>,
}

impl MembershipCounts {
    /// The counts of no sets.
    pub(crate) fn none(users: u32) -> Self {
        Self { of_users: vec![0; users as usize], members: Vec::new() }
    }

    /// The counts of the sets of some blocks.
    pub(crate) fn of(users: u32, blocks: &[SetBlock]) -> Self {
        let mut counts = Self::none(users);
        counts.add(blocks);
        counts
    }

    /// Adds sets.
    pub(crate) fn add(&mut self, blocks: &[SetBlock]) {
        for members in blocks.iter().flat_map(SetBlock::members) {
            for (place, &user) in members.iter().enumerate() {
                if let Some(&later) = members.get(place + AHEAD) {
                    prefetch(&self.of_users, later as usize);
                }
                let count = &mut self.of_users[user as usize];
                if *count == 0 {
                    self.members.push(user);
                }
                *count += 1;
            }
        }
    }

    /// The count of each user.
    pub(crate) fn of_users(&self) -> &[u32] {
        &self.of_users
    }

    /// The count of one user.
    #[inline]
    pub(crate) fn of_user(&self, user: u32) -> u32 {
        self.of_users[user as usize]
    }

    /// All users, those in at least one set first.
    pub(crate) fn everybody(&self) -> impl Iterator<Item = u32> {
        let others = (0..).zip(&self.of_users).filter(|(_, count)| **count == 0);
        self.members.iter().copied().chain(others.map(|(user, _)| user))
    }
}
