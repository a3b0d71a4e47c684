//! A full tree: every user above the last level has the same number of followers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, NetworkSize,
    parameters::{checks::Keys, ties::Ties},
};
use crate::{catalogue::Described, error::Result, network::Network, progress::Progress};

const KEYS: Keys = Keys("network.generate.tree");

/// User 0 is the root; each user above the last level has `branching` followers below it.
///
/// A message of the root of a b-ary tree under uniform p is shared by Σ (bp)ⁱ users on average, i
/// from 0 to the depth.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tree {
    /// Followers of each user above the last level, at least 1.
    pub branching: u32,
    /// Levels below the root; 0 makes the root alone.
    pub depth: u32,
    /// Whether a user follows those below it too, or only they follow it (the default).
    #[serde(default = "Ties::one_way")]
    pub ties: Ties,
}

impl Described for Tree {
    const SUMMARY: &'static str = "a full tree of given branching and depth";
    const REFERENCE: &'static str = "–";
}

impl Tree {
    /// Number of users, or nothing where there are more than a network can have.
    fn users(&self) -> Option<u32> {
        let mut users = 1_u32;
        let mut level = 1_u32;
        if self.branching <= 1 {
            return (self.depth * self.branching).checked_add(1);
        }
        for _ in 0..self.depth {
            level = level.checked_mul(self.branching)?;
            users = users.checked_add(level)?;
        }
        Some(users)
    }
}

impl Generate for Tree {
    fn generate(&self, _rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        KEYS.at_least("branching", self.branching, 1)?;
        let users = self.users().ok_or_else(|| {
            let problem = format!("a tree of depth {} has over 4,294,967,295 users", self.depth);
            KEYS.refused("depth", problem, "lower the depth or the branching")
        })?;
        KEYS.edges_fit("depth", self.size().edges)?;
        let ties = (1..users).map(|node| [(node - 1) / self.branching, node]).collect();
        self.ties.network(users, ties, progress)
    }

    fn size(&self) -> NetworkSize {
        let users = self.users().map_or(f64::INFINITY, f64::from);
        NetworkSize::of(users, (users - 1.0) * self.ties.edges()).listed(1.0 / self.ties.edges())
    }
}
