//! Further seeds in the worlds of an experiment.
//!
//! It must never run other worlds or another kernel: their coins would differ.

use std::sync::Arc;

use crate::{
    error::{Error, Result},
    kernel::plan::Kernel,
    metric::{AnyMetric, Measure, SegmentCounts, Segments},
    model::Cascade,
    network::Network,
    progress::{Progress, StopFlag},
    seeding::Seeds,
    simulate::{Experiment, Samples, Stop, simulate},
    statistics::{Confidence, Interval, Moments, mean_interval},
};

/// The first worlds of an experiment, and how they were run.
#[derive(Clone)]
pub struct ExperimentWorlds {
    /// The network.
    pub network: Network,
    /// The model, ready for the network.
    pub cascade: Arc<dyn Cascade>,
    /// What is measured; the first is what options are compared by.
    pub metrics: Arc<[AnyMetric]>,
    /// Names the worlds.
    pub rng_seed: u64,
    /// The kernel that ran the experiment.
    pub kernel: Kernel,
    /// How many worlds.
    pub replicates: u64,
    /// With which probability an interval is to cover the true value.
    pub confidence: Confidence,
}

impl std::fmt::Debug for ExperimentWorlds {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("ExperimentWorlds")
            .field("rng_seed", &self.rng_seed)
            .field("kernel", &self.kernel)
            .field("replicates", &self.replicates)
            .finish_non_exhaustive()
    }
}

impl ExperimentWorlds {
    /// The interval for a mean number of users in these worlds.
    pub(crate) fn mean_interval(&self, moments: &Moments) -> Option<Interval> {
        let possible = Interval { low: 0.0, high: self.network.users().into() };
        mean_interval(moments, self.confidence).map(|interval| interval.within(possible))
    }

    /// What further options have in these worlds; `what` names the work to the user.
    ///
    /// # Errors
    /// [`Error::Stopped`] where the user stops it before the last world.
    pub(super) fn run(
        &self,
        what: &str,
        options: &[Seeds],
        progress: &dyn Progress,
    ) -> Result<Samples> {
        self.run_by(what, options, None, progress)
    }

    /// The same, with reached users counted by segment.
    pub(super) fn run_by(
        &self,
        what: &str,
        options: &[Seeds],
        segments: Option<Segments>,
        progress: &dyn Progress,
    ) -> Result<Samples> {
        let experiment = self.experiment(options, segments);
        let progress = NamedWork { what, progress };
        let run = simulate(experiment.engine(self.kernel), &self.stop(), &progress)?;
        if run.samples.replicates < self.replicates {
            return Err(Error::Stopped);
        }
        Ok(run.samples)
    }

    pub(super) fn experiment(&self, options: &[Seeds], segments: Option<Segments>) -> Experiment {
        let counts = |segments: &Segments| -> Arc<dyn Measure> {
            Arc::new(SegmentCounts { segments: segments.with_unknown() })
        };
        Experiment {
            network: self.network.clone(),
            cascade: Arc::clone(&self.cascade),
            options: options.into(),
            metrics: Arc::clone(&self.metrics),
            measures: segments.iter().map(counts).collect(),
            segments,
            rng_seed: self.rng_seed,
        }
    }

    pub(super) fn stop(&self) -> Stop {
        Stop::after(self.replicates, self.confidence)
    }
}

/// Gives work a name of its own.
struct NamedWork<'a> {
    what: &'a str,
    progress: &'a dyn Progress,
}

impl Progress for NamedWork<'_> {
    fn begin(&self, _what: &str, total: Option<u64>) {
        self.progress.begin(self.what, total);
    }

    fn advance(&self, steps: u64) {
        self.progress.advance(steps);
    }

    fn end(&self) {
        self.progress.end();
    }

    fn stop(&self) -> &StopFlag {
        self.progress.stop()
    }
}
