//! From an experiment to the engine that runs it: the pilot, the plan, the choice.

use std::{sync::Arc, time::Instant};

use super::{
    Engine, EngineCost, Experiment, Stop, Workload, chained,
    engines::{
        chased::{self, ChaseEngine},
        fused::{self, FusedEngine},
        gathered::{self, GatheredEngine},
        walked::{self, WalkEngine},
    },
};
use crate::{
    kernel::{
        Scratch,
        batch::{fused::WorldMasks, masks::live_edges},
        live::threshold_choice::ThresholdChoice,
        plan::{Kernel, KernelPlan, Pilot},
    },
    metric::Needs,
    model::{LiveCascade, ModelCost, Whole},
    progress::Progress,
    rng::{Purpose, World},
};

/// A pilot ends after so many worlds …
const PILOT_WORLDS: u64 = 16;

/// … or one for so many replicates, so that it costs a fraction of them …
const PILOT_SHARE: u64 = 4;

/// … or once it has seen so many followers, so that it costs a fraction of a second.
const PILOT_FOLLOWERS: u64 = 5_000_000;

impl Workload {
    /// The memory and time of a kernel's engine, if worlds are as in a pilot.
    #[must_use]
    pub fn cost(&self, kernel: Kernel, pilot: Pilot) -> EngineCost {
        match kernel {
            Kernel::Walk => walked::cost(self, pilot),
            Kernel::Fused => fused::cost(self, pilot),
            Kernel::Gathered => gathered::cost(self, pilot),
            Kernel::Chase => chased::cost(self),
        }
    }

    /// The cheapest of some kernels, if worlds are as in a pilot.
    #[must_use]
    pub fn cheapest(&self, kernels: &[Kernel], pilot: Pilot) -> KernelPlan {
        let cost = |&kernel: &Kernel| (kernel, self.cost(kernel, pilot).nanoseconds);
        KernelPlan::cheapest(kernels.iter().map(cost).collect(), pilot, self.chains)
    }
}

impl Experiment {
    /// The options in chains of nested seed sets, each run as one cascade. A chain has one option if a
    /// measure needs each cascade alone, or if the model's cascades cannot be continued.
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

    /// Chooses the kernel, by a pilot of a few walked worlds. If the user stops the work, the pilot ends
    /// early, and the plan is good for no replicates.
    #[must_use]
    pub fn plan(&self, stop: &Stop, progress: &dyn Progress) -> KernelPlan {
        let work = self.workload(stop.most());
        match work.only_walked() {
            Some(why) => KernelPlan::forced(why, work.chains),
            None => work.cheapest(work.kernels(), self.pilot(stop, progress).0),
        }
    }

