//! The independent cascade model.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cascade, LiveEdgeCascade, Model};
use crate::{
    catalogue::Described,
    error::Result,
    influence::Influence,
    kernel::{
        LiveEdges,
        batch::{
            fused::WorldMasks,
            masks::{PerEdgeMasks, PerTargetMasks, UniformMasks},
        },
        live::{
            even_rows::EvenRows,
            geometric_skips::{GeometricSkips, SKIPS_UP_TO},
            probability::{PerEdgeProbability, PerTargetProbability, UniformProbability},
            skip_by_product::SkipByProduct,
        },
        plan::WalkCost,
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
        Ok(independent_edges(network, influence, Timeless))
    }
}

/// What cascades over independent edges become: edges of many kinds, for which it is one function.
pub(super) trait Become<'a> {
    /// What they become over `forward` edges, with those `backward` makes when they are first needed;
    /// `kernel`, cost and masks are those of [`LiveEdgeCascade`].
    fn over<F, B, M>(
        self,
        forward: F,
        backward: impl FnOnce() -> B + Send + 'a,
        kernel: &'static str,
        whole: (WalkCost, impl FnOnce() -> M + Send + 'a),
    ) -> Box<dyn Cascade + 'a>
    where
        F: LiveEdges + 'a,
        B: LiveEdges + Send + 'a,
        M: WorldMasks + Send + 'a;
}

/// Live edges that take no time.
struct Timeless;

impl<'a> Become<'a> for Timeless {
    fn over<F, B, M>(
        self,
        forward: F,
        backward: impl FnOnce() -> B + Send + 'a,
        kernel: &'static str,
        (cost, masks): (WalkCost, impl FnOnce() -> M + Send + 'a),
    ) -> Box<dyn Cascade + 'a>
    where
        F: LiveEdges + 'a,
        B: LiveEdges + Send + 'a,
        M: WorldMasks + Send + 'a,
    {
        Box::new(LiveEdgeCascade::new(forward, backward, kernel).or_fused(cost, masks))
    }
}

/// Edges that are live with the probabilities of `influence`, independently, by the fastest kernel for it;
/// what a kernel calls a hit is the place of an edge.
pub(super) fn independent_edges<'a>(
    network: &'a Network,
    influence: &'a Influence,
    become_them: impl Become<'a>,
) -> Box<dyn Cascade + 'a> {
    let rows = network.forward();
    let cost = |looks, look| WalkCost { sharer: 12.0, looks, look };
    match influence {
        Influence::Uniform(p) if *p <= SKIPS_UP_TO => become_them.over(
            GeometricSkips::new(rows, *p),
            || GeometricSkips::new(network.backward(), *p),
            "geometric jumps: one probability for every edge",
            (cost(*p, 14.0), || UniformMasks(*p)),
        ),
        Influence::Uniform(p) => become_them.over(
            SkipByProduct { rows, probability: UniformProbability(*p) },
            || SkipByProduct { rows: network.backward(), probability: UniformProbability(*p) },
            "one random number a live edge: the probability is too large for jumps to pay",
            (cost(1.0, 5.0), || UniformMasks(*p)),
        ),
        Influence::PerTarget(strengths) => become_them.over(
            SkipByProduct { rows, probability: PerTargetProbability::new(strengths) },
            || EvenRows::new(network.backward(), strengths),
            "one random number a live edge: the probability depends on who is shown it",
            (cost(1.0, 6.0), || PerTargetMasks { targets: rows.targets(), strengths }),
        ),
        Influence::PerEdge(strengths) => become_them.over(
            SkipByProduct { rows, probability: PerEdgeProbability(strengths) },
            || SkipByProduct {
                rows: network.backward(),
                probability: PerEdgeProbability(rows.transpose_values(strengths)),
            },
            "one random number a live edge: every edge has a probability of its own",
            (cost(1.0, 2.5), move || PerEdgeMasks(strengths)),
        ),
    }
}
