//! The whole curve P(X ≥ x), with a band that holds all of it at once.
//!
//! It must never grow with the sample: a curve of a million replicates fits on a page of JSON.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::statistics::{Confidence, Sorted};

/// At most this many points of a curve are kept.
const MOST_POINTS: usize = 200;

/// The curve P(X ≥ x) of a sample, with a simultaneous band.
///
/// With the given confidence, the *whole* true curve lies within `band` of the observed one
/// (Dvoretzky, Kiefer & Wolfowitz 1956, doi:10.1214/aoms/1177728174). The constant is the smallest
/// that holds for every law and sample size (Massart 1990, doi:10.1214/aop/1176990746):
/// band = √(ln(2/α) / 2n). So one may look at the curve first and then choose an x. At a
/// single x that was chosen before, [`Proportion`](super::Proportion) is narrower.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Exceedance {
    /// Half the height of the band, at most 1.
    pub band: f64,
    /// Points of the curve in ascending order of `at`, the smallest and the largest observed value
    /// among them. The observed curve is flat between observed values and falls after each;
    /// between two points it lies between their shares.
    pub points: Vec<ExceedancePoint>,
}

/// One point of an [`Exceedance`] curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExceedancePoint {
    /// An observed value x.
    pub at: f64,
    /// The share of values that are at least x.
    pub share: f64,
    /// The lower end of the band, at least 0.
    pub low: f64,
    /// The upper end of the band, at most 1.
    pub high: f64,
}

impl Exceedance {
    /// The curve of `sample`, at all its different values where there are at most 200. Otherwise about
    /// a hundred points are evenly spaced on a logarithmic axis, which show the tail. Another hundred
    /// are evenly spaced in rank, which show every steep place.
    #[must_use]
    pub fn of(sample: &Sorted, confidence: Confidence) -> Self {
        let n = sample.len() as f64;
        let band = band(sample.len(), confidence);
        let points = grid(sample)
            .into_iter()
            .map(|at| {
                let share = (sample.len() - sample.count_below(at)) as f64 / n;
                let (low, high) = ((share - band).max(0.0), (share + band).min(1.0));
                ExceedancePoint { at, share, low, high }
            })
            .collect();
        Self { band, points }
    }
}

/// Half the height of the band around the curve of `n` values; 1 where there are none.
fn band(n: usize, confidence: Confidence) -> f64 {
    if n == 0 {
        return 1.0;
    }
    ((2.0 / confidence.miss()).ln() / (2.0 * n as f64)).sqrt().min(1.0)
}

