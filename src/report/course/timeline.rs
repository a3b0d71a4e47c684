//! How many share by when.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Band;
use crate::{metric::Timeline, simulate::OptionSamples, statistics::Confidence};

/// How many users of an option have shared by each time that is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimelineTold {
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

impl TimelineTold {
    /// From the numbers of curves, of which those of the timeline are the first.
    pub(in super::super) fn of(
        asked: &Timeline,
        samples: &OptionSamples,
        mean_sharers: f64,
        confidence: Confidence,
    ) -> Self {
        let count = asked.points();
        let (shared, rest) = samples.curves.numbers().split_at(count);
        let point = |(place, (shared, new))| TimePoint {
            time: asked.at(place),
            sharers: Band::of(shared, confidence),
            new_sharers: Band::of(new, confidence),
        };
        let points: Vec<TimePoint> = shared.iter().zip(rest).enumerate().map(point).collect();
        let last = points.last().map_or(0.0, |point| point.sharers.mean);
        Self { points, later: (mean_sharers - last).max(0.0) }
    }
}
