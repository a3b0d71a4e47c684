//! Communities of a follower network, as ranges of users.
//!
//! Users are numbered in order of their communities here; the network renumbers them at random.

use std::ops::Range;

/// The communities, each a range of users.
#[derive(Debug)]
pub(super) struct CommunityRanges {
    /// Where each starts, and at the end the number of users.
    starts: Vec<u32>,
    /// The community of each user.
    of: Vec<u32>,
}

impl CommunityRanges {
    /// `count` communities whose sizes go as 1/√rank, each of at least one user; `count` is from 1
    /// to `users`.
    pub(super) fn new(users: u32, count: u32) -> Self {
        let weight = |rank: u32| 1.0 / f64::from(rank + 1).sqrt();
        let total: f64 = (0..count).map(weight).sum();
        // One user each, and the others by weight: rounding the running sum loses nobody.
        let spare = f64::from(users - count);
        let mut starts = vec![0];
        let mut weights = 0.0;
        for rank in 0..count {
            weights += weight(rank);
            starts.push(rank + 1 + (spare * weights / total).round() as u32);
        }
        starts[count as usize] = users;
        let of = (0..count)
            .flat_map(|one| {
                let size = starts[one as usize + 1] - starts[one as usize];
                std::iter::repeat_n(one, size as usize)
            })
            .collect();
        Self { starts, of }
    }

    /// How many communities there are.
    pub(super) fn count(&self) -> u32 {
        self.starts.len() as u32 - 1
    }

    /// The community of a user.
    pub(super) fn of(&self, user: u32) -> u32 {
        self.of[user as usize]
    }

    /// For each user its community.
    pub(super) fn by_user(&self) -> &[u32] {
        &self.of
    }

    /// The users of the community of a user.
    pub(super) fn around(&self, user: u32) -> Range<usize> {
        let one = self.of(user) as usize;
        self.starts[one] as usize..self.starts[one + 1] as usize
    }

    /// The number of users of each.
    pub(super) fn sizes(&self) -> impl Iterator<Item = f64> {
        self.starts.windows(2).map(|pair| f64::from(pair[1] - pair[0]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_user_is_in_one_community_and_none_is_empty() {
        for users in 1..60 {
            for count in 1..=users {
                let communities = CommunityRanges::new(users, count);
                assert_eq!(communities.count(), count);
                assert!(communities.sizes().all(|size| size >= 1.0));
                assert_eq!(communities.sizes().sum::<f64>() as u32, users);
                for user in 0..users {
                    assert!(communities.around(user).contains(&(user as usize)));
                }
            }
        }
    }

    #[test]
    fn sizes_fall_with_the_root_of_the_rank() {
        let sizes: Vec<f64> = CommunityRanges::new(100_000, 100).sizes().collect();
        assert!((sizes[0] / sizes[24] - 5.0).abs() < 0.02, "{sizes:?}");
        assert!((sizes[0] / sizes[99] - 10.0).abs() < 0.05, "{sizes:?}");
    }
}
