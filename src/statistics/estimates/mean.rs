//! The mean of replicates, their spread, and the interval for the mean.
//!
//! It must never report a spread that one value cannot show.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::statistics::{Confidence, Interval};

/// Count, mean and spread of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Moments {
    /// How many values there are.
    pub count: u64,
    /// Their mean; 0 where there are none.
    pub mean: f64,
    /// The unbiased estimate of their variance, with divisor `count` − 1; `null` under two values.
    pub variance: Option<f64>,
    /// The standard deviation, √variance; `null` under two values.
    pub sd: Option<f64>,
    /// The standard error of the mean, sd / √count; `null` under two values.
    pub standard_error: Option<f64>,
}

impl Moments {
    /// The moments of `values`, by the corrected two-pass algorithm (Chan, Golub & `LeVeque` 1983,
    /// doi:10.1080/00031305.1983.10483115), in the order given.
    ///
    /// The second pass also corrects the rounding of the mean.
    ///
    /// # Panics
    /// If the values are not finite, or so large that their squares are not.
    ///
    /// # Examples
    /// ```
    /// use wordspread::statistics::Moments;
    /// let moments = Moments::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
    /// assert_eq!(moments.mean, 5.0);
    /// assert_eq!(moments.variance, Some(32.0 / 7.0));
    /// ```
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let count = values.len() as u64;
        let n = values.len() as f64;
        if values.is_empty() {
            return Self { count, mean: 0.0, variance: None, sd: None, standard_error: None };
        }
        let rough = values.iter().sum::<f64>() / n;
        let (mut rest, mut squares) = (0.0, 0.0);
        for value in values {
            let difference = value - rough;
            rest += difference;
            squares += difference * difference;
        }
        assert!(squares.is_finite(), "values of a statistic are finite");
        let mean = rough + rest / n;
        if count < 2 {
            return Self { count, mean, variance: None, sd: None, standard_error: None };
        }
        let variance = ((squares - rest * rest / n) / (n - 1.0)).max(0.0);
        let sd = variance.sqrt();
        Self {
            count,
            mean,
            variance: Some(variance),
            sd: Some(sd),
            standard_error: Some((variance / n).sqrt()),
        }
    }
}

/// The interval for the true mean by Student's law: mean ± t · standard error.
///
/// `None` under two values, which show no spread. Where all values are equal the interval is that
/// one value: right for a law without chance, and otherwise all that the sample can show; a [`Proportion`](super::Proportion) keeps its width in that case.
#[must_use]
pub fn mean_interval(moments: &Moments, confidence: Confidence) -> Option<Interval> {
    let error = moments.standard_error?;
    Some(Interval::around(moments.mean, confidence.student_width(moments.count - 1) * error))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_distr::{Distribution, Exp1, StandardNormal};

    use super::*;
    use crate::statistics::coverage::{is_honest, share};

    /// Student's own example, the additional hours of sleep of ten patients (1908, table 1,
    /// drug 2): mean 2.33, standard deviation 2.0022, so 2.33 ± 2.262157 · 0.633166.
    #[test]
    fn students_sleepers_get_their_published_interval() {
        let hours = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
        let moments = Moments::of(&hours);
        assert!((moments.mean - 2.33).abs() < 1e-12);
        assert!((moments.sd.unwrap() - 2.002_249).abs() < 1e-6);
        let interval = mean_interval(&moments, Confidence::NINETY_FIVE).unwrap();
        assert!((interval.low - 0.897_678).abs() < 1e-5, "{interval:?}");
        assert!((interval.high - 3.762_322).abs() < 1e-5, "{interval:?}");
    }

    #[test]
    fn few_or_equal_values_give_what_they_can() {
        let none = Moments::of(&[]);
        assert_eq!((none.count, none.mean, none.variance), (0, 0.0, None));
        let one = Moments::of(&[3.5]);
        assert_eq!((one.count, one.mean, one.standard_error), (1, 3.5, None));
        assert_eq!(mean_interval(&one, Confidence::NINETY_FIVE), None);
        let equal = Moments::of(&[0.1; 1000]);
        assert_eq!((equal.mean, equal.variance), (0.1, Some(0.0)));
        let interval = mean_interval(&equal, Confidence::NINETY_FIVE).unwrap();
        assert_eq!(interval, Interval { low: 0.1, high: 0.1 });
    }

    #[test]
    fn a_small_spread_on_a_large_mean_is_not_lost() {
        let moments = Moments::of(&[1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0]);
        assert_eq!((moments.mean, moments.variance), (1e9 + 10.0, Some(30.0)));
    }

    #[test]
    fn mean_intervals_cover_in_93_to_97_percent() {
        let normal = share(2, |stream| {
            let values: Vec<f64> = StandardNormal.sample_iter(stream).take(10).collect();
            mean_interval(&Moments::of(&values), Confidence::NINETY_FIVE).unwrap().contains(0.0)
        });
        assert!(is_honest(normal), "{normal}");
        let skewed = share(3, |stream| {
            let values: Vec<f64> = Exp1.sample_iter(stream).take(300).collect();
            mean_interval(&Moments::of(&values), Confidence::NINETY_FIVE).unwrap().contains(1.0)
        });
        assert!(is_honest(skewed), "{skewed}");
    }

    proptest! {
        #[test]
        fn moments_agree_with_the_naive_two_passes(
            values in prop::collection::vec(-1e6..1e6, 2..200),
        ) {
            let n = values.len() as f64;
            let mean = values.iter().sum::<f64>() / n;
            let variance = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
            let moments = Moments::of(&values);
            prop_assert!((moments.mean - mean).abs() <= 1e-9 * (1.0 + mean.abs()));
            prop_assert!((moments.variance.unwrap() - variance).abs() <= 1e-9 * (1.0 + variance));
        }
    }
}
