//! How precise an estimate is, against how precise it should be.
//!
//! It must never look at anything but the sample, so that the same replicates always lead to the
//! same decision.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::statistics::{
    Confidence, Moments, Proportion, estimates::wilson_half_width, mean_interval,
};

/// More replicates than anyone would wait for; no estimate of a need goes beyond it.
const MOST_REPLICATES: u64 = 1_000_000_000_000;

/// How far an estimate is from the wanted precision.
///
/// Looking at several [`Checkpoints`](super::Checkpoints) and stopping once the interval is narrow
/// enough keeps the interval's confidence as the wanted width shrinks (Chow & Robbins 1965,
/// doi:10.1214/aoms/1177700156; Glynn & Whitt 1992, doi:10.1214/aoap/1177005777): the decision
/// depends on the *width*, which settles, and not on where the interval lies. Stopping because an
/// interval excludes 0 would not keep it.
///
/// The rule cannot foresee what the first replicates have not met. Where one cascade in a million
/// outweighs the rest, a probability's precision is the better goal, or
/// [`StoppingRule`](super::StoppingRule), which assumes no law.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Precision {
    /// The wanted half-width: relative to the mean, or absolute for a probability.
    pub wanted: f64,
    /// The half-width reached, in the same measure; `null` where there is none yet: under two
    /// replicates, or around a mean of 0.
    pub half_width: Option<f64>,
    /// True where the half-width is at most the wanted one.
    pub reached: bool,
    /// About how many replicates are needed in all, judged from those there are; `null` where that
    /// cannot be said, or is over 10^12.
    pub needed: Option<u64>,
}

impl Precision {
    /// How precise a mean is, in half-widths relative to the mean itself: `wanted` = 0.01 asks for
    /// ± 1%. A mean of values that are all 0 is as precise as can be.
    ///
    /// # Panics
    /// Unless `wanted` is positive.
    #[must_use]
    pub fn of_mean(moments: &Moments, wanted: f64, confidence: Confidence) -> Self {
        assert!(wanted > 0.0, "a half-width is positive, not {wanted}");
        let unknown = Self { wanted, half_width: None, reached: false, needed: None };
        let Some(interval) = mean_interval(moments, confidence) else { return unknown };
        let size = moments.mean.abs();
        let sd = moments.sd.expect("a mean with an interval has a standard deviation");
        let relative = |width: f64| if width == 0.0 { 0.0 } else { width / size };
        let half_width = relative(interval.half_width());
        let needed = (confidence.normal_width() * relative(sd) / wanted).powi(2);
        Self {
            half_width: Some(half_width).filter(|width| width.is_finite()),
            reached: half_width <= wanted,
            // Two replicates are the fewest that have a spread.
            needed: (needed <= MOST_REPLICATES as f64).then(|| (needed.ceil() as u64).max(2)),
            ..unknown
        }
    }

    /// How precise a probability is, in half-widths of its Wilson interval: `wanted` = 0.005 asks
    /// for ± half a percentage point.
    ///
    /// # Panics
    /// Unless `wanted` is positive.
    #[must_use]
    pub fn of_proportion(proportion: &Proportion, wanted: f64, confidence: Confidence) -> Self {
        assert!(wanted > 0.0, "a half-width is positive, not {wanted}");
        if proportion.trials == 0 {
            return Self { wanted, half_width: None, reached: false, needed: None };
        }
        let half_width =
            |trials: u64| wilson_half_width(proportion.share, trials as f64, confidence);
        let reached = half_width(proportion.trials);
        Self {
            wanted,
            half_width: Some(reached),
            reached: reached <= wanted,
            needed: first_within(|trials| half_width(trials) <= wanted),
        }
    }
}

/// The smallest number of replicates that is `enough`, if one under the limit is. Every larger number
/// must be enough too.
fn first_within(enough: impl Fn(u64) -> bool) -> Option<u64> {
    if !enough(MOST_REPLICATES) {
        return None;
    }
    let (mut below, mut within) = (0, MOST_REPLICATES);
    while within - below > 1 {
        let middle = below.midpoint(within);
        if enough(middle) { within = middle } else { below = middle }
    }
    Some(within)
}

