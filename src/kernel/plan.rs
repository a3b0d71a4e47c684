//! Which kernel runs the cascades of an experiment, and on what the choice is based.
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
    /// How much happens in a world beside, where users do things repeatedly; a pilot counts none of it.
    pub events: f64,
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
    pub fn forced(why: &'static str, chains: usize) -> Self {
        let (costs, pilot) = (Vec::new(), Pilot::default());
        Self { kernel: Kernel::Walk, costs, pilot, forced: Some(why), chains }
    }

    /// The cheapest of some kernels, each with its nanoseconds a world: infinitely many where it would
    /// take too much memory.
    ///
    /// # Panics
    /// Where there is none that runs.
    #[must_use]
    pub fn cheapest(mut costs: Vec<(Kernel, f64)>, pilot: Pilot, chains: usize) -> Self {
        costs.retain(|(_, nanoseconds)| nanoseconds.is_finite());
        costs.sort_by(|a, b| a.1.total_cmp(&b.1));
        Self { kernel: costs[0].0, costs, pilot, forced: None, chains }
    }
}
