//! Ratios: what one reached user costs, and how many times as much one thing is as another.
//!
//! It must never divide by a mean that could be zero without saying that the ratio is unbounded.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::statistics::{Confidence, Interval, JointTally, Moments};

/// What one unit (a reached user, a sharer) costs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnitCost {
    /// The cost, in the money that the prices are in.
    pub cost: f64,
    /// cost / mean number of units.
    pub per_unit: f64,
    /// The interval of `per_unit`; `null` where the mean number of units has no interval or could
    /// be 0, so that there is no upper end.
    pub interval: Option<Interval>,
}

impl UnitCost {
    /// What one of `units` costs, where all of them cost `cost` and `interval` is the interval of
    /// their mean; `None` where the mean is not positive.
    ///
    /// The cost is certain. So the ends of the interval are the cost divided by the ends of the mean's
    /// interval, in reverse, and it covers exactly when that one does.
    ///
    /// # Panics
    /// If `cost` is negative.
    #[must_use]
    pub fn of(cost: f64, units: &Moments, interval: Option<Interval>) -> Option<Self> {
        assert!(cost >= 0.0 && cost.is_finite(), "a cost is a number of at least 0, not {cost}");
        let interval = interval
            .map(|interval| Interval { low: cost / interval.high, high: cost / interval.low })
            .filter(|costs| costs.low >= 0.0 && costs.high >= costs.low && costs.high.is_finite());
        let per_unit = cost / units.mean;
        (units.mean > 0.0 && per_unit.is_finite()).then_some(Self { cost, per_unit, interval })
    }
}

/// How many times as large one mean is as another over the same worlds: impressions per reached
/// user, or the reach of A over that of B.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RatioOfMeans {
    /// mean of the numerator / mean of the denominator.
    pub ratio: f64,
    /// The interval of the true ratio; `null` under two worlds and where the denominator's mean
    /// could be 0.
    pub interval: Option<Interval>,
}

impl RatioOfMeans {
    /// The ratio of the mean of `numerator` to that of `denominator`, the values of both in the
    /// same worlds in the same order; `None` where the denominator's mean is 0.
    ///
    /// The interval is Fieller's (1954, doi:10.1111/j.2517-6161.1954.tb00159.x): all ratios r for
    /// which the mean of numerator − r · denominator does not differ from 0. It is not symmetric,
    /// and exact where the two are jointly normal.
    ///
    /// # Panics
    /// If they are not equally many.
    ///
    /// # Examples
    /// ```
    /// use wordspread::statistics::{Confidence, RatioOfMeans};
    /// let impressions = [30.0, 65.0, 22.0, 41.0];
    /// let reach = [10.0, 20.0, 8.0, 13.0];
    /// let frequency = RatioOfMeans::of(&impressions, &reach, Confidence::NINETY_FIVE).unwrap();
    /// assert!((frequency.ratio - 158.0 / 51.0).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn of(numerator: &[f64], denominator: &[f64], confidence: Confidence) -> Option<Self> {
        assert_eq!(numerator.len(), denominator.len(), "a ratio is over the same worlds");
        let (over, under) = (Moments::of(numerator), Moments::of(denominator));
        let ratio = over.mean / under.mean;
        if under.mean == 0.0 || !ratio.is_finite() {
            return None;
        }
        let interval = fieller(numerator, denominator, ratio, &under, confidence);
        Some(Self { ratio, interval })
    }

    /// The same from the exact sums of two counts over `worlds`, the numerator first; `None` where the
    /// denominator's mean is 0.
    ///
    /// # Panics
    /// If there is no world.
    #[must_use]
    pub fn of_sums(sums: &JointTally, worlds: u64, confidence: Confidence) -> Option<Self> {
        let (over, under) = (sums.first.moments(worlds), sums.second.moments(worlds));
        let ratio = over.mean / under.mean;
        if under.mean == 0.0 || !ratio.is_finite() {
            return None;
        }
        let interval = || {
            let (over, spread) = (over.variance?, under.variance?);
            let covariance = sums.covariance(worlds)?;
            // Of numerator − ratio · denominator.
            let residual = Residual {
                worlds,
                variance: (over + ratio * (ratio * spread - 2.0 * covariance)).max(0.0),
                covariance: covariance - ratio * spread,
            };
            residual.interval(ratio, &under, confidence)
        };
        Some(Self { ratio, interval: interval() })
    }
}

/// Fieller's interval, in the residuals numerator − ratio · denominator, which lose no digits
/// where the two are nearly proportional.
fn fieller(
    numerator: &[f64],
    denominator: &[f64],
    ratio: f64,
    under: &Moments,
    confidence: Confidence,
) -> Option<Interval> {
    let residuals: Vec<f64> =
        numerator.iter().zip(denominator).map(|(over, under)| over - ratio * under).collect();
    let residual = Moments::of(&residuals);
    let n = residual.count as f64;
    let covariance = residuals
        .iter()
        .zip(denominator)
        .map(|(residual, value)| residual * (value - under.mean))
        .sum::<f64>()
        / (n - 1.0);
    Residual { worlds: residual.count, variance: residual.variance?, covariance }
        .interval(ratio, under, confidence)
}

/// What numerator − ratio · denominator leaves.
struct Residual {
    worlds: u64,
    variance: f64,
    /// With the denominator.
    covariance: f64,
}

