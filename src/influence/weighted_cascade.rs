//! Attention shared among the influencers: p(u, v) = min(1, c / number of influencers of v).

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Influence, InfluenceCost, Rule, positive};
use crate::{
    catalogue::Described,
    error::Result,
    network::{Network, NetworkSize},
};

/// Each user's attention is shared evenly among those it follows.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WeightedCascade {
    /// The sum of the probabilities that a user is exposed to, before any is cut to 1. Default 1.
    pub c: f64,
}

impl Default for WeightedCascade {
    fn default() -> Self {
        Self { c: 1.0 }
    }
}

impl Described for WeightedCascade {
    const SUMMARY: &'static str = "p = min(1, c / number of users that the follower follows)";
    const REFERENCE: &'static str =
        "Kempe, Kleinberg & Tardos, KDD 2003, doi:10.1145/956750.956769";
}

impl Rule for WeightedCascade {
    fn assign(&self, network: &Network, _rng_seed: u64) -> Result<Influence> {
        let c = positive("influence.weighted-cascade.c", self.c)?;
        let strength = |ends: &[u64]| match ends[1] - ends[0] {
            0 => 0.0,
            followed => (c / followed as f64).min(1.0),
        };
        let ends = network.backward().offsets().par_windows(2);
        Ok(Influence::PerTarget(ends.map(strength).collect()))
    }

    fn cost(&self, size: NetworkSize) -> InfluenceCost {
        let live_edges = (self.c.max(0.0) * size.users).min(size.edges);
        InfluenceCost { bytes: 12.0 * size.users, live_edges, differs: true }
    }
}
