//! Models whose cascades only run forward: such a model is one function.

use super::{Cascade, Outcome, OutcomeRequest};
use crate::{
    kernel::{Record, Scratch, SharerSet, Trace, plan::WalkCost},
    rng::World,
};

/// A model whose cascades only run forward, from a world and seeds to sharers.
pub trait Process: Send + Sync + 'static {
    /// Its buffers, reused from one cascade to the next.
    type Buffers: Send + 'static;

    /// New buffers.
    fn buffers(&self) -> Self::Buffers;

    /// Runs the cascade of one world from `seeds`; a seed may be given twice. It adds each sharer to
    /// `sharers`, which is empty before, and to `record`. `buffers` are as the last cascade left them.
    fn spread<R: Record>(
        &self,
        world: World,
        seeds: &[u32],
        sharers: &mut SharerSet<'_>,
        buffers: &mut Self::Buffers,
        record: &mut R,
    );

    /// How a cascade is run, in a few words for `explain`.
    fn kernel(&self) -> &'static str;

    /// The cost of a cascade for each sharer and each follower of a sharer, for estimates.
    fn cost(&self) -> WalkCost;

    /// As [`Cascade::messages`]; default 0.
    fn messages(&self) -> usize {
        0
    }

    /// As [`Cascade::outcome`]; `buffers` are as the cascade left them. Default: nothing.
    fn outcome(
        &self,
        buffers: &mut Self::Buffers,
        wanted: OutcomeRequest<'_>,
        outcome: &mut Outcome,
    ) {
        let _ = (buffers, wanted, outcome);
    }
}

/// The cascades of a [`Process`].
#[derive(Debug, Clone, Copy)]
pub struct Forward<P>(pub P);

impl<P: Process> Cascade for Forward<P> {
    fn run(&self, world: World, seeds: &[u32], scratch: &mut Scratch) {
        let (mut sharers, buffers) = scratch.start_with(|| self.0.buffers());
        self.0.spread(world, seeds, &mut sharers, buffers, &mut ());
    }

    fn run_traced(&self, world: World, seeds: &[u32], scratch: &mut Scratch, trace: &mut Trace) {
        trace.start();
        let (mut sharers, buffers) = scratch.start_with(|| self.0.buffers());
        self.0.spread(world, seeds, &mut sharers, buffers, trace);
    }

    fn kernel(&self) -> &'static str {
        self.0.kernel()
    }

    fn walk_cost(&self) -> WalkCost {
        self.0.cost()
    }

    fn messages(&self) -> usize {
        self.0.messages()
    }

    fn outcome(&self, scratch: &mut Scratch, wanted: OutcomeRequest<'_>, outcome: &mut Outcome) {
        let buffers = scratch.own().expect("the last cascade has left its buffers");
        self.0.outcome(buffers, wanted, outcome);
    }
}
