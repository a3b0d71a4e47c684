//! What a report says of the course of cascades, one file a question: how many share by when, in which
//! generation, when there are so many, who makes whom share, and whom options have in common.
//!
//! It must never hold a number that is not finite, nor tell of a replicate what it has not: what few
//! replicates come to is told with how few they are.

mod generations;
mod mixing;
mod overlap;
pub(super) mod page;
mod time_to;
mod timeline;

pub use self::{
    generations::{Generation, GenerationsTold},
    mixing::{MadeToShare, MixingRow},
    overlap::Overlap,
    time_to::{TimeTo, Times},
    timeline::{TimePoint, TimelineTold},
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::statistics::{Confidence, Counts, Interval, Moments, mean_interval};

/// The levels of the quantiles of a [`Band`].
pub const LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// A count at one point of a curve: its mean, and how it varies from replicate to replicate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Band {
    /// The mean over the replicates.
    pub mean: f64,
    /// The standard error of the mean; `null` under two replicates.
    pub standard_error: Option<f64>,
    /// The interval for the true mean, by Student's law; `null` under two replicates.
    pub interval: Option<Interval>,
    /// The quantiles over the replicates at 5%, 25%, 50%, 75% and 95%, point by point: no replicate
    /// need follow one of them along the curve. Exact under 512, and to a fifth of a percent beyond.
    pub quantiles: [f64; 5],
}

impl Band {
    fn of(counts: &Counts, confidence: Confidence) -> Self {
        let Mean { mean, standard_error, interval } = Mean::of(&counts.moments(), confidence);
        let possible = Interval { low: 0.0, high: f64::INFINITY };
        let interval = interval.map(|interval| interval.within(possible));
        let quantile = |level| counts.quantile(level).expect("a run has at least one replicate");
        Self { mean, standard_error, interval, quantiles: LEVELS.map(quantile) }
    }
}

/// A mean over the replicates.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mean {
    /// The mean.
    pub mean: f64,
    /// Its standard error; `null` under two replicates.
    pub standard_error: Option<f64>,
    /// The interval for the true mean, by Student's law; `null` under two replicates.
    pub interval: Option<Interval>,
}

impl Mean {
    pub(super) fn of(moments: &Moments, confidence: Confidence) -> Self {
        Self {
            mean: moments.mean,
            standard_error: moments.standard_error,
            interval: mean_interval(moments, confidence),
        }
    }
}
