//! Which of several options is the best, and how sure that is.
//!
//! It must never compare options over different worlds, and never take longer than a fixed number
//! of resamplings, however many replicates there are.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rng::{Purpose, World};

/// How often the worlds are drawn anew. A probability of one half then has a standard error of
/// √(¼/1000) = 1.6 percentage points, and one of 99% of 0.3.
const RESAMPLINGS: u64 = 1000;

/// At most this many batches of worlds are drawn from.
const MOST_BATCHES: usize = 1000;

/// How likely an option is the best of those compared; higher values are better.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BestOption {
    /// The probability, given what was simulated, that its mean is the highest; over all options
    /// these sum to 1, and options with equal values share alike. `null` under two worlds.
    pub probability: Option<f64>,
    /// The share of worlds in which it has the highest value, a tie split among those that tie;
    /// over all options these sum to 1. This is luck, and more replicates do not sharpen it: an
    /// option may be surely the best on average and yet lose in four worlds of ten.
    pub share_of_worlds: f64,
}

/// How likely each of the `options` is the best; each holds the option's values in the same
/// worlds in the same order.
///
/// `probability` is from a paired bootstrap (Efron 1979, doi:10.1214/aos/1176344552): worlds are
/// drawn with replacement 1,000 times, the same for all options, and each time the option with the
/// highest mean wins.
///
/// Of more than 1,000 worlds, batches of neighbouring worlds are drawn: 1,000 batches, equal to
/// within one world. Replicates are independent, so batches are too, and a sum over drawn batches has
/// the same mean and variance as one over drawn worlds. Only, the variance is estimated from 999
/// degrees of freedom, with a relative standard deviation of 2.2%. So the cost is one pass over the
/// values and 1,000 × 1,000 additions an option: a million worlds of ten options take about as long
/// as reading them.
///
/// The draws depend on `rng_seed` alone.
///
/// # Panics
/// If the options have not equally many worlds.
///
/// # Examples
/// ```
/// use wordspread::statistics::best_option;
/// let best = best_option(&[&[5.0, 9.0, 7.0], &[4.0, 8.0, 7.5], &[1.0, 1.0, 1.0]], 7);
/// assert!(best[0].probability > best[1].probability);
/// assert_eq!(best[2].probability, Some(0.0));
/// ```
#[must_use]
pub fn best_option(options: &[&[f64]], rng_seed: u64) -> Vec<BestOption> {
    let worlds = options.first().map_or(0, |values| values.len());
    assert!(
        options.iter().all(|values| values.len() == worlds),
        "options are compared on the same worlds"
    );
    let batches = batch_sums(options, worlds);
    let won = resample(&batches, options.len(), rng_seed);
    let shares = shares_of_worlds(options, worlds);
    won.into_iter()
        .zip(shares)
        .map(|(won, share_of_worlds)| BestOption {
            probability: (worlds >= 2).then_some(won / RESAMPLINGS as f64),
            share_of_worlds,
        })
        .collect()
}

/// The sums over each batch of worlds, batch by batch, within it option by option.
fn batch_sums(options: &[&[f64]], worlds: usize) -> Vec<f64> {
    let batches = worlds.min(MOST_BATCHES);
    let mut sums = Vec::with_capacity(batches * options.len());
    for batch in 0..batches {
        let start = batch * worlds / batches;
        let end = (batch + 1) * worlds / batches;
        sums.extend(options.iter().map(|values| values[start..end].iter().sum::<f64>()));
    }
    sums
}

/// How many resamplings each of `options` won.
fn resample(batches: &[f64], options: usize, rng_seed: u64) -> Vec<f64> {
    let mut won = vec![0.0; options];
    let count = batches.len() / options.max(1);
    if count == 0 {
        return won;
    }
    let world = World::new(rng_seed, Purpose::Bootstrap, 0);
    let mut sums = vec![0.0; options];
    for resampling in 0..RESAMPLINGS {
        let mut stream = world.stream(resampling);
        sums.fill(0.0);
        for _ in 0..count {
            let batch = stream.below(count as u64) as usize;
            let values = &batches[batch * options..(batch + 1) * options];
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += value;
            }
        }
        share_among_highest(&sums, &mut won);
    }
    won
}

/// The share of worlds in which each option has the highest value.
fn shares_of_worlds(options: &[&[f64]], worlds: usize) -> Vec<f64> {
    let mut won = vec![0.0; options.len()];
    let mut values = vec![0.0; options.len()];
    for world in 0..worlds {
        for (value, option) in values.iter_mut().zip(options) {
            *value = option[world];
        }
        share_among_highest(&values, &mut won);
    }
    // Without worlds every option is as good as any other.
    if worlds == 0 {
        return vec![1.0 / options.len() as f64; options.len()];
    }
    won.into_iter().map(|won| won / worlds as f64).collect()
}

