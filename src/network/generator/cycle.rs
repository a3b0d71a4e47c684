//! A cycle: a path that is closed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, NetworkSize,
    parameters::{checks::Keys, ties::Ties},
};
use crate::{catalogue::Described, error::Result, network::Network, progress::Progress};

const KEYS: Keys = Keys("network.generate.cycle");

/// Users in a circle, each tied to the next.
///
/// A message of one user under uniform p and mutual ties is shared by 1 + Σ (pᵏ + pⁿ⁻ᵏ − pⁿ) users
/// on average, k from 1 to n − 1.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cycle {
    /// Number of users, at least 3.
    pub users: u32,
    /// Whether neighbours follow each other (the default) or only the next user follows.
    #[serde(default)]
    pub ties: Ties,
}

impl Described for Cycle {
    const SUMMARY: &'static str = "a circle, each user tied to the next";
    const REFERENCE: &'static str = "–";
}

impl Generate for Cycle {
    fn generate(&self, _rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        KEYS.at_least("users", self.users, 3)?;
        KEYS.edges_fit("users", self.size().edges)?;
        let ties = (0..self.users).map(|node| [node, (node + 1) % self.users]).collect();
        self.ties.network(self.users, ties, progress)
    }

    fn size(&self) -> NetworkSize {
        let users = f64::from(self.users);
        NetworkSize::of(users, users * self.ties.edges()).listed(1.0 / self.ties.edges())
    }
}
