//! Edges that differ in strength, sums end to end.
//!
//! What happens along the edges of a row one after the other, each as likely as it is long, is found by the
//! place where a number falls, without a look at edges along which nothing does.

use std::ops::Range;

use rayon::prelude::*;

use crate::{influence::Influence, kernel::prefetch::prefetch, memory::Large, network::csr::Rows};

/// Bytes that it takes for each edge where edges differ: where it ends.
pub const BYTES_AN_EDGE: f64 = 8.0;

/// As long as the coin is that is always one: a number of exponential law is larger once in e^64 = 6 · 10^27
/// times.
const CERTAIN: f64 = 64.0;

/// How long the coin is that is one with this probability: from one that is one to the next is a number of
/// exponential law and mean 1.
#[must_use]
pub fn coin(probability: f64) -> f64 {
    // A sum of probabilities may be rounded up.
    (-libm::log1p(-probability.min(1.0))).min(CERTAIN)
}

/// How long edges are.
#[derive(Debug)]
pub enum EdgeRates {
    /// All alike, for all have this influence.
    Uniform(f64),
    /// They differ.
    Differing(EdgePrefixSums),
}

impl EdgeRates {
    /// The edges of `rows`, each as long as `length` says of its influence.
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

    /// Edges that differ, if they do.
    #[must_use]
    pub fn prefix_sums(self) -> Option<EdgePrefixSums> {
        match self {
            Self::Uniform(_) => None,
            Self::Differing(sums) => Some(sums),
        }
    }
}

/// How long edges are, where they differ, one sums after the other.
#[derive(Debug)]
pub struct EdgePrefixSums {
    /// Where each edge ends, from the start of its row.
    ends: Large<f64>,
}

/// So many users are sums by one thread at a time.
const PIECE: usize = 4096;

impl EdgePrefixSums {
    /// The edges of `rows`, each as long as `length` says of its place.
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

    /// How long a row is.
    #[inline]
    #[must_use]
    pub fn row_total(&self, range: &Range<usize>) -> f64 {
        if range.is_empty() { 0.0 } else { self.ends[range.end - 1] }
    }

    /// Where the edge at a place ends.
    #[inline]
    #[must_use]
    pub fn end(&self, place: usize) -> f64 {
        self.ends[place]
    }

    /// The place of the first edge in a part of a row that ends after `at`; the end of the part where none does.
    ///
    /// It is mostly near, so that it is looked for in steps that grow: in a long row each half of a search
    /// costs a miss of memory.
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

    /// The same for `at` from 0 to the length of the row, to which it may have been rounded up: a place of it.
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

    /// Where the edges of a row end will be asked for, from the place on.
    #[inline]
    pub fn prefetch_end(&self, place: usize) {
        prefetch(&self.ends, place);
    }

    /// How long a row is will be asked for, and where its first edges end.
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
