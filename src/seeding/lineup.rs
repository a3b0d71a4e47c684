//! All users in the order in which a strategy would choose them.
//!
//! Questions about other numbers of seeds use it. The order must not depend on the number of seeds.

use std::collections::BTreeSet;

use super::{SeedDraw, Seeds};

/// Users in the order in which a strategy would choose them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lineup {
    /// The same order in every world.
    Fixed(Vec<u32>),
    /// A random order, another one in every world.
    Redrawn {
        /// The users, each once.
        pool: Vec<u32>,
        /// Names the random numbers.
        rng_seed: u64,
    },
}

impl Lineup {
    /// How many users there are to choose from.
    #[must_use]
    pub fn users(&self) -> u32 {
        let users = match self {
            Self::Fixed(users) => users,
            Self::Redrawn { pool, .. } => pool,
        };
        u32::try_from(users.len()).expect("a network has at most 2^32 - 1 users")
    }

    /// The first `count` as seeds.
    ///
    /// # Panics
    /// If there are not so many.
    #[must_use]
    pub fn first(&self, count: u32) -> Seeds {
        match self {
            Self::Fixed(users) => Seeds::fixed(users[..count as usize].to_vec()),
            Self::Redrawn { pool, rng_seed } => {
                assert!(count <= self.users(), "{count} of {} users", pool.len());
                Seeds::Redrawn(SeedDraw { pool: pool.clone(), count, rng_seed: *rng_seed })
            }
        }
    }
}

/// The users without repetitions.
pub(super) fn each_once(mut users: Vec<u32>) -> Vec<u32> {
    let mut seen = BTreeSet::new();
    users.retain(|&user| seen.insert(user));
    users
}
