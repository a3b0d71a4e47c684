//! What a model made ready can do: run cascades; and where it allows that, walk them backward, or follow
//! its live edges.
//!
//! It must never know how any model does it.

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

/// A model made ready: runs cascades.
pub trait Cascade: Send + Sync + 'static {
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

    /// How many messages compete, ours among them; 0 in a model of one message.
    fn messages(&self) -> usize {
        0
    }

    /// Fills `outcome` with what is wanted of the last cascade beyond who shares. `scratch` is as the
    /// cascade left it, and keeps the sharers.
    fn outcome(&self, scratch: &mut Scratch, wanted: OutcomeRequest<'_>, outcome: &mut Outcome) {
        let _ = (scratch, wanted, outcome);
    }

    /// The same as a model in which an edge is live or not whatever else happens, if it is one.
    fn live(&self) -> Option<&dyn LiveCascade> {
        None
    }

    /// The same as a model that has reverse sets, if it is one: every model of live edges is.
    fn reverse(&self) -> Option<&dyn ReverseCascade> {
        self.live().map(|live| live as &dyn ReverseCascade)
    }
}

impl dyn Cascade {
    /// The same as a model of live edges, for `what` walks along them.
    ///
    /// # Errors
    /// [`Error::Value`] where it is none.
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

    /// The same as a model that has reverse sets, for `what` goes by them.
    ///
    /// # Errors
    /// [`Error::Value`] where it has none.
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

/// A model made ready in which a user shares if and only if one of the seeds is in its reverse set,
/// which is the same whoever the seeds are.
pub trait ReverseCascade: Cascade {
    /// The reverse sets of a user in each of several worlds, found by walks backward from `starts`:
    /// `batch` then holds whom each reached. A walk that comes to a user of whom `ends` is true goes no
    /// further. Their mean size over random users is n times the chance that a random user's message makes
    /// another random user share (Borgs et al. 2014, doi:10.1137/1.9781611973402.70).
    fn run_backward_together(
        &self,
        worlds: &[World],
        starts: &[u32],
        ends: &dyn Fn(u32) -> bool,
        batch: &mut BackwardBatch,
    );

    /// Of the backward walks of several worlds, one from each of `starts`, those that reach nobody but
    /// their start: `is_alone` is set for each of which that is found out at less cost than by walking.
    fn walks_alone(&self, worlds: &[World], starts: &[u32], is_alone: &mut [bool]) {
        let _ = (worlds, starts, is_alone);
    }

    /// For the users from `first` on, one for each of `chances`, the chance that nobody makes it share
    /// directly, whoever shares; false where it has no closed form. Where it is, walks may be
    /// [in company](BackwardBatch::given_live_start).
    fn alone(&self, first: u32, chances: &mut [f64]) -> bool {
        let _ = (first, chances);
        false
    }

    /// True where a deadline is a time of the model's own, and no number of steps.
    fn takes_time(&self) -> bool {
        false
    }
}

/// A model made ready in which an edge is live or not whatever else happens: who shares are all whom
/// the seeds reach over live edges. So cascades can be gone on with, walked backward, and drawn whole.
pub trait LiveCascade: ReverseCascade {
    /// Goes on with further seeds in the world of the last cascade: `scratch` then holds those who
    /// share from all seeds, whoever has shared before first.
    fn run_on(&self, world: World, seeds: &[u32], scratch: &mut Scratch);

    /// Walks backward from `user`: `scratch` then holds every user whose message would be shared by
    /// `user`, itself first.
    fn run_backward(&self, world: World, user: u32, scratch: &mut Scratch);

    /// Visits the followers whom `user` makes share in a world, if it shares, in a fixed order:
    /// those of [`run`](Cascade::run), coin by coin. `memo` remembers that world alone.
    fn live_followers(&self, world: World, user: u32, memo: &mut Memo, visit: &mut dyn FnMut(u32));

    /// How the rest spreads once it is known who shares, and that all has come of it that could.
    /// Nothing where that tells no more than that those who share never make anybody else share: their
    /// live edges lead to each other alone.
    fn after(&self, shares: &[bool]) -> Option<Arc<dyn LiveCascade>> {
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
    Masks(&'a dyn WorldMasks),
    /// The one edge that each user keeps, world by world.
    Picks(&'a ThresholdChoice),
}

/// The same without what draws them: all that a cost depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WholeKind {
    /// [`Whole::Masks`].
    Masks,
    /// [`Whole::Picks`].
    Picks,
}

impl Whole<'_> {
    /// Which way of drawing it is.
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
