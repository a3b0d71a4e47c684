//! How likely something is, from how often it happened.
//!
//! It must never give an interval of width zero: 0 of N does not say "impossible".

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::statistics::{Confidence, Interval};

/// A share of trials that succeeded, with Wilson's interval for the true probability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Proportion {
    /// How many trials succeeded.
    pub successes: u64,
    /// How many trials there were.
    pub trials: u64,
    /// successes / trials; 0 where there were no trials.
    pub share: f64,
    /// The interval for the true probability; all of 0 to 1 where there were no trials.
    pub interval: Interval,
}

impl Proportion {
    /// The share of `successes` in `trials`.
    ///
    /// # Panics
    /// If there are more successes than trials.
    ///
    /// # Examples
    /// ```
    /// use wordspread::statistics::{Confidence, Proportion};
    /// let viral = Proportion::of(0, 1000, Confidence::NINETY_FIVE);
    /// assert_eq!(viral.interval.low, 0.0);
    /// assert!(viral.interval.high > 0.003);
    /// ```
    #[must_use]
    pub fn of(successes: u64, trials: u64, confidence: Confidence) -> Self {
        assert!(successes <= trials, "{successes} successes in {trials} trials");
        let share = if trials == 0 { 0.0 } else { successes as f64 / trials as f64 };
        Self { successes, trials, share, interval: wilson(share, trials, confidence) }
    }

    /// The share of `values` that are at least `at_least`.
    #[must_use]
    pub fn at_least(values: &[f64], at_least: f64, confidence: Confidence) -> Self {
        let successes = values.iter().filter(|&&value| value >= at_least).count();
        Self::of(successes as u64, values.len() as u64, confidence)
    }
}

/// Wilson's score interval (1927, doi:10.1080/01621459.1927.10502953) for the probability of what
/// happened in a `share` of `trials`: the probabilities p from which the share lies within z standard
/// errors √(p(1−p)/trials). All of 0 to 1 where there were no trials.
///
/// It keeps its level on average for small probabilities, where mean ± z·√(p(1−p)/n) does not
/// (Brown, Cai & `DasGupta` 2001, doi:10.1214/ss/1009213286). `share` may be any number from 0 to 1:
/// of scores between 0 and 1 the variance is at most that of a coin with the same mean, so the
/// interval then covers at least as often.
#[must_use]
pub fn wilson(share: f64, trials: u64, confidence: Confidence) -> Interval {
    if trials == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let n = trials as f64;
    let z = confidence.normal_width();
    let shrink = 1.0 + z * z / n;
    let centre = (share + z * z / (2.0 * n)) / shrink;
    let half_width = wilson_half_width(share, n, confidence);
    // Rounding must not push an end past what was seen, nor out of 0 to 1.
    Interval {
        low: (centre - half_width).clamp(0.0, share),
        high: (centre + half_width).clamp(share, 1.0),
    }
}

/// Half the width of Wilson's interval; it falls as `trials` grow.
pub(crate) fn wilson_half_width(share: f64, trials: f64, confidence: Confidence) -> f64 {
    let z = confidence.normal_width();
    let variance = share * (1.0 - share) / trials + z * z / (4.0 * trials * trials);
    z * variance.sqrt() / (1.0 + z * z / trials)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::statistics::coverage::{REPETITIONS, is_honest, share};

    const CONFIDENCE: Confidence = Confidence::NINETY_FIVE;

    #[test]
    fn ten_of_ten_thousand_is_0_054_to_0_184_percent() {
        let proportion = Proportion::of(10, 10_000, CONFIDENCE);
        assert_eq!(proportion.share, 0.001);
        let percent = |share: f64| (share * 100_000.0).round() / 1000.0;
        assert_eq!(percent(proportion.interval.low), 0.054);
        assert_eq!(percent(proportion.interval.high), 0.184);
    }

    /// Newcombe 1998, *Statistics in Medicine* 17, 857–872, table I, method 3.
    #[test]
    fn newcombes_examples_are_met() {
        for (successes, trials, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let interval = Proportion::of(successes, trials, CONFIDENCE).interval;
            assert!((interval.low - low).abs() < 6e-5, "{successes} of {trials}: {interval:?}");
            assert!((interval.high - high).abs() < 6e-5, "{successes} of {trials}: {interval:?}");
        }
    }

    /// At the ends the interval is z²/(n + z²) wide.
    #[test]
    fn never_and_always_keep_a_width() {
        let square = CONFIDENCE.normal_width().powi(2);
        let width = square / (1000.0 + square);
        let never = Proportion::of(0, 1000, CONFIDENCE).interval;
        assert!(never.low == 0.0 && (never.high - width).abs() < 1e-12);
        let always = Proportion::of(1000, 1000, CONFIDENCE).interval;
        assert!(always.high == 1.0 && (always.low - (1.0 - width)).abs() < 1e-12);
        let nothing = Proportion::of(0, 0, CONFIDENCE);
        assert_eq!((nothing.share, nothing.interval), (0.0, Interval { low: 0.0, high: 1.0 }));
    }

    #[test]
    fn at_least_includes_equality() {
        assert_eq!(Proportion::at_least(&[1.0, 2.0, 3.0, 4.0], 3.0, CONFIDENCE).successes, 2);
    }

    #[test]
    fn wilson_intervals_cover_in_93_to_97_percent() {
        for (rng_seed, p) in [(4, 0.03), (5, 0.5), (6, 0.9)] {
            let coverage = share(rng_seed, |stream| {
                let successes = (0..500).filter(|_| stream.unit() < p).count() as u64;
                Proportion::of(successes, 500, CONFIDENCE).interval.contains(p)
            });
            assert!(is_honest(coverage), "p = {p}: {coverage} of {REPETITIONS}");
        }
    }

    proptest! {
        #[test]
        fn the_interval_lies_in_0_to_1_has_width_and_holds_the_share(
            trials in 1_u64..10_000_000_000, part in 0.0..=1.0_f64, level in 0.001..0.9999_f64,
        ) {
            let successes = ((trials as f64 * part) as u64).min(trials);
            let confidence = Confidence::new(level).unwrap();
            let proportion = Proportion::of(successes, trials, confidence);
            let Interval { low, high } = proportion.interval;
            prop_assert!(0.0 <= low && low < high && high <= 1.0);
            prop_assert!(proportion.interval.contains(proportion.share));
        }
    }
}
