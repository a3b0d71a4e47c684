//! From an experiment to the engine that runs it: the pilot, the plan, the choice.

use std::time::Instant;

use super::{
    Engine, Experiment, OverlapOf, Stop, chained, chased::Chased, fused::Fused,
    gathered::Gathering, walked::Walking,
};
use crate::{
    kernel::{
        Scratch,
        batch::{
            fused::WorldMasks, gathered::GatheredWorlds, masks::live_edges,
            pointer_jumping::PointerJumping,
        },
        plan::{Job, Kernel, KernelPlan, Pilot, gathered_bytes},
    },
    metric::Needs,
    model::{LiveCascade, Whole},
    rng::{Purpose, World},
};

/// A pilot ends after so many worlds …
const PILOT_WORLDS: u64 = 16;

/// … or one for so many replicates, so that it costs a fraction of them …
const PILOT_SHARE: u64 = 4;

/// … or once it has seen so many followers, so that it costs a fraction of a second.
const PILOT_FOLLOWERS: u64 = 5_000_000;

/// Fewer replicates than this are walked: a plan would cost more than it saves.
pub const WORTH_A_PLAN: u64 = 8;

/// How many times as long a walk takes that also records who passed it on to whom, and has that
/// measured.
pub const TRACED: f64 = 1.7;

/// How many times as long it takes where it is also told what each message has without the others.
pub const TOLD: f64 = 3.0;

