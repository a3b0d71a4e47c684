//! The seeds of an option: the same users in every world, or drawn anew in each.

use serde::{Deserialize, Serialize};

use super::shuffle::first_of_shuffled;
use crate::rng::{Purpose, World};

/// The seeds of an option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Seeds {
    /// The same users in every world, each once, ascending.
    Fixed(Vec<u32>),
    /// In every world other users, drawn from a pool.
    Redrawn(SeedDraw),
}

/// A draw of `count` users from a pool, all choices equally likely.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeedDraw {
    /// The users to draw from, each once.
    pub pool: Vec<u32>,
    /// How many are drawn; at most the pool.
    pub count: u32,
    /// Names the random numbers.
    pub rng_seed: u64,
}

impl SeedDraw {
    /// The users of one world, in the order of drawing. A smaller draw from the same pool in the same world
    /// is a prefix of a larger one. So options that differ only in number are paired closely.
    ///
    /// Cost: `count` draws and lookups in a hash table of twice as many slots.
    pub fn of(&self, world: u64, drawn: &mut Vec<u32>) {
        let stream = World::new(self.rng_seed, Purpose::Seeding, world).stream(0);
        drawn.clear();
        first_of_shuffled(stream, self.pool.len() as u64, self.count, |place| {
            drawn.push(self.pool[place as usize]);
        });
    }
}

impl Seeds {
    /// How many users are seeds.
    #[must_use]
    pub fn count(&self) -> usize {
        match self {
            Self::Fixed(users) => users.len(),
            Self::Redrawn(draw) => draw.count as usize,
        }
    }

    /// The seeds of world number `world`; `drawn` is a buffer for seeds that are drawn anew.
    pub fn of<'a>(&'a self, world: u64, drawn: &'a mut Vec<u32>) -> &'a [u32] {
        match self {
            Self::Fixed(users) => users,
            Self::Redrawn(draw) => {
                draw.of(world, drawn);
                drawn
            }
        }
    }

    /// True if the seeds of every world are surely among those of `other`. Seeds are not drawn for this, so it
    /// may be false although they are.
    #[must_use]
    pub fn lie_in(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Fixed(own), Self::Fixed(others)) => {
                let mut others = others.iter();
                own.iter().all(|user| others.by_ref().any(|other| other == user))
            }
            (Self::Redrawn(own), Self::Redrawn(others)) => {
                own.rng_seed == others.rng_seed
                    && own.count <= others.count
                    && own.pool == others.pool
            }
            _ => false,
        }
    }

    /// Fixed seeds in canonical form: each once, ascending.
    #[must_use]
    pub fn fixed(mut users: Vec<u32>) -> Self {
        users.sort_unstable();
        users.dedup();
        Self::Fixed(users)
    }
}
