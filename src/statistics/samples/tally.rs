//! Exact sums of whole numbers, from which means and ratios of means follow without a lost digit.
//!
//! It must never round: sums are added up in any order, on any number of threads.

use serde::{Deserialize, Serialize};

use crate::statistics::Moments;

/// Exact sums of a count over all replicates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// The sum of the counts.
    pub sum: u128,
    /// The sum of their squares.
    pub squares: u128,
}

impl Tally {
    /// Counts one replicate in.
    pub fn add(&mut self, count: u64) {
        self.sum += u128::from(count);
        self.squares += u128::from(count) * u128::from(count);
    }

    /// Counts in what another tally has counted.
    pub fn merge(&mut self, other: Self) {
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// The moments of the counts, where they are of so many replicates.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn moments(&self, replicates: u64) -> Moments {
        assert!(replicates > 0, "a mean is of at least one replicate");
        let n = u128::from(replicates);
        let mean = self.sum as f64 / replicates as f64;
        // n·Σx² − (Σx)² in whole numbers: no digit is lost where all counts are nearly equal. With
        // 2^32 users and 2^32 replicates it still is under 2^128.
        let variance = (replicates > 1)
            .then(|| (n * self.squares - self.sum * self.sum) as f64 / (n * (n - 1)) as f64);
        Moments {
            count: replicates,
            mean,
            variance,
            sd: variance.map(f64::sqrt),
            standard_error: variance.map(|variance| (variance / replicates as f64).sqrt()),
        }
    }
}

/// Exact sums of two counts of the same replicates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JointTally {
    /// Of the first count.
    pub first: Tally,
    /// Of the second.
    pub second: Tally,
    /// The sum of their products.
    pub products: u128,
}

impl JointTally {
    /// Counts one replicate in.
    pub fn add(&mut self, first: u64, second: u64) {
        self.first.add(first);
        self.second.add(second);
        self.products += u128::from(first) * u128::from(second);
    }

    /// Counts in what another tally has counted.
    pub fn merge(&mut self, other: Self) {
        self.first.merge(other.first);
        self.second.merge(other.second);
        self.products += other.products;
    }

    /// The covariance of the two, where they are of so many replicates; nothing under two.
    #[must_use]
    pub fn covariance(&self, replicates: u64) -> Option<f64> {
        let n = u128::from(replicates);
        let (both, apart) = (n * self.products, self.first.sum * self.second.sum);
        let difference =
            if both >= apart { (both - apart) as f64 } else { -((apart - both) as f64) };
        (replicates > 1).then(|| difference / (n * (n - 1)) as f64)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sums_have_the_moments_of_what_they_are_sums_of(
            pairs in prop::collection::vec((0_u64..1000, 0_u64..50), 2..100),
        ) {
            let mut tally = JointTally::default();
            for &(first, second) in &pairs {
                tally.add(first, second);
            }
            let n = pairs.len() as u64;
            let firsts: Vec<f64> = pairs.iter().map(|pair| pair.0 as f64).collect();
            let seconds: Vec<f64> = pairs.iter().map(|pair| pair.1 as f64).collect();
            let [x, y] = [&firsts, &seconds].map(|values| Moments::of(values));
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (1.0 + a.abs());
            for (sums, values) in [(tally.first, &x), (tally.second, &y)] {
                let sums = sums.moments(n);
                prop_assert!(near(sums.mean, values.mean));
                prop_assert!(near(sums.variance.unwrap(), values.variance.unwrap()));
            }
            let products = firsts.iter().zip(&seconds).map(|(a, b)| (a - x.mean) * (b - y.mean));
            let covariance = products.sum::<f64>() / (n - 1) as f64;
            prop_assert!(near(tally.covariance(n).unwrap(), covariance));
        }
    }

    #[test]
    fn one_replicate_has_a_mean_and_no_spread() {
        let mut tally = JointTally::default();
        tally.add(3, 4);
        assert_eq!((tally.first.moments(1).mean, tally.first.moments(1).sd), (3.0, None));
        assert_eq!(tally.covariance(1), None);
    }
}
