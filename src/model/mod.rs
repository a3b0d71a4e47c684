//! How a message passes from user to user, one file a model.
//!
//! A model is prepared once for a network and an influence, and then runs cascades, each a pure
//! function of a [`World`] and the seeds. To add a live-edge model: a file with a struct of its
//! parameters that implements [`Described`](crate::catalogue::Described) and [`Model`], returning
//! [`LiveEdgeCascade`] around a type of yours that implements
//! [`LiveEdges`]; and its line in the catalogue below. A model counts
//! nothing: who shared, and in what order, is all it says.

mod independent_cascade;
mod linear_threshold;

pub use self::{independent_cascade::IndependentCascade, linear_threshold::LinearThreshold};

use std::{fmt, sync::LazyLock};

use crate::{
    catalogue,
    error::Result,
    influence::Influence,
    kernel::{
        LiveEdges, Memo, Scratch, Trace,
        fused::Masks,
        picks::Picks,
        plan::WalkCost,
        together::{Together, walk_together},
        walk, walk_on,
    },
    network::Network,
    rng::World,
};

/// A diffusion model.
pub trait Model {
    /// Makes the model ready to run on a network under an influence.
    ///
    /// # Errors
    /// [`Error::Value`](crate::Error::Value) where the model does not fit the influence: linear threshold weights that
    /// sum to more than 1.
    fn prepare<'a>(
        &self,
        network: &'a Network,
        influence: &'a Influence,
    ) -> Result<Box<dyn Cascade + 'a>>;
}

/// A model made ready: runs cascades.
pub trait Cascade: Sync {
    /// Runs the cascade of one world from `seeds` (a seed given twice counts once); the sharers are
    /// then in `scratch`.
    fn run(&self, world: World, seeds: &[u32], scratch: &mut Scratch);

    /// Goes on with further seeds in the world of the last cascade: `scratch` then holds those who
    /// share from all seeds together, whoever has shared before first.
    fn run_on(&self, world: World, seeds: &[u32], scratch: &mut Scratch);

    /// The cascade of [`run`](Cascade::run), to the bit, with a record of who passed it to whom.
    fn run_traced(&self, world: World, seeds: &[u32], scratch: &mut Scratch, trace: &mut Trace);

    /// Walks backward from `user`: `scratch` then holds every user whose message would be shared by
    /// `user`, itself first. Its mean size over random users is n times the chance that a random
    /// user's message makes another random user share (Borgs et al. 2014,
    /// doi:10.1137/1.9781611973402.70).
    fn run_backward(&self, world: World, user: u32, scratch: &mut Scratch);

    /// The backward walks of several worlds, one from each of `starts`: `together` then holds whom
    /// each reached. A walk that comes to a user of whom `ends` is true goes no further. Without
    /// such users each is the walk of [`run_backward`](Cascade::run_backward) in its world.
    fn run_backward_together(
        &self,
        worlds: &[World],
        starts: &[u32],
        ends: &dyn Fn(u32) -> bool,
        together: &mut Together,
    );

    /// Of the backward walks of several worlds, one from each of `starts`, those that reach nobody but
    /// their start: `is_alone` is set for each of which that is found out at less cost than by walking.
    fn walks_alone(&self, worlds: &[World], starts: &[u32], is_alone: &mut [bool]) {
        let _ = (worlds, starts, is_alone);
    }

    /// Visits the followers whom `user` makes share in a world, if it shares, in a fixed order:
    /// those of [`run`](Cascade::run), coin by coin. `memo` remembers that world alone.
    fn live_followers(&self, world: World, user: u32, memo: &mut Memo, visit: &mut dyn FnMut(u32));

    /// How the rest spreads once it is known who shares, and that all has come of it that could.
    /// Nothing where that tells no more than that those who share never make anybody else share: their
    /// live edges lead to each other alone.
    fn after(&self, shares: &[bool]) -> Option<Box<dyn Cascade + '_>> {
        let _ = shares;
        None
    }

    /// In a few words, how a walk finds live edges and why that way, for `explain`.
    fn kernel(&self) -> &'static str;

    /// How whole worlds are drawn at once, where they can be: with the same law as `run`.
    fn whole(&self) -> Option<Whole<'_>> {
        None
    }

    /// What a walk costs, for the planner.
    fn walk_cost(&self) -> WalkCost {
        WalkCost { sharer: 12.0, looks: 1.0, look: 5.0 }
    }
}

/// How a model's worlds are drawn whole, all users at once.
#[derive(Clone, Copy)]
pub enum Whole<'a> {
    /// Which edges are live, for 64 worlds at a time.
    Masks(&'a dyn Masks),
    /// The one edge that each user keeps, world by world.
    Picks(&'a Picks<'a>),
}

