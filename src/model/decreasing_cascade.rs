//! The decreasing cascade: whom others have failed to convince is harder to convince.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Cascade, Model, ModelCost, cascade::exposure::with_chances, exposure_response::chances,
};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    influence::Influence,
    network::Network,
};

/// A user who starts to share gets one chance to make each follower share. It is smaller the more others have
/// tried before and failed: the influence of the edge times `decay` for each of them, or times the factor
/// of a table.
///
/// With `decay = 1` it has the distribution of the independent cascade. The paper requires that the order of
/// attempts does not change the probability that all fail. This holds if all in-edges of a user have the same
/// influence, as with `uniform` and `weighted-cascade`. Otherwise those who shared earlier try first, and
/// within a step those who did so earlier in the order of their own exposure.
///
/// Parallel edges that were kept are separate attempts. Seeds count as sharers, and a user who follows nobody
/// shares only as a seed. One coin for each user and world decides at which attempt it shares, by inversion.
/// All options use the same coin.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DecreasingCascade {
    /// What each failed attempt leaves of the chance of the next, from 0 to 1. Instead of `table`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decay: Option<f64>,
    /// The factors of the first, second, … attempt, each from 0 to 1 and none above the one before;
    /// the last goes on for all further attempts. Instead of `decay`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub table: Vec<f64>,
}

impl Described for DecreasingCascade {
    const SUMMARY: &'static str =
        "each sharer gets one chance with each follower, smaller after the failures of others";
    const REFERENCE: &'static str =
        "Kempe, Kleinberg & Tardos, ICALP 2005, doi:10.1007/11523468_91";
}

const KEY: &str = "model.decreasing-cascade";

impl Model for DecreasingCascade {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        match (self.decay, &self.table[..]) {
            (None, []) => {
                let remedy = "give decay = 0.8, say, or table = [1, 0.5, 0.2]";
                Err(Error::value(KEY, "nothing says how chances decrease", remedy))
            }
            (Some(_), [_, ..]) => {
                let remedy = "keep `decay`, or `table`";
                Err(Error::value(format!("{KEY}.table"), "there is a decay as well", remedy))
            }
            (Some(decay), []) => {
                chances(&format!("{KEY}.decay"), &[decay])?;
                let factors = std::iter::successors(Some(1.0), move |factor| Some(factor * decay));
                Ok(with_chances(network, influence, factors))
            }
            (None, table @ [.., last]) => {
                let key = format!("{KEY}.table");
                chances(&key, table)?;
                if let Some([before, after]) =
                    table.array_windows().find(|[before, after]| before < after)
                {
                    let problem = format!("{after} comes after {before}");
                    let remedy = "give factors none of which is above the one before; chances that \
                                  rise are for [model.exposure-response]";
                    return Err(Error::value(key, problem, remedy));
                }
                let on = std::iter::repeat(*last);
                Ok(with_chances(network, influence, table.iter().copied().chain(on)))
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
