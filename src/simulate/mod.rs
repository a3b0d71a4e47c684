//! Replicates in parallel: every option's cascade in every world, until there are enough.
//!
//! Replicate i of every option runs in world i, so options differ by their seeds alone and their
//! differences are paired. Which thread runs which world never shows: values are kept in the order
//! of the worlds. What the values mean is for statistics to say, not for this folder.

mod replicates;
mod samples;
mod stop;

pub use self::{
    samples::{OptionSamples, Samples, Tally},
    stop::{Precise, Stop, Stopped, Target, Wanted},
};

use crate::{
    error::{Error, Result},
    metric::AnyMetric,
    model::Cascade,
    network::Network,
    progress::Progress,
    seeding::Seeds,
};

/// What is simulated.
#[derive(Clone, Copy)]
pub struct Experiment<'a> {
    /// The network.
    pub network: &'a Network,
    /// The model, ready for the network.
    pub cascade: &'a dyn Cascade,
    /// The seeds of each option.
    pub options: &'a [Seeds],
    /// What is measured of each cascade.
    pub metrics: &'a [AnyMetric],
    /// By which attribute reached users are counted, if by any.
    pub segments: Option<Segments<'a>>,
    /// Names the worlds.
    pub rng_seed: u64,
}

impl std::fmt::Debug for Experiment<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Experiment")
            .field("options", &self.options.len())
            .field("metrics", &self.metrics)
            .field("rng_seed", &self.rng_seed)
            .finish_non_exhaustive()
    }
}

/// A category column by which reached users are counted.
#[derive(Debug, Clone, Copy)]
pub struct Segments<'a> {
    /// For each user its segment, below `count`; anything else is "unknown", segment `count`.
    pub codes: &'a [u32],
    /// How many segments there are.
    pub count: u32,
}

/// The samples, and why there are no more of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The values of every replicate.
    pub samples: Samples,
    /// Why it stopped.
    pub stopped: Stopped,
}

/// Simulates until `stop` is content, its cap is reached, or the user asks to stop; in the last
/// case the replicates done by then are given back.
///
/// # Errors
/// [`Error::Stopped`] where the user asked to stop before any replicate was done.
pub fn simulate(experiment: &Experiment<'_>, stop: &Stop, progress: &dyn Progress) -> Result<Run> {
    let mut samples = Samples::empty(experiment);
    let mut stopped = Stopped::ReplicatesDone;
    progress.begin("simulating", Some(stop.most()));
    for checkpoint in stop.checkpoints() {
        replicates::extend(experiment, &mut samples, checkpoint, progress);
        if samples.replicates < checkpoint {
            stopped = Stopped::Interrupted;
            break;
        }
        stopped = stop.look(&samples);
        if stopped == Stopped::PrecisionReached {
            break;
        }
    }
    progress.end();
    if samples.replicates == 0 {
        return Err(Error::Stopped);
    }
    Ok(Run { samples, stopped })
}
