//! The timeline: how many have shared by each of a row of times, and how many are new.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Curve;
use crate::{catalogue::Described, kernel::Trace};

/// How many users have shared by time 0, `every`, 2 `every` … up to `until`, and how many of them since the
/// time before.
///
/// Time goes by steps from a seed where the model has no time of its own; seeds share at time 0. The
/// numbers of a cascade are those of all times, and then the new ones of all times.
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

impl Described for Timeline {
    const SUMMARY: &'static str = "how many users have shared by each of a row of times, and how \
         many of them are new";
    const REFERENCE: &'static str = "Kwak, Lee, Park & Moon, WWW 2010, doi:10.1145/1772690.1772751";
}

impl Curve for Timeline {
    fn numbers(&self) -> usize {
        2 * self.points()
    }

    fn count(&self, trace: &Trace, numbers: &mut [u64]) {
        let (shared, new) = numbers.split_at_mut(self.points());
        let all = trace.parents().len();
        let mut sharers = 0;
        for (point, (shared, new)) in shared.iter_mut().zip(new).enumerate() {
            let (before, end) = (sharers, self.at(point) * (1.0 + SLACK));
            while sharers < all && trace.time(sharers) <= end {
                sharers += 1;
            }
            *shared = sharers as u64;
            *new = (sharers - before) as u64;
        }
    }
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
