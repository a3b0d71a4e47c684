//! Which kernel runs the cascades of an experiment: the cost model, in numbers.
//!
//! Four kernels give the same law. A *walk* follows one cascade at a time, at a cost that grows
//! with the cascade. *Fused* worlds cost a draw of every edge for 64 worlds, and then share looks
//! among worlds and options. *Gathered* worlds cost the same draw and the live edges once more, and
//! then little for each option. A *chase* (pointer jumping) costs every user once a world, for any
//! number of options. The cheapest depends on how large the cascades are against the network, which
//! a small pilot measures.
//!
//! The costs are nanoseconds on one thread of a usual machine of 2024. Only their ratios matter,
//! and those differ little between machines. The choice depends on the network, the model, the
//! options and the pilot, never on a clock or the number of threads, so a scenario has one plan
//! everywhere.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::batch::{fused, gathered, pointer_jumping};

/// A way to run the cascades of an experiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kernel {
    /// One cascade after the other, along live edges.
    Walk,
    /// 64 worlds and up to sixteen options at once, in bit masks; it draws other coins than a walk.
    Fused,
    /// The same worlds one by one, the live edges of each gathered into a list, and up to sixteen
    /// options at once in each.
    Gathered,
    /// Everybody's pick drawn, and pointers followed; the same coins as a walk.
    Chase,
}

impl Kernel {
    /// Its name, as `explain` and the record of a run have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Walk => "walk",
            Self::Fused => "fused",
            Self::Gathered => "gathered",
            Self::Chase => "chase",
        }
    }
}

/// What a walk costs under a model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WalkCost {
    /// Nanoseconds a sharer, before any of its followers is looked at.
    pub sharer: f64,
    /// Looks at an edge for each follower of a sharer: 1, or less where dead edges are jumped over.
    pub looks: f64,
    /// Nanoseconds a look.
    pub look: f64,
}

/// What a pilot has measured in a world, over all options.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pilot {
    /// How many worlds it ran.
    pub worlds: u64,
    /// Mean number of sharers in a world; sharers common to the options of a chain count once.
    pub sharers: f64,
    /// Mean number of their followers in a world, each counted as often as it is shown.
    pub followers: f64,
    /// Mean number of followers in the cascade to which one of these followers belongs. Exceeds the
    /// mean cascade where few cascades are large and most small.
    pub crowd: f64,
}

/// What the costs depend on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Job {
    /// Users of the network.
    pub users: f64,
    /// Edges of the network.
    pub edges: f64,
    /// How many options are compared.
    pub options: usize,
    /// How many cascades they are, where those whose seeds lie in one another's are one that goes
    /// on.
    pub chains: usize,
    /// The most replicates that there will be.
    pub replicates: u64,
    /// Whether who has seen it is measured.
    pub exposed: bool,
    /// Live edges in a world, where worlds are drawn edge by edge.
    pub live: f64,
    /// What a walk costs.
    pub walk: WalkCost,
}

/// Rows up to this size fit into a cache that all cores share.
const NEAR_BYTES: f64 = 33_554_432.0;

/// How much dearer a look at random is beyond it.
const FAR: f64 = 2.2;

/// Nanoseconds to draw the coins of an edge for 64 worlds, with vectors of 512 bits. Narrower ones
/// take longer; that is ignored, so that the plan is the same everywhere.
const DRAW: f64 = 5.0;

/// Nanoseconds to clear, count and sweep over a user and option of a block.
const USER: f64 = 4.0;

/// Looks at an edge in a block of 64 worlds for each look in a single world, where all cascades are
/// large: a user's worlds come in so many parcels. Measured from 1.5 (nearly everybody shares) to
/// 15.
const PARCELS: f64 = 12.0;

/// The same for other numbers of worlds: nearly one parcel each where they are few, [`PARCELS`] for
/// 64.
fn parcels(worlds: f64) -> f64 {
    let most = fused::WORLDS as f64;
    let crowding = (most - PARCELS) / (most * (PARCELS - 1.0));
    worlds * (1.0 + crowding) / (1.0 + crowding * worlds)
}

/// Nanoseconds a look of a block, for the first option; most looks find nothing to follow.
const LOOK: f64 = 6.0;

/// What each further option with seeds of its own adds to the cost of a look, where the masks of
/// all users are near, or everybody shares in all of them, …
const OPTION: f64 = 0.35;

/// … and where they are not: more than a look of its own, as the masks of all options are fetched.
const FAR_OPTION: f64 = 1.5;

/// The masks of all users are near up to this size, and not from twice as much on.
const NEAR_MASKS_BYTES: f64 = 8_388_608.0;

/// Nanoseconds to show a sharer's message to a follower.
const SHOW: f64 = 4.0;

/// Nanoseconds to draw a user's choice and to find where it leads.
const CHASE: f64 = 11.0;

/// Nanoseconds to count a user, for one option …
const COUNT: f64 = 0.05;

