//! What fewer and more seeds would do: mean and viral probability against their number, and the price
//! of one more. Beyond the knee, a further seed brings less than those before on average.
//!
//! It must never compare numbers of seeds over different worlds.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Difference, PriceOfSeeds, Subject};
use crate::{
    error::Result,
    metric::AnyMetric,
    progress::Progress,
    seeding::{Lineup, Seeds},
    statistics::{Interval, Moments, Proportion, UnitCost},
};

/// A curve has a knee where it lies at least this far above the straight line between its ends, as a
/// share of its height.
const LEAST_BEND: f64 = 0.1;

/// A bend shows in at least this many points: of three, the middle one would always be the knee.
pub const LEAST_POINTS: usize = 4;

/// The mean against the number of seeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SeedCurve {
    /// Who is left out first where there are fewer seeds.
    pub ordered_by: SeedOrder,
    /// The points, the fewest seeds first.
    pub points: Vec<CurvePoint>,
    /// The number of seeds at which the curve lies farthest above the straight line between its ends
    /// (the knee of Satopää et al. 2011, doi:10.1109/ICDCSW.2011.20), among the points; `null` where
    /// it is hardly bent, or has fewer than four points.
    pub knee: Option<u32>,
}

/// In which order seeds are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SeedOrder {
    /// The order in which the option chooses them.
    Choice,
    /// By their number of followers, the most first: for an option without an order of its own.
    Audience,
}

/// What a number of seeds would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CurvePoint {
    /// How many seeds.
    pub seeds: u32,
    /// What they cost; `null` without a price.
    pub cost: Option<f64>,
    /// The mean.
    pub mean: f64,
    /// The interval for the true mean; `null` under two worlds.
    pub interval: Option<Interval>,
    /// The probability to go viral, for each size that counts as viral, in the scenario's order.
    pub viral: Vec<Proportion>,
    /// What is gained since the point before; `null` of the first point.
    pub step: Option<CurveStep>,
}

/// What is gained from one point of a curve to the next.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CurveStep {
    /// By how much the mean grows.
    pub more: Difference,
    /// The same for each of the seeds between the two.
    pub per_seed: f64,
    /// What one more sharer (or what is measured) costs between the two, in the scenario's money;
    /// `null` without a price, and where nothing is gained.
    pub price: Option<UnitCost>,
}

/// Users in an order of preference, and where it comes from.
#[derive(Debug, Clone, Copy)]
pub struct Ordered<'a> {
    /// The users.
    pub lineup: &'a Lineup,
    /// Where their order comes from.
    pub by: SeedOrder,
}

/// What fewer and more seeds than the subject's would do. `viral` says what counts as viral, by
/// metrics of the worlds.
///
/// # Errors
/// [`Error::Stopped`](crate::Error::Stopped) where the user stops it on the way; what the price
/// refuses.
pub fn curve(
    subject: &Subject<'_>,
    ordered: Ordered<'_>,
    viral: &[(AnyMetric, f64)],
    price: Option<&PriceOfSeeds<'_>>,
    progress: &dyn Progress,
) -> Result<SeedCurve> {
    let worlds = &subject.worlds;
    let counts = counts(subject.seeds.count() as u32, ordered.lineup.users());
    let options: Vec<Seeds> = counts.iter().map(|&count| ordered.lineup.first(count)).collect();
    let samples = worlds.run("drawing the curve", &options, progress)?;
    let mut points: Vec<CurvePoint> = Vec::with_capacity(counts.len());
    for (place, &seeds) in counts.iter().enumerate() {
        let option = &samples.options[place];
        let values = &option.values[0];
        let moments = Moments::of(values);
        let share = |&(metric, at_least): &(AnyMetric, f64)| {
            let measured = worlds.metrics.iter().position(|&measured| measured == metric);
            let values = &option.values[measured.expect("what counts as viral is measured")];
            Proportion::at_least(values, at_least, worlds.confidence)
        };
        let cost = price.map(|price| price(&options[place])).transpose()?;
        let step = points.last().map(|before| {
            let values_before = &samples.options[place - 1].values[0];
            let more = Difference::of(values, values_before, worlds.confidence);
            let paid = cost.zip(before.cost).map(|(cost, before)| cost - before);
            CurveStep {
                more,
                per_seed: more.mean / f64::from(seeds - before.seeds),
                price: paid.filter(|&paid| paid >= 0.0).and_then(|paid| {
                    UnitCost::of(paid, &Moments { mean: more.mean, ..moments }, more.interval)
                }),
            }
        });
        points.push(CurvePoint {
            seeds,
            cost,
            mean: moments.mean,
            interval: worlds.mean_interval(&moments),
            viral: viral.iter().map(share).collect(),
            step,
        });
    }
    let knee = knee(&points);
    Ok(SeedCurve { ordered_by: ordered.by, points, knee })
}

/// 1, 2, 5, 10, 20, 50, … up to twice the number of seeds, with that number itself; at most `users`.
fn counts(seeds: u32, users: u32) -> Vec<u32> {
    let most = seeds.saturating_mul(2).min(users);
    let round = (0..10).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u64.pow(power)));
    let mut counts: BTreeSet<u32> = round
        .filter_map(|count| u32::try_from(count).ok())
        .filter(|&count| count <= most)
        .collect();
    counts.insert(seeds.min(users));
    counts.into_iter().collect()
}

/// The number of seeds at which the curve lies farthest above the line between its ends.
fn knee(points: &[CurvePoint]) -> Option<u32> {
    let (first, last) = (points.first()?, points.last()?);
    let (width, height) = (f64::from(last.seeds - first.seeds), last.mean - first.mean);
    if points.len() < LEAST_POINTS || height <= 0.0 {
        return None;
    }
    let above = |point: &CurvePoint| {
        (point.mean - first.mean) / height - f64::from(point.seeds - first.seeds) / width
    };
    let farthest = points.iter().max_by(|a, b| above(a).total_cmp(&above(b)))?;
    (above(farthest) >= LEAST_BEND).then_some(farthest.seeds)
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn numbers_of_seeds_are_round_and_the_options_own() {
        assert_eq!(counts(1, 10), [1, 2]);
        assert_eq!(counts(7, 1000), [1, 2, 5, 7, 10]);
        assert_eq!(counts(50, 60), [1, 2, 5, 10, 20, 50]);
        assert_eq!(counts(50, 50), [1, 2, 5, 10, 20, 50]);
        assert_eq!(counts(50, 1000), [1, 2, 5, 10, 20, 50, 100]);
    }

    #[test]
    fn the_knee_is_where_the_curve_turns_and_a_line_has_none() {
        let point = |(seeds, mean): (u32, f64)| CurvePoint {
            seeds,
            cost: None,
            mean,
            interval: None,
            viral: Vec::new(),
            step: None,
        };
        let of =
            |points: &[(u32, f64)]| knee(&points.iter().copied().map(point).collect::<Vec<_>>());
        assert_eq!(of(&[(1, 10.0), (5, 50.0), (10, 90.0), (50, 100.0), (100, 105.0)]), Some(10));
        assert_eq!(of(&[(1, 1.0), (5, 5.0), (10, 10.0), (100, 100.0)]), None);
        assert_eq!(of(&[(1, 5.0), (2, 5.0), (3, 5.0), (5, 5.0)]), None);
        // So few points have no knee.
        assert_eq!(of(&[(1, 5.0), (2, 9.0)]), None);
        assert_eq!(of(&[(1, 5.0), (2, 9.0), (5, 10.0)]), None);
    }
}
