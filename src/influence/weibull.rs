//! Weibull-distributed probabilities.

use rand_distr::{Distribution, Weibull as Law};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EdgeValues, Influence, Rule, positive};
use crate::{catalogue::Described, error::Result, network::Network};

/// Each edge draws its probability from a Weibull law, cut at 1.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weibull {
    /// The law's scale, above 0, in units of probability.
    pub scale: f64,
    /// The law's shape, above 0: below 1 a few ties are very strong and most are weak.
    pub shape: f64,
}

impl Described for Weibull {
    const SUMMARY: &'static str = "each edge draws a Weibull probability";
    const REFERENCE: &'static str =
        "Tang, Tang, Xiao & Yuan, SIGMOD 2018, doi:10.1145/3183713.3183749";
}

impl Rule for Weibull {
    fn assign(&self, network: &Network, rng_seed: u64) -> Result<Influence> {
        let scale = positive("influence.weibull.scale", self.scale)?;
        let shape = positive("influence.weibull.shape", self.shape)?;
        let law = Law::new(scale, shape).expect("scale and shape are positive");
        Ok(EdgeValues { network, rng_seed }.collect(|_, stream| law.sample(stream)))
    }
}
