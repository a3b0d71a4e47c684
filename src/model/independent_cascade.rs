//! The independent cascade model.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cascade, LiveEdgeCascade, Model};
use crate::{
    catalogue::Described,
    error::Result,
    influence::Influence,
    kernel::{
        coins::{ByPlace, BySource, ByTarget, Coins, Same},
        jumps::Jumps,
        masks::{EachMasks, SameMasks, TargetMasks},
        plan::WalkCost,
    },
    network::Network,
};

/// Above this probability a row has so many live edges that a coin an edge is cheaper than a
/// logarithm a live edge (measured: they break even near p = 0.25).
const COINS_ABOVE: f64 = 0.25;

/// A user who starts to share gets one chance to make each follower share, which succeeds with the
/// probability of the edge, independently of all others.
///
/// It is the same, in law, as sharing along every path of edges that are each kept with their
/// probability. Parallel edges that were kept are chances of their own: 1 − (1 − p)^c together.
/// Seeds count as sharers; a user without followers passes nothing on. Between the two directions
/// of a mutual tie only one chance can ever matter, so separate coins give the same law as one.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct IndependentCascade {}

impl Described for IndependentCascade {
    const SUMMARY: &'static str = "each sharer gets one chance to make each follower share";
    const REFERENCE: &'static str = "Goldenberg, Libai & Muller 2001, doi:10.1023/A:1011122126881; \
         Kempe, Kleinberg & Tardos, KDD 2003, doi:10.1145/956750.956769";
}

impl Model for IndependentCascade {
    fn prepare<'a>(
        &self,
        network: &'a Network,
        influence: &'a Influence,
    ) -> Result<Box<dyn Cascade + 'a>> {
        let rows = network.forward();
        let cost = |looks, look| WalkCost { sharer: 12.0, looks, look };
        Ok(match influence {
            Influence::Uniform(p) if *p <= COINS_ABOVE => Box::new(
                LiveEdgeCascade::new(
                    Jumps::new(rows, *p),
                    || Jumps::new(network.backward(), *p),
                    "geometric jumps: one small probability for every edge",
                )
                .or_fused(cost(*p, 9.0), || SameMasks(*p)),
            ),
            Influence::Uniform(p) => Box::new(
                LiveEdgeCascade::new(
                    Coins { rows, probability: Same(*p) },
                    || Coins { rows: network.backward(), probability: Same(*p) },
                    "a coin an edge: the probability is too large for jumps to pay",
                )
                .or_fused(cost(1.0, 5.0), || SameMasks(*p)),
            ),
            Influence::PerTarget(strengths) => Box::new(
                LiveEdgeCascade::new(
                    Coins { rows, probability: ByTarget(strengths) },
                    || Coins { rows: network.backward(), probability: BySource(strengths) },
                    "a coin an edge: the probability depends on who is shown it",
                )
                .or_fused(cost(1.0, 10.0), || TargetMasks { targets: rows.targets(), strengths }),
            ),
            Influence::PerEdge(strengths) => Box::new(
                LiveEdgeCascade::new(
                    Coins { rows, probability: ByPlace(strengths) },
                    || Coins {
                        rows: network.backward(),
                        probability: ByPlace(rows.transpose_values(strengths)),
                    },
                    "a coin an edge: every edge has a probability of its own",
                )
                .or_fused(cost(1.0, 6.0), move || EachMasks(strengths)),
            ),
        })
    }
}
