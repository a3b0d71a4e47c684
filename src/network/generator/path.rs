//! A path: each user's messages are shown to the next.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, NetworkSize,
    parameters::{checks::Keys, ties::Ties},
};
use crate::{catalogue::Described, error::Result, network::Network, progress::Progress};

const KEYS: Keys = Keys("network.generate.path");

/// Users 0, 1, 2, …, each followed by the next.
///
/// A message of user 0 under uniform p is shared by (1 − pⁿ)/(1 − p) users on average.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Path {
    /// Number of users, at least 1.
    pub users: u32,
    /// Whether neighbours follow each other or only the next user follows (the default).
    #[serde(default = "Ties::one_way")]
    pub ties: Ties,
}

impl Described for Path {
    const SUMMARY: &'static str = "a path, each user followed by the next";
    const REFERENCE: &'static str = "–";
}

impl Generate for Path {
    fn generate(&self, _rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        KEYS.at_least("users", self.users, 1)?;
        KEYS.edges_fit("users", self.size().edges)?;
        let ties = (1..self.users).map(|node| [node - 1, node]).collect();
        self.ties.network(self.users, ties, progress)
    }

    fn size(&self) -> NetworkSize {
        let users = f64::from(self.users);
        NetworkSize::of(users, (users - 1.0).max(0.0) * self.ties.edges())
            .listed(1.0 / self.ties.edges())
    }
}
