//! A set of edges as one bit for each place in the forward rows.
//!
//! It marks what later walks would otherwise find again by a search at random: an eighth of a byte
//! an edge. It must never tell anything that depends on the order in which threads insert.

use std::sync::atomic::{AtomicU64, Ordering};

/// Marks on the edges of rows, by their places.
pub(super) struct EdgeSet {
    words: Vec<AtomicU64>,
}

impl EdgeSet {
    /// No edge of so many.
    pub(super) fn none(edges: usize) -> Self {
        Self { words: (0..edges.div_ceil(64)).map(|_| AtomicU64::new(0)).collect() }
    }

    /// Adds the edge at a place.
    pub(super) fn insert(&self, place: usize) {
        self.words[place / 64].fetch_or(1 << (place % 64), Ordering::Relaxed);
    }

    /// True where the edge at the place was added before.
    #[inline]
    pub(super) fn contains(&self, place: usize) -> bool {
        self.words[place / 64].load(Ordering::Relaxed) >> (place % 64) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn what_threads_insert_side_by_side_is_all_there_and_nothing_else() {
        let edges = 100_003;
        let set = EdgeSet::none(edges);
        (0..edges).into_par_iter().filter(|place| place % 3 == 1).for_each(|place| {
            set.insert(place);
        });
        assert!((0..edges).all(|place| set.contains(place) == (place % 3 == 1)));
    }
}