/// … and to store whether it shares, where who has seen it is measured.
const READ: f64 = 0.7;

/// Nanoseconds to see in which of 64 worlds an edge is live …
const SCAN: f64 = 6.0;

/// … and to write it to the list of one.
const GATHER: f64 = 2.0;

/// Nanoseconds to follow a live edge.
const FOLLOW: f64 = 7.2;

/// How often a live edge is followed at most in a world, for up to sixteen options with nothing in
/// common.
const FOLLOWED_AGAIN: f64 = 1.4;

/// The most bytes of a block's masks, and of what is gathered from them: masks of 2^30 edges.
/// Larger networks are walked.
pub const MOST_MASKS_BYTES: f64 = 8_589_934_592.0;

/// Bytes that gathered worlds take at most, for so many users, edges and live edges in a world.
#[must_use]
pub fn gathered_bytes([users, edges]: [f64; 2], live: f64) -> f64 {
    8.0 * edges + 4.0 * fused::WORLDS as f64 * (live + users) + 2.0 * users
}

/// The kernel chosen, and what each that could run would cost.
#[derive(Debug, Clone, PartialEq)]
pub struct KernelPlan {
    /// The kernel that runs.
    pub kernel: Kernel,
    /// Nanoseconds a world with all its options, for each kernel that was considered: the first is
    /// the one that runs. Empty where there was no choice.
    pub costs: Vec<(Kernel, f64)>,
    /// What the choice is based on.
    pub pilot: Pilot,
    /// Why there was no choice, where there was none.
    pub forced: Option<&'static str>,
    /// How many cascades the options are, where those whose seeds lie in one another's are one that
    /// goes on.
    pub chains: usize,
}

impl KernelPlan {
    /// The only kernel that can run it.
    #[must_use]
    pub const fn forced(why: &'static str, chains: usize) -> Self {
        let pilot = Pilot { worlds: 0, sharers: 0.0, followers: 0.0, crowd: 0.0 };
        Self { kernel: Kernel::Walk, costs: Vec::new(), pilot, forced: Some(why), chains }
    }

    /// The cheapest of walking and of other kernels, which draw whole worlds.
    #[must_use]
    pub fn cheapest(job: &Job, others: &[Kernel], pilot: Pilot) -> Self {
        let mut costs = vec![(Kernel::Walk, job.walk_cost(pilot))];
        let cost = |&other: &Kernel| Some((other, job.whole_cost(other, pilot)?));
        costs.extend(others.iter().filter_map(cost));
        costs.sort_by(|a, b| a.1.total_cmp(&b.1));
        Self { kernel: costs[0].0, costs, pilot, forced: None, chains: job.chains }
    }
}

impl Job {
    fn distance(&self) -> f64 {
        if self.edges * 4.0 > NEAR_BYTES { FAR } else { 1.0 }
    }

    /// Nanoseconds a world to walk all options.
    #[must_use]
    pub fn walk_cost(&self, pilot: Pilot) -> f64 {
        let WalkCost { sharer, looks, look } = self.walk;
        let shown = if self.exposed { SHOW } else { 0.0 };
        self.distance() * (pilot.sharers * sharer + pilot.followers * (looks * look + shown))
    }

