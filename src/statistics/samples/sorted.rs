//! A sample in ascending order, sorted once for all that reads order statistics.
//!
//! It must never hold a value that is not finite.

/// Finite values in ascending order.
#[derive(Debug, Clone, PartialEq)]
pub struct Sorted(Vec<f64>);

impl Sorted {
    /// `values` in ascending order.
    ///
    /// # Panics
    /// If a value is not finite.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        assert!(
            [sorted.first(), sorted.last()].into_iter().flatten().all(|end| end.is_finite()),
            "values of a statistic are finite"
        );
        Self(sorted)
    }

    /// The values.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.0
    }

    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True where there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The smallest value, if there is one.
    #[must_use]
    pub fn min(&self) -> Option<f64> {
        self.0.first().copied()
    }

    /// The largest value, if there is one.
    #[must_use]
    pub fn max(&self) -> Option<f64> {
        self.0.last().copied()
    }

    /// How many values are under `bound`.
    #[must_use]
    pub fn count_below(&self, bound: f64) -> usize {
        self.0.partition_point(|&value| value < bound)
    }

    /// The different values, in ascending order.
    #[must_use]
    pub fn distinct(&self) -> Vec<f64> {
        let mut distinct = self.0.clone();
        distinct.dedup();
        distinct
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_sorted_counted_and_made_distinct() {
        let sorted = Sorted::of(&[3.0, -1.0, 2.0, 3.0]);
        assert_eq!(sorted.values(), [-1.0, 2.0, 3.0, 3.0]);
        assert_eq!((sorted.min(), sorted.max(), sorted.len()), (Some(-1.0), Some(3.0), 4));
        assert_eq!((sorted.count_below(3.0), sorted.count_below(3.5)), (2, 4));
        assert_eq!(sorted.distinct(), [-1.0, 2.0, 3.0]);
        assert!(Sorted::of(&[]).is_empty() && Sorted::of(&[]).min().is_none());
    }

    #[test]
    #[should_panic(expected = "finite")]
    fn nan_is_refused_wherever_it_stands() {
        let _ = Sorted::of(&[1.0, f64::NAN, 2.0]);
    }
}
