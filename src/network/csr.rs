//! Compressed sparse rows: for each node, the nodes that its edges lead to, in ascending order.
//!
//! Memory is 8 bytes a node and 4 bytes an edge. Rows know nothing of what an edge means.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use bytemuck::Pod;
use rayon::prelude::*;

use super::storage::Storage;

/// Rows of edges, one row a node.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    offsets: Storage<u64>,
    targets: Storage<u32>,
}

impl Rows {
    /// Rows from their two arrays, or nothing unless `offsets` starts at 0, never decreases and
    /// ends at the number of targets, and every target is a node.
    #[must_use]
    pub fn new(offsets: Storage<u64>, targets: Storage<u32>) -> Option<Self> {
        let nodes = offsets.len().checked_sub(1)?;
        let sound = u32::try_from(nodes).is_ok()
            && offsets[0] == 0
            && offsets[nodes] == targets.len() as u64
            && offsets.par_windows(2).all(|pair| pair[0] <= pair[1])
            && targets.par_iter().all(|&target| (target as usize) < nodes);
        sound.then_some(Self { offsets, targets })
    }

    /// Rows from arrays that are sound because they were just made so, or seen to be so.
    pub(super) fn sound(offsets: Storage<u64>, targets: Storage<u32>) -> Self {
        debug_assert!(Self::new(offsets.clone(), targets.clone()).is_some(), "rows are sound");
        Self { offsets, targets }
    }

    /// Number of nodes.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Number of edges.
    #[must_use]
    pub fn edges(&self) -> usize {
        self.targets.len()
    }

    /// The nodes that `node`'s edges lead to, ascending; a parallel edge stands once for each copy.
    #[inline]
    #[must_use]
    pub fn row(&self, node: u32) -> &[u32] {
        &self.targets[self.range(node)]
    }

    /// Where `node`'s row lies in [`Rows::targets`].
    #[inline]
    #[must_use]
    pub fn range(&self, node: u32) -> std::ops::Range<usize> {
        let node = node as usize;
        index(self.offsets[node])..index(self.offsets[node + 1])
    }

    /// Number of edges in `node`'s row.
    #[inline]
    #[must_use]
    pub fn degree(&self, node: u32) -> usize {
        self.range(node).len()
    }

    /// Where each row starts, and at the end the number of edges: one more than there are nodes.
    #[must_use]
    pub fn offsets(&self) -> &[u64] {
        &self.offsets
    }

    /// All rows, one after the other.
    #[must_use]
    pub fn targets(&self) -> &[u32] {
        &self.targets
    }

    /// The same edges turned round. Within a row they stay in the order of their other end, so the
    /// result does not depend on the number of threads.
    #[must_use]
    pub fn transposed(&self) -> Self {
        let offsets = offsets_of(self.nodes(), &self.targets);
        let cursors: Vec<AtomicU64> =
            offsets[..self.nodes()].iter().map(|&offset| AtomicU64::new(offset)).collect();
        let places: Vec<AtomicU32> =
            (0..self.edges()).into_par_iter().map(|_| AtomicU32::new(0)).collect();
        (0..node_count(self.nodes())).into_par_iter().for_each(|source| {
            for &target in self.row(source) {
                let place = cursors[target as usize].fetch_add(1, Ordering::Relaxed);
                places[index(place)].store(source, Ordering::Relaxed);
            }
        });
        let mut targets: Vec<u32> = places.into_iter().map(AtomicU32::into_inner).collect();
        for_each_row(&offsets, &mut targets, |_, row| row.sort_unstable());
        Self { offsets: offsets.into(), targets: targets.into() }
    }

    /// For each edge of the [`Rows::transposed`] rows, where the same edge stands in these rows.
    #[must_use]
    pub fn transposed_places(&self) -> Vec<u64> {
        let mut cursors = offsets_of(self.nodes(), &self.targets);
        let mut places = vec![0; self.edges()];
        for (place, &target) in self.targets.iter().enumerate() {
            let cursor = &mut cursors[target as usize];
            places[index(*cursor)] = place as u64;
            *cursor += 1;
        }
        places
    }

