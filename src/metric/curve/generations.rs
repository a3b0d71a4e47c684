//! Generations: how many users are so many steps from a seed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Curve;
use crate::{catalogue::Described, kernel::Trace};

/// How many users have the message after it was passed on 0, 1, 2 … times, up to `until`; seeds are
/// generation 0.
///
/// The mean number of a generation over that of the one before is its branching number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Generations {
    /// The last generation that is told by itself: from 1 to 1,000.
    #[schemars(range(min = 1, max = 1000))]
    pub until: u32,
}

impl Described for Generations {
    const SUMMARY: &'static str = "how many users have the message at second, third … hand, and how \
         many new ones each generation makes a user";
    const REFERENCE: &'static str = "Goel, Watts & Goldstein, EC 2012, doi:10.1145/2229012.2229058";
}

impl Curve for Generations {
    fn numbers(&self) -> usize {
        self.until as usize + 1
    }

    fn count(&self, trace: &Trace, numbers: &mut [u64]) {
        numbers.fill(0);
        for &step in trace.steps() {
            if let Some(number) = numbers.get_mut(step as usize) {
                *number += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::counted, *};
    use crate::metric::tests::{timed, trace};

    #[test]
    fn a_complete_ternary_tree_has_three_to_the_power_of_the_generation() {
        let tree: Vec<_> = (0..40_usize).map(|place| place.checked_sub(1).map(|p| p / 3)).collect();
        assert_eq!(counted(&Generations { until: 5 }, &trace(&tree)), [1, 3, 9, 27, 0, 0]);
        assert_eq!(counted(&Generations { until: 2 }, &trace(&tree)), [1, 3, 9]);
    }

    #[test]
    fn a_late_child_of_a_seed_is_of_the_first_generation() {
        let late = timed(&[(None, 0.0), (Some(0), 1.0), (Some(1), 2.0), (Some(0), 9.0)]);
        assert_eq!(counted(&Generations { until: 3 }, &late), [1, 2, 1, 0]);
    }
}