impl Experiment<'_> {
    /// True where some metric needs this.
    pub(super) fn needs(&self, needs: Needs) -> bool {
        self.metrics.iter().any(|metric| metric.needs() == needs)
    }

    /// True where it must be known who passed it on to whom.
    pub(super) fn is_traced(&self) -> bool {
        self.needs(Needs::Trace) || self.asks.traced()
    }

    /// True where it is asked who has seen it.
    pub(super) fn exposed(&self) -> bool {
        self.segments.is_some()
            || self.needs(Needs::Reach)
            || self.needs(Needs::Impressions)
            || self.asks.overlap == Some(OverlapOf::Reach)
    }

    /// The options in chains, each of which is run as one cascade that goes on; one by one where it
    /// is asked who passed it on to whom, or whom options have in common, for that is told of one
    /// cascade alone, and where cascades cannot be gone on with.
    pub(super) fn chains(&self) -> Vec<Vec<usize>> {
        let alone = self.is_traced() || self.asks.overlap.is_some();
        if alone || self.cascade.live().is_none() {
            chained::singles(self.options)
        } else {
            chained::chains(self.options)
        }
    }

    fn whole(&self) -> Option<Whole<'_>> {
        self.cascade.live().and_then(LiveCascade::whole)
    }

    /// Which kernel runs it, and why: by a pilot of a few worlds, walked.
    #[must_use]
    pub fn plan(&self, stop: &Stop) -> KernelPlan {
        let chains = self.chains();
        let forced = |why| KernelPlan::forced(why, chains.len());
        if self.is_traced() {
            return forced("a measure asks who passed it on to whom");
        }
        if self.asks.overlap.is_some() {
            return forced("it is asked whom options have in common, in the same world");
        }
        if stop.most() < WORTH_A_PLAN {
            return forced("few replicates");
        }
        let others: &[Kernel] = match self.whole() {
            None => return forced("the model's worlds are not drawn whole"),
            Some(Whole::Masks(_)) if GatheredWorlds::fits(self.network.edges()) => {
                &[Kernel::Fused, Kernel::Gathered]
            }
            Some(Whole::Masks(_)) => &[Kernel::Fused],
            Some(Whole::Picks(_)) if PointerJumping::fits(self.network.users()) => &[Kernel::Chase],
            Some(Whole::Picks(_)) => return forced("the network is too large to chase"),
        };
        KernelPlan::cheapest(&self.job(stop, &chains), others, self.pilot(stop, &chains).0)
    }

    /// Nanoseconds that a world with all its options takes by a plan, on one thread of a usual
    /// machine; where the plan had no choice, by what a pilot had to look at, or, where users `go_on`, by how
    /// long it took, of which their sharers tell nothing.
    #[must_use]
    pub fn nanoseconds(&self, plan: &KernelPlan, stop: &Stop, go_on: bool) -> f64 {
        if let Some((_, cost)) = plan.costs.first() {
            return *cost;
        }
        let chains = self.chains();
        let traced = if self.is_traced() { TRACED } else { 1.0 };
        let told = if self.needs(Needs::Messages) { TOLD } else { 1.0 };
        let (pilot, took) = self.pilot(stop, &chains);
        let looked = self.job(stop, &chains).walk_cost(pilot);
        traced * told * if go_on { looked.max(took) } else { looked }
    }

    fn job(&self, stop: &Stop, chains: &[Vec<usize>]) -> Job {
        Job {
            users: f64::from(self.network.users()),
            edges: self.network.edges() as f64,
            options: self.options.len(),
            chains: chains.len(),
            replicates: stop.most(),
            exposed: self.exposed(),
            live: match self.whole() {
                Some(Whole::Masks(masks)) => self.live_edges(masks),
                _ => 0.0,
            },
            walk: self.cascade.walk_cost(),
        }
    }

    fn live_edges(&self, masks: &dyn WorldMasks) -> f64 {
        live_edges(masks, self.rng_seed, self.network.forward().edges())
    }

    /// A pilot, and the nanoseconds that a world of it took.
    fn pilot(&self, stop: &Stop, chains: &[Vec<usize>]) -> (Pilot, f64) {
        let most = (stop.most() / PILOT_SHARE).clamp(1, PILOT_WORLDS);
        let mut scratch = Scratch::new(self.network.users());
        let mut drawn = Vec::new();
        let (mut worlds, mut sharers, mut followers, mut squares) = (0, 0, 0, 0.0);
        let mut took = Vec::new();
        while worlds < most && followers < PILOT_FOLLOWERS {
            let world = World::new(self.rng_seed, Purpose::Diffusion, worlds);
            let start = Instant::now();
            // The last option of a chain has all that the others do.
            for option in chains.iter().filter_map(|chain| chain.last()) {
                let seeds = self.options[*option].of(worlds, &mut drawn);
                self.cascade.run(world, seeds, &mut scratch);
                sharers += scratch.sharers().len() as u64;
                let audience = |&user: &u32| self.network.forward().degree(user) as u64;
                let shown = scratch.sharers().iter().map(audience).sum::<u64>();
                followers += shown;
                squares += (shown as f64).powi(2);
            }
            worlds += 1;
            took.push(start.elapsed().as_secs_f64() * 1e9);
        }
        // The first takes memory for all.
        let took = if worlds > 1 { &took[1..] } else { &took[..] };
        let took = took.iter().sum::<f64>() / took.len() as f64;
        let mean = |total: u64| total as f64 / worlds as f64;
        let crowd = squares / followers.max(1) as f64;
        (Pilot { worlds, sharers: mean(sharers), followers: mean(followers), crowd }, took)
    }

    /// The engine that runs it by a kernel; by a walk where the model has no other.
    #[must_use]
    pub fn engine(&self, kernel: Kernel) -> Box<dyn Engine + '_> {
        match (kernel, self.whole()) {
            (Kernel::Fused, Some(Whole::Masks(masks))) => Box::new(Fused::new(self, masks)),
            (Kernel::Gathered, Some(Whole::Masks(masks))) => {
                let sizes = [f64::from(self.network.users()), self.network.edges() as f64];
                let bytes = gathered_bytes(sizes, self.live_edges(masks)) as u64;
                Box::new(Gathering { experiment: self, masks, bytes })
            }
            (Kernel::Chase, Some(Whole::Picks(picks))) => {
                Box::new(Chased { experiment: self, picks })
            }
            _ => Box::new(Walking::new(self)),
        }
    }
}
