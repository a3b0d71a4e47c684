//! How a report came to be, so that it can be made again to the bit.
//!
//! It must never hold the time, the machine or the number of threads: they change nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    kernel::plan::Kernel,
    metric::AnyMetric,
    simulate::{Stopped, TargetKind},
    statistics::Precision,
};

/// All that reproduces the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunRecord {
    /// The version of wordspread.
    pub version: String,
    /// The study's settings (its scenario, if it has one), with every default filled in and every
    /// override applied.
    pub scenario: serde_json::Value,
    /// The number that names all random numbers.
    pub rng_seed: u64,
    /// The kernel that ran the cascades. Kernels with the same distribution may use different random
    /// numbers, so only the same kernel gives the same numbers again. Settings and network choose it. On
    /// an implicit network it is `walk`.
    pub kernel: Kernel,
    /// How random numbers are made from their address, in a few words.
    pub random_numbers: String,
    /// The files that were read.
    pub inputs: Vec<InputFile>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InputFile {
    /// What it was read for: "network", "users", "seeds of option ten stars".
    pub role: String,
    /// Its path, as the scenario or the flag names it.
    pub path: String,
    /// The SHA-256 of its bytes, in 64 hexadecimal digits.
    pub sha256: String,
}

/// How many replicates there are, why there are no more, and how precise that is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Replicates {
    /// How many worlds every option has met.
    pub count: u64,
    /// Why there are no more.
    pub stopped: Stopped,
    /// Each requested precision, for each option; empty if the number of replicates is fixed.
    pub precision: Vec<PrecisionAsked>,
}

/// A requested precision, and the precision of one option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PrecisionAsked {
    /// The option's name.
    pub option: String,
    /// The metric that is to be precise.
    pub metric: AnyMetric,
    /// `null` for the metric's mean, whose precision is relative; otherwise the X of the probability
    /// (metric ≥ X), whose precision is absolute.
    pub at_least: Option<f64>,
    /// How precise it is.
    pub precision: Precision,
}

impl RunRecord {
    /// The record of a report made by this version of wordspread.
    #[must_use]
    pub fn new(
        scenario: serde_json::Value,
        rng_seed: u64,
        kernel: Kernel,
        inputs: Vec<InputFile>,
    ) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario,
            rng_seed,
            kernel,
            random_numbers: "SplitMix64, keyed by (rng_seed, purpose, world, user or edge)"
                .to_owned(),
            inputs,
        }
    }
}

impl Replicates {
    /// The number of replicates in `run`, and its precision.
    pub(super) fn of(question: &super::StudyQuestion, run: crate::simulate::RunView<'_>) -> Self {
        let row = |precise: crate::simulate::Precise| PrecisionAsked {
            option: question.options[precise.option].name.clone(),
            metric: question.metrics[precise.target.metric],
            at_least: match precise.target.kind {
                TargetKind::Mean { .. } => None,
                TargetKind::Probability { at_least, .. } => Some(at_least),
            },
            precision: precise.precision,
        };
        Self {
            count: run.samples.replicates,
            stopped: run.stopped,
            precision: run.stop.precision(run.samples).into_iter().map(row).collect(),
        }
    }
}
