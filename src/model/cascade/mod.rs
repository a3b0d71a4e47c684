//! The interface of a prepared model: run cascades and, if the model allows it, walk them backward or follow
//! live edges.
//!
//! It must never depend on any one model.

mod cost;
pub(super) mod exposure;
mod live_edges;
mod outcome;
mod process;
pub(super) mod rivals;
mod timed;

pub use self::{
    cost::{ModelCost, RepeatedEvents},
    live_edges::LiveEdgeCascade,
    outcome::{MessageSharers, Outcome, OutcomeKind, OutcomeRequest},
    process::{Forward, Process},
    rivals::{Competition, Rival, RivalSeeds},
    timed::TimedCascade,
};

use std::{fmt, sync::Arc};

use crate::{
    error::{Error, Result},
    kernel::{
        Memo, Scratch, Trace, backward::BackwardBatch, batch::fused::WorldMasks,
        live::threshold_choice::ThresholdChoice, plan::WalkCost,
    },
    rng::World,
};

/// A prepared model, which runs cascades.
pub trait Cascade: Send + Sync + 'static {
    /// Runs the cascade of one world from `seeds`. A seed given twice counts once. The sharers are then in
    /// `scratch`.
    fn run(&self, world: World, seeds: &[u32], scratch: &mut Scratch);

    /// The same cascade as [`run`](Cascade::run), to the bit, with a record of who passed it to whom.
    fn run_traced(&self, world: World, seeds: &[u32], scratch: &mut Scratch, trace: &mut Trace);

    /// How a cascade is run and why that way, in a few words for `explain`.
    fn kernel(&self) -> &'static str;

    /// The cost of a walk, for the planner. Default: 12 ns a sharer, and one look of 5 ns a follower.
    fn walk_cost(&self) -> WalkCost {
        WalkCost { sharer: 12.0, looks: 1.0, look: 5.0 }
    }

    /// How many messages compete, ours among them. Default: 0, for a model of one message.
    fn messages(&self) -> usize {
        0
    }

    /// Fills `outcome` with what is wanted of the last cascade beyond who shares. By default it stays empty.
    /// `scratch` is as the cascade left it, and must keep the sharers.
    fn outcome(&self, scratch: &mut Scratch, wanted: OutcomeRequest<'_>, outcome: &mut Outcome) {
        let _ = (scratch, wanted, outcome);
    }

    /// This model as a [`LiveCascade`], if supported: an edge is live or not whatever else happens.
    /// Default: `None`.
    fn live(&self) -> Option<&dyn LiveCascade> {
        None
    }

    /// This model as a [`ReverseCascade`], if supported. Default: supported if [`live`](Self::live) is.
    fn reverse(&self) -> Option<&dyn ReverseCascade> {
        self.live().map(|live| live as &dyn ReverseCascade)
    }
}

impl dyn Cascade {
    /// This model as a [`LiveCascade`]; `what` names the work that needs one.
    ///
    /// # Errors
    /// [`Error::Value`] at `model` if it is not supported.
    pub fn live_for(&self, what: &str) -> Result<&dyn LiveCascade> {
        self.live().ok_or_else(|| {
            let problem = format!(
                "{what} goes by edges that are live or not whatever else happens, and this model has \
                 none, or an end in time"
            );
            let remedy = "take [model.independent-cascade] or [model.linear-threshold] for it, or rank users: \
                          seeds.top-degree, seeds.pagerank and the like go with any model";
            Error::value("model", problem, remedy)
        })
    }

    /// This model as a [`ReverseCascade`]; `what` names the work that needs one.
    ///
    /// # Errors
    /// [`Error::Value`] at `model` if it is not supported.
    pub fn reverse_for(&self, what: &str) -> Result<&dyn ReverseCascade> {
        self.reverse().ok_or_else(|| {
            let problem = format!(
                "{what} goes by reverse sets: of whom each alone would have made a user share; this model \
                 does not tell them"
            );
            let remedy = "take [model.independent-cascade], [model.linear-threshold], \
                          [model.continuous-time-cascade] or [model.sir] for it, or rank users: \
                          seeds.top-degree, seeds.pagerank and the like go with any model";
            Error::value("model", problem, remedy)
        })
    }
}

