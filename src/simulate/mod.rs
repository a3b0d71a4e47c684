//! Replicates in parallel: every option's cascade in every world, until there are enough.
//!
//! Replicate i of every option runs in world i, so options differ by their seeds alone and their
//! differences are paired. Numbers are kept in the order of the worlds, so threads do not change them.
//! What the numbers mean is for statistics and measures to say, not for this module.

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

/// The samples of a run, and why it stopped.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The values of every replicate.
    pub samples: Samples,
    /// Why it stopped.
    pub stopped: Stopped,
}

/// The samples of a run up to some replicate, borrowed.
#[derive(Debug, Clone, Copy)]
pub struct RunView<'a> {
    /// The values of every replicate so far.
    pub samples: &'a Samples,
    /// The stopping rule.
    pub stop: &'a Stop,
    /// Why there are no more replicates, for now or for good.
    pub stopped: Stopped,
}

/// Simulates until `stop` is satisfied, its largest number of replicates is done, or the user stops it.
/// If the user does, the replicates finished by then are returned.
///
/// # Errors
/// [`Error::Stopped`](crate::Error::Stopped) if the work was stopped before any replicate was finished.
pub fn simulate(engine: Arc<dyn Engine>, stop: &Stop, progress: &dyn Progress) -> Result<Run> {
    let mut simulation = Simulation::new(engine, stop.clone());
    simulation.finish(progress);
    simulation.into_run()
}
