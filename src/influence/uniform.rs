//! One probability for every edge.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Influence, InfluenceCost, Rule, probability};
use crate::{
    catalogue::Described,
    error::Result,
    network::{Network, NetworkSize},
};

/// The same probability on every edge.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Uniform {
    /// The probability that a share passes an edge, from 0 to 1.
    pub p: f64,
}

impl Described for Uniform {
    const SUMMARY: &'static str = "one probability p for every edge";
    const REFERENCE: &'static str =
        "Kempe, Kleinberg & Tardos, KDD 2003, doi:10.1145/956750.956769";
}

impl Rule for Uniform {
    fn assign(&self, _network: &Network, _rng_seed: u64) -> Result<Influence> {
        probability("influence.uniform.p", self.p).map(Influence::Uniform)
    }

    fn everywhere(&self) -> Result<Option<f64>> {
        probability("influence.uniform.p", self.p).map(Some)
    }

    fn cost(&self, size: NetworkSize) -> InfluenceCost {
        let live_edges = self.p.clamp(0.0, 1.0) * size.edges;
        InfluenceCost { bytes: 8.0, live_edges, differs: false }
    }
}
