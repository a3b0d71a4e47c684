//! How sure an interval is meant to be, and the interval itself.
//!
//! The only place that knows the quantiles of the normal and of Student's law. It must never give
//! an interval whose ends are out of order.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// The probability, strictly between 0 and 1, with which an interval is to cover the true value.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "f64", into = "f64")]
#[schemars(with = "f64", extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
pub struct Confidence(f64);

impl Confidence {
    /// The customary 95%.
    pub const NINETY_FIVE: Self = Self(0.95);

    /// A confidence of `level`, or `None` unless 0 < `level` < 1.
    ///
    /// ```
    /// use wordspread::statistics::Confidence;
    /// assert!(Confidence::new(0.99).is_some());
    /// assert!(Confidence::new(95.0).is_none());
    /// ```
    #[must_use]
    pub fn new(level: f64) -> Option<Self> {
        (level > 0.0 && level < 1.0).then_some(Self(level))
    }

    /// The confidence as a number between 0 and 1.
    #[must_use]
    pub fn level(self) -> f64 {
        self.0
    }

    /// The probability of missing, 1 − level.
    #[must_use]
    pub fn miss(self) -> f64 {
        1.0 - self.0
    }

    /// How many standard errors an interval of a normal estimate extends to either side.
    #[must_use]
    pub fn normal_width(self) -> f64 {
        // By the lower tail: floats near 0 are finer than floats near 1.
        -Normal::standard().inverse_cdf(self.miss() / 2.0)
    }

    /// How many estimated standard errors an interval of a mean extends to either side: the
    /// quantile of Student's law (1908, doi:10.1093/biomet/6.1.1) with `freedom` degrees.
    ///
    /// From 200 degrees on it is the expansion about the normal quantile (Cornish & Fisher 1938,
    /// doi:10.2307/1400905) to the fourth order. That is exact to eight digits there, while continued
    /// fractions for the incomplete beta function lose theirs.
    ///
    /// # Panics
    /// If `freedom` is 0.
    #[must_use]
    pub fn student_width(self, freedom: u64) -> f64 {
        assert!(freedom > 0, "one value has no spread to estimate");
        if freedom < 200 {
            let law = StudentsT::new(0.0, 1.0, freedom as f64).expect("freedom is positive");
            return -law.inverse_cdf(self.miss() / 2.0);
        }
        let z = self.normal_width();
        let w = z * z;
        let terms = [
            z * (w + 1.0) / 4.0,
            z * (3.0 + w * (16.0 + w * 5.0)) / 96.0,
            z * (-15.0 + w * (17.0 + w * (19.0 + w * 3.0))) / 384.0,
            z * (-945.0 + w * (-1920.0 + w * (1482.0 + w * (776.0 + w * 79.0)))) / 92160.0,
        ];
        let inverse = 1.0 / freedom as f64;
        terms.iter().rev().fold(0.0, |sum, term| (sum + term) * inverse) + z
    }
}

impl Default for Confidence {
    fn default() -> Self {
        Self::NINETY_FIVE
    }
}

impl TryFrom<f64> for Confidence {
    type Error = String;

    fn try_from(level: f64) -> Result<Self, String> {
        Self::new(level)
            .ok_or_else(|| format!("a confidence lies between 0 and 1, as 0.95 does, not {level}"))
    }
}

impl From<Confidence> for f64 {
    fn from(confidence: Confidence) -> Self {
        confidence.0
    }
}

/// The values between two ends, both included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end, at least `low`.
    pub high: f64,
}

impl Interval {
    /// The interval from `centre` − `half_width` to `centre` + `half_width`.
    #[must_use]
    pub fn around(centre: f64, half_width: f64) -> Self {
        Self { low: centre - half_width, high: centre + half_width }
    }

    /// True where `value` lies in it, ends included.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The part of it within `possible`, the limits of the quantity; an interval that lies wholly
    /// outside becomes the nearest limit.
    #[must_use]
    pub fn within(self, possible: Self) -> Self {
        let Self { low, high } = possible;
        Self { low: self.low.clamp(low, high), high: self.high.clamp(low, high) }
    }

