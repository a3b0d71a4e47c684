//! When a cascade has so many sharers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Captions, KeyContext, KeyedMeasure, MeanEstimate, MeasureFacts, Named, RunFacts, SizeLimits,
};
use crate::{
    catalogue::Described,
    document::{
        Cell, Document, Side, SummaryRow, Table, Variability,
        numbers::{chance, level, plain, plain_span},
    },
    error::{Error, Result},
    metric::{Finished, Measure, Needs, Observer},
    statistics::{Accumulator, Confidence, Moments, Proportion, Quantile, Sorted},
};

/// Numbers of sharers, each at least 1: when a cascade has so many, and how often it ever does.
///
/// Rows of the CSV summary: `time-to`, when there are so many sharers, in the replicates that get there, and
/// `reached`, the probability that one does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimesTo(pub Vec<u64>);

const KEY: &str = "answer.times_to";

/// Most numbers of sharers whose times are measured: nobody reads more.
const MOST_NUMBERS: usize = 100;

/// Refuses numbers that no cascade has, and puts the others in order, each once.
fn checked(numbers: &mut Vec<u64>) -> Result<()> {
    if numbers.contains(&0) {
        let remedy = "give numbers of sharers, each at least 1: [100, 1_000]";
        return Err(Error::value(KEY, "0 sharers there are at once", remedy));
    }
    if numbers.len() > MOST_NUMBERS {
        let problem = format!("{} numbers of sharers make no table", numbers.len());
        let remedy = format!("give at most {MOST_NUMBERS}");
        return Err(Error::value(KEY, problem, remedy));
    }
    numbers.sort_unstable();
    numbers.dedup();
    Ok(())
}

impl Described for TimesTo {
    const SUMMARY: &'static str = "when there are so many sharers, and how often there ever are";
    const REFERENCE: &'static str = "–";
}

impl Measure for TimesTo {
    fn needs(&self) -> Needs {
        Needs::TRACE
    }

    fn per_option(&self) -> usize {
        self.0.len()
    }

    fn accumulator(&self, numbers: usize) -> Accumulator {
        Accumulator::values(numbers)
    }

    fn observer(&self, _options: usize) -> Box<dyn Observer> {
        Box::new(self.clone())
    }
}

impl Observer for TimesTo {
    fn observe(&mut self, _option: usize, cascade: &Finished<'_>, numbers: &mut [f64]) {
        let trace = cascade.trace();
        let sharers = trace.parents().len() as u64;
        for (time, &wanted) in numbers.iter_mut().zip(&self.0) {
            *time = if wanted <= sharers { trace.time((wanted - 1) as usize) } else { f64::NAN };
        }
    }
}

impl KeyedMeasure for TimesTo {
    type Key = Vec<u64>;
    type Answer = Vec<TimeTo>;
    const KEY_HELP: &'static str = "Numbers of sharers, each at least 1 and no more than there are \
        users: when they are reached and how often they ever are: `[100, 1_000]`; at most 100. \
        Default: none.";

    fn check(key: &mut Self::Key, _context: &KeyContext) -> Result<()> {
        checked(key)
    }

    fn fits(key: &Self::Key, limits: &SizeLimits<'_>) -> Result<()> {
        let Some(&most) = key.iter().max() else { return Ok(()) };
        let &SizeLimits { users, stop_at, .. } = limits;
        if most > users {
            let problem = format!("{most} sharers are more than the network's {users} users");
            return Err(Error::value(KEY, problem, format!("give at most {users}")));
        }
        if let Some(stop_at) = stop_at.filter(|&stop_at| most > stop_at) {
            let problem = format!("{most} is past stop_at, {stop_at} sharers");
            let remedy = "raise answer.stop_at, or lower times_to: of a cascade that is stopped nobody \
                      knows whether it would have got there";
            return Err(Error::value(KEY, problem, remedy));
        }
        Ok(())
    }

    fn ready(key: &Self::Key, _facts: &MeasureFacts) -> Option<Self> {
        (!key.is_empty()).then(|| Self(key.clone()))
    }

    fn answer(&self, gathered: &Accumulator, option: usize, run: &RunFacts<'_>) -> Self::Answer {
        let times = &gathered.as_values()[option * self.0.len()..];
        let time = |(&sharers, times): (&u64, &Vec<f64>)| {
            TimeTo::of(sharers, times, run.replicates, run.levels, run.confidence)
        };
        self.0.iter().zip(times).map(time).collect()
    }

    fn rows(answer: &Self::Answer, _option: &str, captions: &Captions<'_>) -> Vec<SummaryRow> {
        answer.iter().flat_map(|time| time.rows(captions.unit)).collect()
    }

    fn describe(answers: &[&Self::Answer], captions: &Captions<'_>, document: &mut Document) {
        let options: Vec<_> = captions.named(answers.iter().map(|it| &***it));
        describe(&options, captions.levels, captions.unit, document);
    }
}

