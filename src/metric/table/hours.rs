//! Sharers by the hour of the day, all days added up.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Band, Captions, KeyContext, KeyedMeasure, MeasureFacts, RunFacts};
use crate::{
    catalogue::Described,
    document::{
        Cell, CurveRow, Document, Side, Table,
        numbers::{percent, plain_span, with_error},
    },
    error::{Error, Result},
    metric::{Finished, Measure, Needs, Observer},
    statistics::{Accumulator, Histogram},
};

/// Hours of a day.
const HOURS: usize = 24;

/// How many users share in each hour of the day, from midnight on. All days of a cascade are added up.
///
/// A user who shares t units of time after the seeds does so in hour ⌊start + 24 t / day⌋ of the day,
/// modulo 24. Seeds share at `start`.
///
/// Curve in CSV: `sharers-by-hour`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The time of the day at which the seeds share, in hours from midnight: 0 to 24. That of the model's
    /// `activity`, where it has one.
    #[schemars(range(min = 0, max = 24))]
    pub start: f64,
    /// How long a day is, in the model's unit of time: above 0. Default 24, where that is an hour.
    #[serde(default = "day")]
    #[schemars(range(min = 0))]
    pub day: f64,
}

const fn day() -> f64 {
    HOURS as f64
}

/// What adding up floats may take from a time, relative to it.
const SLACK: f64 = 1e-12;

impl Hours {
    /// Refuses a start that is no time of the day, and a day without a length.
    fn checked(self) -> Result<()> {
        let Self { start, day } = self;
        if !(0.0..=24.0).contains(&start) {
            let problem = format!("{start} is no time of the day");
            let remedy = "give hours from midnight, 0 to 24: 9.5 is half past nine";
            return Err(Error::value("answer.hours.start", problem, remedy));
        }
        if !(day > 0.0 && day.is_finite()) {
            let problem = format!("a day of {day} has no hours");
            let remedy = "give its length in the model's unit of time: 24 where that is an hour, 1 where it \
                          is a day";
            return Err(Error::value("answer.hours.day", problem, remedy));
        }
        Ok(())
    }

    /// The hour of the day at a time.
    fn of(&self, time: f64) -> usize {
        let hours = self.start + time * (1.0 + SLACK) / self.day * HOURS as f64;
        (hours % HOURS as f64) as usize
    }
}

impl Described for Hours {
    const SUMMARY: &'static str = "how many users share in each hour of the day";
    const REFERENCE: &'static str = "Zhao et al., KDD 2015, doi:10.1145/2783258.2783401";
}

impl Measure for Hours {
    fn needs(&self) -> Needs {
        Needs::TRACE
    }

    fn per_option(&self) -> usize {
        HOURS
    }

    fn accumulator(&self, numbers: usize) -> Accumulator {
        Accumulator::counts(numbers)
    }

    fn observer(&self, _options: usize) -> Box<dyn Observer> {
        Box::new(*self)
    }
}

impl Observer for Hours {
    fn observe(&mut self, _option: usize, cascade: &Finished<'_>, numbers: &mut [f64]) {
        let trace = cascade.trace();
        for sharer in 0..trace.parents().len() {
            numbers[self.of(trace.time(sharer))] += 1.0;
        }
    }
}

