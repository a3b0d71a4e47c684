//! The rates of edges, as prefix sums along each row where they differ.
//!
//! An event along a row falls on each edge in proportion to its rate. A number up to the row's
//! total finds that edge in the prefix sums, without reading the edges on which nothing happens.

use std::ops::Range;

use rayon::prelude::*;

use crate::{influence::Influence, kernel::prefetch::prefetch, memory::Large, network::csr::Rows};

/// Bytes an edge where rates differ.
pub const BYTES_AN_EDGE: f64 = 8.0;

/// The rate for probability 1: an exponential number of mean 1 is larger only once in e^64 = 6 ·
/// 10^27 times.
const CERTAIN: f64 = 64.0;

/// The rate −ln(1 − p) whose first event comes within a unit of time with this probability.
#[must_use]
pub fn coin(probability: f64) -> f64 {
    // A sum of probabilities may be rounded up.
    (-libm::log1p(-probability.min(1.0))).min(CERTAIN)
}

/// The rates of edges.
#[derive(Debug)]
pub enum EdgeRates {
    /// The same for all edges.
    Uniform(f64),
    /// Different ones.
    Differing(EdgePrefixSums),
}

impl EdgeRates {
    /// The edges of `rows`, each with the rate that `length` gives for its influence.
    #[must_use]
    pub fn new(rows: &Rows, influence: &Influence, length: impl Fn(f64) -> f64 + Sync) -> Self {
        match influence {
            Influence::Uniform(strength) => Self::Uniform(*strength),
            Influence::PerTarget(strengths) => {
                let lengths: Vec<f64> =
                    strengths.par_iter().map(|&strength| length(strength)).collect();
                Self::Differing(EdgePrefixSums::new(rows, |place| {
                    lengths[rows.targets()[place] as usize]
                }))
            }
            Influence::PerEdge(strengths) => Self::Differing(EdgePrefixSums::new(rows, |place| {
                length(f64::from(strengths[place]))
            })),
        }
    }

    /// The prefix sums, where rates differ.
    #[must_use]
    pub fn prefix_sums(self) -> Option<EdgePrefixSums> {
        match self {
            Self::Uniform(_) => None,
            Self::Differing(sums) => Some(sums),
        }
    }
}

/// Prefix sums of the rates of each row's edges.
#[derive(Debug)]
pub struct EdgePrefixSums {
    /// The sum up to and including each edge, from the start of its row.
    ends: Large<f64>,
}

/// Users that one thread sums at a time.
const PIECE: usize = 4096;

impl EdgePrefixSums {
    /// The edges of `rows`, each with the rate that `length` gives for its place.
    #[must_use]
    pub fn new(rows: &Rows, length: impl Fn(usize) -> f64 + Sync) -> Self {
        let mut ends = Large::zeroed(rows.edges());
        let mut pieces = Vec::with_capacity(rows.nodes().div_ceil(PIECE));
        let mut rest = &mut ends[..];
        for first in (0..rows.nodes()).step_by(PIECE) {
            let users = first as u32..rows.nodes().min(first + PIECE) as u32;
            let edges = rows.range(users.end - 1).end - rows.range(users.start).start;
            let (piece, others) = rest.split_at_mut(edges);
            pieces.push((users, piece));
            rest = others;
        }
        pieces.into_par_iter().for_each(|(users, mut piece)| {
            for user in users {
                let range = rows.range(user);
                let (row, others) = piece.split_at_mut(range.len());
                let mut sum = 0.0;
                for (place, end) in range.zip(row) {
                    sum += length(place);
                    *end = sum;
                }
                piece = others;
            }
        });
        Self { ends }
    }

    /// The total rate of a row.
    #[inline]
    #[must_use]
    pub fn row_total(&self, range: &Range<usize>) -> f64 {
        if range.is_empty() { 0.0 } else { self.ends[range.end - 1] }
    }

    /// The sum up to and including the edge at a place.
    #[inline]
    #[must_use]
    pub fn end(&self, place: usize) -> f64 {
        self.ends[place]
    }

    /// The place of the first edge in a part of a row whose sum exceeds `at`; the end of the part
    /// if there is none.
    ///
    /// It is usually near, so the search takes growing steps: in a long row each halving of a
    /// binary search would cost a cache miss.
    #[inline]
    #[must_use]
    pub fn first_after(&self, at: f64, part: Range<usize>) -> usize {
        let (ends, mut from, mut step) = (&self.ends[part.clone()], 0, 8);
        while from + step < ends.len() && ends[from + step - 1] <= at {
            from += step;
            step *= 2;
        }
        let near = &ends[from..ends.len().min(from + step)];
        part.start + from + near.partition_point(|&end| end <= at)
    }

    /// The same for `at` from 0 to the row's total, to which it may have been rounded up: always a
    /// place of the row.
    #[inline]
    #[must_use]
    pub fn place_at(&self, at: f64, range: &Range<usize>) -> usize {
        let ends = &self.ends[range.clone()];
        let place = ends.partition_point(|&end| end <= at);
        if place < ends.len() {
            return range.start + place;
        }
        let length = self.row_total(range);
        range.start + ends.partition_point(|&end| end < length)
    }

    /// Fetches the sums from a place on.
    #[inline]
    pub fn prefetch_end(&self, place: usize) {
        prefetch(&self.ends, place);
    }

    /// Fetches the total of a row and its first sums.
    #[inline]
    pub fn prefetch_row(&self, range: &Range<usize>) {
        self.prefetch_end(range.start);
        self.prefetch_end(range.end.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_first_edge_after_a_number_is_the_one_that_a_search_finds(
            lengths in prop::collection::vec(0_u32..3, 1..300),
            from in 0_usize..300,
            number in 0_u32..400
        ) {
            let sum = |sum: &mut f64, length: &u32| { *sum += f64::from(*length); Some(*sum) };
            let ends: Vec<f64> = lengths.iter().scan(0.0, sum).collect();
            let (from, number) = (from.min(ends.len()), f64::from(number));
            let expected = ends.partition_point(|&end| end <= number).max(from);
            let mut sums = EdgePrefixSums { ends: Large::zeroed(ends.len()) };
            sums.ends.copy_from_slice(&ends);
            prop_assert_eq!(sums.first_after(number, from..ends.len()), expected);
        }
    }
}