/// A prepared model with reverse sets: a user shares if and only if a seed is in its reverse set, which does
/// not depend on the seeds.
pub trait ReverseCascade: Cascade {
    /// Finds a reverse set in each of `worlds`, by a backward walk from the user in `starts`; `batch` then
    /// holds the sets. A walk goes no further at a user for whom `ends` is true.
    ///
    /// Their mean size over random users is n times the probability that a random user's message makes
    /// another random user share (Borgs et al. 2014, doi:10.1137/1.9781611973402.70).
    fn run_backward_together(
        &self,
        worlds: &[World],
        starts: &[u32],
        ends: &dyn Fn(u32) -> bool,
        batch: &mut BackwardBatch,
    );

    /// Sets `is_alone` for backward walks that reach nobody but their start, if that costs less than the walk.
    /// One walk goes from each of `starts`, in the world at the same place. By default none is set.
    fn walks_alone(&self, worlds: &[World], starts: &[u32], is_alone: &mut [bool]) {
        let _ = (worlds, starts, is_alone);
    }

    /// Writes, for the users from `first` on, the probability that nobody makes this user share directly,
    /// whoever shares. False, the default, if there is no closed form. If true, walks may be
    /// [in company](BackwardBatch::given_live_start).
    fn alone(&self, first: u32, chances: &mut [f64]) -> bool {
        let _ = (first, chances);
        false
    }

    /// True if a deadline is in the model's own unit of time, not in steps. Default: false.
    fn takes_time(&self) -> bool {
        false
    }
}

/// A prepared live-edge model: an edge is live or not whatever else happens, and the sharers are all users
/// whom the seeds reach over live edges. So cascades can be continued, walked backward, and drawn whole.
pub trait LiveCascade: ReverseCascade {
    /// Continues the last cascade with further seeds in the same world. `scratch` then holds the sharers of
    /// all seeds, earlier ones first.
    fn run_on(&self, world: World, seeds: &[u32], scratch: &mut Scratch);

    /// Walks backward from `user`. `scratch` then holds every user whose message `user` would share, itself
    /// first.
    fn run_backward(&self, world: World, user: u32, scratch: &mut Scratch);

    /// Visits the followers whom `user`, once it shares, makes share in a world, in a fixed order. The
    /// random numbers are those of [`run`](Cascade::run). `memo` is for this world alone.
    fn live_followers(&self, world: World, user: u32, memo: &mut Memo, visit: &mut dyn FnMut(u32));

    /// How a message spreads among the other users, given the final sharers of a cascade.
    ///
    /// `None`, the default, if this changes no more than that the live edges of sharers lead to sharers only.
    fn after(&self, shares: &[bool]) -> Option<Arc<dyn LiveCascade>> {
        let _ = shares;
        None
    }

    /// How whole worlds are drawn at once, if they can be, with the same distribution as `run`. Default:
    /// `None`.
    fn whole(&self) -> Option<Whole<'_>> {
        None
    }
}

/// How a model's worlds are drawn whole, all users at once.
#[derive(Clone, Copy)]
pub enum Whole<'a> {
    /// Which edges are live, for 64 worlds at a time.
    Masks(&'a dyn WorldMasks),
    /// The one edge that each user keeps, world by world.
    Picks(&'a ThresholdChoice),
}

/// The kind of [`Whole`], on which costs depend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WholeKind {
    /// [`Whole::Masks`].
    Masks,
    /// [`Whole::Picks`].
    Picks,
}

impl Whole<'_> {
    /// Its kind.
    #[must_use]
    pub const fn kind(self) -> WholeKind {
        match self {
            Self::Masks(_) => WholeKind::Masks,
            Self::Picks(_) => WholeKind::Picks,
        }
    }
}

impl fmt::Debug for Whole<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind().fmt(formatter)
    }
}
