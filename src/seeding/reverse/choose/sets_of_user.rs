//! An index of the sets of each user, 4 bytes a member.
//!
//! It lists all eligible users: with prices and quotas, a user in few sets may still be worth its
//! price.

use rayon::prelude::*;

use super::{base_gains::BaseGains, membership_counts::MembershipCounts};
use crate::seeding::reverse::draw::block::SetBlock;

/// Stands for a user who is not listed.
const NOBODY: u32 = u32::MAX;

/// The sets of each listed user.
#[derive(Debug)]
pub(crate) struct SetsOfUser {
    users: Vec<u32>,
    /// The index of each user in `users`.
    slots: Vec<u32>,
    /// Where the sets of each listed user end; those of the first begin at 0.
    ends: Vec<usize>,
    sets: Vec<u32>,
    count: usize,
}

impl SetsOfUser {
    /// The index of the users for whom `is_listed` is true; `counts` gives their numbers of sets.
    pub(crate) fn new(
        blocks: &[SetBlock],
        counts: &MembershipCounts,
        is_listed: impl Fn(u32) -> bool,
    ) -> Self {
        let mut slots = vec![NOBODY; counts.of_users().len()];
        let (mut users, mut ends, mut end) = (Vec::new(), Vec::new(), 0);
        for (user, &count) in (0..).zip(counts.of_users()) {
            if is_listed(user) {
                slots[user as usize] = users.len() as u32;
                users.push(user);
                // While the index is filled, an end is the next free place.
                ends.push(end);
                end += count as usize;
            }
        }
        let mut sets = vec![0; end];
        let mut count = 0;
        for (set, members) in (0_u32..).zip(blocks.iter().flat_map(SetBlock::sets)) {
            count += 1;
            for &user in members {
                let slot = slots[user as usize];
                if slot != NOBODY {
                    let place = &mut ends[slot as usize];
                    sets[*place] = set;
                    *place += 1;
                }
            }
        }
        Self { users, slots, ends, sets, count }
    }

    /// Who is listed, ascending.
    pub(crate) fn users(&self) -> &[u32] {
        &self.users
    }

    /// How many users there are, listed or not.
    pub(crate) const fn everybody(&self) -> usize {
        self.slots.len()
    }

    /// How many sets there are.
    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    /// The index of a user in the list, if it is listed.
    pub(crate) fn place(&self, user: u32) -> Option<usize> {
        let slot = self.slots[user as usize];
        (slot != NOBODY).then_some(slot as usize)
    }

    /// The sets of a user.
    pub(crate) fn of(&self, user: u32) -> &[u32] {
        match self.place(user) {
            None => &[],
            Some(0) => &self.sets[..self.ends[0]],
            Some(place) => &self.sets[self.ends[place - 1]..self.ends[place]],
        }
    }
}

/// Which sets are met.
#[derive(Debug, Clone)]
pub(crate) struct MetSets(Vec<u64>);

impl MetSets {
    /// None of so many.
    pub(crate) fn none(sets: usize) -> Self {
        Self(vec![0; sets.div_ceil(64)])
    }

    pub(crate) fn has(&self, set: u32) -> bool {
        self.0[set as usize / 64] >> (set % 64) & 1 != 0
    }

    /// How many unmet sets a user is in.
    fn gain(&self, listed: &SetsOfUser, user: u32) -> u64 {
        listed.of(user).iter().filter(|&&set| !self.has(set)).count() as u64
    }

    /// The gain of a user, with its base gain.
    pub(crate) fn worth(&self, listed: &SetsOfUser, start: BaseGains<'_>, user: u32) -> f64 {
        self.gain(listed, user) as f64 + start.sets(user)
    }

    /// The gains of all listed users, in order.
    pub(crate) fn worths(&self, listed: &SetsOfUser, start: BaseGains<'_>) -> Vec<f64> {
        listed.users.par_iter().map(|&user| self.worth(listed, start, user)).collect()
    }

    /// Marks the sets of a user as met.
    pub(crate) fn meet(&mut self, listed: &SetsOfUser, user: u32) {
        for &set in listed.of(user) {
            self.0[set as usize / 64] |= 1 << (set % 64);
        }
    }
}
