//! When there are so many sharers, and how often there ever are.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Mean;
use crate::statistics::{Confidence, Moments, Proportion, Quantile, Sorted};

/// When an option has so many sharers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimeTo {
    /// So many users who have passed it on, seeds included.
    pub sharers: u64,
    /// How many replicates ever get there, and Wilson's interval for the probability.
    pub reached: Proportion,
    /// When those replicates get there; `null` where none does.
    pub time: Option<Times>,
}

/// When something happens, over the replicates in which it does, in the question's unit of time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Times {
    /// The mean, with its interval.
    #[serde(flatten)]
    pub mean: Mean,
    /// The standard deviation; `null` under two replicates.
    pub sd: Option<f64>,
    /// The earliest.
    pub min: f64,
    /// The latest.
    pub max: f64,
    /// The median, with its interval.
    pub median: Quantile,
    /// The quantiles at the levels asked for, with their intervals.
    pub quantiles: Vec<Quantile>,
}

impl TimeTo {
    /// From the times of those of so many replicates that get there.
    pub(in super::super) fn of(
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
        let told = || {
            Some(Times {
                mean: Mean::of(&moments, confidence),
                sd: moments.sd,
                min: sorted.min()?,
                max: sorted.max()?,
                median: quantile(0.5)?,
                quantiles: levels.iter().map(|&level| quantile(level)).collect::<Option<_>>()?,
            })
        };
        Self { sharers, reached, time: told() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_of_the_replicates_that_get_there_and_it_is_told_how_many_do() {
        let times = [3.0, 1.0, 2.0];
        let told = TimeTo::of(100, &times, 12, &[0.9], Confidence::NINETY_FIVE);
        assert_eq!((told.reached.successes, told.reached.trials), (3, 12));
        let time = told.time.unwrap();
        assert!((time.mean.mean - 2.0).abs() < 1e-12 && (time.median.value - 2.0).abs() < 1e-12);
        assert!((time.quantiles[0].value - 3.0).abs() < 1e-12);
        let never = TimeTo::of(100, &[], 12, &[0.9], Confidence::NINETY_FIVE);
        assert_eq!((never.reached.successes, never.time), (0, None));
    }
}
