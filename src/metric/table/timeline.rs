//! The timeline: how many have shared by each of a row of times, and how many are new.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Band, Captions, KeyContext, KeyedMeasure, LEVELS, MeasureFacts, Named, RunFacts};
use crate::{
    catalogue::Described,
    document::{
        Cell, CurveRow, Document, Side, Table,
        numbers::{level, measured, plain, plain_span},
    },
    error::{Error, Result},
    metric::{Finished, Measure, Needs, Observer},
    statistics::{Accumulator, Confidence, Counts, Histogram},
};

/// How many users have shared by time 0, `every`, 2 `every` … up to `until`, and how many of them since the
/// time before.
///
/// Time goes by steps from a seed where the model has no time of its own; seeds share at time 0. The
/// numbers of a cascade are those of all times, and then the new ones of all times.
///
/// Curves in CSV: `sharers` by a time, and `new-sharers` since the time before.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Timeline {
    /// From one time to the next, in the model's unit (steps, where it has none): above 0. Default 1.
    #[serde(default = "one")]
    pub every: f64,
    /// The last time, in the same unit: at least `every`, and at most 1,000 times it.
    pub until: f64,
}

const fn one() -> f64 {
    1.0
}

/// Most points of a timeline, beside the one at 0: nobody reads more.
const MOST_POINTS: u32 = 1000;

/// What adding up floats may take from a time, relative to it: a sharer at 0.3 has shared by 3 × 0.1.
const SLACK: f64 = 1e-12;

impl Timeline {
    /// How many times there are, 0 included.
    #[must_use]
    pub fn points(&self) -> usize {
        (self.until / self.every * (1.0 + SLACK)).floor() as usize + 1
    }

    /// The time of a point.
    #[must_use]
    pub fn at(&self, point: usize) -> f64 {
        point as f64 * self.every
    }
}

impl Timeline {
    /// Refuses a row of times without an order or without an end.
    fn checked(&self) -> Result<()> {
        let Self { every, until } = *self;
        if !(every > 0.0 && every.is_finite()) {
            let problem = format!("{every} is no time from one point to the next");
            let remedy = "give a number above 0: 1, say";
            return Err(Error::value("answer.timeline.every", problem, remedy));
        }
        let key = "answer.timeline.until";
        if !(until >= every && until.is_finite()) {
            let problem =
                format!("the last time, {until}, comes before the first after 0, {every}");
            return Err(Error::value(key, problem, "give a time at least as large as `every`"));
        }
        // Rounded up: a float may not hold the number of points, and none too many are made.
        if until / every > f64::from(MOST_POINTS) + 0.5 {
            let problem =
                format!("{until} by steps of {every} makes more than {MOST_POINTS} points");
            let most = every * f64::from(MOST_POINTS);
            let remedy = format!("give a larger `every`, or an `until` of at most {most}");
            return Err(Error::value(key, problem, remedy));
        }
        Ok(())
    }
}

impl Described for Timeline {
    const SUMMARY: &'static str = "how many users have shared by each of a row of times, and how \
         many of them are new";
    const REFERENCE: &'static str = "Kwak, Lee, Park & Moon, WWW 2010, doi:10.1145/1772690.1772751";
}

impl Measure for Timeline {
    fn needs(&self) -> Needs {
        Needs::TRACE
    }

    fn per_option(&self) -> usize {
        2 * self.points()
    }

    fn accumulator(&self, numbers: usize) -> Accumulator {
        Accumulator::counts(numbers)
    }

    fn observer(&self, _options: usize) -> Box<dyn Observer> {
        Box::new(*self)
    }
}

impl Observer for Timeline {
    fn observe(&mut self, _option: usize, cascade: &Finished<'_>, numbers: &mut [f64]) {
        let trace = cascade.trace();
        let (shared, new) = numbers.split_at_mut(self.points());
        let all = trace.parents().len();
        let mut sharers = 0;
        for (point, (shared, new)) in shared.iter_mut().zip(new).enumerate() {
            let (before, end) = (sharers, self.at(point) * (1.0 + SLACK));
            while sharers < all && trace.time(sharers) <= end {
                sharers += 1;
            }
            *shared = sharers as f64;
            *new = (sharers - before) as f64;
        }
    }
}

impl KeyedMeasure for Timeline {
    type Key = Option<Self>;
    type Answer = Option<TimelineAnswer>;
    const KEY_HELP: &'static str = "How many users have shared by when, with bands: \
        `{ every = 1, until = 50 }`, in steps or, where the model has time of its own, in its unit. \
        Default: not measured.";
    const HAS_CURVES: bool = true;

    fn check(key: &mut Self::Key, _context: &KeyContext) -> Result<()> {
        key.as_ref().map_or(Ok(()), Self::checked)
    }

    fn ready(key: &Self::Key, _facts: &MeasureFacts) -> Option<Self> {
        *key
    }

    fn answer(&self, gathered: &Accumulator, option: usize, run: &RunFacts<'_>) -> Self::Answer {
        let numbers = &gathered.as_counts().numbers()[option * self.per_option()..];
        let (shared, new) = numbers[..self.per_option()].split_at(self.points());
        let times = (0..self.points()).map(|point| self.at(point));
        let mean = run.mean_sharers[option];
        Some(TimelineAnswer::of(times, [shared, new], mean, run.confidence))
    }

