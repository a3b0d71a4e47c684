//! Cascades over live edges that take time.

use super::{Cascade, LiveCascade, LiveEdgeCascade, Outcome, OutcomeRequest, ReverseCascade};
use crate::{
    kernel::{
        LiveEdges, Record as _, Scratch, Trace,
        backward::BackwardBatch,
        events::arrivals::{Arrivals, TimedEdges, arrive, arrive_batch},
        plan::WalkCost,
    },
    rng::World,
};

/// The cascades over live edges, each with a delay.
///
/// Without a horizon, who shares does not depend on when. So if only the sharers are wanted, these are
/// cascades of a live-edge model. Their sharers are then not in the order of their times.
#[derive(Debug)]
pub struct TimedCascade<F, B> {
    timeless: LiveEdgeCascade<F, B>,
    ends: bool,
}

impl<F: TimedEdges, B: TimedEdges> TimedCascade<F, B> {
    /// Cascades over the live edges of `timeless`, with the delays that these have.
    #[must_use]
    pub fn new(timeless: LiveEdgeCascade<F, B>) -> Self {
        let ends = timeless.forward().until() < f64::INFINITY;
        Self { timeless, ends }
    }
}

impl<F: LiveEdges + TimedEdges + 'static, B: LiveEdges + TimedEdges + 'static> Cascade
    for TimedCascade<F, B>
{
    fn run(&self, world: World, seeds: &[u32], scratch: &mut Scratch) {
        if self.ends {
            let (mut sharers, arrivals) = scratch.start_with(Arrivals::default);
            arrive(self.timeless.forward(), world, seeds, &mut sharers, arrivals, &mut ());
        } else {
            self.timeless.run(world, seeds, scratch);
        }
    }

    fn run_traced(&self, world: World, seeds: &[u32], scratch: &mut Scratch, trace: &mut Trace) {
        trace.start();
        let (mut sharers, arrivals) = scratch.start_with(Arrivals::default);
        arrive(self.timeless.forward(), world, seeds, &mut sharers, arrivals, trace);
    }

    fn outcome(&self, scratch: &mut Scratch, wanted: OutcomeRequest<'_>, outcome: &mut Outcome) {
        if !wanted.counts {
            return;
        }
        let edges = self.timeless.forward();
        let times = match scratch.own() {
            Some(arrivals) if self.ends => Arrivals::times(arrivals).to_vec(),
            // Without an end it does not matter when.
            _ => vec![0.0; scratch.sharers().len()],
        };
        let spreads_on =
            |&(&user, since): &(&u32, f64)| edges.spreads_on(wanted.world, user, since);
        outcome.spreading = scratch.sharers().iter().zip(times).filter(spreads_on).count() as u64;
    }

    fn kernel(&self) -> &'static str {
        self.timeless.kernel()
    }

    fn walk_cost(&self) -> WalkCost {
        if self.ends {
            // An event is put into a queue and taken out again.
            WalkCost { sharer: 60.0, looks: 1.0, look: 12.0 }
        } else {
            self.timeless.walk_cost()
        }
    }

    fn live(&self) -> Option<&dyn LiveCascade> {
        (!self.ends).then_some(&self.timeless)
    }

    fn reverse(&self) -> Option<&dyn ReverseCascade> {
        Some(self)
    }
}

impl<F: LiveEdges + TimedEdges + 'static, B: LiveEdges + TimedEdges + 'static> ReverseCascade
    for TimedCascade<F, B>
{
    fn run_backward_together(
        &self,
        worlds: &[World],
        starts: &[u32],
        ends: &dyn Fn(u32) -> bool,
        batch: &mut BackwardBatch,
    ) {
        if self.ends || batch.deadline() < f64::INFINITY {
            arrive_batch(self.timeless.backward(), worlds, starts, ends, batch);
        } else {
            self.timeless.run_backward_together(worlds, starts, ends, batch);
        }
    }

    /// Who has no live edge is alone whatever time there is.
    fn walks_alone(&self, worlds: &[World], starts: &[u32], is_alone: &mut [bool]) {
        self.timeless.walks_alone(worlds, starts, is_alone);
    }

    fn takes_time(&self) -> bool {
        true
    }
}
