//! A small histogram, for a terminal line or a first look.
//!
//! It must never lose a value: the counts of its bins add up to the sample.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::statistics::Sorted;

/// Counts of a sample in a few bins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Histogram {
    /// How the edges of the bins are spaced.
    pub scale: Scale,
    /// The bins in ascending order, each beginning where the one before ends.
    pub bins: Vec<Bin>,
}

impl Histogram {
    /// A bar for each mean between two ends, one after the other. Counts are in millionths, so that a small
    /// mean shows.
    #[must_use]
    pub fn of_means(bars: impl Iterator<Item = ([f64; 2], f64)>) -> Self {
        let bin = |([low, high], mean): ([f64; 2], f64)| Bin {
            low,
            high,
            count: (mean * 1e6).ceil() as u64,
        };
        Self { scale: Scale::Equal, bins: bars.map(bin).collect() }
    }
}

/// How the edges of bins are spaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// All bins are equally wide.
    Equal,
    /// Each edge is a constant multiple of the one before. Values must not be negative, and zeros have
    /// a bin of their own.
    Logarithmic,
}

/// The values from `low` to under `high`; in the last bin `high` included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bin {
    /// Where the bin begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
    /// How many values are in it.
    pub count: u64,
}

impl Scale {
    /// The scale that shows `sample` best. It is logarithmic where no value is negative, the positive
    /// ones span a factor of 100 or more, and half of all lie in the lowest tenth of the range.
    #[must_use]
    pub fn fitting(sample: &Sorted) -> Self {
        let (Some(min), Some(max)) = (sample.min(), sample.max()) else { return Self::Equal };
        let is_long = min >= 0.0 && smallest_positive(sample).is_some_and(|x| max / x >= 100.0);
        let median = sample.values()[(sample.len() - 1) / 2];
        let is_crowded = median - min <= (max - min) / 10.0;
        if is_long && is_crowded { Self::Logarithmic } else { Self::Equal }
    }
}

impl Histogram {
    /// The histogram of `sample` in at most `most` bins, on the scale that fits it.
    ///
    /// Of whole numbers the edges are whole, and no bin is narrower than 1. Values that are all
    /// equal make one bin; an empty sample makes none.
    ///
    /// # Panics
    /// If `most` is 0.
    ///
    /// # Examples
    /// ```
    /// use wordspread::statistics::{Histogram, Sorted};
    /// let histogram = Histogram::of(&Sorted::of(&[1.0, 2.0, 2.0, 3.0]), 20);
    /// let counts: Vec<u64> = histogram.bins.iter().map(|bin| bin.count).collect();
    /// assert_eq!(counts, [1, 2, 1]);
    /// ```
    #[must_use]
    pub fn of(sample: &Sorted, most: usize) -> Self {
        Self::on_scale(sample, Scale::fitting(sample), most)
    }

    /// The histogram of `sample` in at most `most` bins on a given scale.
    ///
    /// # Panics
    /// If `most` is 0, or the scale is logarithmic and a value is negative.
    #[must_use]
    pub fn on_scale(sample: &Sorted, scale: Scale, most: usize) -> Self {
        assert!(most > 0, "a histogram has a bin");
        let edges = edges(sample, scale, most);
        let last = edges.len().saturating_sub(2);
        let bins = edges
            .windows(2)
            .enumerate()
            .map(|(index, edge)| {
                let start = if index == 0 { 0 } else { sample.count_below(edge[0]) };
                let end = if index == last { sample.len() } else { sample.count_below(edge[1]) };
                Bin { low: edge[0], high: edge[1], count: (end - start) as u64 }
            })
            .collect();
        Self { scale, bins }
    }
}

