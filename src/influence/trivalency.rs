//! Strong, middling and weak ties at random.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EdgeValues, Influence, Rule, probability};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    network::Network,
};

/// Each edge draws one of a few probabilities, all equally likely.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Trivalency {
    /// The probabilities to draw from, each from 0 to 1. Default 0.1, 0.01, 0.001.
    pub values: Vec<f64>,
}

impl Default for Trivalency {
    fn default() -> Self {
        Self { values: vec![0.1, 0.01, 0.001] }
    }
}

impl Described for Trivalency {
    const SUMMARY: &'static str = "each edge draws one of a few probabilities (0.1, 0.01, 0.001)";
    const REFERENCE: &'static str = "Chen, Wang & Wang, KDD 2010, doi:10.1145/1835804.1835934";
}

impl Rule for Trivalency {
    fn assign(&self, network: &Network, rng_seed: u64) -> Result<Influence> {
        let key = "influence.trivalency.values";
        if self.values.is_empty() {
            return Err(Error::value(key, "there is no probability to draw", "give at least one"));
        }
        for &value in &self.values {
            probability(key, value)?;
        }
        let choices = self.values.len() as u64;
        Ok(EdgeValues { network, rng_seed }
            .collect(|_, stream| self.values[stream.below(choices) as usize]))
    }
}
