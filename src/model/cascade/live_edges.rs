//! The cascades of live-edge models: an edge is live or not whatever else happens.

use std::{fmt, sync::LazyLock};

use super::{Cascade, LiveCascade, ReverseCascade, Whole};
use crate::{
    kernel::{
        LiveEdges, Memo, Scratch, Trace,
        backward::{BackwardBatch, walk_batch},
        batch::fused::WorldMasks,
        plan::WalkCost,
        walk, walk_on,
    },
    rng::World,
};

/// The cascade of a live-edge model: an edge is live or not whatever else happens.
pub struct LiveEdgeCascade<F, B> {
    forward: F,
    backward: LazyLock<B, Box<dyn FnOnce() -> B + Send>>,
    kernel: &'static str,
    walk_cost: WalkCost,
    masks: Option<LazyMasks>,
}

/// Masks that are made when they are first needed.
type LazyMasks = LazyLock<Box<dyn WorldMasks>, Box<dyn FnOnce() -> Box<dyn WorldMasks> + Send>>;

impl<F, B> fmt::Debug for LiveEdgeCascade<F, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "LiveEdgeCascade({})", self.kernel)
    }
}

impl<F, B> LiveEdgeCascade<F, B> {
    /// Cascades over `forward`, the live edges from a sharer to its followers.
    ///
    /// `backward` makes, when first needed, the live in-edges of a user. They must have the same
    /// distribution as `forward` or, better, be the same edges in every world. `kernel` says in a few words
    /// how live edges are found, and why that way.
    pub fn new(
        forward: F,
        backward: impl FnOnce() -> B + Send + 'static,
        kernel: &'static str,
    ) -> Self {
        Self {
            forward,
            backward: LazyLock::new(Box::new(backward)),
            kernel,
            walk_cost: WalkCost { sharer: 12.0, looks: 1.0, look: 5.0 },
            masks: None,
        }
    }

    /// The live edges from a sharer to its followers.
    pub const fn forward(&self) -> &F {
        &self.forward
    }

    /// The live in-edges of a user.
    pub fn backward(&self) -> &B {
        &self.backward
    }

    /// Adds the cost of a walk, and masks to draw whole worlds; the planner chooses between the two. Masks must
    /// have the same distribution.
    #[must_use]
    pub fn or_fused<M: WorldMasks + 'static>(
        mut self,
        walk_cost: WalkCost,
        masks: impl FnOnce() -> M + Send + 'static,
    ) -> Self {
        self.walk_cost = walk_cost;
        let boxed = || -> Box<dyn WorldMasks> { Box::new(masks()) };
        self.masks = Some(LazyLock::new(Box::new(boxed)));
        self
    }
}

impl<F: LiveEdges + 'static, B: LiveEdges + 'static> Cascade for LiveEdgeCascade<F, B> {
    fn run(&self, world: World, seeds: &[u32], scratch: &mut Scratch) {
        walk(&self.forward, world, seeds, scratch, &mut ());
    }

    fn run_traced(&self, world: World, seeds: &[u32], scratch: &mut Scratch, trace: &mut Trace) {
        walk(&self.forward, world, seeds, scratch, trace);
    }

    fn kernel(&self) -> &'static str {
        self.kernel
    }

    fn walk_cost(&self) -> WalkCost {
        self.walk_cost
    }

    fn live(&self) -> Option<&dyn LiveCascade> {
        Some(self)
    }
}

impl<F: LiveEdges + 'static, B: LiveEdges + 'static> ReverseCascade for LiveEdgeCascade<F, B> {
    fn run_backward_together(
        &self,
        worlds: &[World],
        starts: &[u32],
        ends: &dyn Fn(u32) -> bool,
        batch: &mut BackwardBatch,
    ) {
        walk_batch(&*self.backward, worlds, starts, ends, batch);
    }

    fn walks_alone(&self, worlds: &[World], starts: &[u32], is_alone: &mut [bool]) {
        for ((&world, &start), is_alone) in worlds.iter().zip(starts).zip(is_alone) {
            *is_alone = true;
            self.backward.for_each_live(world, start, |_| *is_alone = false);
        }
    }

    fn alone(&self, first: u32, chances: &mut [f64]) -> bool {
        self.backward.none_live_of_each(first, chances)
    }
}

impl<F: LiveEdges + 'static, B: LiveEdges + 'static> LiveCascade for LiveEdgeCascade<F, B> {
    fn run_on(&self, world: World, seeds: &[u32], scratch: &mut Scratch) {
        walk_on(&self.forward, world, seeds, scratch, &mut ());
    }

    fn run_backward(&self, world: World, user: u32, scratch: &mut Scratch) {
        walk(&*self.backward, world, &[user], scratch, &mut ());
    }

    fn live_followers(&self, world: World, user: u32, memo: &mut Memo, visit: &mut dyn FnMut(u32)) {
        self.forward.for_each_hit(world, user, memo, |hit| visit(self.forward.node_of(hit)));
    }

    fn whole(&self) -> Option<Whole<'_>> {
        self.masks.as_ref().map(|masks| Whole::Masks(&***masks))
    }
}