    /// Values of these rows' edges in the order of the [`Rows::transposed`] rows.
    #[must_use]
    pub fn transpose_values<T: Pod + Send + Sync>(&self, values: &[T]) -> Vec<T> {
        let mut cursors = offsets_of(self.nodes(), &self.targets);
        let mut transposed = vec![T::zeroed(); self.edges()];
        for (&target, &value) in self.targets.iter().zip(values) {
            let cursor = &mut cursors[target as usize];
            transposed[index(*cursor)] = value;
            *cursor += 1;
        }
        transposed
    }
}

/// Row starts for `nodes` rows, where `keys` names the row of each edge.
pub(super) fn offsets_of(nodes: usize, keys: &[u32]) -> Vec<u64> {
    let counts: Vec<AtomicU64> = (0..nodes).map(|_| AtomicU64::new(0)).collect();
    keys.par_iter().for_each(|&key| {
        counts[key as usize].fetch_add(1, Ordering::Relaxed);
    });
    let mut offsets = Vec::with_capacity(nodes + 1);
    let mut total = 0;
    offsets.push(0);
    offsets.extend(counts.into_iter().map(|count| {
        total += count.into_inner();
        total
    }));
    offsets
}

/// Runs `work` on every row (its node and its slice of `values`), rows in parallel.
pub(super) fn for_each_row<T: Send>(
    offsets: &[u64],
    values: &mut [T],
    work: impl Fn(u32, &mut [T]) + Sync,
) {
    /// Rows are handed out in runs of about this many edges.
    const RUN: usize = 1 << 15;
    fn split<T: Send>(
        first: usize,
        offsets: &[u64],
        values: &mut [T],
        work: &(impl Fn(u32, &mut [T]) + Sync),
    ) {
        let rows = offsets.len() - 1;
        if rows <= 1 || values.len() <= RUN {
            let mut rest = values;
            for (row, pair) in offsets.windows(2).enumerate() {
                let (slice, after) = rest.split_at_mut(index(pair[1] - pair[0]));
                work(node_count(first + row), slice);
                rest = after;
            }
            return;
        }
        let half = rows / 2;
        let (left, right) = values.split_at_mut(index(offsets[half] - offsets[0]));
        rayon::join(
            || split(first, &offsets[..=half], left, work),
            || split(first + half, &offsets[half..], right, work),
        );
    }
    split(0, offsets, values, &work);
}

/// A count of edges as an index: networks are built only where it fits in memory.
#[inline]
pub(super) fn index(count: u64) -> usize {
    usize::try_from(count).expect("an edge count fits the address space")
}

/// A number of nodes as a node: builders refuse networks of more than `u32::MAX` users.
#[inline]
pub(super) fn node_count(count: usize) -> u32 {
    u32::try_from(count).expect("a network has at most 2^32 - 1 users")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(offsets: Vec<u64>, targets: Vec<u32>) -> Option<Rows> {
        Rows::new(offsets.into(), targets.into())
    }

    #[test]
    fn arrays_that_are_no_rows_are_refused() {
        assert!(rows(vec![0, 1, 2], vec![1, 0]).is_some());
        assert!(rows(vec![], vec![]).is_none(), "no offsets");
        assert!(rows(vec![1, 2], vec![0, 0]).is_none(), "first offset is not 0");
        assert!(rows(vec![0, 2, 1], vec![0]).is_none(), "offsets fall");
        assert!(rows(vec![0, 1, 2], vec![1, 2]).is_none(), "a target is no node");
        assert!(rows(vec![0, 1], vec![0, 0]).is_none(), "targets left over");
    }

    proptest! {
        #[test]
        fn transposing_twice_gives_the_rows_back(
            edges in proptest::collection::vec((0_u32..40, 0_u32..40), 0..300)
        ) {
            let mut edges = edges;
            edges.sort_unstable();
            let keys: Vec<u32> = edges.iter().map(|edge| edge.0).collect();
            let targets: Vec<u32> = edges.iter().map(|edge| edge.1).collect();
            let rows = rows(offsets_of(40, &keys), targets).expect("sound");
            let back = rows.transposed();
            prop_assert_eq!(&back.transposed(), &rows);

            let values: Vec<u64> = (0..rows.edges() as u64).collect();
            let turned = rows.transpose_values(&values);
            prop_assert_eq!(&turned, &rows.transposed_places());
            for node in 0..40 {
                for place in back.range(node) {
                    let source = back.targets()[place];
                    prop_assert!(rows.range(source).contains(&index(turned[place])));
                    prop_assert_eq!(rows.targets()[index(turned[place])], node);
                }
            }
        }
    }
}
