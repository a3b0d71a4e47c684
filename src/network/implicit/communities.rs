//! Communities of an implicit population: users who stand next to each other in the order of their
//! addresses.
//!
//! Of C communities among n users, community c begins at user ⌊n·√(c/C)⌋. So the largest is the
//! first, with n/√C users, sizes fall as 1/√rank and the smallest has n/(2C). Nothing is stored.

use std::ops::Range;

/// The communities of a population.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct AddressedCommunities {
    users: u64,
    count: u32,
}

impl AddressedCommunities {
    /// The least number of users a community has on average: below it, some would be empty.
    pub(super) const LEAST_MEAN: u64 = 4;

    /// `count` communities of `users`, of which there are at most 2^48; one, or at least
    /// [`AddressedCommunities::LEAST_MEAN`] times as many users.
    pub(super) const fn new(users: u64, count: u32) -> Self {
        Self { users, count }
    }

    /// How many communities there are.
    pub(super) const fn count(self) -> u32 {
        self.count
    }

    /// The users of the largest community.
    pub(super) fn largest(self) -> u64 {
        self.start(1)
    }

    /// The users of the smallest community.
    pub(super) fn smallest(self) -> u64 {
        // Sizes fall but for the rounding of their ends: the last is at most one above the least.
        (self.users - self.start(self.count - 1)).saturating_sub(1).max(1)
    }

    /// The users of the community of `user`.
    #[inline]
    pub(super) fn around(self, user: u64) -> Range<u64> {
        let share = user as f64 / self.users as f64;
        let mut one = ((f64::from(self.count) * share * share) as u32).min(self.count - 1);
        // Rounding may have missed by one, or by a few where communities are tiny.
        while self.start(one) > user {
            one -= 1;
        }
        while self.start(one + 1) <= user {
            one += 1;
        }
        self.start(one)..self.start(one + 1)
    }

    /// Where a community starts, and, for their count, the number of users. Square roots are
    /// rounded alike on every machine.
    #[inline]
    fn start(self, community: u32) -> u64 {
        (self.users as f64 * (f64::from(community) / f64::from(self.count)).sqrt()) as u64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn communities_are_ranges_that_cover_every_user_once(
            users in 4_u64..3000, share in 0.0..=0.25
        ) {
            let communities = AddressedCommunities::new(users, ((users as f64 * share) as u32).max(1));
            let (mut user, mut found, mut sizes) = (0, 0, Vec::new());
            while user < users {
                let around = communities.around(user);
                prop_assert_eq!(around.start, user);
                prop_assert!(around.end > user);
                for other in around.clone() {
                    prop_assert_eq!(communities.around(other), around.clone());
                }
                sizes.push(around.end - around.start);
                user = around.end;
                found += 1;
            }
            prop_assert_eq!(user, users);
            prop_assert_eq!(found, communities.count());
            prop_assert_eq!(communities.largest(), *sizes.iter().max().unwrap());
            prop_assert!(communities.smallest() <= *sizes.iter().min().unwrap());
            prop_assert!(communities.smallest() + 2 > *sizes.iter().min().unwrap());
        }

        #[test]
        fn users_of_huge_populations_have_one_community(user in 0_u64..(1 << 48)) {
            for count in [1, 1000, u32::MAX] {
                let communities = AddressedCommunities::new(1 << 48, count);
                let around = communities.around(user);
                prop_assert!(around.contains(&user));
                prop_assert_eq!(communities.around(around.start), around.clone());
                prop_assert_eq!(communities.around(around.end - 1), around);
            }
        }
    }

    #[test]
    fn sizes_fall_as_one_over_the_root_of_the_rank() {
        let communities = AddressedCommunities::new(1_000_000, 100);
        assert_eq!(communities.largest(), 100_000);
        let second = communities.around(100_000);
        // √2 − 1 of the largest.
        assert_eq!(second, 100_000..141_421);
        assert_eq!(communities.around(999_999).end, 1_000_000);
    }
}
