//! From an experiment to the engine that runs it: the pilot, the plan, the choice.

use std::{sync::Arc, time::Instant};

use super::{
    Engine, Experiment, Stop, chained,
    engines::{ChaseEngine, FusedEngine, GatheredEngine, WalkEngine},
};
use crate::{
    kernel::{
        Scratch,
        batch::{
            fused::WorldMasks, gathered::GatheredWorlds, masks::live_edges,
            pointer_jumping::PointerJumping,
        },
        live::threshold_choice::ThresholdChoice,
        plan::{Job, Kernel, KernelPlan, Pilot, gathered_bytes},
    },
    metric::Needs,
    model::{LiveCascade, Whole},
    progress::Progress,
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

/// How many times as long a walk takes that also counts each message without the others.
pub const MESSAGES_APART: f64 = 3.0;

impl Experiment {
    /// The options in chains, each of which is run as one cascade that goes on; one by one where a
    /// measure needs each cascade by itself, and where the model's cascades cannot be continued.
    pub(super) fn chains(&self) -> Vec<Vec<usize>> {
        let alone = self.needs().intersects(Needs::TRACE.union(Needs::ALONE));
        if alone || self.cascade.live().is_none() {
            chained::singles(&self.options)
        } else {
            chained::chains(&self.options)
        }
    }

    /// The masks of a model that draws them.
    ///
    /// # Panics
    /// Where it does not.
    pub(super) fn masks(&self) -> &dyn WorldMasks {
        let Some(Whole::Masks(masks)) = self.whole() else { panic!("the model draws masks") };
        masks
    }

    /// The edges that users keep, of a model in which each keeps one.
    ///
    /// # Panics
    /// Where none does.
    pub(super) fn picks(&self) -> &ThresholdChoice {
        let Some(Whole::Picks(picks)) = self.whole() else { panic!("each user keeps an edge") };
        picks
    }

    fn whole(&self) -> Option<Whole<'_>> {
        self.cascade.live().and_then(LiveCascade::whole)
    }

    /// Which kernel runs it, and why: by a pilot of a few worlds, walked. Where the user asks to
    /// stop, the pilot ends early, and the plan is one for no replicates.
    #[must_use]
    pub fn plan(&self, stop: &Stop, progress: &dyn Progress) -> KernelPlan {
        let chains = self.chains();
        let forced = |why| KernelPlan::forced(why, chains.len());
        if self.needs().contains(Needs::TRACE) {
            return forced("a measure asks who passed it on to whom");
        }
        if !Needs::COUNTS.union(Needs::OUTCOME).contains(self.needs()) {
            return forced("a measure asks which users share or are reached, option by option");
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
        KernelPlan::cheapest(
            &self.job(stop, &chains),
            others,
            self.pilot(stop, &chains, progress).0,
        )
    }

    /// Nanoseconds that a world with all its options takes by a plan, on one thread of a usual
    /// machine; where the plan had no choice, by what a pilot had to look at, or, where users `go_on`, by how
    /// long it took, of which their sharers tell nothing.
    #[must_use]
    pub fn nanoseconds(
        &self,
        plan: &KernelPlan,
        stop: &Stop,
        go_on: bool,
        progress: &dyn Progress,
    ) -> f64 {
        if let Some((_, cost)) = plan.costs.first() {
            return *cost;
        }
        let chains = self.chains();
        let traced = if self.needs().contains(Needs::TRACE) { TRACED } else { 1.0 };
        let apart = if self.needs().contains(Needs::MESSAGES) { MESSAGES_APART } else { 1.0 };
        let (pilot, took) = self.pilot(stop, &chains, progress);
        let looked = self.job(stop, &chains).walk_cost(pilot);
        traced * apart * if go_on { looked.max(took) } else { looked }
    }

    fn job(&self, stop: &Stop, chains: &[Vec<usize>]) -> Job {
        Job {
            users: f64::from(self.network.users()),
            edges: self.network.edges() as f64,
            options: self.options.len(),
            chains: chains.len(),
            replicates: stop.most(),
            exposed: self.needs().intersects(Needs::EXPOSURE),
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
    fn pilot(&self, stop: &Stop, chains: &[Vec<usize>], progress: &dyn Progress) -> (Pilot, f64) {
        let most = (stop.most() / PILOT_SHARE).clamp(1, PILOT_WORLDS);
        let mut scratch = Scratch::new(self.network.users());
        scratch.stop_at(progress.stop());
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
            if progress.cancelled() {
                break;
            }
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
    pub fn engine(&self, kernel: Kernel) -> Arc<dyn Engine> {
        match (kernel, self.whole()) {
            (Kernel::Fused, Some(Whole::Masks(_))) => Arc::new(FusedEngine::new(self)),
            (Kernel::Gathered, Some(Whole::Masks(masks))) => {
                let sizes = [f64::from(self.network.users()), self.network.edges() as f64];
                let bytes = gathered_bytes(sizes, self.live_edges(masks)) as u64;
                Arc::new(GatheredEngine::new(self, bytes))
            }
            (Kernel::Chase, Some(Whole::Picks(_))) => Arc::new(ChaseEngine::new(self)),
            _ => Arc::new(WalkEngine::new(self)),
        }
    }
}