/// The edges of at most `most` bins: none of an empty sample, else at least two.
fn edges(sample: &Sorted, scale: Scale, most: usize) -> Vec<f64> {
    let (Some(min), Some(max)) = (sample.min(), sample.max()) else { return Vec::new() };
    assert!(scale == Scale::Equal || min >= 0.0, "a logarithmic scale has no negative values");
    // Above 2^52 one more is not always another number.
    let is_whole = min.abs().max(max.abs()) < 4_503_599_627_370_496.0
        && sample.values().iter().all(|value| value.fract() == 0.0);
    let spaced = if is_whole { whole_edges } else { real_edges };
    let end = if is_whole { max + 1.0 } else { max };
    if scale == Scale::Equal || min > 0.0 {
        return spaced(min, end, scale, most);
    }
    match smallest_positive(sample) {
        Some(smallest) if most > 1 => {
            let mut edges = vec![min];
            edges.extend(spaced(smallest, end, scale, most - 1));
            edges
        }
        _ => vec![min, end],
    }
}

/// The smallest value above 0, if there is one.
fn smallest_positive(sample: &Sorted) -> Option<f64> {
    let values = sample.values();
    values.get(values.partition_point(|&value| value <= 0.0)).copied()
}

/// Edges of bins of numbers from `low` to `high`, both included.
fn real_edges(low: f64, high: f64, scale: Scale, most: usize) -> Vec<f64> {
    if low >= high {
        return vec![low, high];
    }
    let mut edges: Vec<f64> =
        (0..=most).map(|index| between(low, high, scale, index as f64 / most as f64)).collect();
    edges[0] = low;
    edges[most] = high;
    edges.dedup_by(|next, previous| *next <= *previous);
    edges
}

/// Edges of bins of whole numbers from `low` to under `end`.
fn whole_edges(low: f64, end: f64, scale: Scale, most: usize) -> Vec<f64> {
    let mut edges = vec![low];
    let mut edge = low;
    match scale {
        Scale::Equal => {
            let width = ((end - low) / most as f64).ceil();
            while edge < end {
                edge += width;
                edges.push(edge);
            }
        }
        Scale::Logarithmic => {
            for index in 1..=most {
                let next = between(low, end, scale, index as f64 / most as f64).round();
                edge = next.max(edge + 1.0).min(end);
                edges.push(edge);
            }
            edges.dedup();
            let last = edges.len() - 1;
            edges[last] = end;
        }
    }
    edges
}

