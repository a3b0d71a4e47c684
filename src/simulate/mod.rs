//! Replicates in parallel: every option's cascade in every world, until there are enough.
//!
//! Replicate i of every option runs in world i, so options differ by their seeds alone and their
//! differences are paired. Which thread runs which world never shows: numbers are kept in the order
//! of the worlds. What they mean is for statistics and measures to say, not for this folder.

mod block;
mod chained;
mod engine;
mod engines;
mod experiment;
mod layout;
#[cfg(test)]
mod measure_tests;
mod planned;
mod samples;
mod simulation;
mod stop;
#[cfg(test)]
mod tests;
mod traced;
mod workers;
mod workload;

pub use self::{
    block::Block,
    engine::{Engine, Worker},
    engines::ImplicitExperiment,
    experiment::Experiment,
    layout::WorldLayout,
    samples::{OptionSamples, Samples},
    simulation::{Simulation, SimulationState},
    stop::{Precise, Stop, Stopped, Target, TargetKind},
    traced::TracedCascade,
    workload::{EngineCost, Workload},
};

use std::sync::Arc;

use crate::{error::Result, progress::Progress};

/// The samples, and why there are no more of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The values of every replicate.
    pub samples: Samples,
    /// Why it stopped.
    pub stopped: Stopped,
}

/// What a run has given up to some replicate.
#[derive(Debug, Clone, Copy)]
pub struct RunView<'a> {
    /// The values of every replicate so far.
    pub samples: &'a Samples,
    /// The rule to stop by.
    pub stop: &'a Stop,
    /// Why there are no more replicates, for now or for good.
    pub stopped: Stopped,
}

/// Simulates until `stop` is content, its cap is reached, or the user asks to stop; in the last
/// case the replicates finished by then are given back.
///
/// # Errors
/// [`Error::Stopped`](crate::Error::Stopped) where the work was stopped before any replicate was
/// finished.
pub fn simulate(engine: Arc<dyn Engine>, stop: &Stop, progress: &dyn Progress) -> Result<Run> {
    let mut simulation = Simulation::new(engine, stop.clone());
    simulation.finish(progress);
    simulation.into_run()
}
