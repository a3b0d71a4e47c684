//! The independent cascade model.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cascade, LiveEdgeCascade, Model, ModelCost, WholeKind};
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

/// A user who starts to share gets one chance to make each follower share. It succeeds with the probability of
/// the edge, independently of all others.
///
/// This has the same distribution as sharing along every path of live edges, each edge live with its
/// probability. Parallel edges that were kept are separate chances: c of them succeed with 1 − (1 − p)^c.
/// Seeds count as sharers. A user without followers passes nothing on. Of the two directions of a mutual edge,
/// only one can ever matter, so separate coins give the same distribution as one.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct IndependentCascade {}

impl Described for IndependentCascade {
    const SUMMARY: &'static str = "each sharer gets one chance to make each follower share";
    const REFERENCE: &'static str = "Goldenberg, Libai & Muller 2001, doi:10.1023/A:1011122126881; \
         Kempe, Kleinberg & Tardos, KDD 2003, doi:10.1145/956750.956769";
}

impl Model for IndependentCascade {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        Ok(independent_edges(network, influence, Timeless))
    }

    fn cost(&self) -> ModelCost {
        ModelCost { whole: Some(WholeKind::Masks), ..ModelCost::LIVE_EDGES }
    }
}

/// What cascades over independent edges become: edges of many kinds, for which it is one function.
pub(super) trait Become {
    /// What they become over `forward` edges, with those `backward` makes when they are first needed;
    /// `kernel`, cost and masks are those of [`LiveEdgeCascade`].
    fn over<F, B, M>(
        self,
        forward: F,
        backward: impl FnOnce() -> B + Send + 'static,
        kernel: &'static str,
        whole: (WalkCost, impl FnOnce() -> M + Send + 'static),
    ) -> Arc<dyn Cascade>
    where
        F: LiveEdges + 'static,
        B: LiveEdges + 'static,
        M: WorldMasks + 'static;
}

/// Live edges that take no time.
struct Timeless;

impl Become for Timeless {
    fn over<F, B, M>(
        self,
        forward: F,
        backward: impl FnOnce() -> B + Send + 'static,
        kernel: &'static str,
        (cost, masks): (WalkCost, impl FnOnce() -> M + Send + 'static),
    ) -> Arc<dyn Cascade>
    where
        F: LiveEdges + 'static,
        B: LiveEdges + 'static,
        M: WorldMasks + 'static,
    {
        Arc::new(LiveEdgeCascade::new(forward, backward, kernel).or_fused(cost, masks))
    }
}

/// Edges that are live with the probabilities of `influence`, independently, by the fastest kernel for it;
/// what a kernel calls a hit is the place of an edge.
pub(super) fn independent_edges(
    network: &Network,
    influence: &Influence,
    become_them: impl Become,
) -> Arc<dyn Cascade> {
    let rows = network.forward();
    let shared = || Arc::clone(rows);
    let network = network.clone();
    let cost = |looks, look| WalkCost { sharer: 12.0, looks, look };
    match *influence {
        Influence::Uniform(p) if p <= SKIPS_UP_TO => become_them.over(
            GeometricSkips::new(rows, p),
            move || GeometricSkips::new(network.backward(), p),
            "geometric jumps: one probability for every edge",
            (cost(p, 14.0), move || UniformMasks(p)),
        ),
        Influence::Uniform(p) => become_them.over(
            SkipByProduct { rows: shared(), probability: UniformProbability(p) },
            move || SkipByProduct {
                rows: Arc::clone(network.backward()),
                probability: UniformProbability(p),
            },
            "one random number a live edge: the probability is too large for jumps to pay",
            (cost(1.0, 5.0), move || UniformMasks(p)),
        ),
        Influence::PerTarget(ref strengths) => {
            let of_backward = Arc::clone(strengths);
            let masks = PerTargetMasks { rows: shared(), strengths: Arc::clone(strengths) };
            become_them.over(
                SkipByProduct { rows: shared(), probability: PerTargetProbability::new(strengths) },
                move || EvenRows::new(network.backward(), &of_backward),
                "one random number a live edge: the probability depends on who is shown it",
                (cost(1.0, 6.0), || masks),
            )
        }
        Influence::PerEdge(ref strengths) => {
            let of_backward = Arc::clone(strengths);
            let masks = PerEdgeMasks(Arc::clone(strengths));
            become_them.over(
                SkipByProduct {
                    rows: shared(),
                    probability: PerEdgeProbability(Arc::clone(strengths)),
                },
                move || SkipByProduct {
                    rows: Arc::clone(network.backward()),
                    probability: PerEdgeProbability(
                        network.forward().transpose_values(&of_backward),
                    ),
                },
                "one random number a live edge: every edge has a probability of its own",
                (cost(1.0, 2.5), || masks),
            )
        }
    }
}