    /// Half the distance between its ends.
    #[must_use]
    pub fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_no_part_of_an_interval() {
        let possible = Interval { low: 0.0, high: 10.0 };
        for (interval, part) in
            [([-1.0, 3.0], [0.0, 3.0]), ([2.0, 11.0], [2.0, 10.0]), ([11.0, 12.0], [10.0, 10.0])]
        {
            let [interval, part] = [interval, part].map(|[low, high]| Interval { low, high });
            assert_eq!(interval.within(possible), part);
        }
    }

    /// Tables of Student's law, two-sided.
    #[test]
    fn student_widths_are_those_of_the_tables() {
        let ninety_five = Confidence::NINETY_FIVE;
        let ninety_nine = Confidence::new(0.99).unwrap();
        for (confidence, freedom, width) in [
            (ninety_five, 1, 12.706_204_736),
            (ninety_five, 2, 4.302_652_730),
            (ninety_five, 10, 2.228_138_852),
            (ninety_five, 30, 2.042_272_456),
            (ninety_five, 100, 1.983_971_519),
            (ninety_five, 1000, 1.962_339_081),
            (ninety_nine, 1, 63.656_741_162),
            (ninety_nine, 10, 3.169_272_673),
            (ninety_nine, 120, 2.617_421_145),
            (ninety_nine, 1000, 2.580_754_698),
        ] {
            let found = confidence.student_width(freedom);
            assert!((found - width).abs() < 1e-8, "{freedom}: {found} for {width}");
        }
    }

    #[test]
    fn the_expansion_meets_the_exact_law_where_they_join() {
        for level in [0.5, 0.8, 0.95, 0.99, 0.999] {
            let confidence = Confidence::new(level).unwrap();
            let law = StudentsT::new(0.0, 1.0, 200.0).unwrap();
            let exact = law.inverse_cdf(1.0 - confidence.miss() / 2.0);
            assert!((confidence.student_width(200) - exact).abs() < 1e-8, "{level}");
        }
    }

    #[test]
    fn with_many_degrees_students_law_is_normal() {
        let confidence = Confidence::NINETY_FIVE;
        assert!((confidence.normal_width() - 1.959_963_984_540).abs() < 1e-10);
        // The first-order term of the expansion is z(z² + 1)/4ν = 2.372/ν.
        let beyond = confidence.student_width(1_000_000) - confidence.normal_width();
        assert!((beyond - 2.372e-6).abs() < 1e-9, "{beyond}");
    }

    #[test]
    fn widths_leave_the_law_the_probability_of_missing_beyond_them() {
        for level in [0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 0.999_999] {
            let confidence = Confidence::new(level).unwrap();
            for freedom in [1, 2, 3, 5, 10, 50, 150, 199] {
                let law = StudentsT::new(0.0, 1.0, freedom as f64).unwrap();
                let beyond = 2.0 * law.cdf(-confidence.student_width(freedom));
                let miss = confidence.miss();
                assert!((beyond / miss - 1.0).abs() < 1e-7, "{level} {freedom}: {beyond}");
            }
        }
    }

    #[test]
    fn the_surest_confidence_that_floats_hold_is_still_a_finite_width() {
        let surest = Confidence::new(1.0_f64.next_down()).unwrap();
        assert!((8.0..9.0).contains(&surest.normal_width()), "{}", surest.normal_width());
        assert!(surest.student_width(1).is_finite());
    }

    #[test]
    fn a_confidence_out_of_range_is_refused_by_serde_too() {
        assert_eq!(serde_json::from_str::<Confidence>("0.9").unwrap().level(), 0.9);
        for bad in ["0", "1", "95", "-0.5"] {
            let message = serde_json::from_str::<Confidence>(bad).unwrap_err().to_string();
            assert!(message.contains("between 0 and 1"), "{message}");
        }
        assert!(Confidence::new(f64::NAN).is_none());
    }
}
