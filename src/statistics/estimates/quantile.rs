//! Quantiles from order statistics, with an interval that assumes no law.
//!
//! It must never interpolate: every quantile is a value that was observed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::statistics::{Confidence, Interval, Sorted};

/// A quantile of a sample.
///
/// The quantile at level q is the smallest observed value with at least a share q of all values at
/// or under it: the ⌈qn⌉-th in ascending order (type 1 of Hyndman & Fan 1996,
/// doi:10.1080/00031305.1996.10473566). The median of an even number of values is so the lower of
/// the two in the middle.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quantile {
    /// The share of values at or under it, between 0 and 1; 0.5 is the median.
    pub level: f64,
    /// The quantile.
    pub value: f64,
    /// The interval for the true quantile, between two observed values; `null` where there are
    /// too few values to bound it on both sides.
    pub interval: Option<Interval>,
}

impl Quantile {
    /// The quantile of `sample` at `level`; `None` of an empty sample.
    ///
    /// The interval runs from one order statistic to another. The number of values at or under the
    /// true quantile is binomial, so the interval covers at least as often as its level, under any
    /// law; with ties it covers more often. See David & Nagaraja 2003, *Order Statistics*, section
    /// 7.1, doi:10.1002/0471722162. Costs O(√n).
    ///
    /// # Panics
    /// Unless 0 < `level` < 1.
    ///
    /// # Examples
    /// ```
    /// use wordspread::statistics::{Confidence, Quantile, Sorted};
    /// let sample = Sorted::of(&[9.0, 1.0, 4.0]);
    /// let median = Quantile::of(&sample, 0.5, Confidence::NINETY_FIVE).unwrap();
    /// assert_eq!(median.value, 4.0);
    /// assert_eq!(median.interval, None); // three values lie on one side one time in four
    /// ```
    #[must_use]
    pub fn of(sample: &Sorted, level: f64, confidence: Confidence) -> Option<Self> {
        assert!(level > 0.0 && level < 1.0, "a level lies between 0 and 1, not {level}");
        let values = sample.values();
        let n = values.len();
        if n == 0 {
            return None;
        }
        let interval = ranks(n, level, confidence.miss() / 2.0)
            .map(|ranks| Interval { low: values[ranks.low], high: values[ranks.high] });
        Some(Self { level, value: values[rank(n, level)], interval })
    }

    /// The median of `sample`; `None` of an empty sample.
    #[must_use]
    pub fn median(sample: &Sorted, confidence: Confidence) -> Option<Self> {
        Self::of(sample, 0.5, confidence)
    }
}

/// The index of the quantile at `level` among `n` values in ascending order.
pub(crate) fn rank(n: usize, level: f64) -> usize {
    // 0.07 · 100 is 7.000000000000001 in floats: what rounding added must not add a rank.
    let position = n as f64 * level;
    let rank = (position - 4.0 * f64::EPSILON * position).ceil() as usize;
    rank.clamp(1, n) - 1
}

/// The indices of the two order statistics that bound a quantile.
struct Ranks {
    low: usize,
    high: usize,
}

/// The narrowest pair of order statistics with at most `tail` probability beyond each.
///
/// Let B ~ Binomial(n, level) be the number of values at or under the quantile. The value of index l
/// lies above it with P(B ≤ l), and the one of index h lies under it with P(B ≥ h + 1).
fn ranks(n: usize, level: f64, tail: f64) -> Option<Ranks> {
    let law = Binomial::around_the_mode(n, level);
    let mut beyond = 0.0;
    let mut low = None;
    for (offset, probability) in law.probabilities.iter().enumerate() {
        beyond += probability;
        if beyond > tail {
            break;
        }
        low = Some(law.first + offset);
    }
    beyond = 0.0;
    let mut high = None;
    for (offset, probability) in law.probabilities.iter().enumerate().rev() {
        beyond += probability;
        if beyond > tail {
            break;
        }
        high = Some(law.first + offset - 1);
    }
    // Just outside the probabilities that are kept, practically none is left.
    let low = low.or_else(|| law.first.checked_sub(1))?;
    let high = high.or_else(|| Some(law.first + law.probabilities.len() - 1).filter(|&h| h < n))?;
    Some(Ranks { low, high })
}

/// The binomial law where it is not negligible.
struct Binomial {
    /// The number of successes that `probabilities` begin at.
    first: usize,
    probabilities: Vec<f64>,
}

