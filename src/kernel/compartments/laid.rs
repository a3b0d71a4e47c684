//! Edges that differ in strength, laid end to end.

use std::ops::Range;

use crate::{influence::Influence, memory::Large, network::csr::Rows};

/// How long edges are, where they differ, one laid after the other.
#[derive(Debug)]
pub(super) struct Laid {
    /// Where each edge ends, from the start of its row.
    ends: Large<f64>,
}

impl Laid {
    /// The edges of `rows`, each as long as `length` says of its strength; nothing where all are alike.
    pub(super) fn new(
        rows: &Rows,
        influence: &Influence,
        length: impl Fn(f64) -> f64,
    ) -> Option<Self> {
        let mut ends = Large::zeroed(rows.targets().len());
        let mut lay = |of_edge: &dyn Fn(usize) -> f64| {
            for user in 0..rows.nodes() as u32 {
                let mut end = 0.0;
                for place in rows.range(user) {
                    end += of_edge(place);
                    ends[place] = end;
                }
            }
        };
        match influence {
            Influence::Uniform(_) => return None,
            Influence::PerTarget(strengths) => {
                let lengths: Vec<f64> =
                    strengths.iter().map(|&strength| length(strength)).collect();
                lay(&|place| lengths[rows.targets()[place] as usize]);
            }
            Influence::PerEdge(strengths) => lay(&|place| length(f64::from(strengths[place]))),
        }
        Some(Self { ends })
    }

    /// How long a row is.
    #[inline]
    pub(super) fn length(&self, range: &Range<usize>) -> f64 {
        if range.is_empty() { 0.0 } else { self.ends[range.end - 1] }
    }

    /// Where the edge at a place ends.
    #[inline]
    pub(super) fn end(&self, place: usize) -> f64 {
        self.ends[place]
    }

    /// The place of the first edge in a range that ends after `at`; its end where none does.
    #[inline]
    pub(super) fn after(&self, at: f64, range: Range<usize>) -> usize {
        range.start + self.ends[range].partition_point(|&end| end <= at)
    }

    /// The same for `at` from 0 to the length of the row, to which it may have been rounded up: a place of it.
    #[inline]
    pub(super) fn within(&self, at: f64, range: &Range<usize>) -> usize {
        let place = self.after(at, range.clone());
        if place < range.end {
            return place;
        }
        let length = self.length(range);
        range.start + self.ends[range.clone()].partition_point(|&end| end < length)
    }

    /// Asks for where the edge at a place ends.
    #[inline]
    pub(super) fn expect(&self, place: usize) {
        crate::kernel::prefetch::prefetch(&self.ends, place);
    }
}
