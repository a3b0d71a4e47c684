//! The summary as CSV: one row an option and quantity.
//!
//! No number is in human form: no thousands apart, no percent, no "±".
//!
//! | Column | Meaning |
//! |---|---|
//! | `option`, `seeds`, `cost` | the option, how many users it seeds, what it costs in all |
//! | `kind` | what is estimated, see below |
//! | `metric` | the metric's keyword |
//! | `at_least` | of a probability that a metric is at least this, or of the time until it is: the value |
//! | `segment` | of a segment: its name, empty for the users in none; of a message: its name |
//! | `other` | of a pair: the other segment or option |
//! | `unit` | the unit of all numbers that follow |
//! | `estimate`, `standard_error`, `low`, `high` | the estimate and its interval |
//! | `sd`, `min`, `median`, `max`, `q0.05` … | of a metric: how replicates vary; `q` with a level is a quantile |
//!
//! Of every option, `kind` is one of these:
//!
//! - `mean`: the mean of a metric. `mean-at-least` is a lower bound, where replicates were stopped early.
//! - `viral`: the probability to go viral.
//! - `cost`: what a unit costs.
//!
//! A measure with a key of its own in `[answer]` has rows of its own kinds, which stand at the measure:
//! see [`MeasureKeys`](crate::metric::MeasureKeys) and [`MessageCounts`](crate::metric::MessageCounts).
//!
//! Of an option that is examined, `kind` may also be one of these:
//!
//! - `break-even`: how many ordinary users have the same effect.
//! - `worth`: the value of knowing the network.
//! - `curve`, `curve-viral`: the mean and the viral probability with this number of `seeds`.
//!
//! Of every option in an examined scenario, it may be the mean under another assumption:
//! `weaker-influence`, `stronger-influence`, `missing-edges`, `linear-threshold` or
//! `independent-cascade`.
//!
//! A cell that does not apply or has no value is empty.

use std::io::{self, Write};

use super::ReportForm;
use crate::{
    catalogue::Described,
    document::SummaryRow,
    report::{OptionAnswer, Report, answer::Cost},
    simulate::Samples,
};

/// The summary as CSV.
#[derive(Debug, Clone, Copy)]
pub struct CsvSummary;

impl Described for CsvSummary {
    const SUMMARY: &'static str = "the summary as CSV: one row an option and quantity";
    const REFERENCE: &'static str = "RFC 4180";
}

impl ReportForm for CsvSummary {
    fn write(&self, report: &Report, _samples: &Samples, to: &mut dyn Write) -> io::Result<()> {
        let mut table = csv::Writer::from_writer(to);
        table.write_record(header(&report.question.quantiles))?;
        for row in rows(report) {
            table.write_record(row)?;
        }
        table.flush()
    }
}

/// The names of the columns, with quantiles at these levels.
pub(in crate::report) fn header(levels: &[f64]) -> Vec<String> {
    let columns = [
        "option",
        "seeds",
        "cost",
        "kind",
        "metric",
        "at_least",
        "segment",
        "other",
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
pub(in crate::report) fn rows(report: &Report) -> Vec<Vec<String>> {
    let question = &report.question;
    let levels = question.quantiles.len();
    let mut rows = Vec::new();
    for option in &report.options {
        let (own, pairs) = report.captioned(|captions| {
            let own = option.rows(&question.metrics, captions);
            (own, report.compared.rows(&option.name, captions))
        });
        let costs = option.cost.iter().flat_map(Cost::rows);
        let seeding = SeededOption::of(option);
        rows.extend(own.into_iter().chain(pairs).chain(costs).map(|row| seeding.row(&row, levels)));
    }
    for examined in report.examination.iter().flat_map(|it| it.rows(&question.viral_at)) {
        let mut options = report.options.iter();
        let Some(option) = options.find(|option| option.name == examined.option) else { continue };
        let seeding = SeededOption::of(option);
        let seeding = match examined.budget {
            Some((seeds, cost)) => SeededOption { seeds, cost, ..seeding },
            None => seeding,
        };
        rows.push(seeding.row(&examined.row, levels));
    }
    rows
}

/// The option that a row belongs to.
#[derive(Clone, Copy)]
struct SeededOption<'a> {
    name: &'a str,
    seeds: usize,
    cost: Option<f64>,
}

impl<'a> SeededOption<'a> {
    fn of(option: &'a OptionAnswer) -> Self {
        let cost = option.cost.map(|cost| cost.total);
        Self { name: &option.name, seeds: option.seeds, cost }
    }

    /// The fields of a row, with this many quantiles.
    fn row(self, row: &SummaryRow, quantiles: usize) -> Vec<String> {
        let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        let variability = row.variability.as_ref();
        let mut fields = vec![
            self.name.to_owned(),
            self.seeds.to_string(),
            number(self.cost),
            row.kind.to_owned(),
            row.metric.to_owned(),
            number(row.at_least),
            row.segment.clone(),
            row.other.clone(),
            row.unit.clone(),
            row.estimate.to_string(),
            number(row.standard_error),
            number(row.low),
            number(row.high),
            number(variability.and_then(|it| it.sd)),
            number(variability.map(|it| it.min)),
            number(variability.map(|it| it.median)),
            number(variability.map(|it| it.max)),
        ];
        let quantile = |place: usize| number(variability.map(|it| it.quantiles[place]));
        fields.extend((0..quantiles).map(quantile));
        fields
    }
}
