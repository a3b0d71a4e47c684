//! The linear threshold model.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cascade, LiveCascade, Model, ModelCost, ReverseCascade, Whole, WholeKind};
use crate::{
    catalogue::Described,
    error::Result,
    influence::Influence,
    kernel::{
        LiveEdges, Memo, Scratch, Trace,
        backward::{BackwardBatch, walk_batch},
        live::threshold_choice::{ThresholdChoice, ThresholdChoiceBackward},
        plan::WalkCost,
        walk, walk_on,
    },
    network::Network,
    rng::World,
};

/// A user shares once the weights of those it follows who have shared reach its threshold. The threshold is
/// uniform on 0..1 and drawn anew in every world.
///
/// The weights of a user's in-edges must sum to at most 1, or it is an error. The model is run in its live-edge
/// form, which has the same distribution at every step: each user keeps at most one of its in-edges, with the
/// weight as probability. One coin a user decides, so forward and backward walks find the same live edges.
/// Parallel edges that were kept add their weights. Seeds count as sharers. A user who follows nobody shares
/// only as a seed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LinearThreshold {}

impl Described for LinearThreshold {
    const SUMMARY: &'static str =
        "a user shares once enough of those it follows have, by weight against a random threshold";
    const REFERENCE: &'static str = "Granovetter 1978, doi:10.1086/226707; \
         Kempe, Kleinberg & Tardos, KDD 2003, doi:10.1145/956750.956769";
}

impl Model for LinearThreshold {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        Ok(Arc::new(Thresholds(ThresholdChoice::new(network, influence)?)))
    }

    fn cost(&self) -> ModelCost {
        let whole = Some(WholeKind::Picks);
        ModelCost { whole, cascade_user: 8.0, ..ModelCost::LIVE_EDGES }
    }
}

struct Thresholds(ThresholdChoice);

impl Cascade for Thresholds {
    fn run(&self, world: World, seeds: &[u32], scratch: &mut Scratch) {
        walk(&self.0, world, seeds, scratch, &mut ());
    }

    fn run_traced(&self, world: World, seeds: &[u32], scratch: &mut Scratch, trace: &mut Trace) {
        walk(&self.0, world, seeds, scratch, trace);
    }

    fn kernel(&self) -> &'static str {
        "one picked edge a user: the live edges of linear thresholds"
    }

    fn walk_cost(&self) -> WalkCost {
        // A follower's pick is recalled, or drawn and found in its row.
        WalkCost { sharer: 10.0, looks: 1.0, look: 12.0 }
    }

    fn live(&self) -> Option<&dyn LiveCascade> {
        Some(self)
    }
}

impl ReverseCascade for Thresholds {
    fn run_backward_together(
        &self,
        worlds: &[World],
        starts: &[u32],
        ends: &dyn Fn(u32) -> bool,
        batch: &mut BackwardBatch,
    ) {
        walk_batch(&ThresholdChoiceBackward(&self.0), worlds, starts, ends, batch);
    }

    fn alone(&self, first: u32, chances: &mut [f64]) -> bool {
        ThresholdChoiceBackward(&self.0).none_live_of_each(first, chances)
    }
}

impl LiveCascade for Thresholds {
    fn run_on(&self, world: World, seeds: &[u32], scratch: &mut Scratch) {
        walk_on(&self.0, world, seeds, scratch, &mut ());
    }

    fn run_backward(&self, world: World, user: u32, scratch: &mut Scratch) {
        walk(&ThresholdChoiceBackward(&self.0), world, &[user], scratch, &mut ());
    }

    fn live_followers(&self, world: World, user: u32, memo: &mut Memo, visit: &mut dyn FnMut(u32)) {
        self.0.for_each_hit(world, user, memo, |hit| visit(self.0.node_of(hit)));
    }

    /// A user who has not shared needs more than the weights of those who have.
    fn after(&self, shares: &[bool]) -> Option<Arc<dyn LiveCascade>> {
        Some(Arc::new(Thresholds(self.0.after(shares))))
    }

    fn whole(&self) -> Option<Whole<'_>> {
        Some(Whole::Picks(&self.0))
    }
}
