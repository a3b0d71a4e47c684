//! Exponentially distributed probabilities.

use rand_distr::{Distribution, Exp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EdgeValues, Influence, Rule, positive};
use crate::{catalogue::Described, error::Result, network::Network};

/// Each edge draws its probability from an exponential law, cut at 1.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exponential {
    /// The mean of the law, above 0; of what is drawn, the part above 1 becomes 1.
    pub mean: f64,
}

impl Described for Exponential {
    const SUMMARY: &'static str = "each edge draws an exponential probability of a given mean";
    const REFERENCE: &'static str =
        "Goyal, Bonchi & Lakshmanan, WSDM 2010, doi:10.1145/1718487.1718518";
}

impl Rule for Exponential {
    fn assign(&self, network: &Network, rng_seed: u64) -> Result<Influence> {
        let mean = positive("influence.exponential.mean", self.mean)?;
        let law = Exp::new(1.0 / mean).expect("the mean is positive");
        Ok(EdgeValues { network, rng_seed }.collect(|_, stream| law.sample(stream)))
    }
}
