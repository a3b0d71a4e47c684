//! The seeds of an option in an implicit population.

use serde::{Deserialize, Serialize};

use crate::{
    rng::{Purpose, World},
    seeding::shuffle::first_of_shuffled,
};

/// The seeds of an option in an implicit population.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AddressSeeds {
    /// The same users in every world, each once, ascending.
    Fixed(Vec<u64>),
    /// Other users in every world, all choices equally likely.
    Redrawn {
        /// The users to draw from: 0, 1, 2, … below this.
        users: u64,
        /// How many are drawn; at most all.
        count: u32,
        /// Names the random numbers.
        rng_seed: u64,
    },
}

impl AddressSeeds {
    /// How many users are seeds.
    #[must_use]
    pub const fn count(&self) -> usize {
        match self {
            Self::Fixed(users) => users.len(),
            Self::Redrawn { count, .. } => *count as usize,
        }
    }

    /// The seeds of world number `world`; `drawn` is a buffer for seeds that are drawn anew.
    pub fn of<'a>(&'a self, world: u64, drawn: &'a mut Vec<u64>) -> &'a [u64] {
        match *self {
            Self::Fixed(ref users) => users,
            Self::Redrawn { users, count, rng_seed } => {
                drawn.clear();
                let stream = World::new(rng_seed, Purpose::Seeding, world).stream(0);
                first_of_shuffled(stream, users, count, |user| drawn.push(user));
                drawn
            }
        }
    }

    /// Fixed seeds in canonical form: each once, ascending.
    #[must_use]
    pub fn fixed(mut users: Vec<u64>) -> Self {
        users.sort_unstable();
        users.dedup();
        Self::Fixed(users)
    }
}
