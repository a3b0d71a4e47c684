//! Of how many sets each user is a member.
//!
//! In a large network few users are in any set: they are known, so that nobody need look for them among
//! all.

use crate::{kernel::prefetch::prefetch, seeding::reverse::draw::block::SetBlock};

/// So many members before its turn a user's count is asked for.
const AHEAD: usize = 16;

/// Of how many sets each user is a member.
#[derive(Debug)]
pub(crate) struct MembershipCounts {
    of_users: Vec<u32>,
    /// Those who are in one, in the order in which they came.
    members: Vec<u32>,
}

impl MembershipCounts {
    /// No sets, of so many users.
    pub(crate) fn none(users: u32) -> Self {
        Self { of_users: vec![0; users as usize], members: Vec::new() }
    }

    /// The sets of some blocks.
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

    /// Of each user.
    pub(crate) fn of_users(&self) -> &[u32] {
        &self.of_users
    }

    /// Of a user.
    #[inline]
    pub(crate) fn of_user(&self, user: u32) -> u32 {
        self.of_users[user as usize]
    }

    /// All users; first those who are in a set.
    pub(crate) fn everybody(&self) -> impl Iterator<Item = u32> {
        let others = (0..).zip(&self.of_users).filter(|(_, count)| **count == 0);
        self.members.iter().copied().chain(others.map(|(user, _)| user))
    }
}