/// The values at which the curve has a point.
fn grid(sample: &Sorted) -> Vec<f64> {
    let distinct = sample.distinct();
    if distinct.len() <= MOST_POINTS {
        return distinct;
    }
    let (first, last) = (distinct[0], distinct[distinct.len() - 1]);
    let steps = MOST_POINTS / 2 - 1;
    let part = |step: usize| step as f64 / steps as f64;
    // A logarithmic axis needs positive numbers: others are shifted to begin at 1.
    let shift = if first > 0.0 { 0.0 } else { 1.0 - first };
    let growth = ((last + shift) / (first + shift)).ln();
    let mut chosen: Vec<f64> = (0..steps)
        .map(|step| (first + shift) * (growth * part(step)).exp() - shift)
        .map(|target| distinct.partition_point(|&value| value < target))
        .map(|index| distinct[index.min(distinct.len() - 1)])
        .collect();
    chosen.extend((0..=steps).map(|step| {
        let index = (part(step) * (sample.len() - 1) as f64) as usize;
        sample.values()[index]
    }));
    chosen.sort_unstable_by(f64::total_cmp);
    chosen.dedup();
    chosen
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use proptest::prelude::*;
    use rand_distr::{Distribution, Pareto};

    use super::*;
    use crate::statistics::coverage::share;

    const CONFIDENCE: Confidence = Confidence::NINETY_FIVE;

    #[test]
    fn four_values_give_their_curve() {
        let curve = Exceedance::of(&Sorted::of(&[5.0, 1.0, 2.0, 2.0]), CONFIDENCE);
        let shares: Vec<_> = curve.points.iter().map(|point| (point.at, point.share)).collect();
        assert_eq!(shares, [(1.0, 1.0), (2.0, 0.75), (5.0, 0.25)]);
    }

    /// √(ln 40 / 2n): ln 40 = 3.688879454.
    #[test]
    fn the_band_has_massarts_constant() {
        assert!((band(100, CONFIDENCE) - 0.135_810_151_6).abs() < 1e-9);
        assert!((band(10_000, CONFIDENCE) - 0.013_581_015_16).abs() < 1e-10);
        let ninety_nine = Confidence::new(0.99).unwrap();
        assert!((band(1_000_000, ninety_nine) - 0.001_627_623_6).abs() < 1e-9);
        assert_eq!((band(1, CONFIDENCE), band(0, CONFIDENCE)), (1.0, 1.0));
        assert!(Exceedance::of(&Sorted::of(&[]), CONFIDENCE).points.is_empty());
    }

    /// The band promises at least 95% for the whole curve; four standard errors are allowed. A band
    /// of 0.8 of its height would hold the curve in 2·exp(−2·(0.8·1.358)²) ⇒ about 81%.
    #[test]
    fn the_band_holds_the_whole_curve_in_95_percent() {
        let covers = |curve: &Exceedance, height: f64| {
            // The uniform law: P(X ≥ x) = 1 − x, worst just before and at the observed values.
            curve.points.iter().all(|point| {
                let truth = 1.0 - point.at;
                let after = point.share - 1.0 / 100.0;
                point.share - truth <= height && truth - after <= height
            })
        };
        let sample = |stream: &mut crate::rng::Stream| {
            Sorted::of(&(0..100).map(|_| stream.unit()).collect::<Vec<_>>())
        };
        let honest = share(10, |stream| {
            let curve = Exceedance::of(&sample(stream), CONFIDENCE);
            covers(&curve, curve.band)
        });
        assert!(honest >= 0.95 - 0.0195, "{honest}");
        let narrow = share(10, |stream| {
            let curve = Exceedance::of(&sample(stream), CONFIDENCE);
            covers(&curve, 0.8 * curve.band)
        });
        assert!(narrow < 0.93, "{narrow}");
    }

    #[test]
    fn a_long_tail_is_thinned_to_200_points_that_miss_nothing() {
        let mut stream = crate::rng::World::new(1, crate::rng::Purpose::Diffusion, 0).stream(0);
        let values: Vec<f64> =
            Pareto::new(1.0, 1.2).unwrap().sample_iter(&mut stream).take(50_000).collect();
        let sample = Sorted::of(&values);
        let points = Exceedance::of(&sample, CONFIDENCE).points;
        assert!((150..=MOST_POINTS).contains(&points.len()), "{}", points.len());
        assert_eq!((points[0].at, points[0].share), (sample.min().unwrap(), 1.0));
        let last = points[points.len() - 1];
        assert_eq!((last.at, last.share), (sample.max().unwrap(), 1.0 / 50_000.0));
        let steepest =
            points.windows(2).map(|pair| pair[0].share - pair[1].share).fold(0.0, f64::max);
        assert!(steepest < 0.011, "{steepest}");
        assert!(points.iter().filter(|point| point.share < 0.01).count() > 30);
    }

    proptest! {
        #[test]
        fn the_curve_falls_from_1_and_stays_in_its_band(
            values in prop::collection::vec(-1e5..1e5, 1..1000),
        ) {
            let sample = Sorted::of(&values);
            let points = Exceedance::of(&sample, CONFIDENCE).points;
            prop_assert!(points.len() <= MOST_POINTS);
            prop_assert_eq!(points[0].share, 1.0);
            prop_assert_eq!(Some(points[points.len() - 1].at), sample.max());
            for pair in points.windows(2) {
                prop_assert!(pair[0].at < pair[1].at && pair[0].share > pair[1].share);
            }
            for point in points {
                prop_assert!(0.0 <= point.low && point.low <= point.share);
                prop_assert!(point.share <= point.high && point.high <= 1.0);
            }
        }
    }
}
