//! A star: one hub and its leaves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, NetworkSize,
    parameters::{checks::Keys, ties::Ties},
};
use crate::{catalogue::Described, error::Result, network::Network, progress::Progress};

const KEYS: Keys = Keys("network.generate.star");

/// User 0 is the hub, whom every other user follows.
///
/// A message of the hub with L leaves under uniform p is shared by 1 + Lp users on average; one of
/// a leaf, where ties are mutual, by 1 + p(1 + (L − 1)p).
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Star {
    /// Number of users, the hub included, at least 1.
    pub users: u32,
    /// Whether the hub follows its leaves too, or only they follow it (the default).
    #[serde(default = "Ties::one_way")]
    pub ties: Ties,
}

impl Described for Star {
    const SUMMARY: &'static str = "one hub that all other users follow";
    const REFERENCE: &'static str = "–";
}

impl Generate for Star {
    fn generate(&self, _rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        KEYS.at_least("users", self.users, 1)?;
        KEYS.edges_fit("users", self.size().edges)?;
        let ties = (1..self.users).map(|leaf| [0, leaf]).collect();
        self.ties.network(self.users, ties, progress)
    }

    fn size(&self) -> NetworkSize {
        let users = f64::from(self.users);
        NetworkSize::of(users, (users - 1.0).max(0.0) * self.ties.edges())
            .listed(1.5 / self.ties.edges())
    }
}