    /// Nanoseconds a world with all its options by a plan, on one thread of a usual machine.
    ///
    /// If the plan had no choice, a pilot is run and its work counted. With `go_on`, the time that the pilot
    /// took counts too: users who act repeatedly take time that the number of sharers does not show.
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
        let work = self.workload(stop.most());
        let (pilot, took) = self.pilot(stop, progress);
        let looked = work.cost(Kernel::Walk, pilot).nanoseconds;
        if go_on { looked.max(walked::slowdown(&work) * took) } else { looked }
    }

    /// Its work in at most this many replicates.
    #[must_use]
    pub fn workload(&self, replicates: u64) -> Workload {
        let options = self.options.len();
        let whole = self.whole();
        let observers = self.measures.iter().map(|measure| measure.observer_bytes(options));
        Workload {
            users: f64::from(self.network.users()),
            edges: self.network.edges() as f64,
            live_edges: match whole {
                Some(Whole::Masks(masks)) => {
                    live_edges(masks, self.rng_seed, self.network.forward().edges())
                }
                _ => 0.0,
            },
            options,
            chains: self.chains().len(),
            replicates,
            needs: self.needs(),
            observer_bytes: observers.sum::<u64>() as f64,
            walk: self.cascade.walk_cost(),
            model: ModelCost { whole: whole.map(Whole::kind), ..ModelCost::LIVE_EDGES },
        }
    }

    /// A pilot, and the nanoseconds that a world of it took.
    fn pilot(&self, stop: &Stop, progress: &dyn Progress) -> (Pilot, f64) {
        let chains = self.chains();
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
        let (sharers, followers) = (mean(sharers), mean(followers));
        (Pilot { worlds, sharers, followers, crowd, events: 0.0 }, took)
    }

    /// The engine for a kernel. If the model does not support the kernel, worlds are walked.
    #[must_use]
    pub fn engine(&self, kernel: Kernel) -> Arc<dyn Engine> {
        match (kernel, self.whole()) {
            (Kernel::Fused, Some(Whole::Masks(_))) => Arc::new(FusedEngine::new(self)),
            (Kernel::Gathered, Some(Whole::Masks(_))) => Arc::new(GatheredEngine::new(self)),
            (Kernel::Chase, Some(Whole::Picks(_))) => Arc::new(ChaseEngine::new(self)),
            _ => Arc::new(WalkEngine::new(self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::plan::WalkCost;

    /// Cascades that are all of one size.
    fn pilot(worlds: u64, sharers: f64, followers: f64) -> Pilot {
        Pilot { worlds, sharers, followers, crowd: followers, events: 0.0 }
    }

    fn workload() -> Workload {
        Workload {
            users: 500_000.0,
            edges: 5_200_000.0,
            live_edges: 500_000.0,
            options: 1,
            chains: 1,
            replicates: 10_000,
            needs: Needs::SHARERS,
            observer_bytes: 0.0,
            walk: WalkCost { sharer: 14.0, looks: 1.0, look: 5.0 },
            model: ModelCost::LIVE_EDGES,
        }
    }

    /// The plan between a walk and another kernel.
    fn plan(work: Workload, other: Kernel, pilot: Pilot) -> KernelPlan {
        work.cheapest(&[Kernel::Walk, other], pilot)
    }

    #[test]
    fn small_cascades_are_walked_and_large_ones_fused_or_chased() {
        let small = pilot(8, 100.0, 2000.0);
        let large = pilot(8, 150_000.0, 3_000_000.0);
        for other in [Kernel::Fused, Kernel::Chase] {
            assert_eq!(plan(workload(), other, small).kernel, Kernel::Walk);
            let plan = plan(workload(), other, large);
            assert_eq!(plan.kernel, other);
            assert!(plan.costs[0].1 <= plan.costs[1].1);
        }
    }

    #[test]
    fn few_replicates_do_not_pay_for_a_block() {
        let pilot = pilot(8, 20_000.0, 300_000.0);
        let few = Workload { replicates: 3, ..workload() };
        assert_eq!(plan(workload(), Kernel::Fused, pilot).kernel, Kernel::Fused);
        assert_eq!(plan(few, Kernel::Fused, pilot).kernel, Kernel::Walk);
    }

    #[test]
    fn options_share_looks_so_many_of_them_are_fused_sooner() {
        let pilot = pilot(8, 3000.0, 90_000.0);
        let ten = Pilot { sharers: 30_000.0, followers: 900_000.0, ..pilot };
        let one_plan = plan(workload(), Kernel::Fused, pilot);
        let ten_plan = plan(Workload { options: 10, chains: 10, ..workload() }, Kernel::Fused, ten);
        let fused =
            |plan: &KernelPlan| plan.costs.iter().find(|cost| cost.0 == Kernel::Fused).unwrap().1;
        assert!(fused(&ten_plan) < 10.0 * fused(&one_plan));
    }

    /// One world in fifty with a large cascade has nothing to share in a block of 64.
    #[test]
    fn rare_large_cascades_are_walked_where_as_many_followers_in_all_worlds_are_fused() {
        let even = pilot(16, 20_000.0, 300_000.0);
        let rare = Pilot { crowd: 50.0 * even.followers, ..even };
        assert_eq!(plan(workload(), Kernel::Fused, even).kernel, Kernel::Fused);
        assert_eq!(plan(workload(), Kernel::Fused, rare).kernel, Kernel::Walk);
    }

    #[test]
    fn growing_budgets_cost_about_what_the_largest_does() {
        let pilot = pilot(8, 20_000.0, 300_000.0);
        let one = plan(workload(), Kernel::Fused, pilot);
        let chain = plan(Workload { options: 10, ..workload() }, Kernel::Fused, pilot);
        for (one, chain) in one.costs.iter().zip(&chain.costs) {
            assert_eq!(one.0, chain.0);
            assert!(chain.1 < 1.5 * one.1, "{one:?} {chain:?}");
        }
    }

    #[test]
    fn masks_that_do_not_fit_are_not_drawn() {
        let huge = Workload { users: 6.7e7, edges: 1.08e9, ..workload() };
        let pilot = pilot(1, 3e7, 1e9);
        assert_eq!(plan(huge, Kernel::Fused, pilot).kernel, Kernel::Walk);
        assert_eq!(plan(huge, Kernel::Chase, pilot).kernel, Kernel::Chase);
    }
}
