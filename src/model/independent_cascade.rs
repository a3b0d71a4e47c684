//! The independent cascade model.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cascade, LiveEdgeCascade, Model};
use crate::{
    catalogue::Described,
    error::Result,
    influence::Influence,
    kernel::{
        even_rows::EvenRows,
        jumps::{JUMPS_UP_TO, Jumps},
        masks::{EachMasks, SameMasks, TargetMasks},
        plan::WalkCost,
        probability::{ByPlace, ByTarget, Same},
        stretches::Stretches,
    },
    network::Network,
};

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
            Influence::Uniform(p) if *p <= JUMPS_UP_TO => Box::new(
                LiveEdgeCascade::new(
                    Jumps::new(rows, *p),
                    || Jumps::new(network.backward(), *p),
                    "geometric jumps: one probability for every edge",
                )
                .or_fused(cost(*p, 14.0), || SameMasks(*p)),
            ),
            Influence::Uniform(p) => Box::new(
                LiveEdgeCascade::new(
                    Stretches { rows, probability: Same(*p) },
                    || Stretches { rows: network.backward(), probability: Same(*p) },
                    "one random number a live edge: the probability is too large for jumps to pay",
                )
                .or_fused(cost(1.0, 5.0), || SameMasks(*p)),
            ),
            Influence::PerTarget(strengths) => Box::new(
                LiveEdgeCascade::new(
                    Stretches { rows, probability: ByTarget::new(strengths) },
                    || EvenRows::new(network.backward(), strengths),
                    "one random number a live edge: the probability depends on who is shown it",
                )
                .or_fused(cost(1.0, 6.0), || TargetMasks { targets: rows.targets(), strengths }),
            ),
            Influence::PerEdge(strengths) => Box::new(
                LiveEdgeCascade::new(
                    Stretches { rows, probability: ByPlace(strengths) },
                    || Stretches {
                        rows: network.backward(),
                        probability: ByPlace(rows.transpose_values(strengths)),
                    },
                    "one random number a live edge: every edge has a probability of its own",
                )
                .or_fused(cost(1.0, 2.5), move || EachMasks(strengths)),
            ),
        })
    }
}
