//! The work of an experiment in plain numbers, exact or guessed, from which costs are estimated.
//!
//! Each engine's file has the costs of that engine. Here is what they share, and which engines can do the
//! work.

use super::workers::most_workers;
use crate::{
    kernel::{
        batch::{fused::WORLDS, gathered::GatheredWorlds, pointer_jumping::PointerJumping},
        plan::{Kernel, Pilot, WalkCost},
    },
    metric::Needs,
    model::{ModelCost, WholeKind},
};

/// Fewer replicates than this are walked: a plan would cost more than it saves.
const WORTH_A_PLAN: u64 = 8;

/// Rows up to this size fit into a cache that all cores share.
const NEAR_BYTES: f64 = 33_554_432.0;

/// How much dearer a look at random is beyond it.
const FAR: f64 = 2.2;

/// Nanoseconds to draw the coins of an edge for 64 worlds, with vectors of 512 bits. Narrower ones
/// take longer; that is ignored, so that the plan is the same everywhere.
pub(super) const DRAW: f64 = 5.0;

/// Nanoseconds to show a sharer's message to a follower.
const SHOW: f64 = 4.0;

/// Nanoseconds to count a user, for one option …
const COUNT: f64 = 0.05;

/// … and to store whether it shares, where it is counted who has seen the message.
const READ: f64 = 0.7;

/// The work of an experiment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Workload {
    /// Users of the network.
    pub users: f64,
    /// Edges of the network.
    pub edges: f64,
    /// Live edges in a world, if worlds are drawn edge by edge.
    pub live_edges: f64,
    /// How many options are compared.
    pub options: usize,
    /// How many cascades that is a world: nested seed sets share one.
    pub chains: usize,
    /// The most replicates that there will be.
    pub replicates: u64,
    /// What metrics and measures need of a cascade.
    pub needs: Needs,
    /// Bytes of the observers of a worker.
    pub observer_bytes: f64,
    /// The cost of a walk.
    pub walk: WalkCost,
    /// The model's extra memory. Of an experiment, only how its worlds are drawn whole.
    pub model: ModelCost,
}

/// The memory and time of an engine for some work.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EngineCost {
    /// Bytes of a worker, whatever the cascades.
    pub worker_bytes: f64,
    /// Further bytes of a worker for its largest cascades, at most.
    pub cascade_bytes: f64,
    /// Nanoseconds a world with all its options, on one thread of a usual machine; infinite if it would
    /// take too much memory.
    pub nanoseconds: f64,
}

impl EngineCost {
    /// Bytes of all workers on this many threads.
    #[must_use]
    pub fn bytes(&self, threads: u32) -> f64 {
        let workers = most_workers(self.worker_bytes as u64).min(threads.max(1).into());
        workers as f64 * (self.worker_bytes + self.cascade_bytes)
    }
}

impl Workload {
    /// Why it can only be walked; `None` if other kernels can do it.
    #[must_use]
    pub fn only_walked(&self) -> Option<&'static str> {
        if self.needs.contains(Needs::TRACE) {
            Some("a measure asks who passed it on to whom")
        } else if !Needs::COUNTS.union(Needs::OUTCOME).contains(self.needs) {
            Some("a measure asks which users share or are reached, option by option")
        } else if self.replicates < WORTH_A_PLAN {
            Some("few replicates")
        } else {
            match self.model.whole {
                None => Some("the model's worlds are not drawn whole"),
                Some(WholeKind::Picks) if !PointerJumping::fits(self.users as u32) => {
                    Some("the network is too large to chase")
                }
                Some(_) => None,
            }
        }
    }

    /// The kernels that can do it.
    #[must_use]
    pub fn kernels(&self) -> &'static [Kernel] {
        match self.model.whole {
            _ if self.only_walked().is_some() => &[Kernel::Walk],
            Some(WholeKind::Picks) => &[Kernel::Walk, Kernel::Chase],
            _ if !GatheredWorlds::fits(self.edges as u64) => &[Kernel::Walk, Kernel::Fused],
            _ => &[Kernel::Walk, Kernel::Fused, Kernel::Gathered],
        }
    }

    /// The pilot of worlds in which every cascade reaches everybody: the largest cost possible.
    #[must_use]
    pub fn everybody(&self) -> Pilot {
        let chains = self.chains as f64;
        let followers = chains * self.edges;
        let events = self.model.repeated.map_or(0.0, |it| it.count(self.users, self.live_edges));
        Pilot {
            worlds: 1,
            sharers: chains * self.users,
            followers,
            crowd: followers,
            events: chains * events,
        }
    }

    /// Whether it is counted who has seen the message.
    pub(super) const fn exposed(&self) -> bool {
        self.needs.intersects(Needs::EXPOSURE)
    }

    /// How much dearer a look at random is than in a small network.
    pub(super) fn distance(&self) -> f64 {
        if self.edges * 4.0 > NEAR_BYTES { FAR } else { 1.0 }
    }

    /// Nanoseconds to show a sharer's message to a follower, where that is counted.
    pub(super) const fn show(&self) -> f64 {
        if self.exposed() { SHOW } else { 0.0 }
    }

    /// Nanoseconds to read the sharers of all options from a world.
    pub(super) fn read(&self) -> f64 {
        let read = if self.exposed() { READ } else { 0.0 };
        (COUNT + read) * self.users * self.options as f64
    }

    /// How many of the 64 worlds that are drawn at once are needed.
    pub(super) fn block(&self) -> f64 {
        (self.replicates.max(1) as f64).min(WORLDS as f64)
    }
}
