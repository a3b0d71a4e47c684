//! How often each whole number was seen, in memory that does not grow with the sample: for the
//! quantiles of a curve, point by point.
//!
//! It must never depend on the order in which numbers were seen.

use serde::{Deserialize, Serialize};

use crate::statistics::{Moments, Tally, rank};

/// Numbers under this have a bin each; beyond, each doubling has half as many.
const EXACT: u64 = 512;

/// Bins of a doubling.
const BINS: u64 = EXACT / 2;

/// How often each whole number was seen. Mean and spread are exact, and so are quantiles under 512;
/// larger ones are right to a fifth of a percent.
///
/// ```
/// use wordspread::statistics::Counts;
/// let mut counts = Counts::default();
/// for count in [3, 1, 4, 1, 5] {
///     counts.add(count);
/// }
/// assert_eq!(counts.quantile(0.5), Some(3.0));
/// assert_eq!(counts.moments().mean, 2.8);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    seen: u64,
    tally: Tally,
    most: u64,
    bins: Vec<u64>,
}

impl Counts {
    /// Counts a number in.
    pub fn add(&mut self, count: u64) {
        self.seen += 1;
        self.tally.add(count);
        self.most = self.most.max(count);
        let bin = bin(count);
        if self.bins.len() <= bin {
            self.bins.resize(bin + 1, 0);
        }
        self.bins[bin] += 1;
    }

    /// Bytes of it where no number is above `most`: a vector that grows has up to twice what it needs.
    pub(super) fn bytes(most: f64) -> f64 {
        let exact = EXACT as f64;
        let bins = exact + BINS as f64 * (most.max(exact) / exact).log2().ceil();
        2.0 * 8.0 * bins.min(most)
    }

    /// Counts in what another has counted.
    pub fn merge(&mut self, other: &Self) {
        self.seen += other.seen;
        self.tally.merge(other.tally);
        self.most = self.most.max(other.most);
        if self.bins.len() < other.bins.len() {
            self.bins.resize(other.bins.len(), 0);
        }
        self.bins.iter_mut().zip(&other.bins).for_each(|(bin, more)| *bin += more);
    }

    /// How many numbers were seen.
    #[must_use]
    pub const fn seen(&self) -> u64 {
        self.seen
    }

    /// Their exact sums.
    #[must_use]
    pub const fn tally(&self) -> Tally {
        self.tally
    }

    /// The largest; 0 where none was seen.
    #[must_use]
    pub const fn most(&self) -> u64 {
        self.most
    }

    /// Mean and spread.
    ///
    /// # Panics
    /// If none was seen.
    #[must_use]
    pub fn moments(&self) -> Moments {
        self.tally.moments(self.seen)
    }

    /// The ⌈qn⌉-th in ascending order, as of [`Quantile`](crate::statistics::Quantile); nothing where none was seen.
    ///
    /// # Panics
    /// Unless 0 < `level` < 1.
    #[must_use]
    pub fn quantile(&self, level: f64) -> Option<f64> {
        assert!(level > 0.0 && level < 1.0, "a level lies between 0 and 1, not {level}");
        let rank = rank(self.seen.try_into().ok().filter(|&seen: &usize| seen > 0)?, level) as u64;
        let mut below = 0;
        let bin = self.bins.iter().position(|&count| {
            below += count;
            below > rank
        });
        let [low, high] = ends(bin.expect("all that was seen is in a bin"));
        Some(f64::midpoint(low as f64, high.min(self.most) as f64).floor())
    }
}

/// The bin of a number: its nine leading bits, and how many follow.
fn bin(count: u64) -> usize {
    if count < EXACT {
        return count as usize;
    }
    let shift = u64::from(EXACT.leading_zeros() - count.leading_zeros()) + 1;
    (shift * BINS + (count >> shift)) as usize
}

/// The least and the largest number of a bin.
fn ends(bin: usize) -> [u64; 2] {
    let bin = bin as u64;
    if bin < EXACT {
        return [bin; 2];
    }
    let shift = bin / BINS - 1;
    let low = (bin - shift * BINS) << shift;
    [low, low + ((1 << shift) - 1)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::statistics::{Confidence, Quantile, Sorted};

    #[test]
    fn bins_follow_one_another_without_a_gap() {
        let mut next = 0;
        for bin in 0..5000 {
            let [low, high] = ends(bin);
            assert_eq!(low, next, "{bin}");
            assert_eq!((super::bin(low), super::bin(high)), (bin, bin));
            assert!(high - low <= low / 256, "{low} to {high}");
            next = high + 1;
        }
        assert_eq!(ends(super::bin(u64::MAX))[1], u64::MAX);
    }

    #[test]
    fn nothing_seen_has_no_quantile() {
        assert_eq!(Counts::default().quantile(0.5), None);
    }

    proptest! {
        #[test]
        fn quantiles_are_those_of_the_numbers_to_a_fifth_of_a_percent(
            numbers in prop::collection::vec(0_u64..100_000, 1..300), level in 0.001..0.999_f64,
        ) {
            let mut counts = Counts::default();
            for &number in &numbers {
                counts.add(number);
            }
            let sorted = Sorted::of(&numbers.iter().map(|&n| n as f64).collect::<Vec<_>>());
            let exact = Quantile::of(&sorted, level, Confidence::NINETY_FIVE).unwrap().value;
            let found = counts.quantile(level).unwrap();
            prop_assert!((found - exact).abs() <= exact / 512.0, "{found} for {exact}");
            prop_assert!(exact >= 512.0 || (found - exact).abs() < 1e-9);
            prop_assert_eq!(Some(counts.most()), numbers.iter().copied().max());
        }
    }
}
