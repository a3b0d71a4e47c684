//! Numbers over the replicates, as answers of measures have them: a mean, and a mean with its spread.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    document::{CurveRow, SummaryRow},
    statistics::{Confidence, Counts, Interval, Moments, mean_interval},
};

/// The levels of the quantiles of a [`Band`].
pub const LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// A count at one point of a curve: its mean, and its spread over the replicates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Band {
    /// The mean over the replicates.
    pub mean: f64,
    /// The standard error of the mean; `null` under two replicates.
    pub standard_error: Option<f64>,
    /// The interval for the true mean, by Student's law; `null` under two replicates.
    pub interval: Option<Interval>,
    /// The quantiles over the replicates at 5%, 25%, 50%, 75% and 95%. They are point by point: no
    /// replicate need follow one of them along the curve. Exact below 512, else to a fifth of a percent.
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
    pub(super) fn of(counts: &Counts, confidence: Confidence) -> Self {
        let moments = counts.moments();
        let MeanEstimate { mean, standard_error, interval } =
            MeanEstimate::of(&moments, confidence);
        let possible = Interval { low: 0.0, high: f64::INFINITY };
        let interval = interval.map(|interval| interval.within(possible));
        let quantile = |level| counts.quantile(level).expect("a run has at least one replicate");
        Self { mean, standard_error, interval, quantiles: LEVELS.map(quantile) }
    }

    pub(super) fn row(&self, curve: &'static str, at: f64) -> CurveRow {
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
    pub(super) fn of(moments: &Moments, confidence: Confidence) -> Self {
        Self {
            mean: moments.mean,
            standard_error: moments.standard_error,
            interval: mean_interval(moments, confidence),
        }
    }

    /// `row` with this mean as its estimate.
    pub(super) fn row(&self, row: SummaryRow) -> SummaryRow {
        let Self { mean, standard_error, interval } = *self;
        SummaryRow { estimate: mean, standard_error, ..row }.within(interval)
    }
}