impl Residual {
    fn interval(&self, ratio: f64, under: &Moments, confidence: Confidence) -> Option<Interval> {
        // With s = r − ratio: (s·m)² = w·(variance − 2s·covariance + s²·spread), w = t²/n.
        let w = confidence.student_width(self.worlds - 1).powi(2) / self.worlds as f64;
        let a = under.mean * under.mean - w * under.variance?;
        if a <= 0.0 {
            return None;
        }
        let b = w * self.covariance;
        let root = (b * b + a * w * self.variance).sqrt();
        let interval = Interval { low: ratio + (-b - root) / a, high: ratio + (-b + root) / a };
        (interval.low.is_finite() && interval.high.is_finite()).then_some(interval)
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use rand_distr::{Distribution, Exp1, StandardNormal};

    use super::*;
    use crate::statistics::{
        coverage::{is_honest, share},
        mean_interval,
    };

    const CONFIDENCE: Confidence = Confidence::NINETY_FIVE;

    #[test]
    fn five_thousand_over_a_reach_of_900_to_1100_costs_4_55_to_5_56_each() {
        let reach = Moments::of(&[1000.0, 1000.0]);
        let interval = Some(Interval { low: 900.0, high: 1100.0 });
        let cost = UnitCost::of(5000.0, &reach, interval).unwrap();
        assert_eq!(cost.per_unit, 5.0);
        let costs = cost.interval.unwrap();
        assert_eq!((costs.low, costs.high), (5000.0 / 1100.0, 5000.0 / 900.0));
    }

    #[test]
    fn a_mean_that_could_be_zero_bounds_no_cost() {
        let reach = Moments::of(&[0.0, 2.0]);
        for low in [0.0, -1.0] {
            let cost = UnitCost::of(10.0, &reach, Some(Interval { low, high: 3.0 })).unwrap();
            assert_eq!((cost.per_unit, cost.interval), (10.0, None));
        }
        assert_eq!(UnitCost::of(10.0, &reach, None).unwrap().interval, None);
        assert_eq!(UnitCost::of(10.0, &Moments::of(&[0.0; 3]), None), None);
        let free = UnitCost::of(0.0, &reach, Some(Interval { low: 0.5, high: 3.0 })).unwrap();
        assert_eq!(free.interval, Some(Interval { low: 0.0, high: 0.0 }));
        let free = UnitCost::of(0.0, &reach, Some(Interval { low: 0.0, high: 3.0 })).unwrap();
        assert_eq!(free.interval, None);
    }

    #[test]
    fn proportional_values_have_a_certain_ratio() {
        let reach = [3.0, 8.0, 6.0, 9.0, 5.0];
        let ratio = RatioOfMeans::of(&reach.map(|x| 2.5 * x), &reach, CONFIDENCE).unwrap();
        assert_eq!(ratio.ratio, 2.5);
        assert!(ratio.interval.unwrap().half_width() < 1e-12);
    }

    #[test]
    fn exact_sums_have_the_ratio_and_the_interval_of_what_they_are_sums_of() {
        let (over, under) = ([31_u64, 79, 22, 56, 94, 0], [10_u64, 33, 14, 20, 39, 1]);
        let mut sums = JointTally::default();
        for (&over, &under) in over.iter().zip(&under) {
            sums.add(over, under);
        }
        let found = RatioOfMeans::of_sums(&sums, 6, CONFIDENCE).unwrap();
        let [over, under] = [over, under].map(|counts| counts.map(|count| count as f64));
        let expected = RatioOfMeans::of(&over, &under, CONFIDENCE).unwrap();
        assert!((found.ratio - expected.ratio).abs() < 1e-12);
        let [found, expected] = [found, expected].map(|ratio| ratio.interval.unwrap());
        assert!((found.low - expected.low).abs() < 1e-9, "{found:?} {expected:?}");
        assert!((found.high - expected.high).abs() < 1e-9, "{found:?} {expected:?}");
        assert_eq!(RatioOfMeans::of_sums(&JointTally::default(), 3, CONFIDENCE), None);
    }

    /// At the ends of the interval the mean of numerator − r · denominator just differs from 0.
    #[test]
    fn the_ends_of_the_interval_are_where_the_residual_just_differs_from_zero() {
        let (over, under) = ([3.1, 7.9, 2.2, 5.6, 9.4], [1.0, 3.3, 1.4, 2.0, 3.9]);
        let interval = RatioOfMeans::of(&over, &under, CONFIDENCE).unwrap().interval.unwrap();
        for r in [interval.low, interval.high] {
            let residuals: Vec<f64> = over.iter().zip(&under).map(|(y, x)| y - r * x).collect();
            let residual = Moments::of(&residuals);
            let half_width = mean_interval(&residual, CONFIDENCE).unwrap().half_width();
            assert!((residual.mean.abs() - half_width).abs() < 1e-9, "{r}: {residual:?}");
        }
    }

    #[test]
    fn a_denominator_around_zero_bounds_no_ratio() {
        let unsure = RatioOfMeans::of(&[1.0, 2.0, 3.0], &[-1.0, 0.0, 4.0], CONFIDENCE).unwrap();
        assert_eq!((unsure.ratio, unsure.interval), (2.0, None));
        assert_eq!(RatioOfMeans::of(&[1.0, 2.0], &[0.0, 0.0], CONFIDENCE), None);
        assert_eq!(RatioOfMeans::of(&[], &[], CONFIDENCE), None);
        assert_eq!(RatioOfMeans::of(&[6.0], &[3.0], CONFIDENCE).unwrap().interval, None);
    }

    #[test]
    fn intervals_of_ratios_cover_in_93_to_97_percent() {
        let coverage = share(22, |stream| {
            let (over, under): (Vec<f64>, Vec<f64>) = (0..150)
                .map(|_| {
                    let (x, noise): (f64, f64) =
                        (Exp1.sample(stream), StandardNormal.sample(stream));
                    (3.0 * x + 1.0 + noise, x + 1.0)
                })
                .unzip();
            let ratio = RatioOfMeans::of(&over, &under, CONFIDENCE).unwrap();
            ratio.interval.unwrap().contains(2.0)
        });
        assert!(is_honest(coverage), "{coverage}");
    }
}
