//! Exposure response: the chance to share at the k-th exposure is a curve.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cascade, Model, ModelCost, cascade::exposure::with_chances};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    influence::Influence,
    network::Network,
};

/// A user shares at its k-th exposure with probability f(k) times the influence of the edge, if it has
/// not shared before.
///
/// With `[influence.uniform]` and p = 1 the probability is f(k) itself; with another influence, a weaker edge
/// has less of it. Stickiness is how high f goes, persistence how long it stays there.
///
/// Every edge over which a sharer's message comes is one exposure, and so is each parallel edge that was kept.
/// Seeds count as sharers, and a user who follows nobody shares only as a seed. Exposures of one step are
/// counted in the order in which the sharers shared. That order matters only if the influence differs among
/// the in-edges of a user. One coin for each user and world decides at which exposure it shares, by
/// inversion. All options use the same coin.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExposureResponse {
    /// f(1), f(2), …, each from 0 to 1; the last goes on for all further exposures. Instead of `hill`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub table: Vec<f64>,
    /// f(k) = most · k^steepness / (half^steepness + k^steepness). Instead of `table`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hill: Option<Hill>,
}

/// A Hill curve, which rises from 0 and levels off.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hill {
    /// What f approaches, from 0 to 1.
    pub most: f64,
    /// The exposure at which f is half of that, above 0.
    pub half: f64,
    /// How steep it is there, above 0: at 1 the first exposure does most, above 1 f rises in an S.
    /// Default 1.
    #[serde(default = "one")]
    pub steepness: f64,
}

const fn one() -> f64 {
    1.0
}

impl Described for ExposureResponse {
    const SUMMARY: &'static str =
        "the chance to share at the k-th exposure is a table or a Hill curve";
    const REFERENCE: &'static str =
        "Romero, Meeder & Kleinberg, WWW 2011, doi:10.1145/1963405.1963503";
}

const KEY: &str = "model.exposure-response";

impl Model for ExposureResponse {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        match (&self.table[..], &self.hill) {
            ([], None) => {
                let remedy =
                    "give table = [0.01, 0.02, 0.03], say, or hill = { most = 0.1, half = 3 }";
                Err(Error::value(KEY, "there is no curve", remedy))
            }
            ([_, ..], Some(_)) => {
                let remedy = "keep `table`, or `hill`";
                Err(Error::value(format!("{KEY}.hill"), "there is a table as well", remedy))
            }
            (table @ [.., last], None) => {
                chances(&format!("{KEY}.table"), table)?;
                let on = std::iter::repeat(*last);
                Ok(with_chances(network, influence, table.iter().copied().chain(on)))
            }
            ([], Some(hill)) => {
                let hill = hill.checked()?;
                let curve = (1_u64..).map(|exposure| hill.at(exposure as f64));
                Ok(with_chances(network, influence, curve))
            }
        }
    }

    fn cost(&self) -> ModelCost {
        ModelCost {
            cascade_user: crate::kernel::exposure_models::BYTES_A_USER,
            ..ModelCost::LIVE_EDGES
        }
    }
}

/// Refuses a table with what is no probability.
pub(super) fn chances(key: &str, table: &[f64]) -> Result<()> {
    match table.iter().find(|chance| !(0.0..=1.0).contains(*chance)) {
        Some(wrong) => {
            let problem = format!("{wrong} is no probability");
            Err(Error::value(key, problem, "give numbers from 0 to 1"))
        }
        None => Ok(()),
    }
}

impl Hill {
    fn checked(&self) -> Result<&Self> {
        if !(0.0..=1.0).contains(&self.most) {
            let problem = format!("{} is no probability", self.most);
            return Err(Error::value(
                format!("{KEY}.hill.most"),
                problem,
                "give a number from 0 to 1",
            ));
        }
        for (name, value) in [("half", self.half), ("steepness", self.steepness)] {
            if !(value > 0.0 && value.is_finite()) {
                let key = format!("{KEY}.hill.{name}");
                let problem = format!("{value} is not positive");
                return Err(Error::value(key, problem, "give a number above 0"));
            }
        }
        Ok(self)
    }

    /// f at an exposure: written so that no power passes what a number can hold.
    fn at(&self, exposure: f64) -> f64 {
        self.most / (1.0 + libm::pow(self.half / exposure, self.steepness))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hill_curve_is_half_as_high_at_its_half_and_levels_off() {
        let hill = Hill { most: 0.6, half: 4.0, steepness: 3.0 };
        assert!((hill.at(4.0) - 0.3).abs() < 1e-12);
        assert!((hill.at(2.0) - 0.6 * 8.0 / (64.0 + 8.0)).abs() < 1e-12);
        assert!((hill.at(1e300) - 0.6).abs() < 1e-12);
        let steep = Hill { most: 0.6, half: 4.0, steepness: 1e9 };
        assert!(steep.at(3.0).abs() < 1e-12 && (steep.at(5.0) - 0.6).abs() < 1e-12);
    }
}
