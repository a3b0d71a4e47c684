//! How a message passes from user to user, one file a model.
//!
//! A model is prepared once for a network and an influence, and then runs cascades, each a pure
//! function of a [`World`] and the seeds. To add a live-edge model: a file with a struct of its
//! parameters that implements [`Described`](crate::catalogue::Described) and [`Model`], returning
//! [`LiveEdgeCascade`] around a type of yours that implements
//! [`LiveEdges`]; and its line in the catalogue below. A model of several messages, or of opinions, says
//! besides how many share each ([`Told`]).

pub mod activity;
mod compartments;
mod competitive_cascade;
mod competitive_threshold;
mod complementary_cascade;
mod continuous_time_cascade;
mod decreasing_cascade;
pub mod delay;
mod dose_memory;
mod exposing;
mod exposure_response;
mod fixed_threshold;
mod independent_cascade;
mod linear_threshold;
mod negative_opinion;
mod per_user;
mod rivals;
mod rumour;
mod sir;
mod timed;
mod told;

pub use self::{
    compartments::{Compartments, Names, Transition},
    competitive_cascade::CompetitiveCascade,
    competitive_threshold::CompetitiveThreshold,
    complementary_cascade::{Companion, ComplementaryCascade},
    continuous_time_cascade::ContinuousTimeCascade,
    decreasing_cascade::DecreasingCascade,
    dose_memory::{Contacts, Dose, DoseLaw, DoseMemory, ExponentialDose, LogNormalDose},
    exposure_response::{ExposureResponse, Hill},
    fixed_threshold::FixedThreshold,
    independent_cascade::IndependentCascade,
    linear_threshold::LinearThreshold,
    negative_opinion::NegativeOpinion,
    per_user::{Choice, NormalLaw, NumberOr, PerUser, PerUserLaw, Uniform},
    rivals::{Rival, RivalSeeds},
    rumour::{Rumour, Sis, Stifling},
    sir::{Clock, Si, Sir},
    timed::TimedCascade,
    told::{Shared, Tells, Told},
};

use std::{fmt, sync::LazyLock};

use crate::{
    catalogue,
    error::{Error, Result},
    influence::Influence,
    kernel::{
        LiveEdges, Memo, Record, Scratch, Sharers, Trace,
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
    /// [`Error::Value`] where the model does not fit the influence: linear threshold weights that
    /// sum to more than 1.
    fn prepare<'a>(
        &self,
        network: &'a Network,
        influence: &'a Influence,
    ) -> Result<Box<dyn Cascade + 'a>>;

    /// What cascades tell beyond who shares.
    fn tells(&self) -> Tells {
        Tells::Sharers
    }

    /// False where influence plays no part, so that a scenario that names one is refused.
    fn asks_influence(&self) -> bool {
        true
    }
}

/// A model made ready: runs cascades.
pub trait Cascade: Sync {
    /// Runs the cascade of one world from `seeds` (a seed given twice counts once); the sharers are
    /// then in `scratch`.
    fn run(&self, world: World, seeds: &[u32], scratch: &mut Scratch);

    /// The cascade of [`run`](Cascade::run), to the bit, with a record of who passed it to whom.
    fn run_traced(&self, world: World, seeds: &[u32], scratch: &mut Scratch, trace: &mut Trace);

    /// In a few words, how a cascade is run and why that way, for `explain`.
    fn kernel(&self) -> &'static str;

    /// What a walk costs, for the planner.
    fn walk_cost(&self) -> WalkCost {
        WalkCost { sharer: 12.0, looks: 1.0, look: 5.0 }
    }

    /// How many messages it tells of, ours among them; 0 of a model of one message.
    fn messages(&self) -> usize {
        0
    }

    /// Tells of the last cascade, which was run in this world from these seeds, what the model tells
    /// beyond who shares. `scratch` keeps the sharers.
    fn tell(&self, world: World, seeds: &[u32], scratch: &mut Scratch, told: &mut Told) {
        let _ = (world, seeds, scratch, told);
    }

    /// The same as a model in which an edge is live or not whatever else happens, if it is one.
    fn live(&self) -> Option<&dyn LiveCascade> {
        None
    }
}

impl dyn Cascade + '_ {
    /// The same as a model of live edges, for `what` walks along them.
    ///
    /// # Errors
    /// [`Error::Value`] where it is none.
    pub fn live_for(&self, what: &str) -> Result<&dyn LiveCascade> {
        self.live().ok_or_else(|| {
            let problem = format!(
                "{what} goes by edges that are live or not whatever else happens, and this model has \
                 none"
            );
            let remedy = "take [model.independent-cascade] or [model.linear-threshold] for it, or rank users: \
                          seeds.top-degree, seeds.pagerank and the like go with any model";
            Error::value("model", problem, remedy)
        })
    }
}

/// A model whose cascades only run forward, from a world and seeds to sharers.
pub trait Process: Sync {
    /// Its buffers, reused from one cascade to the next.
    type Buffers: Send + 'static;

    /// New buffers.
    fn buffers(&self) -> Self::Buffers;

    /// Runs the cascade of one world from `seeds`, of which one may be given twice: adds to `sharers`,
    /// which are none yet, and tells `record` of each of them. `buffers` are as the last cascade left them.
    fn spread<R: Record>(
        &self,
        world: World,
        seeds: &[u32],
        sharers: &mut Sharers<'_>,
        buffers: &mut Self::Buffers,
        record: &mut R,
    );

    /// In a few words, how a cascade is run, for `explain`.
    fn kernel(&self) -> &'static str;

    /// What a cascade costs a sharer and a follower of a sharer, for `explain`.
    fn cost(&self) -> WalkCost;

