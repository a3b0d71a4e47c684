//! Compressed sparse rows: for each node, the nodes that its edges lead to, in ascending order.
//!
//! Memory is 8 bytes a node and 4 bytes an edge, and the same again for in-edges once they are needed. Each
//! column of numbers on the edges takes 8 bytes an edge. Influence that is uniform or by user adds nothing
//! an edge. At its peak, building takes 5 bytes an edge, the 4 of the finished rows included; with more than
//! 64 million nodes it takes 6. A `.wsn` file holds the same arrays. The system decides which parts of a
//! mapped file are in memory. Rows do not depend on what an edge means.

use std::sync::atomic::{AtomicU64, Ordering};

use bytemuck::Pod;
use rayon::prelude::*;

use super::storage::Storage;
use crate::vector::vectorised;

/// Rows of edges, one row a node.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    offsets: Storage<u64>,
    targets: Storage<u32>,
}

impl Rows {
    /// Rows from their two arrays; `None` if these are invalid. `offsets` must start at 0, never decrease, and
    /// end at the number of targets. Every target must be a node.
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

    /// A copy on huge pages, where random reads are faster than in a mapped file.
    #[must_use]
    pub fn on_large_pages(&self) -> Self {
        Self { offsets: self.offsets.on_large_pages(), targets: self.targets.on_large_pages() }
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

    /// True if these rows may be the in-edges of `others`: everybody's number of edges and some edges agree. This
    /// finds mistakes, not deliberate ones. `sums` are what [`sum_of_ends`] gives of the targets of these rows and
    /// of the others.
    ///
    /// Cost: one walk over the nodes of both, in parallel, and a thousand reads of other rows.
    #[must_use]
    pub(super) fn may_turn(&self, others: &Self, sums: [u32; 2]) -> bool {
        self.nodes() == others.nodes()
            && self.edges() == others.edges()
            && [others.sum_of_starts(), self.sum_of_starts()] == sums
            && self.has_some_turned(others)
    }

    /// What [`sum_of_ends`] would give of the nodes that edges start at.
    fn sum_of_starts(&self) -> u32 {
        /// Nodes that are summed at once.
        const NODES: usize = 1 << 14;
        let pieces = (0..self.nodes()).into_par_iter().step_by(NODES);
        let sums: Vec<u32> = pieces
            .map(|first| {
                let end = self.nodes().min(first + NODES);
                sum_of_starts(first, &self.offsets[first..=end])
            })
            .collect();
        sums.into_iter().fold(0, u32::wrapping_add)
    }

    /// True where each of up to a thousand edges, evenly spread, stands as often in `others`, turned round.
    fn has_some_turned(&self, others: &Self) -> bool {
        const LOOKS: usize = 1024;
        let looks = self.edges().min(LOOKS);
        (0..looks).into_par_iter().all(|look| {
            let place = (look as u128 * self.edges() as u128 / looks as u128) as u64;
            let node = node_count(self.offsets.partition_point(|&start| start <= place) - 1);
            let target = self.targets[index(place)];
            self.copies(node, target) == others.copies(target, node)
        })
    }

    /// How many edges lead from `node` to `target`.
    fn copies(&self, node: u32, target: u32) -> usize {
        let row = self.row(node);
        row.partition_point(|&other| other <= target) - row.partition_point(|&other| other < target)
    }

    /// For each edge of the [`Rows::transposed`] rows, where the same edge stands in these rows.
    #[must_use]
    pub fn transposed_places(&self) -> Vec<u64> {
        self.transpose_by(|place| place as u64)
    }

    /// Values of these rows' edges in the order of the [`Rows::transposed`] rows.
    #[must_use]
    pub fn transpose_values<T: Pod + Send + Sync>(&self, values: &[T]) -> Vec<T> {
        self.transpose_by(|place| values[place])
    }

    /// What `value` tells of the edge at each place, in the order of the transposed rows. Targets
    /// are cut into ranges of about as many edges, each of which walks all edges and takes its own:
    /// the walks are short beside the random writes, which lie closer to each other.
    fn transpose_by<T: Pod + Send + Sync>(&self, value: impl Fn(usize) -> T + Sync) -> Vec<T> {
        let ranges = if self.edges() < 1 << 16 { 1 } else { 8 };
        let mut cursors = offsets_of(self.nodes(), &self.targets);
        let mut transposed = vec![T::zeroed(); self.edges()];
        let mut works = Vec::with_capacity(ranges);
        let (mut starts, mut places) = (&mut cursors[..self.nodes()], &mut transposed[..]);
        let (mut first, mut before) = (0, 0);
        for range in 1..=ranges {
            let wanted = (self.edges() / ranges * range) as u64;
            let nodes = match range {
                _ if range == ranges => starts.len(),
                _ => starts.partition_point(|&start| start < wanted),
            };
            let (own_starts, later_starts) = starts.split_at_mut(nodes);
            let end = later_starts.first().map_or(self.edges(), |&start| index(start));
            let (own_places, later_places) = places.split_at_mut(end - before);
            works.push((first, before as u64, own_starts, own_places));
            (starts, places, first, before) = (later_starts, later_places, first + nodes, end);
        }
        works.into_par_iter().for_each(|(first, before, cursors, places)| {
            for (place, &target) in self.targets.iter().enumerate() {
                // Below the first, the difference is beyond every cursor.
                if let Some(cursor) = cursors.get_mut((target as usize).wrapping_sub(first)) {
                    places[index(*cursor - before)] = value(place);
                    *cursor += 1;
                }
            }
        });
        transposed
    }
}

/// A number that stands for a node in sums, which differ where nodes do.
#[inline]
fn mixed(node: u32) -> u32 {
    let number = node.wrapping_add(1).wrapping_mul(0x9e37_79b1);
    (number ^ number >> 15).wrapping_mul(0x85eb_ca77)
}

vectorised! {
    /// The sum over edges of a number that stands for the node at the end of each, as far as 32 bits hold
    /// it.
    pub(super) fn sum_of_ends(targets: &[u32]) -> u32 {
        targets.iter().fold(0, |sum: u32, &target| sum.wrapping_add(mixed(target)))
    }
}

vectorised! {
    /// The same of the nodes that edges start at, of the rows from the node `first` on that start and end
    /// at `offsets`.
    fn sum_of_starts(first: usize, offsets: &[u64]) -> u32 {
        let mut sum = 0_u32;
        for (nth, (start, end)) in offsets.iter().zip(&offsets[1..]).enumerate() {
            let degree = end.wrapping_sub(*start) as u32;
            sum = sum.wrapping_add(mixed((first + nth) as u32).wrapping_mul(degree));
        }
        sum
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
pub(crate) fn node_count(count: usize) -> u32 {
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

    #[test]
    fn values_of_many_edges_go_where_those_of_few_do() {
        let nodes = 5000_u32;
        let row = |node: u32| (0..30).map(move |step| (node * 7 + step * step * 13) % nodes);
        let targets: Vec<u32> = (0..nodes)
            .flat_map(|node| {
                let mut row: Vec<u32> = row(node).collect();
                row.sort_unstable();
                row
            })
            .collect();
        let rows = rows((0..=u64::from(nodes)).map(|node| node * 30).collect(), targets).unwrap();
        let back = rows.transposed();
        assert_eq!(back.transposed(), rows);
        let places = rows.transposed_places();
        for node in 0..nodes {
            for at in back.range(node) {
                let place = index(places[at]);
                assert_eq!(rows.targets()[place], node);
                assert!(rows.range(back.targets()[at]).contains(&place));
                assert!(at == back.range(node).start || places[at - 1] < places[at]);
            }
        }
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
            let [sum, back_sum] = [&rows, &back].map(|rows| sum_of_ends(rows.targets()));
            prop_assert!(back.may_turn(&rows, [back_sum, sum]));
            prop_assert!(rows.may_turn(&back, [sum, back_sum]));
            prop_assert_eq!(rows.may_turn(&rows, [sum, sum]), rows == back);

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
