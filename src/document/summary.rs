//! Numbers as rows for programs: each part of an answer gives its own, and CSV writes them all alike.
//!
//! No row holds a number in human form, and none knows which option it belongs to.

use crate::statistics::{Interval, Proportion, Quantile};

/// One quantity with its uncertainty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SummaryRow {
    /// What it is.
    pub kind: &'static str,
    /// The keyword of the metric that it is of.
    pub metric: &'static str,
    /// The value to reach, where the quantity has one.
    pub at_least: Option<f64>,
    /// The segment or message that it is of; empty for none.
    pub segment: String,
    /// The other segment or option; empty for none.
    pub other: String,
    /// The unit of all numbers that follow.
    pub unit: String,
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: Option<f64>,
    /// The lower end of its interval.
    pub low: Option<f64>,
    /// The upper end of its interval.
    pub high: Option<f64>,
    /// How it varies from replicate to replicate.
    pub variability: Option<Variability>,
}

/// How a value varies from replicate to replicate.
#[derive(Debug, Clone, PartialEq)]
pub struct Variability {
    /// The standard deviation.
    pub sd: Option<f64>,
    /// The smallest value.
    pub min: f64,
    /// The median.
    pub median: f64,
    /// The largest value.
    pub max: f64,
    /// The quantiles, in the order of their levels.
    pub quantiles: Vec<f64>,
}

/// One point of a curve.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CurveRow {
    /// Which curve.
    pub curve: &'static str,
    /// The time or the generation.
    pub at: f64,
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: Option<f64>,
    /// Its interval.
    pub interval: Option<Interval>,
    /// The quantiles over the replicates; `None` where it has none.
    pub quantiles: Option<[f64; 5]>,
}

impl SummaryRow {
    /// The probability that `metric` is at least `at_least`.
    #[must_use]
    pub fn probability(
        kind: &'static str,
        metric: &'static str,
        at_least: Option<f64>,
        probability: &Proportion,
    ) -> Self {
        Self {
            kind,
            metric,
            at_least,
            unit: "probability".to_owned(),
            estimate: probability.share,
            ..Self::default()
        }
        .within(Some(probability.interval))
    }

    /// The same row with the ends of its interval.
    #[must_use]
    pub fn within(self, interval: Option<Interval>) -> Self {
        let (low, high) = (interval.map(|ends| ends.low), interval.map(|ends| ends.high));
        Self { low, high, ..self }
    }
}

impl Variability {
    /// What a median and quantiles say beside the ends and the standard deviation.
    #[must_use]
    pub fn of(
        sd: Option<f64>,
        [min, max]: [f64; 2],
        median: &Quantile,
        others: &[Quantile],
    ) -> Self {
        let quantiles = others.iter().map(|quantile| quantile.value).collect();
        Self { sd, min, median: median.value, max, quantiles }
    }
}