#[cfg(test)]
mod tests {
    use rand_distr::{Distribution, Exp1};

    use super::*;
    use crate::statistics::{
        Checkpoints,
        coverage::{is_honest, share},
    };

    const CONFIDENCE: Confidence = Confidence::NINETY_FIVE;

    /// Mean 10, sd √(100/99): ± 0.2 · t is 1.995%; for 1% it takes (1.96 · 10.05)² / 100.
    #[test]
    fn the_precision_of_a_mean_is_relative() {
        let values: Vec<f64> = (0..100).map(|i| if i % 2 == 0 { 9.0 } else { 11.0 }).collect();
        let precision = Precision::of_mean(&Moments::of(&values), 0.01, CONFIDENCE);
        assert!((precision.half_width.unwrap() - 0.019_942).abs() < 1e-6, "{precision:?}");
        assert!(!precision.reached);
        assert_eq!(precision.needed, Some(389)); // 38,414.59 / 99 = 388.03
        let coarse = Precision::of_mean(&Moments::of(&values), 0.02, CONFIDENCE);
        assert!(coarse.reached && coarse.needed.unwrap() <= 100);
    }

    #[test]
    fn where_nothing_is_known_nothing_is_promised() {
        let one = Precision::of_mean(&Moments::of(&[3.0]), 0.01, CONFIDENCE);
        assert_eq!((one.half_width, one.reached, one.needed), (None, false, None));
        let around_zero = Precision::of_mean(&Moments::of(&[-1.0, 1.0]), 0.01, CONFIDENCE);
        assert_eq!((around_zero.half_width, around_zero.reached), (None, false));
        assert_eq!(around_zero.needed, None);
        let zeros = Precision::of_mean(&Moments::of(&[0.0; 9]), 0.01, CONFIDENCE);
        assert_eq!((zeros.half_width, zeros.reached, zeros.needed), (Some(0.0), true, Some(2)));
        let none = Precision::of_proportion(&Proportion::of(0, 0, CONFIDENCE), 0.5, CONFIDENCE);
        assert_eq!((none.half_width, none.reached, none.needed), (None, false, None));
    }

    /// At one half the half-width is w = z / 2√(n + z²), so n = z²(1/(4w²) − 1) = 9,599.8 for 1%.
    #[test]
    fn a_probability_of_one_half_to_one_percent_takes_9600_replicates() {
        let proportion = Proportion::of(500, 1000, CONFIDENCE);
        let precision = Precision::of_proportion(&proportion, 0.01, CONFIDENCE);
        assert!(!precision.reached);
        assert_eq!(precision.needed, Some(9600));
        for (trials, reached) in [(9598, false), (9600, true)] {
            let later = Proportion::of(trials / 2, trials, CONFIDENCE);
            assert_eq!(Precision::of_proportion(&later, 0.01, CONFIDENCE).reached, reached);
        }
    }

    #[test]
    fn never_having_seen_it_is_not_yet_precise() {
        let precision =
            Precision::of_proportion(&Proportion::of(0, 100, CONFIDENCE), 0.001, CONFIDENCE);
        assert!(!precision.reached);
        // z²/2(n + z²) ≤ w at n = z²(1/(2w) − 1) = 1,916.9.
        assert_eq!(precision.needed, Some(1917));
    }

    /// Stopping by looking again and again at the width: the interval keeps its coverage.
    #[test]
    fn intervals_at_the_stop_cover_in_93_to_97_percent() {
        let mut stops = std::collections::BTreeSet::new();
        let coverage = share(23, |stream| {
            let mut values = Vec::new();
            for checkpoint in Checkpoints::new(100, 10_000) {
                let more = checkpoint as usize - values.len();
                values.extend(Exp1.sample_iter(&mut *stream).take(more).map(|x: f64| 1.0 + x));
                let moments = Moments::of(&values);
                if Precision::of_mean(&moments, 0.05, CONFIDENCE).reached {
                    stops.insert(checkpoint);
                    return mean_interval(&moments, CONFIDENCE).unwrap().contains(2.0);
                }
            }
            false
        });
        assert!(stops.len() > 3, "{stops:?}");
        assert!(is_honest(coverage), "{coverage}");
    }
}
