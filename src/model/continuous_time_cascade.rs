//! The independent cascade in continuous time.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Cascade, LiveEdgeCascade, Model, ModelCost, TimeUnit, TimedCascade, WholeKind,
    independent_cascade::{Become, independent_edges},
    time::activity::{ActiveClock, Activity},
    time::delay::{AnyDelay, DelayOf, Drawn},
};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    influence::Influence,
    kernel::{
        LiveEdges, Memo, batch::fused::WorldMasks, events::arrivals::TimedEdges, plan::WalkCost,
    },
    network::Network,
    rng::World,
};

/// A sharer's followers share with the probability of the edge, each after a delay of its own. The first
/// message to arrive counts.
///
/// An edge is live with its probability, as in the independent cascade, and its length is its delay. A user
/// shares after the length of the shortest path of live edges from a seed. Without a horizon the number of
/// sharers has the distribution of the independent cascade. Seeds share at time 0. Parallel edges that were
/// kept are separate chances, each with its delay.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ContinuousTimeCascade {
    /// How long it takes a follower to share, in any unit: hours where there is an `activity`. Default
    /// `{ exponential = { rate = 1.0 } }`.
    pub delay: AnyDelay,
    /// What would be shared later than this is not: in the unit of `delay`, or with an `activity` in hours by
    /// the clock. Default: no end.
    pub horizon: Option<f64>,
    /// How active people are in each hour of the day; delays are then in hours of mean activity.
    pub activity: Option<Activity>,
}

impl Described for ContinuousTimeCascade {
    const SUMMARY: &'static str =
        "the independent cascade where sharing takes time, until a horizon";
    const REFERENCE: &'static str = "Gomez-Rodriguez, Balduzzi & Schölkopf, ICML 2011, arXiv:1105.0697; \
         Du, Song, Gomez-Rodriguez & Zha, NIPS 2013, arXiv:1311.3669";
}

/// Refuses a horizon that is none; infinite where there is no horizon.
pub(super) fn horizon(key: &str, horizon: Option<f64>) -> Result<f64> {
    match horizon {
        None => Ok(f64::INFINITY),
        Some(horizon) if horizon >= 0.0 && horizon.is_finite() => Ok(horizon),
        Some(horizon) => {
            let problem = format!("{horizon} is no time");
            Err(Error::value(key, problem, "give a number of 0 or more, or leave it out"))
        }
    }
}

impl Model for ContinuousTimeCascade {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        const KEY: &str = "model.continuous-time-cascade";
        let until = horizon(&format!("{KEY}.horizon"), self.horizon)?;
        let clock = self.activity.as_ref().map(|it| it.ready(&format!("{KEY}.activity")));
        let clock = clock.transpose()?;
        let until = clock.as_ref().map_or(until, |clock| clock.activity(until));
        let key = format!("{KEY}.delay");
        let forward = self.delay.made_ready(&key, DelayOf::Edges(network))?;
        let (law, of_backward) = (self.delay.clone(), network.clone());
        let backward = move || {
            law.made_ready(&key, DelayOf::EdgesTurned(&of_backward)).expect("it was made before")
        };
        let delays = Delays { forward, backward: Box::new(backward), until, clock };
        Ok(independent_edges(network, influence, delays))
    }

    fn time(&self) -> TimeUnit {
        if self.activity.is_some() { TimeUnit::hours() } else { TimeUnit::own() }
    }

    fn cost(&self) -> ModelCost {
        ModelCost {
            // Without an end it does not matter when.
            whole: self.horizon.is_none().then_some(WholeKind::Masks),
            cascade_user: crate::kernel::events::arrivals::BYTES_A_USER,
            ..ModelCost::LIVE_EDGES
        }
    }
}

/// Gives live edges their delays.
struct Delays {
    forward: Drawn,
    /// Those of the edges turned round, made when they are first needed.
    backward: Box<dyn FnOnce() -> Drawn + Send + 'static>,
    until: f64,
    clock: Option<ActiveClock>,
}

impl Become for Delays {
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
        let Self { forward: delay, backward: delay_backward, until, clock } = self;
        let forward = Delayed { live: forward, delay, until, clock: clock.clone() };
        let backward = move || Delayed { live: backward(), delay: delay_backward(), until, clock };
        let edges = LiveEdgeCascade::new(forward, backward, kernel).or_fused(cost, masks);
        Arc::new(TimedCascade::new(edges))
    }
}

/// Live edges, each with a delay.
struct Delayed<L> {
    /// A hit is the place of the edge.
    live: L,
    delay: Drawn,
    until: f64,
    clock: Option<ActiveClock>,
}

/// The delay of the edge at place i is drawn from the stream of item [`EDGES`] + i: no user has so large a
/// number. Where edges are walked backward it is the place of the edge turned round: it has another delay
/// than forward, of the same law.
const EDGES: u64 = 1 << 40;

impl<L: LiveEdges> LiveEdges for Delayed<L> {
    #[inline]
    fn for_each_live(&self, world: World, node: u32, visit: impl FnMut(u32)) {
        self.live.for_each_live(world, node, visit);
    }

    #[inline]
    fn prefetch_soon(&self, node: u32) {
        self.live.prefetch_soon(node);
    }

    #[inline]
    fn prefetch_next(&self, node: u32) {
        self.live.prefetch_next(node);
    }

    #[inline]
    fn for_each_hit(&self, world: World, node: u32, memo: &mut Memo, hit: impl FnMut(usize)) {
        self.live.for_each_hit(world, node, memo, hit);
    }

    #[inline]
    fn node_of(&self, hit: usize) -> u32 {
        self.live.node_of(hit)
    }
}

impl<L: LiveEdges> TimedEdges for Delayed<L> {
    #[inline]
    fn prefetch_soon(&self, node: u32) {
        self.live.prefetch_soon(node);
    }

    #[inline]
    fn prefetch_next(&self, node: u32) {
        self.live.prefetch_next(node);
    }

    fn for_each_timed(&self, world: World, node: u32, mut visit: impl FnMut(u32, f64)) {
        // Edges with coins of their own remember nothing.
        self.live.for_each_hit(world, node, &mut Memo::new(0), |place| {
            let delay = (self.delay)(&mut world.stream(EDGES + place as u64), place);
            visit(self.live.node_of(place), delay);
        });
    }

    fn until(&self) -> f64 {
        self.until
    }

    fn recorded(&self, time: f64) -> f64 {
        self.clock.as_ref().map_or(time, |clock| clock.hours(time))
    }

    fn unrecorded(&self, recorded: f64) -> f64 {
        self.clock.as_ref().map_or(recorded, |clock| clock.activity(recorded))
    }
}