impl KeyedMeasure for Hours {
    type Key = Option<Self>;
    type Answer = Vec<Band>;
    const KEY_HELP: &'static str = "How many users share in each hour of the day, with bands: \
        `{ start = 9 }`, the time at which the seeds share (the `start` of the model's activity, where it \
        has one); and `day`, its length in the model's unit of time, 24 if it is not given. Default: not \
        measured.";
    const HAS_CURVES: bool = true;

    fn check(key: &mut Self::Key, _context: &KeyContext) -> Result<()> {
        key.map_or(Ok(()), Self::checked)
    }

    fn ready(key: &Self::Key, _facts: &MeasureFacts) -> Option<Self> {
        *key
    }

    fn answer(&self, gathered: &Accumulator, option: usize, run: &RunFacts<'_>) -> Self::Answer {
        let numbers = &gathered.as_counts().numbers()[option * HOURS..][..HOURS];
        numbers.iter().map(|counts| Band::of(counts, run.confidence)).collect()
    }

    fn curve_rows(answer: &Self::Answer) -> Vec<CurveRow> {
        let row = |(hour, band): (usize, &Band)| band.row("sharers-by-hour", hour as f64);
        answer.iter().enumerate().map(row).collect()
    }

    fn describe(answers: &[&Self::Answer], captions: &Captions<'_>, document: &mut Document) {
        if answers.iter().all(|hours| hours.is_empty()) {
            return;
        }
        let mut table = Table::of(captions.options.iter().copied());
        let parts: Vec<_> = answers.iter().map(|hours| quarters(hours)).collect();
        for quarter in 0..QUARTERS {
            let [from, to] = [quarter, quarter + 1].map(|end| end * HOURS / QUARTERS);
            let cells = parts.iter().map(|parts| {
                Cell::of(parts.map_or_else(String::new, |parts| percent(parts[quarter])))
            });
            table.column(format!("{from} to {to}"), Side::Right, cells);
        }
        let cells = answers.iter().map(|hours| busiest(hours));
        table.column("busiest hour", Side::Right, cells);
        table.histograms("sharers by hour", answers.iter().map(|hours| chart(hours)));
        document.heading("In which hours of the day they share");
        document.table(table);
        document.note(
            "Of the sharers of all days, seeds included; then how many share in the busiest hour, a \
             replicate.",
        );
    }
}

/// The table shows so many parts of the day.
const QUARTERS: usize = 4;

/// Which part of the sharers each quarter of the day has; nothing where nobody shares.
fn quarters(hours: &[Band]) -> Option<[f64; QUARTERS]> {
    let all: f64 = hours.iter().map(|band| band.mean).sum();
    if all <= 0.0 {
        return None;
    }
    let mut parts = [0.0; QUARTERS];
    for (part, hours) in parts.iter_mut().zip(hours.chunks(HOURS / QUARTERS)) {
        *part = hours.iter().map(|band| band.mean).sum::<f64>() / all;
    }
    Some(parts)
}

/// "18–19 (120 ± 4)": the first of the hours in which most share, and how many do.
fn busiest(hours: &[Band]) -> Cell {
    let most = hours.iter().enumerate().rev().max_by(|a, b| a.1.mean.total_cmp(&b.1.mean));
    let Some((hour, band)) = most.filter(|(_, band)| band.mean > 0.0) else {
        return Cell::of("nobody");
    };
    let hours = plain_span(hour as f64, hour as f64 + 1.0);
    Cell::with(hours, format!("({})", with_error(band.mean, band.interval)))
}

/// The mean of each hour.
fn chart(hours: &[Band]) -> Histogram {
    let bar = |(hour, band): (usize, &Band)| ([hour, hour + 1].map(|end| end as f64), band.mean);
    Histogram::of_means(hours.iter().enumerate().map(bar))
}

#[cfg(test)]
mod tests {
    use super::{super::counted, *};
    use crate::metric::tests::timed;

    #[test]
    fn hours_go_on_from_the_start_and_round_midnight() {
        let trace = timed(&[
            (None, 0.0),
            (Some(0), 0.4),
            (Some(0), 0.5),
            (Some(1), 14.5),
            (Some(1), 24.0),
            (Some(1), 15.0 + 48.0),
        ]);
        let found = counted(&Hours { start: 9.5, day: 24.0 }, &trace);
        let mut expected = [0; HOURS];
        (expected[9], expected[10], expected[0]) = (3, 1, 2);
        assert_eq!(found, expected);
    }

    #[test]
    fn a_day_may_be_the_unit_and_no_float_takes_a_sharer_from_its_hour() {
        let hours = Hours { start: 0.0, day: 1.0 };
        for hour in 0..240 {
            let time = (0..hour).fold(0.0, |sum, _| sum + 1.0 / 24.0);
            assert_eq!(hours.of(time), hour % HOURS, "{time}");
        }
    }

    #[test]
    fn no_time_of_the_day_and_no_length_are_refused() {
        for (start, day) in
            [(24.5, 24.0), (-1.0, 24.0), (f64::NAN, 24.0), (0.0, 0.0), (0.0, f64::NAN)]
        {
            assert!(Hours { start, day }.checked().is_err(), "{start} {day}");
        }
        assert!(Hours { start: 23.99, day: 1.0 }.checked().is_ok());
    }
}