    fn curve_rows(answer: &Self::Answer) -> Vec<CurveRow> {
        answer.iter().flat_map(TimelineAnswer::curve_rows).collect()
    }

    fn describe(answers: &[&Self::Answer], captions: &Captions<'_>, document: &mut Document) {
        let options: Vec<_> = captions.named(answers.iter().filter_map(|it| it.as_ref()));
        describe(&options, captions.unit, document);
    }
}

/// The table shows this many times.
const TIMES: usize = 4;

/// How many users of an option have shared by each time that the question names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimelineAnswer {
    /// Time by time, from 0 on.
    pub points: Vec<TimePoint>,
    /// How many share later than that, on average.
    pub later: f64,
}

/// How many users have shared by a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimePoint {
    /// The time, in the question's unit.
    pub time: f64,
    /// Users who have shared by then, seeds included.
    pub sharers: Band,
    /// Those of them who had not at the time before; at the first time, all.
    pub new_sharers: Band,
}

impl TimelineAnswer {
    /// From the counts of those who `shared` by each time and of those who are `new` then.
    fn of(
        times: impl Iterator<Item = f64>,
        [shared, new]: [&[Counts]; 2],
        mean_sharers: f64,
        confidence: Confidence,
    ) -> Self {
        let point = |(time, (shared, new))| TimePoint {
            time,
            sharers: Band::of(shared, confidence),
            new_sharers: Band::of(new, confidence),
        };
        let points: Vec<TimePoint> = times.zip(shared.iter().zip(new)).map(point).collect();
        let last = points.last().map_or(0.0, |point| point.sharers.mean);
        Self { points, later: (mean_sharers - last).max(0.0) }
    }

    /// All points, as rows.
    fn curve_rows(&self) -> Vec<CurveRow> {
        let rows = |point: &TimePoint| {
            let TimePoint { time, sharers, new_sharers } = point;
            [sharers.row("sharers", *time), new_sharers.row("new-sharers", *time)]
        };
        self.points.iter().flat_map(rows).collect()
    }

    /// The new sharers of each time but the first, as a histogram.
    fn chart(&self) -> Histogram {
        let step = self.points.get(1).map_or(0.0, |point| point.time);
        let bar = |point: &TimePoint| ([point.time, point.time + step], point.new_sharers.mean);
        Histogram::of_means(self.points.iter().skip(1).map(bar))
    }
}

/// Adds a table of the sharers by a few times, with a chart of the new ones; `unit` is that of the times.
fn describe(options: &[Named<'_, &TimelineAnswer>], unit: &str, document: &mut Document) {
    let Some((_, TimelineAnswer { points, .. })) = options.first() else { return };
    let mut table = Table::of(options.iter().map(|(name, _)| *name));
    let last = points.len() - 1;
    let mut places: Vec<usize> = (1..=TIMES).map(|nth| (last * nth).div_ceil(TIMES)).collect();
    places.dedup();
    for place in places {
        let cells = options.iter().map(|(_, timeline)| {
            let shared = &timeline.points[place].sharers;
            let [low, .., high] = shared.quantiles;
            let value = measured(shared.mean, shared.interval).value;
            Cell::with(value, format!("({})", plain_span(low, high)))
        });
        table.column(format!("by {}", plain(points[place].time)), Side::Right, cells);
    }
    table.histograms("new sharers by time", options.iter().map(|(_, timeline)| timeline.chart()));
    document.heading(format!("How many have shared by when, in {unit}"));
    document.table(table);
    let [lowest, .., highest] = LEVELS.map(level);
    document.note(format!(
        "Means, and from the {lowest} to the {highest} quantile of the replicates. The charts leave out \
         who shares at time 0."
    ));
}

#[cfg(test)]
mod tests {
    use super::{super::counted, *};
    use crate::metric::tests::{timed, trace};

    #[test]
    fn a_path_gets_one_sharer_further_each_step() {
        let path: Vec<_> = (0..5).map(|place: usize| place.checked_sub(1)).collect();
        let timeline = Timeline { every: 1.0, until: 6.0 };
        let found = counted(&timeline, &trace(&path));
        assert_eq!(found[..7], [1, 2, 3, 4, 5, 5, 5]);
        assert_eq!(found[7..], [1, 1, 1, 1, 1, 0, 0]);
        let coarse = counted(&Timeline { every: 2.0, until: 3.0 }, &trace(&path));
        assert_eq!(coarse, [1, 3, 1, 2]);
    }

    #[test]
    fn a_time_that_is_a_point_is_counted_there_whatever_floats_add() {
        let tenths = (0..11).map(|place: usize| (place.checked_sub(1), place as f64 / 10.0));
        let trace = timed(&tenths.collect::<Vec<_>>());
        let timeline = Timeline { every: 0.1, until: 1.0 };
        assert_eq!(timeline.points(), 11);
        let found = counted(&timeline, &trace);
        assert!(found[..11].iter().copied().eq(1..=11), "{found:?}");
        let coarse = counted(&Timeline { every: 0.3, until: 0.9 }, &trace);
        assert_eq!(coarse, [1, 4, 7, 10, 1, 3, 3, 3]);
    }
}