/// The point a `part` of the way from `low` to `high`.
fn between(low: f64, high: f64, scale: Scale, part: f64) -> f64 {
    match scale {
        Scale::Equal => low * (1.0 - part) + high * part,
        Scale::Logarithmic => (low.ln() * (1.0 - part) + high.ln() * part).exp(),
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counts(histogram: &Histogram) -> Vec<u64> {
        histogram.bins.iter().map(|bin| bin.count).collect()
    }

    #[test]
    fn real_values_fall_in_equal_bins_and_the_largest_in_the_last() {
        let histogram = Histogram::of(&Sorted::of(&[0.0, 0.5, 1.5, 2.5, 3.9, 4.0]), 4);
        assert_eq!(counts(&histogram), [2, 1, 1, 2]);
        assert_eq!((histogram.bins[3].low, histogram.bins[3].high), (3.0, 4.0));
    }

    #[test]
    fn whole_numbers_get_bins_of_whole_width() {
        let sample = Sorted::of(&(0..10).map(f64::from).collect::<Vec<_>>());
        let histogram = Histogram::of(&sample, 4);
        assert_eq!(counts(&histogram), [3, 3, 3, 1]);
        assert_eq!((histogram.bins[3].low, histogram.bins[3].high), (9.0, 12.0));
        assert_eq!(counts(&Histogram::of(&sample, 30)), [1; 10]);
    }

    #[test]
    fn equal_values_make_one_bin_and_none_make_none() {
        let one = |low, high| vec![Bin { low, high, count: 3 }];
        assert_eq!(Histogram::of(&Sorted::of(&[7.0; 3]), 20).bins, one(7.0, 8.0));
        assert_eq!(Histogram::of(&Sorted::of(&[0.7; 3]), 20).bins, one(0.7, 0.7));
        assert_eq!(Histogram::of(&Sorted::of(&[]), 20).bins, []);
    }

    #[test]
    fn a_heavy_tail_is_shown_on_a_logarithmic_scale() {
        // 100,000 / k values of size k, in powers of two: equal shares in equal log bins.
        let values: Vec<f64> =
            (0..10).flat_map(|power| vec![f64::from(1 << power); 1024 >> power]).collect();
        let histogram = Histogram::of(&Sorted::of(&values), 10);
        assert_eq!(histogram.scale, Scale::Logarithmic);
        let counts = counts(&histogram);
        assert!(counts.len() > 6 && counts[0] == 1024, "{counts:?}");
        assert!(counts.windows(2).all(|pair| pair[0] > pair[1]), "{counts:?}");
    }

    #[test]
    fn zeros_have_a_bin_of_their_own_on_a_logarithmic_scale() {
        let mut values = vec![0.0; 5];
        values.extend([1.0, 1.0, 2.0, 9.0, 1000.0]);
        let histogram = Histogram::of(&Sorted::of(&values), 4);
        assert_eq!(histogram.scale, Scale::Logarithmic);
        let edges: Vec<f64> = histogram.bins.iter().map(|bin| bin.low).collect();
        assert_eq!(edges, [0.0, 1.0, 10.0, 100.0]);
        assert_eq!(counts(&histogram), [5, 4, 0, 1]);
        let zeros = Histogram::on_scale(&Sorted::of(&[0.0; 5]), Scale::Logarithmic, 4);
        assert_eq!(counts(&zeros), [5]);
    }

    #[test]
    fn a_few_failures_among_large_cascades_keep_the_equal_scale() {
        let mut values = vec![1.0; 20];
        values.extend((0..80).map(|i| 9000.0 + f64::from(i)));
        let histogram = Histogram::of(&Sorted::of(&values), 10);
        assert_eq!(histogram.scale, Scale::Equal);
        assert_eq!(counts(&histogram), [20, 0, 0, 0, 0, 0, 0, 0, 0, 80]);
    }

    fn check(values: &[f64], most: usize) -> Result<(), TestCaseError> {
        let sample = Sorted::of(values);
        for scale in [Scale::Equal, Scale::Logarithmic] {
            if scale == Scale::Logarithmic && sample.min().unwrap() < 0.0 {
                continue;
            }
            let bins = Histogram::on_scale(&sample, scale, most).bins;
            prop_assert!((1..=most).contains(&bins.len()), "{} bins", bins.len());
            prop_assert_eq!(bins.iter().map(|bin| bin.count).sum::<u64>(), values.len() as u64);
            prop_assert_eq!(bins[0].low, sample.min().unwrap());
            prop_assert!(bins[bins.len() - 1].high >= sample.max().unwrap());
            for pair in bins.windows(2) {
                prop_assert_eq!(pair[0].high, pair[1].low);
            }
            let is_whole = values.iter().all(|value| value.fract() == 0.0 && *value < 2e15);
            for (index, bin) in bins.iter().enumerate() {
                let inside = |&&x: &&f64| {
                    bin.low <= x && (x < bin.high || (index == bins.len() - 1 && x == bin.high))
                };
                prop_assert_eq!(bin.count, values.iter().filter(inside).count() as u64);
                prop_assert!(!is_whole || bin.high - bin.low >= 1.0);
            }
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn every_real_value_is_in_its_bin(
            values in prop::collection::vec(-1e6..1e6, 1..100), most in 1_usize..30,
        ) {
            check(&values, most)?;
        }

        #[test]
        fn every_whole_value_is_in_its_bin(
            values in prop::collection::vec(0_u32..2000, 1..100), most in 1_usize..30,
        ) {
            check(&values.into_iter().map(f64::from).collect::<Vec<_>>(), most)?;
        }

        #[test]
        fn every_zero_or_positive_value_is_in_its_bin(
            values in prop::collection::vec((0.0..1e4_f64).prop_map(|x| (x - 5e3).max(0.0)), 1..50),
            most in 1_usize..30,
        ) {
            check(&values, most)?;
        }

        #[test]
        fn extreme_values_are_in_their_bins(
            powers in prop::collection::vec(-300.0..300.0, 1..50), most in 1_usize..30,
        ) {
            check(&powers.into_iter().map(|p: f64| 10_f64.powf(p)).collect::<Vec<_>>(), most)?;
        }
    }
}