/// Gives one point to the highest of `values`, split where several are.
fn share_among_highest(values: &[f64], won: &mut [f64]) {
    let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let ties = values.iter().filter(|&&value| value >= highest).count();
    for (won, &value) in won.iter_mut().zip(values) {
        if value >= highest {
            *won += 1.0 / ties as f64;
        }
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use proptest::prelude::*;
    use rand_distr::{Distribution, StandardNormal};
    use statrs::distribution::{ContinuousCDF, Normal};

    use super::*;
    use crate::statistics::{Comparison, Confidence};

    fn normals(rng_seed: u64, count: usize) -> Vec<f64> {
        let stream = World::new(rng_seed, Purpose::Diffusion, 0).stream(0);
        StandardNormal.sample_iter(stream).take(count).collect()
    }

    /// Of two options the probability is that of a normal law: Φ(difference / standard error). The
    /// bootstrap adds 1.6 percentage points of its own noise, and 2.2% in the standard error.
    #[test]
    fn the_probability_is_that_of_the_paired_difference_with_and_without_batches() {
        for (worlds, shift) in [(500, 0.03), (50_000, 0.003), (50_001, -0.003), (20_000, 0.0)] {
            let common = normals(14, worlds);
            let b: Vec<f64> = common.iter().zip(normals(15, worlds)).map(|(c, x)| c + x).collect();
            let a: Vec<f64> = common.iter().zip(normals(16, worlds)).map(|(c, x)| c + x).collect();
            let a: Vec<f64> = a.iter().map(|x| x + shift).collect();
            let difference = Comparison::of(&a, &b, Confidence::NINETY_FIVE);
            let exact =
                Normal::standard().cdf(difference.difference / difference.standard_error.unwrap());
            let found = best_option(&[&a, &b], 1)[0].probability.unwrap();
            assert!((found - exact).abs() < 0.065, "{worlds}: {found} for {exact}");
        }
    }

    /// Luck that all options share does not decide which of them is best.
    #[test]
    fn common_luck_does_not_blur_the_best() {
        let common = normals(17, 2000);
        let a: Vec<f64> =
            common.iter().zip(normals(18, 2000)).map(|(c, x)| 1000.0 * c + 1.0 + x).collect();
        let b: Vec<f64> = common.iter().map(|c| 1000.0 * c).collect();
        assert!(best_option(&[&a, &b], 1)[0].probability.unwrap() > 0.999);
    }

    #[test]
    fn options_that_are_one_share_alike() {
        let values = normals(19, 3000);
        let best = best_option(&[&values, &values, &values], 1);
        for option in best {
            assert!((option.probability.unwrap() - 1.0 / 3.0).abs() < 1e-9);
            assert!((option.share_of_worlds - 1.0 / 3.0).abs() < 1e-9);
        }
    }

    #[test]
    fn the_best_on_average_may_lose_most_worlds() {
        let a: Vec<f64> = (0..1000).map(|i| if i % 5 == 0 { 100.0 } else { 0.0 }).collect();
        let best = best_option(&[&a, &[1.0; 1000]], 1);
        assert!(best[0].probability.unwrap() > 0.999);
        assert_eq!(best[0].share_of_worlds, 0.2);
    }

    #[test]
    fn no_world_and_one_world_say_nothing_of_the_mean() {
        let best = best_option(&[&[1.0], &[2.0]], 1);
        assert_eq!((best[1].probability, best[1].share_of_worlds), (None, 1.0));
        let none = best_option(&[&[], &[]], 1);
        assert_eq!((none[0].probability, none[0].share_of_worlds), (None, 0.5));
        assert!(best_option(&[], 1).is_empty());
    }

    #[test]
    fn the_rng_seed_alone_decides_the_draws() {
        let (a, b) = (normals(20, 100), normals(21, 100));
        let first = best_option(&[&a, &b], 1);
        assert_eq!(first, best_option(&[&a, &b], 1));
        let others = (2..6).map(|rng_seed| best_option(&[&a, &b], rng_seed));
        assert!(others.into_iter().any(|other| other != first));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn probabilities_and_shares_sum_to_1(
            worlds in prop::collection::vec(prop::collection::vec(0_u32..5, 4), 2..40),
        ) {
            let options: Vec<Vec<f64>> = (0..4)
                .map(|option| worlds.iter().map(|world| f64::from(world[option])).collect())
                .collect();
            let slices: Vec<&[f64]> = options.iter().map(Vec::as_slice).collect();
            let best = best_option(&slices, 3);
            let probability: f64 = best.iter().map(|option| option.probability.unwrap()).sum();
            let share: f64 = best.iter().map(|option| option.share_of_worlds).sum();
            prop_assert!((probability - 1.0).abs() < 1e-9 && (share - 1.0).abs() < 1e-9);
        }
    }
}