    /// As [`Cascade::messages`].
    fn messages(&self) -> usize {
        0
    }

    /// As [`Cascade::tell`]: `buffers` are as the cascade left them.
    fn tell(&self, world: World, seeds: &[u32], buffers: &mut Self::Buffers, told: &mut Told) {
        let _ = (world, seeds, buffers, told);
    }
}

/// The cascades of a [`Process`].
#[derive(Debug, Clone, Copy)]
pub struct Forward<P>(pub P);

impl<P: Process> Cascade for Forward<P> {
    fn run(&self, world: World, seeds: &[u32], scratch: &mut Scratch) {
        let (mut sharers, buffers) = scratch.start_with(|| self.0.buffers());
        self.0.spread(world, seeds, &mut sharers, buffers, &mut ());
    }

    fn run_traced(&self, world: World, seeds: &[u32], scratch: &mut Scratch, trace: &mut Trace) {
        trace.start();
        let (mut sharers, buffers) = scratch.start_with(|| self.0.buffers());
        self.0.spread(world, seeds, &mut sharers, buffers, trace);
    }

    fn kernel(&self) -> &'static str {
        self.0.kernel()
    }

    fn walk_cost(&self) -> WalkCost {
        self.0.cost()
    }

    fn messages(&self) -> usize {
        self.0.messages()
    }

    fn tell(&self, world: World, seeds: &[u32], scratch: &mut Scratch, told: &mut Told) {
        let buffers = scratch.own().expect("the cascade that is told of has left its buffers");
        self.0.tell(world, seeds, buffers, told);
    }
}

/// A model made ready in which an edge is live or not whatever else happens: who shares are all whom
/// the seeds reach over live edges. So cascades can be gone on with, walked backward, and drawn whole.
pub trait LiveCascade: Cascade {
    /// Goes on with further seeds in the world of the last cascade: `scratch` then holds those who
    /// share from all seeds together, whoever has shared before first.
    fn run_on(&self, world: World, seeds: &[u32], scratch: &mut Scratch);

    /// Walks backward from `user`: `scratch` then holds every user whose message would be shared by
    /// `user`, itself first. Its mean size over random users is n times the chance that a random
    /// user's message makes another random user share (Borgs et al. 2014,
    /// doi:10.1137/1.9781611973402.70).
    fn run_backward(&self, world: World, user: u32, scratch: &mut Scratch);

    /// The backward walks of several worlds, one from each of `starts`: `together` then holds whom
    /// each reached. A walk that comes to a user of whom `ends` is true goes no further. Without
    /// such users each is the walk of [`run_backward`](LiveCascade::run_backward) in its world.
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

    /// The chance that nobody makes `user` share directly, whoever shares, where that is known in closed
    /// form: walks may then be [in company](Together::in_company).
    fn alone(&self, user: u32) -> Option<f64> {
        let _ = user;
        None
    }

    /// Visits the followers whom `user` makes share in a world, if it shares, in a fixed order:
    /// those of [`run`](Cascade::run), coin by coin. `memo` remembers that world alone.
    fn live_followers(&self, world: World, user: u32, memo: &mut Memo, visit: &mut dyn FnMut(u32));

    /// How the rest spreads once it is known who shares, and that all has come of it that could.
    /// Nothing where that tells no more than that those who share never make anybody else share: their
    /// live edges lead to each other alone.
    fn after(&self, shares: &[bool]) -> Option<Box<dyn LiveCascade + '_>> {
        let _ = shares;
        None
    }

    /// How whole worlds are drawn at once, where they can be: with the same law as `run`.
    fn whole(&self) -> Option<Whole<'_>> {
        None
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
        "continuous-time-cascade" => ContinuousTimeCascade(ContinuousTimeCascade),
        "si" => Si(Si),
        "sir" => Sir(Sir),
        "competitive-cascade" => CompetitiveCascade(CompetitiveCascade),
        "competitive-threshold" => CompetitiveThreshold(CompetitiveThreshold),
        "complementary-cascade" => ComplementaryCascade(ComplementaryCascade),
        "negative-opinion" => NegativeOpinion(NegativeOpinion),
        "sis" => Sis(Sis),
        "rumour" => Rumour(Rumour),
        "compartments" => Compartments(Compartments),
        "fixed-threshold" => FixedThreshold(FixedThreshold),
        "exposure-response" => ExposureResponse(ExposureResponse),
        "decreasing-cascade" => DecreasingCascade(DecreasingCascade),
        "dose-memory" => DoseMemory(DoseMemory),
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

    fn run_traced(&self, world: World, seeds: &[u32], scratch: &mut Scratch, trace: &mut Trace) {
        walk(&self.forward, world, seeds, scratch, trace);
    }

    fn kernel(&self) -> &'static str {
        self.kernel
    }

    fn walk_cost(&self) -> WalkCost {
        self.walk_cost
    }

    fn live(&self) -> Option<&dyn LiveCascade> {
        Some(self)
    }
}

impl<F: LiveEdges, B: LiveEdges + Send> LiveCascade for LiveEdgeCascade<'_, F, B> {
    fn run_on(&self, world: World, seeds: &[u32], scratch: &mut Scratch) {
        walk_on(&self.forward, world, seeds, scratch, &mut ());
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

    fn alone(&self, user: u32) -> Option<f64> {
        self.backward.none_live(user)
    }

    fn live_followers(&self, world: World, user: u32, memo: &mut Memo, visit: &mut dyn FnMut(u32)) {
        self.forward.for_each_hit(world, user, memo, |hit| visit(self.forward.node_of(hit)));
    }

    fn whole(&self) -> Option<Whole<'_>> {
        self.masks.as_ref().map(|masks| Whole::Masks(&***masks))
    }
}
