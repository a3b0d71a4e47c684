//! The curves as CSV: one row an option, curve and point.
//!
//! It must never hold a number in human form: no thousands, no percent, no "±".
//!
//! | Column | Meaning |
//! |---|---|
//! | `option` | the option |
//! | `curve` | `sharers` by a time, `new-sharers` since the time before, users of a `generation`, or its `branching-number` |
//! | `at` | the time, or the generation |
//! | `estimate`, `standard_error`, `low`, `high` | the mean (of a branching number: the ratio of means) and its interval |
//! | `q0.05` … `q0.95` | quantiles over the replicates, point by point |
//!
//! What does not apply or is not known is empty; where no curve is asked for there is no row.

use std::io::{self, Write};

use super::{
    Output, Report,
    course::{Band, LEVELS},
};
use crate::{catalogue::Described, simulate::Samples, statistics::RatioOfMeans};

/// The curves as CSV.
#[derive(Debug, Clone, Copy)]
pub struct CsvCurves;

impl Described for CsvCurves {
    const SUMMARY: &'static str =
        "timeline and generations as CSV: one row an option, curve and point";
    const REFERENCE: &'static str = "RFC 4180";
}

impl Output for CsvCurves {
    fn write(&self, report: &Report, _samples: &Samples, to: &mut dyn Write) -> io::Result<()> {
        let mut table = csv::Writer::from_writer(to);
        let columns = ["option", "curve", "at", "estimate", "standard_error", "low", "high"];
        let quantiles = LEVELS.map(|level| format!("q{level}"));
        table.write_record(columns.into_iter().chain(quantiles.iter().map(String::as_str)))?;
        for option in &report.options {
            let mut put = |curve: &str, at: f64, numbers: [String; 9]| {
                let place = [option.name.clone(), curve.to_owned(), at.to_string()];
                table.write_record(place.iter().chain(&numbers))
            };
            for point in option.timeline.iter().flat_map(|told| &told.points) {
                put("sharers", point.time, band(&point.sharers))?;
                put("new-sharers", point.time, band(&point.new_sharers))?;
            }
            for told in option.generations.iter().flat_map(|told| &told.generations) {
                put("generation", told.generation.into(), band(&told.users))?;
                if let Some(next) = &told.branching_number {
                    put("branching-number", told.generation.into(), ratio(next))?;
                }
            }
        }
        table.flush()
    }
}

fn known(number: Option<f64>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

fn band(band: &Band) -> [String; 9] {
    let ends = [band.interval.map(|ends| ends.low), band.interval.map(|ends| ends.high)];
    let [low, high] = ends.map(known);
    let [a, b, c, d, e] = band.quantiles.map(|quantile| quantile.to_string());
    [band.mean.to_string(), known(band.standard_error), low, high, a, b, c, d, e]
}

fn ratio(ratio: &RatioOfMeans) -> [String; 9] {
    let ends = [ratio.interval.map(|ends| ends.low), ratio.interval.map(|ends| ends.high)];
    let [low, high] = ends.map(known);
    let mut numbers = <[String; 9]>::default();
    numbers[0] = ratio.ratio.to_string();
    (numbers[2], numbers[3]) = (low, high);
    numbers
}