impl Binomial {
    /// The law by the ratio of neighbours outwards from the mode, until the probabilities fall
    /// under 1e-20 of the largest. Then it is scaled to sum to 1. Without the logarithm of a factorial
    /// no digits are lost at large n.
    fn around_the_mode(n: usize, p: f64) -> Self {
        let odds = p / (1.0 - p);
        let mode = (((n + 1) as f64 * p) as usize).min(n);
        let mut below = Vec::new();
        let (mut k, mut weight) = (mode, 1.0);
        while k > 0 && weight > 1e-20 {
            weight *= k as f64 / ((n - k + 1) as f64 * odds);
            k -= 1;
            below.push(weight);
        }
        let first = k;
        let mut probabilities: Vec<f64> = below.into_iter().rev().collect();
        probabilities.push(1.0);
        (k, weight) = (mode, 1.0);
        while k < n && weight > 1e-20 {
            weight *= (n - k) as f64 * odds / (k + 1) as f64;
            k += 1;
            probabilities.push(weight);
        }
        let total: f64 = probabilities.iter().sum();
        for probability in &mut probabilities {
            *probability /= total;
        }
        Self { first, probabilities }
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use proptest::prelude::*;
    use rand_distr::{Distribution, Exp1};

    use super::*;
    use crate::statistics::coverage::share;

    const CONFIDENCE: Confidence = Confidence::NINETY_FIVE;

    fn one_to(n: u32) -> Sorted {
        Sorted::of(&(1..=n).map(f64::from).collect::<Vec<f64>>())
    }

    #[test]
    fn quantiles_are_the_observed_values_of_the_convention() {
        let sample = one_to(100);
        for (level, value) in [(0.001, 1.0), (0.07, 7.0), (0.29, 29.0), (0.5, 50.0), (0.995, 100.0)]
        {
            assert_eq!(Quantile::of(&sample, level, CONFIDENCE).unwrap().value, value, "{level}");
        }
        assert_eq!(Quantile::median(&one_to(101), CONFIDENCE).unwrap().value, 51.0);
        assert_eq!(Quantile::median(&Sorted::of(&[]), CONFIDENCE), None);
    }

    /// Tables of the sign test: the interval for a median is the 6th to the 15th of 20 values, the
    /// 40th to the 61st of 100, the 2nd to the 9th of 10.
    #[test]
    fn the_intervals_of_the_median_are_those_of_the_tables() {
        for (n, low, high) in [(6, 1.0, 6.0), (10, 2.0, 9.0), (20, 6.0, 15.0), (100, 40.0, 61.0)] {
            let median = Quantile::median(&one_to(n), CONFIDENCE).unwrap();
            assert_eq!(median.interval, Some(Interval { low, high }), "{n}");
        }
    }

    /// Five values lie all above or all under the median with 2 · 2⁻⁵ = 6.25%; 50 values lie all
    /// under the 99% quantile with 60%.
    #[test]
    fn too_few_values_bound_nothing() {
        assert_eq!(Quantile::median(&one_to(5), CONFIDENCE).unwrap().interval, None);
        assert_eq!(Quantile::of(&one_to(50), 0.99, CONFIDENCE).unwrap().interval, None);
    }

    /// At n = 1,000,000 the interval of the median is n/2 ± 1.959964 · √n/2 within two ranks.
    #[test]
    fn a_million_values_are_bounded_as_the_normal_law_says() {
        let ranks = ranks(1_000_000, 0.5, 0.025).unwrap();
        assert!((ranks.low as f64 - (500_000.0 - 979.98)).abs() < 2.0, "{}", ranks.low);
        assert!((ranks.high as f64 - (500_000.0 + 979.98)).abs() < 2.0, "{}", ranks.high);
    }

    #[test]
    fn the_binomial_law_is_exact() {
        let law = Binomial::around_the_mode(4, 0.25);
        assert_eq!(law.first, 0);
        for (found, exact) in law.probabilities.iter().zip([81.0, 108.0, 54.0, 12.0, 1.0]) {
            assert!((found - exact / 256.0).abs() < 1e-15);
        }
    }

    /// Its discreteness makes the interval cover a little more than 95%; the bound below is 95%
    /// less four standard errors.
    #[test]
    fn quantile_intervals_cover_at_least_as_often_as_they_say() {
        for (rng_seed, level) in [(7, 0.5), (8, 0.9), (9, 0.05)] {
            let truth = -f64::ln_1p(-level);
            let coverage = share(rng_seed, |stream| {
                let values: Vec<f64> = Exp1.sample_iter(stream).take(300).collect();
                let quantile = Quantile::of(&Sorted::of(&values), level, CONFIDENCE).unwrap();
                quantile.interval.unwrap().contains(truth)
            });
            assert!((0.93..0.98).contains(&coverage), "{level}: {coverage}");
        }
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_quantile(
            values in prop::collection::vec(-1000_i32..1000, 1..300), level in 0.001..0.999_f64,
        ) {
            let sample = Sorted::of(&values.into_iter().map(f64::from).collect::<Vec<_>>());
            let quantile = Quantile::of(&sample, level, CONFIDENCE).unwrap();
            let at_or_under = sample.values().iter().filter(|&&x| x <= quantile.value).count();
            prop_assert!(at_or_under as f64 >= level * sample.len() as f64 * (1.0 - 1e-12));
            if let Some(interval) = quantile.interval {
                prop_assert!(interval.contains(quantile.value));
            }
        }
    }
}
