//! When there are enough replicates.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Samples;
use crate::statistics::{Checkpoints, Confidence, Moments, Precision, Proportion};

/// When to stop: after a fixed number of replicates, or once every target is met.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// No more replicates than this.
    most: u64,
    /// What must be precise, and how precise; empty for a fixed number.
    targets: Vec<Target>,
    confidence: Confidence,
}

/// One thing that must be estimated precisely, of every option.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// The place of the metric in the experiment.
    pub metric: usize,
    /// What of it must be estimated.
    pub kind: TargetKind,
}

/// What must be estimated of a metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TargetKind {
    /// Its mean, up to this half-width relative to the mean.
    Mean {
        /// Half-width over mean.
        relative: f64,
    },
    /// The probability that it is at least `at_least`, up to this half-width.
    Probability {
        /// The value to reach.
        at_least: f64,
        /// Half-width in probability.
        absolute: f64,
    },
}

/// Why a run stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stopped {
    /// The requested number of replicates is done.
    ReplicatesDone,
    /// The requested precision is reached.
    PrecisionReached,
    /// The most replicates allowed are done, and the requested precision is not reached.
    CapReached,
    /// The user stopped it: the answer is partial.
    Interrupted,
    /// It is not over: more replicates are to come.
    Paused,
}

/// How precisely one target is estimated for one option.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Precise {
    /// The place of the option in the experiment.
    pub option: usize,
    /// The target.
    pub target: Target,
    /// How precisely it is estimated.
    pub precision: Precision,
}

impl Stop {
    /// Stops after so many replicates.
    #[must_use]
    pub fn after(replicates: u64, confidence: Confidence) -> Self {
        Self { most: replicates, targets: Vec::new(), confidence }
    }

    /// Stops once every target is met for every option, after `most` replicates at the latest.
    #[must_use]
    pub fn once_precise(targets: Vec<Target>, most: u64, confidence: Confidence) -> Self {
        Self { most, targets, confidence }
    }

    /// The largest number of replicates.
    #[must_use]
    pub const fn most(&self) -> u64 {
        self.most
    }

    /// The number of replicates that there will be, where it does not depend on what they show.
    #[must_use]
    pub fn fixed(&self) -> Option<u64> {
        self.targets.is_empty().then_some(self.most)
    }

    /// The numbers of replicates at which to look.
    pub(super) fn checkpoints(&self) -> Checkpoints {
        let pilot = if self.targets.is_empty() { self.most } else { Checkpoints::PILOT };
        Checkpoints::new(pilot, self.most)
    }

    /// How precisely each target is estimated for each option.
    #[must_use]
    pub fn precision(&self, samples: &Samples) -> Vec<Precise> {
        let options = 0..samples.options.len();
        let pairs = options.flat_map(|option| self.targets.iter().map(move |&t| (option, t)));
        let precise = |(option, target): (usize, Target)| {
            let values = &samples.options[option].values[target.metric];
            let precision = match target.kind {
                TargetKind::Mean { relative } => {
                    Precision::of_mean(&Moments::of(values), relative, self.confidence)
                }
                TargetKind::Probability { at_least, absolute } => Precision::of_proportion(
                    &Proportion::at_least(values, at_least, self.confidence),
                    absolute,
                    self.confidence,
                ),
            };
            Precise { option, target, precision }
        };
        pairs.map(precise).collect()
    }

    /// Why to stop here; at a checkpoint that is not the last, only
    /// [`Stopped::PrecisionReached`] stops.
    pub(super) fn look(&self, samples: &Samples) -> Stopped {
        if self.targets.is_empty() {
            Stopped::ReplicatesDone
        } else if self.precision(samples).iter().all(|precise| precise.precision.reached) {
            Stopped::PrecisionReached
        } else {
            Stopped::CapReached
        }
    }
}
