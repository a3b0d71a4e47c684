//! How many users share by when.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Band, LEVELS, OfOption};
use crate::{
    document::{
        Cell, CurveRow, Document, Side, Table,
        numbers::{level, measured, plain, plain_span},
    },
    statistics::{Bin, Confidence, Counts, Histogram, Scale},
};

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
    pub(in super::super) fn of(
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
    pub(in super::super) fn curve_rows(&self) -> Vec<CurveRow> {
        let rows = |point: &TimePoint| {
            let TimePoint { time, sharers, new_sharers } = point;
            [sharers.row("sharers", *time), new_sharers.row("new-sharers", *time)]
        };
        self.points.iter().flat_map(rows).collect()
    }

    /// The new sharers of each time but the first, as a histogram.
    fn chart(&self) -> Histogram {
        // The height of a bar is a mean: a millionth of a sharer must show.
        let count = |mean: f64| (mean * 1e6).ceil() as u64;
        let step = self.points.get(1).map_or(0.0, |point| point.time);
        let bin = |point: &TimePoint| Bin {
            low: point.time,
            high: point.time + step,
            count: count(point.new_sharers.mean),
        };
        Histogram { scale: Scale::Equal, bins: self.points.iter().skip(1).map(bin).collect() }
    }
}

/// Adds a table of the sharers by a few times, with a chart of the new ones; `unit` is that of the times.
pub(in super::super) fn describe(
    options: &[OfOption<'_, &TimelineAnswer>],
    unit: &str,
    document: &mut Document,
) {
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
