//! The parts of an answer beside its metrics, one file a part: how many share by when, in which generation,
//! when there are so many, in which segment, who makes whom share, which message wins, and which users
//! options have in common.
//!
//! A file holds all of its part: the numbers as JSON has them, how they come from tallies, the rows that CSV
//! writes, and the blocks of a document. It knows no question and no report: what it needs of them, such as
//! the names of the options, it is given. No number is infinite or undefined.

mod generations;
mod messages;
mod mixing;
mod overlap;
mod segments;
mod timeline;
mod times_to;

pub use self::{
    generations::{Generation, GenerationsAnswer},
    messages::MessageAnswer,
    mixing::{MadeToShare, MixingRow},
    overlap::Overlap,
    segments::SegmentReach,
    timeline::{TimePoint, TimelineAnswer},
    times_to::{TimeEstimate, TimeTo},
};

pub(super) use self::{
    generations::describe as describe_generations, messages::describe as describe_messages,
    mixing::describe as describe_mixing, overlap::describe as describe_overlaps,
    segments::describe as describe_segments, timeline::describe as describe_timeline,
    times_to::describe as describe_times_to,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    document::{CurveRow, SummaryRow},
    statistics::{Confidence, Counts, Interval, Moments, mean_interval},
};

/// The name of an option, and a part of its answer.
pub(super) type OfOption<'a, T> = (&'a str, T);

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

/// A mean over the replicates.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MeanEstimate {
    /// The mean.
    pub mean: f64,
    /// Its standard error; `null` under two replicates.
    pub standard_error: Option<f64>,
    /// The interval for the true mean, by Student's law; `null` under two replicates.
    pub interval: Option<Interval>,
}

impl Band {
    fn of(counts: &Counts, confidence: Confidence) -> Self {
        let moments = counts.moments();
        let MeanEstimate { mean, standard_error, interval } =
            MeanEstimate::of(&moments, confidence);
        let possible = Interval { low: 0.0, high: f64::INFINITY };
        let interval = interval.map(|interval| interval.within(possible));
        let quantile = |level| counts.quantile(level).expect("a run has at least one replicate");
        Self { mean, standard_error, interval, quantiles: LEVELS.map(quantile) }
    }

    fn row(&self, curve: &'static str, at: f64) -> CurveRow {
        CurveRow {
            curve,
            at,
            estimate: self.mean,
            standard_error: self.standard_error,
            interval: self.interval,
            quantiles: Some(self.quantiles),
        }
    }
}

impl MeanEstimate {
    fn of(moments: &Moments, confidence: Confidence) -> Self {
        Self {
            mean: moments.mean,
            standard_error: moments.standard_error,
            interval: mean_interval(moments, confidence),
        }
    }

    /// `row` with this mean as its estimate.
    fn row(&self, row: SummaryRow) -> SummaryRow {
        let Self { mean, standard_error, interval } = *self;
        SummaryRow { estimate: mean, standard_error, ..row }.within(interval)
    }
}