    /// Nanoseconds a world for a kernel that draws worlds whole; nothing where it would take too
    /// much memory.
    fn whole_cost(&self, kernel: Kernel, pilot: Pilot) -> Option<f64> {
        let options = self.options as f64;
        let block = (self.replicates.max(1) as f64).min(fused::WORLDS as f64);
        // The cost of cascades side by side, which share each look at an edge.
        let side_by_side = |cascades: f64, option: f64| {
            let groups = (cascades / fused::OPTIONS as f64).ceil();
            groups * (1.0 + option * (cascades / groups - 1.0))
        };
        let chains = self.chains as f64;
        let [show, read] = if self.exposed { [SHOW, READ] } else { [0.0; 2] };
        let show = show * self.edges * self.distance();
        let result = (COUNT + read) * self.users * options;
        match kernel {
            Kernel::Walk => None,
            Kernel::Fused if self.edges * 8.0 > MOST_MASKS_BYTES => None,
            Kernel::Fused => {
                let draw = DRAW * self.edges;
                let sweep = USER * self.users * options;
                let share = (pilot.followers / chains / self.edges.max(1.0)).min(1.0);
                let lanes = self.chains.next_power_of_two().min(fused::OPTIONS) as f64;
                let distance = libm::log2(16.0 * lanes * self.users / NEAR_MASKS_BYTES);
                let far = distance.clamp(0.0, 1.0) * (1.0 - share);
                let shared = side_by_side(chains, OPTION + (FAR_OPTION - OPTION) * far);
                let large = block * pilot.followers / chains / pilot.crowd.max(1.0);
                let looks = pilot.crowd * parcels(large) * shared * LOOK * self.distance();
                let show = show * side_by_side(options, OPTION);
                Some((draw + sweep + looks + show) / block)
            }
            Kernel::Gathered
                if gathered_bytes([self.users, self.edges], self.live) > MOST_MASKS_BYTES =>
            {
                None
            }
            Kernel::Gathered => {
                let groups = (options / gathered::OPTIONS as f64).ceil();
                let draw = DRAW * self.edges;
                let listed = GATHER * self.live * fused::WORLDS as f64;
                let gather = (SCAN * self.edges + listed) * self.distance();
                let followed = pilot.sharers.min(FOLLOWED_AGAIN * self.live * groups);
                let world = FOLLOW * followed + result;
                Some((draw + gather + show * options) / block + world * self.distance())
            }
            Kernel::Chase => {
                let groups = (options / pointer_jumping::OPTIONS as f64).ceil();
                let world = CHASE * groups * self.users + result;
                Some(world * self.distance() + show * options / block)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cascades that are all of one size.
    fn pilot(worlds: u64, sharers: f64, followers: f64) -> Pilot {
        Pilot { worlds, sharers, followers, crowd: followers }
    }

    fn job() -> Job {
        Job {
            users: 500_000.0,
            edges: 5_200_000.0,
            options: 1,
            chains: 1,
            replicates: 10_000,
            exposed: false,
            live: 500_000.0,
            walk: WalkCost { sharer: 14.0, looks: 1.0, look: 5.0 },
        }
    }

    #[test]
    fn small_cascades_are_walked_and_large_ones_fused_or_chased() {
        let small = pilot(8, 100.0, 2000.0);
        let large = pilot(8, 150_000.0, 3_000_000.0);
        for other in [Kernel::Fused, Kernel::Chase] {
            assert_eq!(KernelPlan::cheapest(&job(), &[other], small).kernel, Kernel::Walk);
            let plan = KernelPlan::cheapest(&job(), &[other], large);
            assert_eq!(plan.kernel, other);
            assert!(plan.costs[0].1 <= plan.costs[1].1);
        }
    }

    #[test]
    fn few_replicates_do_not_pay_for_a_block() {
        let pilot = pilot(8, 20_000.0, 300_000.0);
        let few = Job { replicates: 3, ..job() };
        assert_eq!(KernelPlan::cheapest(&job(), &[Kernel::Fused], pilot).kernel, Kernel::Fused);
        assert_eq!(KernelPlan::cheapest(&few, &[Kernel::Fused], pilot).kernel, Kernel::Walk);
    }

    #[test]
    fn options_share_looks_so_many_of_them_are_fused_sooner() {
        let pilot = pilot(8, 3000.0, 90_000.0);
        let ten = Pilot { sharers: 30_000.0, followers: 900_000.0, ..pilot };
        let one_plan = KernelPlan::cheapest(&job(), &[Kernel::Fused], pilot);
        let ten_plan =
            KernelPlan::cheapest(&Job { options: 10, chains: 10, ..job() }, &[Kernel::Fused], ten);
        let fused =
            |plan: &KernelPlan| plan.costs.iter().find(|cost| cost.0 == Kernel::Fused).unwrap().1;
        assert!(fused(&ten_plan) < 10.0 * fused(&one_plan));
    }

    /// One world in fifty with a large cascade has nothing to share in a block of 64.
    #[test]
    fn rare_large_cascades_are_walked_where_as_many_followers_in_all_worlds_are_fused() {
        let even = pilot(16, 20_000.0, 300_000.0);
        let rare = Pilot { crowd: 50.0 * even.followers, ..even };
        let cost = |pilot| KernelPlan::cheapest(&job(), &[Kernel::Fused], pilot);
        assert_eq!(cost(even).kernel, Kernel::Fused);
        assert_eq!(cost(rare).kernel, Kernel::Walk);
        assert!((parcels(1.0) - 1.0).abs() < 1e-12 && (parcels(64.0) - PARCELS).abs() < 1e-12);
    }

    #[test]
    fn growing_budgets_cost_about_what_the_largest_does() {
        let pilot = pilot(8, 20_000.0, 300_000.0);
        let one = KernelPlan::cheapest(&job(), &[Kernel::Fused], pilot);
        let chain = KernelPlan::cheapest(&Job { options: 10, ..job() }, &[Kernel::Fused], pilot);
        for (one, chain) in one.costs.iter().zip(&chain.costs) {
            assert_eq!(one.0, chain.0);
            assert!(chain.1 < 1.5 * one.1, "{one:?} {chain:?}");
        }
    }

    #[test]
    fn masks_that_do_not_fit_are_not_drawn() {
        let huge = Job { users: 6.7e7, edges: 1.08e9, ..job() };
        let pilot = pilot(1, 3e7, 1e9);
        assert_eq!(KernelPlan::cheapest(&huge, &[Kernel::Fused], pilot).kernel, Kernel::Walk);
        assert_eq!(KernelPlan::cheapest(&huge, &[Kernel::Chase], pilot).kernel, Kernel::Chase);
    }
}
