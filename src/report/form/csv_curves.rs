//! The curves as CSV: one row an option, curve and point.
//!
//! No number is in human form: no thousands apart, no percent, no "±".
//!
//! | Column | Meaning |
//! |---|---|
//! | `option` | the option |
//! | `curve` | the curve's name, which its measure explains: see [`MeasureKeys`](crate::metric::MeasureKeys) |
//! | `at` | its point: a time, or a generation |
//! | `estimate`, `standard_error`, `low`, `high` | the mean (of a branching number: the ratio of means) and its interval |
//! | `q0.05` … `q0.95` | quantiles over the replicates, point by point |
//!
//! A cell that does not apply or has no value is empty. Without a measure that has curves, there is no row.

use std::io::{self, Write};

use super::ReportForm;
use crate::{
    catalogue::Described, document::CurveRow, metric::LEVELS, report::Report, simulate::Samples,
};

/// The curves as CSV.
#[derive(Debug, Clone, Copy)]
pub struct CsvCurves;

impl Described for CsvCurves {
    const SUMMARY: &'static str =
        "the curves, such as the timeline, as CSV: one row an option, curve and point";
    const REFERENCE: &'static str = "RFC 4180";
}

impl ReportForm for CsvCurves {
    fn write(&self, report: &Report, _samples: &Samples, to: &mut dyn Write) -> io::Result<()> {
        let mut table = csv::Writer::from_writer(to);
        let columns = ["option", "curve", "at", "estimate", "standard_error", "low", "high"];
        let quantiles = LEVELS.map(|level| format!("q{level}"));
        table.write_record(columns.into_iter().chain(quantiles.iter().map(String::as_str)))?;
        for option in &report.options {
            for row in option.tables.curve_rows() {
                table.write_record(fields(&option.name, &row))?;
            }
        }
        table.flush()
    }
}

fn fields(option: &str, row: &CurveRow) -> Vec<String> {
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let mut fields = vec![
        option.to_owned(),
        row.curve.to_owned(),
        row.at.to_string(),
        row.estimate.to_string(),
        number(row.standard_error),
        number(row.interval.map(|ends| ends.low)),
        number(row.interval.map(|ends| ends.high)),
    ];
    let quantile = |place: usize| number(row.quantiles.map(|quantiles| quantiles[place]));
    fields.extend((0..LEVELS.len()).map(quantile));
    fields
}
