//! The summary as CSV: one row an option and quantity.
//!
//! It must never hold a number in human form: no thousands, no percent, no "±".
//!
//! | Column | Meaning |
//! |---|---|
//! | `option`, `seeds`, `cost` | the option, how many users it seeds, what it costs in all |
//! | `kind` | `mean` of a metric (`mean-at-least` where replicates were stopped early), `viral` probability, mean reach in a `segment`, or `cost` of a unit |
//! | `metric` | the metric's keyword |
//! | `at_least` | of a viral probability: the value to reach |
//! | `segment` | of a segment: its name, empty for the users in none |
//! | `unit` | the unit of all numbers that follow |
//! | `estimate`, `standard_error`, `low`, `high` | the estimate and its interval |
//! | `sd`, `min`, `median`, `max`, `q0.05` … | of a metric: how replicates vary; `q` with a level is a quantile |
//!
//! What does not apply or is not known is empty.

use std::io::{self, Write};

use super::{Estimate, OptionAnswer, Output, PerUnit, Report, SegmentReach, Viral};
use crate::{catalogue::Described, metric::AnyMetric, simulate::Samples, statistics::Interval};

/// The summary as CSV.
#[derive(Debug, Clone, Copy)]
pub struct CsvSummary;

impl Described for CsvSummary {
    const SUMMARY: &'static str = "the summary as CSV: one row an option and quantity";
    const REFERENCE: &'static str = "RFC 4180";
}

impl Output for CsvSummary {
    fn write(&self, report: &Report, _samples: &Samples, to: &mut dyn Write) -> io::Result<()> {
        let mut table = csv::Writer::from_writer(to);
        table.write_record(header(&report.question.quantiles))?;
        for row in rows(report) {
            table.write_record(row)?;
        }
        table.flush()
    }
}

/// The names of the columns, where quantiles are told at these levels.
pub(super) fn header(levels: &[f64]) -> Vec<String> {
    let columns = [
        "option",
        "seeds",
        "cost",
        "kind",
        "metric",
        "at_least",
        "segment",
        "unit",
        "estimate",
        "standard_error",
        "low",
        "high",
        "sd",
        "min",
        "median",
        "max",
    ];
    let quantiles = levels.iter().map(|level| format!("q{level}"));
    columns.into_iter().map(str::to_owned).chain(quantiles).collect()
}

/// All rows of a report, each as long as the header.
pub(super) fn rows(report: &Report) -> Vec<Vec<String>> {
    let question = &report.question;
    let mut rows = Vec::new();
    for option in &report.options {
        let mut put = |quantity: Quantity<'_>| {
            rows.push(quantity.row(option, question.quantiles.len()));
        };
        for metric in &question.metrics {
            put(Quantity::of_metric(metric.keyword(), &option.metrics[metric.keyword()]));
        }
        for viral in &option.viral {
            put(Quantity::of_viral(viral));
        }
        for segment in &option.segments {
            put(Quantity::of_segment(segment));
        }
        let cost = option.cost;
        for (metric, unit, price) in [
            (AnyMetric::Reach, "cost per user", cost.and_then(|cost| cost.per_reached_user)),
            (AnyMetric::Sharers, "cost per user", cost.and_then(|cost| cost.per_sharer)),
            (
                AnyMetric::Impressions,
                "cost per thousand impressions",
                cost.and_then(|cost| cost.per_thousand_impressions),
            ),
        ] {
            if let Some(price) = price {
                put(Quantity::of_cost(metric, unit, price));
            }
        }
    }
    rows
}

/// What one row tells, but for the option.
#[derive(Default)]
struct Quantity<'a> {
    kind: &'static str,
    metric: &'a str,
    at_least: Option<f64>,
    segment: &'a str,
    unit: &'a str,
    estimate: f64,
    standard_error: Option<f64>,
    interval: Option<Interval>,
    /// How replicates vary, for a metric.
    spread: Option<&'a Estimate>,
}

impl<'a> Quantity<'a> {
    fn of_metric(metric: &'a str, estimate: &'a Estimate) -> Self {
        Self {
            kind: if estimate.lower_bound { "mean-at-least" } else { "mean" },
            metric,
            unit: &estimate.unit,
            estimate: estimate.mean,
            standard_error: estimate.standard_error,
            interval: estimate.interval,
            spread: Some(estimate),
            ..Self::default()
        }
    }

    fn of_viral(viral: &Viral) -> Self {
        let probability = viral.probability;
        Self {
            kind: "viral",
            metric: viral.metric.keyword(),
            at_least: Some(viral.at_least),
            unit: "probability",
            estimate: probability.share,
            interval: Some(probability.interval),
            ..Self::default()
        }
    }

    fn of_segment(segment: &'a SegmentReach) -> Self {
        Self {
            kind: "segment",
            metric: AnyMetric::Reach.keyword(),
            segment: segment.segment.as_deref().unwrap_or_default(),
            unit: "users",
            estimate: segment.reached,
            standard_error: segment.standard_error,
            interval: segment.interval,
            ..Self::default()
        }
    }

    fn of_cost(metric: AnyMetric, unit: &'a str, price: PerUnit) -> Self {
        Self {
            kind: "cost",
            metric: metric.keyword(),
            unit,
            estimate: price.estimate,
            interval: price.interval,
            ..Self::default()
        }
    }

    fn row(&self, option: &OptionAnswer, quantiles: usize) -> Vec<String> {
        let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        let spread = self.spread;
        let mut row = vec![
            option.name.clone(),
            option.seeds.to_string(),
            number(option.cost.map(|cost| cost.total)),
            self.kind.to_owned(),
            self.metric.to_owned(),
            number(self.at_least),
            self.segment.to_owned(),
            self.unit.to_owned(),
            self.estimate.to_string(),
            number(self.standard_error),
            number(self.interval.map(|interval| interval.low)),
            number(self.interval.map(|interval| interval.high)),
            number(spread.and_then(|spread| spread.sd)),
            number(spread.map(|spread| spread.min)),
            number(spread.map(|spread| spread.median.value)),
            number(spread.map(|spread| spread.max)),
        ];
        row.extend(
            (0..quantiles).map(|place| number(spread.map(|spread| spread.quantiles[place].value))),
        );
        row
    }
}