/// When an option has so many sharers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimeTo {
    /// This many users who have passed it on, seeds included.
    pub sharers: u64,
    /// How many replicates ever get there, and Wilson's interval for the probability.
    pub reached: Proportion,
    /// When those replicates get there; `null` where none does.
    pub time: Option<TimeEstimate>,
}

/// When something happens, over the replicates in which it does, in the question's unit of time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimeEstimate {
    /// The mean, with its interval.
    #[serde(flatten)]
    pub mean: MeanEstimate,
    /// The standard deviation; `null` under two replicates.
    pub sd: Option<f64>,
    /// The earliest.
    pub min: f64,
    /// The latest.
    pub max: f64,
    /// The median, with its interval.
    pub median: Quantile,
    /// The quantiles at the levels of the question, with their intervals.
    pub quantiles: Vec<Quantile>,
}

impl TimeTo {
    /// From the times of those of `replicates` that get there.
    fn of(
        sharers: u64,
        times: &[f64],
        replicates: u64,
        levels: &[f64],
        confidence: Confidence,
    ) -> Self {
        let reached = Proportion::of(times.len() as u64, replicates, confidence);
        let sorted = Sorted::of(times);
        let moments = Moments::of(times);
        let quantile = |level| Quantile::of(&sorted, level, confidence);
        let time = || {
            Some(TimeEstimate {
                mean: MeanEstimate::of(&moments, confidence),
                sd: moments.sd,
                min: sorted.min()?,
                max: sorted.max()?,
                median: quantile(0.5)?,
                quantiles: levels.iter().map(|&level| quantile(level)).collect::<Option<_>>()?,
            })
        };
        Self { sharers, reached, time: time() }
    }

    /// The time and the probability to get there, as rows; `unit` is that of the time.
    fn rows(&self, unit: &str) -> Vec<SummaryRow> {
        let at_least = self.sharers as f64;
        let time = self.time.as_ref().map(|time| {
            let ends = [time.min, time.max];
            time.mean.row(SummaryRow {
                kind: "time-to",
                metric: "sharers",
                at_least: Some(at_least),
                unit: unit.to_owned(),
                variability: Some(Variability::of(time.sd, ends, &time.median, &time.quantiles)),
                ..SummaryRow::default()
            })
        });
        let reached = SummaryRow::probability("reached", "sharers", Some(at_least), &self.reached);
        time.into_iter().chain([reached]).collect()
    }

    /// "12 (9–20, 34%)": the median, the outer quantiles, and how many replicates get there.
    fn cell(&self) -> Cell {
        let chance = chance(&self.reached);
        let Some(time) = &self.time else {
            return Cell::with("never", format!("({})", chance.short));
        };
        let share = (self.reached.successes < self.reached.trials).then_some(chance.estimate);
        let ends = time.quantiles.first().zip(time.quantiles.last());
        let range = ends.filter(|(low, high)| low.value < high.value);
        let range = range.map(|(low, high)| plain_span(low.value, high.value));
        let tail = [range, share].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let tail = if tail.is_empty() { tail } else { format!("({tail})") };
        Cell::with(plain(time.median.value), tail)
    }
}

/// Adds a table with a column a number of sharers; `levels` are those of the quantiles, `unit` is that of the
/// times.
fn describe(options: &[Named<'_, &[TimeTo]>], levels: &[f64], unit: &str, document: &mut Document) {
    let first = options.first().map_or(&[][..], |(_, times)| times);
    if first.is_empty() {
        return;
    }
    let mut table = Table::of(options.iter().map(|(name, _)| *name));
    for (place, TimeTo { sharers, .. }) in first.iter().enumerate() {
        let heading = format!("to {}\nsharers", plain(*sharers as f64));
        table.column(heading, Side::Right, options.iter().map(|(_, times)| times[place].cell()));
    }
    document.heading(format!("How soon there are so many sharers, in {unit}"));
    document.table(table);
    let range = match levels {
        [low, .., high] => {
            format!(", from their {} to their {} quantile,", level(*low), level(*high))
        }
        _ => String::new(),
    };
    document.note(format!(
        "Medians of the replicates that get there{range} and how many do, where not all."
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_of_the_replicates_that_get_there() {
        let times = [3.0, 1.0, 2.0];
        let answer = TimeTo::of(100, &times, 12, &[0.9], Confidence::NINETY_FIVE);
        assert_eq!((answer.reached.successes, answer.reached.trials), (3, 12));
        let time = answer.time.unwrap();
        assert!((time.mean.mean - 2.0).abs() < 1e-12 && (time.median.value - 2.0).abs() < 1e-12);
        assert!((time.quantiles[0].value - 3.0).abs() < 1e-12);
        let never = TimeTo::of(100, &[], 12, &[0.9], Confidence::NINETY_FIVE);
        assert_eq!((never.reached.successes, never.time), (0, None));
    }
}
