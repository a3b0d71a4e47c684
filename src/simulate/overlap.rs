//! Whom two options have in common in the same world.
//!
//! It must never compare options over different worlds.

use crate::statistics::JointTally;

/// A set of users, as a list and as one bit a user.
#[derive(Debug)]
pub(super) struct Crowd {
    bits: Vec<u64>,
    users: Vec<u32>,
}

impl Crowd {
    /// Room for a network of `users`.
    pub(super) fn new(users: u32) -> Self {
        Self { bits: vec![0; (users as usize).div_ceil(64)], users: Vec::new() }
    }

    /// Bytes of it at most: a bit and a place in the list for each user.
    pub(super) fn bytes(users: u32) -> u64 {
        u64::from(users) * 4 + u64::from(users) / 8
    }

    /// Holds these users, of whom none is given twice, and no others.
    pub(super) fn fill(&mut self, users: &[u32]) {
        for &user in &self.users {
            self.bits[user as usize / 64] = 0;
        }
        for &user in users {
            self.bits[user as usize / 64] |= 1 << (user % 64);
        }
        self.users.clear();
        self.users.extend_from_slice(users);
    }

    fn has(&self, user: u32) -> bool {
        self.bits[user as usize / 64] & (1 << (user % 64)) != 0
    }

    /// How many users are in both. Cost: the smaller of the two.
    fn common(&self, other: &Self) -> u64 {
        let (few, many) =
            if self.users.len() <= other.users.len() { (self, other) } else { (other, self) };
        few.users.iter().filter(|&&user| many.has(user)).count() as u64
    }
}

/// What two options have in common over all replicates: exact sums.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OverlapTally {
    /// Users in both; users of the first option.
    pub of_first: JointTally,
    /// Users in both; users of the second option.
    pub of_second: JointTally,
    /// Users in both; users in either.
    pub of_either: JointTally,
}

impl OverlapTally {
    fn add(&mut self, first: &Crowd, second: &Crowd) {
        let common = first.common(second);
        let [a, b] = [first, second].map(|crowd| crowd.users.len() as u64);
        self.of_first.add(common, a);
        self.of_second.add(common, b);
        self.of_either.add(common, a + b - common);
    }

    /// Counts in what another tally has counted.
    pub(super) fn merge(&mut self, other: &Self) {
        self.of_first.merge(other.of_first);
        self.of_second.merge(other.of_second);
        self.of_either.merge(other.of_either);
    }
}

/// How many pairs there are of so many options.
pub(super) const fn pairs(options: usize) -> usize {
    options * options.saturating_sub(1) / 2
}

/// Counts in one world of all options: each with every later one, in their order.
pub(super) fn compare(crowds: &[Crowd], overlaps: &mut [OverlapTally]) {
    let of = |first: usize| (first + 1..crowds.len()).map(move |second| (first, second));
    for ((first, second), tally) in (0..crowds.len()).flat_map(of).zip(overlaps) {
        tally.add(&crowds[first], &crowds[second]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crowds_have_in_common_whom_both_hold_whatever_they_held_before() {
        let mut crowds = [Crowd::new(200), Crowd::new(200), Crowd::new(200)];
        crowds[0].fill(&[1, 2, 3, 199]);
        crowds[0].fill(&[5, 64, 65, 130]);
        crowds[1].fill(&[65, 130, 131]);
        let mut overlaps = [OverlapTally::default(); 3];
        compare(&crowds, &mut overlaps);
        let [first, second, either] =
            [overlaps[0].of_first, overlaps[0].of_second, overlaps[0].of_either];
        assert_eq!(first.first.sum, 2);
        assert_eq!((first.second.sum, second.second.sum, either.second.sum), (4, 3, 5));
        assert_eq!((overlaps[1].of_either.first.sum, overlaps[1].of_either.second.sum), (0, 4));
        assert_eq!((overlaps[2].of_first.second.sum, overlaps[2].of_second.second.sum), (3, 0));
        assert_eq!([0, 1, 2, 5].map(pairs), [0, 0, 1, 10]);
    }
}
