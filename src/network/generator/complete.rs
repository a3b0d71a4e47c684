//! The complete network: everybody follows everybody.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, NetworkSize,
    parameters::{checks::Keys, ties::Ties},
    sampling::{
        draw::{in_blocks, stage},
        pairs::Pairs,
    },
};
use crate::{catalogue::Described, error::Result, network::Network, progress::Progress};

const KEYS: Keys = Keys("network.generate.complete");

/// Every user follows every other.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Complete {
    /// Number of users, from 1 to about 65,000 (the edges are its square).
    pub users: u32,
}

impl Described for Complete {
    const SUMMARY: &'static str = "everybody follows everybody";
    const REFERENCE: &'static str = "–";
}

impl Generate for Complete {
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        KEYS.at_least("users", self.users, 1)?;
        KEYS.edges_fit("users", self.size().edges)?;
        let pairs = Pairs { users: self.users, ties: Ties::OneWay };
        let world = stage(rng_seed, 0);
        let edges = in_blocks(world, pairs.count(), 1 << 15, progress, |numbers, _, edges| {
            edges.extend(numbers.map(|number| pairs.pair(number)));
        })?;
        Ties::OneWay.network(self.users, edges, progress)
    }

    fn size(&self) -> NetworkSize {
        let users = f64::from(self.users);
        NetworkSize::of(users, users * (users - 1.0).max(0.0)).listed(1.0)
    }
}
