//! What a cascade is kept in, against sets.

use std::collections::BTreeSet;

use proptest::{collection::vec, prelude::*};

use super::{network, rows, user};
use crate::kernel::{Scratch, audience::AudienceCounter};

/// Each once, in the order in which it came first.
fn distinct(users: impl IntoIterator<Item = u32>) -> Vec<u32> {
    let mut met = BTreeSet::new();
    users.into_iter().filter(|&user| met.insert(user)).collect()
}

proptest! {
    #[test]
    fn sharers_are_a_set_in_the_order_in_which_they_came(
        users in 1_u32..2000,
        cascades in vec(vec(any::<u32>(), 0..300), 1..6),
    ) {
        let mut scratch = Scratch::new(users);
        for cascade in cascades {
            let cascade: Vec<u32> = cascade.into_iter().map(|number| number % users).collect();
            let (mut sharers, memo) = scratch.start();
            let mut met = BTreeSet::new();
            for &user in &cascade {
                let new = met.insert(user);
                prop_assert_eq!(sharers.add(user), new);
                // Remembered of this cascade, and of no other.
                let mut found = false;
                prop_assert_eq!(memo.recall(user, || { found = true; !user }), !user);
                prop_assert_eq!(found, new);
            }
            prop_assert_eq!(sharers.list(), &distinct(cascade.iter().copied())[..]);
            prop_assert_eq!(scratch.sharers(), &distinct(cascade)[..]);
            for user in 0..users {
                prop_assert_eq!(scratch.has_shared(user), met.contains(&user));
            }
        }
    }

    #[test]
    fn an_audience_is_the_set_of_sharers_and_followers(
        rows in rows(),
        cascades in vec(vec(any::<u32>(), 0..40), 1..5),
    ) {
        let network = network(rows);
        let rows = network.forward();
        let mut exposure = AudienceCounter::new(network.users());
        for cascade in cascades {
            let sharers = distinct(cascade.into_iter().map(|number| user(number, rows)));
            let followers = |sharers: &[u32]| -> Vec<u32> {
                sharers.iter().flat_map(|&sharer| rows.row(sharer)).copied().collect()
            };
            exposure.start();
            let parts = <[&[u32]; 2]>::from(sharers.split_at(sharers.len() / 2));
            for part in parts {
                exposure.add(&network, part);
            }
            prop_assert_eq!(exposure.impressions(), followers(&sharers).len() as u64);
            let audience = |part: &&[u32]| [part.to_vec(), followers(part)].concat();
            let seen = distinct(parts.iter().flat_map(audience));
            prop_assert_eq!(exposure.reached(), &seen[..]);
        }
    }
}
