//! How a message passes from user to user, one file a model.
//!
//! A model is prepared once for a network and an influence. Then it runs cascades, each a pure function of
//! a [`World`](crate::rng::World) and the seeds.
//!
//! To add one: a file with a struct of its parameters that implements
//! [`Described`](crate::catalogue::Described) and [`Model`], and its line in the catalogue below. Its
//! [`prepare`](Model::prepare) returns one of these:
//! * [`LiveEdgeCascade`] around a type that implements [`LiveEdges`](crate::kernel::LiveEdges), if an edge
//!   is live or not whatever else happens;
//! * [`Forward`] around a type that implements [`Process`], for all other models.
//!
//! A model of several messages, or of opinions, also says what its cascades yield ([`OutcomeKind`]).
//!
//! # What goes with what
//!
//! Every model runs on every stored network, to a number of replicates or to a precision, in sweeps and in
//! every report. `check` refuses the rest with the reason. `greedy` and `local-search` work only if no
//! horizon is set. The table is made from the code, and tested:
//!
#![doc = include_str!("compatibility.md")]

mod cascade;
mod compartments;
mod competitive_cascade;
mod competitive_threshold;
mod complementary_cascade;
mod continuous_time_cascade;
mod decreasing_cascade;
mod dose_memory;
mod exposure_response;
mod fixed_threshold;
mod forward_limit;
mod independent_cascade;
mod linear_threshold;
mod multiplex;
mod negative_opinion;
mod per_user;
mod rumour;
mod self_exciting;
mod sir;
pub mod time;

pub use self::{
    cascade::{
        Cascade, Competition, Forward, LiveCascade, LiveEdgeCascade, MessageSharers, ModelCost,
        Outcome, OutcomeKind, OutcomeRequest, Process, RepeatedEvents, ReverseCascade, Rival,
        RivalSeeds, TimedCascade, Whole, WholeKind,
    },
    compartments::{Compartments, Names, Transition},
    competitive_cascade::CompetitiveCascade,
    competitive_threshold::CompetitiveThreshold,
    complementary_cascade::{Companion, ComplementaryCascade},
    continuous_time_cascade::ContinuousTimeCascade,
    decreasing_cascade::DecreasingCascade,
    dose_memory::{Contacts, Dose, DoseLaw, DoseMemory, ExponentialDose, LogNormalDose},
    exposure_response::{ExposureResponse, Hill},
    fixed_threshold::FixedThreshold,
    forward_limit::ForwardLimit,
    independent_cascade::IndependentCascade,
    linear_threshold::LinearThreshold,
    multiplex::{CrossPost, Multiplex},
    negative_opinion::NegativeOpinion,
    per_user::{Choice, NormalLaw, NumberOr, PerUser, PerUserLaw, UniformLaw},
    rumour::{Rumour, Sis, Stifling},
    self_exciting::{SelfExciting, Shares},
    sir::{Si, Sir},
    time::{Clock, TimeUnit},
};

use std::sync::Arc;

use crate::{catalogue, error::Result, influence::Influence, network::Network};

/// A diffusion model.
///
/// Only [`prepare`](Self::prepare) is required. The other methods have defaults for a live-edge model
/// without a time of its own.
pub trait Model {
    /// Prepares the model for a network and an influence: most models return a [`LiveEdgeCascade`], or a
    /// [`Forward`] around a [`Process`].
    ///
    /// # Errors
    /// [`Error::Value`](crate::Error::Value) at `model.<keyword>.<key>` for a bad parameter, or if the
    /// model does not fit the influence, such as linear threshold weights that sum to more than 1.
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>>;

    /// What cascades yield beyond who shares. Default: [`OutcomeKind::Sharers`], nothing more.
    fn outcome_kind(&self) -> OutcomeKind {
        OutcomeKind::Sharers
    }

    /// The unit of its times. Default: steps, counted from a seed.
    fn time(&self) -> TimeUnit {
        TimeUnit::steps()
    }

    /// Extra memory beyond a live-edge model, for estimates. Default: none.
    fn cost(&self) -> ModelCost {
        ModelCost::LIVE_EDGES
    }

    /// False if the model does not use influence: choosing a rule is then an error. Default: true.
    fn uses_influence(&self) -> bool {
        true
    }
}

catalogue! {
    /// Every diffusion model, by its keyword in `[model.…]`.
    pub enum AnyModel: Model {
        "independent-cascade" => IndependentCascade(IndependentCascade),
        "linear-threshold" => LinearThreshold(LinearThreshold),
        "continuous-time-cascade" => ContinuousTimeCascade(ContinuousTimeCascade),
        "self-exciting" => SelfExciting(SelfExciting),
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
        "multiplex" => Multiplex(Multiplex),
        "forward-limit" => ForwardLimit(ForwardLimit),
    }
}

impl Default for AnyModel {
    fn default() -> Self {
        Self::IndependentCascade(IndependentCascade::default())
    }
}
