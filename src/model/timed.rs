//! Cascades over live edges that take time.

use super::Cascade;
use crate::{
    kernel::{
        LiveEdges, Record, Scratch, Trace,
        arrivals::{Arrivals, TimedEdges, arrive},
        plan::WalkCost,
        walk,
    },
    rng::World,
};

/// The cascades of live edges that take time, each as long as it is.
///
/// Who shares does not depend on when, unless there is a time at which it is over: so where only that is
/// asked, and nothing ends it, sharers are found by a walk, in another order than that of their times.
#[derive(Debug)]
pub struct TimedCascade<E> {
    edges: E,
    kernel: &'static str,
}

impl<E> TimedCascade<E> {
    /// Cascades over `edges`; `kernel` says in a few words how live edges are found.
    pub const fn new(edges: E, kernel: &'static str) -> Self {
        Self { edges, kernel }
    }
}

impl<E: LiveEdges + TimedEdges> Cascade for TimedCascade<E> {
    fn run(&self, world: World, seeds: &[u32], scratch: &mut Scratch) {
        if self.edges.until() == f64::INFINITY {
            walk(&self.edges, world, seeds, scratch, &mut ());
        } else {
            let (mut sharers, arrivals) = scratch.start_with(Arrivals::default);
            arrive(&self.edges, world, seeds, &mut sharers, arrivals, &mut ());
        }
    }

    fn run_traced(&self, world: World, seeds: &[u32], scratch: &mut Scratch, trace: &mut Trace) {
        trace.start();
        let (mut sharers, arrivals) = scratch.start_with(Arrivals::default);
        arrive(&self.edges, world, seeds, &mut sharers, arrivals, trace);
    }

    fn kernel(&self) -> &'static str {
        self.kernel
    }

    fn walk_cost(&self) -> WalkCost {
        // An event is put into a queue and taken out again.
        WalkCost { sharer: 60.0, looks: 1.0, look: 12.0 }
    }
}