impl fmt::Debug for Whole<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Masks(_) => "Masks",
            Self::Picks(_) => "Picks",
        })
    }
}

catalogue! {
    /// Every diffusion model, by its keyword in `[model.…]`.
    pub enum AnyModel: Model {
        "independent-cascade" => IndependentCascade(IndependentCascade),
        "linear-threshold" => LinearThreshold(LinearThreshold),
    }
}

impl Default for AnyModel {
    fn default() -> Self {
        Self::IndependentCascade(IndependentCascade::default())
    }
}

/// The cascade of a model in which an edge is live or not whatever else happens.
pub struct LiveEdgeCascade<'a, F, B> {
    forward: F,
    backward: LazyLock<B, Box<dyn FnOnce() -> B + Send + 'a>>,
    kernel: &'static str,
    walk_cost: WalkCost,
    masks: Option<LazyMasks<'a>>,
}

/// Masks that are made when they are first needed.
type LazyMasks<'a> = LazyLock<
    Box<dyn Masks + Send + 'a>,
    Box<dyn FnOnce() -> Box<dyn Masks + Send + 'a> + Send + 'a>,
>;

impl<F, B> fmt::Debug for LiveEdgeCascade<'_, F, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "LiveEdgeCascade({})", self.kernel)
    }
}

impl<'a, F, B> LiveEdgeCascade<'a, F, B> {
    /// Cascades over `forward`, the live edges from a sharer to its followers. `backward` makes,
    /// when it is first needed, the live edges from a user to those it may have the message from:
    /// the same in law or, better, coin by coin. `kernel` says in a few words how live edges are
    /// found, and why that way.
    pub fn new(forward: F, backward: impl FnOnce() -> B + Send + 'a, kernel: &'static str) -> Self {
        Self {
            forward,
            backward: LazyLock::new(Box::new(backward)),
            kernel,
            walk_cost: WalkCost { sharer: 12.0, looks: 1.0, look: 5.0 },
            masks: None,
        }
    }

    /// The same, with what a walk costs: the planner then weighs it against drawing whole worlds by
    /// what `masks` makes, which must follow the same law.
    #[must_use]
    pub fn or_fused<M: Masks + Send + 'a>(
        mut self,
        walk_cost: WalkCost,
        masks: impl FnOnce() -> M + Send + 'a,
    ) -> Self {
        self.walk_cost = walk_cost;
        let boxed = || -> Box<dyn Masks + Send + 'a> { Box::new(masks()) };
        self.masks = Some(LazyLock::new(Box::new(boxed)));
        self
    }
}

impl<F: LiveEdges, B: LiveEdges + Send> Cascade for LiveEdgeCascade<'_, F, B> {
    fn run(&self, world: World, seeds: &[u32], scratch: &mut Scratch) {
        walk(&self.forward, world, seeds, scratch, &mut ());
    }

    fn run_on(&self, world: World, seeds: &[u32], scratch: &mut Scratch) {
        walk_on(&self.forward, world, seeds, scratch, &mut ());
    }

    fn run_traced(&self, world: World, seeds: &[u32], scratch: &mut Scratch, trace: &mut Trace) {
        walk(&self.forward, world, seeds, scratch, trace);
    }

    fn run_backward(&self, world: World, user: u32, scratch: &mut Scratch) {
        walk(&*self.backward, world, &[user], scratch, &mut ());
    }

    fn run_backward_together(
        &self,
        worlds: &[World],
        starts: &[u32],
        ends: &dyn Fn(u32) -> bool,
        together: &mut Together,
    ) {
        walk_together(&*self.backward, worlds, starts, ends, together);
    }

    fn walks_alone(&self, worlds: &[World], starts: &[u32], is_alone: &mut [bool]) {
        for ((&world, &start), is_alone) in worlds.iter().zip(starts).zip(is_alone) {
            *is_alone = true;
            self.backward.for_each_live(world, start, |_| *is_alone = false);
        }
    }

    fn live_followers(&self, world: World, user: u32, memo: &mut Memo, visit: &mut dyn FnMut(u32)) {
        self.forward.for_each_hit(world, user, memo, |hit| visit(self.forward.node_of(hit)));
    }

    fn kernel(&self) -> &'static str {
        self.kernel
    }

    fn whole(&self) -> Option<Whole<'_>> {
        self.masks.as_ref().map(|masks| Whole::Masks(&***masks))
    }

    fn walk_cost(&self) -> WalkCost {
        self.walk_cost
    }
}
