//! How the rows are cut into parts, each small enough to be sorted within a processor's cache: by
//! counting the edges once.
//!
//! The plan sees the edges and the number of nodes alone, never memory or threads.

use std::ops::Range;

use rayon::prelude::*;

use super::{EdgeMeaning, Replay, pool::BufferPool};
use crate::{
    error::{Error, Result},
    progress::Progress,
};

/// Nodes are counted in at most about 2 to this many bins (more where there are more than 2^31
/// nodes). A thread's counts, and later the ends of its buffers, then stay in its cache.
const BINS: u32 = 12;

/// Neighbouring bins are one part up to so many edges: with them and their copy, 9 bytes an edge, a
/// part fits into half a megabyte.
const PART: u64 = 1 << 16;

/// A run of nodes whose rows are made as one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) nodes: Range<u32>,
    /// Number of edges of these nodes, loops included.
    pub(super) edges: u64,
}

/// What becomes of edges from a node to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loops {
    /// They are dropped and counted.
    Drop,
    /// They are edges as others.
    Keep,
}

/// The parts, in the order of their nodes.
#[derive(Debug)]
pub(super) struct RowPlan {
    pub(super) edge: EdgeMeaning,
    pub(super) loops: Loops,
    /// Number of nodes.
    pub(super) nodes: u32,
    pub(super) parts: Vec<Part>,
    /// Edges as given, each tie once.
    pub(super) given: u64,
    /// Nodes of a bin, as a shift.
    bin: u32,
    /// For each bin the number of its part.
    part_of_bin: Vec<u32>,
    /// How many bits of a packed edge are the target.
    pub(super) target_bits: u32,
    /// How many bits a packed edge has.
    pub(super) bits: u32,
}

impl RowPlan {
    /// Counts the edges.
    pub(super) fn of(
        source: &impl Replay,
        nodes: u32,
        edge: EdgeMeaning,
        progress: &dyn Progress,
    ) -> Result<Self> {
        let target_bits = bits_for(nodes).max(1);
        let turned = u32::from(edge == EdgeMeaning::Mutual);
        // A packed edge has 48 bits at most; 40 where that leaves few enough bins.
        let narrow = |bits: u32| bits.checked_sub(target_bits + turned);
        let bin = target_bits.saturating_sub(BINS);
        let bin = bin.min(narrow(48).expect("a node has at most 32 bits"));
        let limit = narrow(40).filter(|&limit| bin <= limit).or(narrow(48));
        let bins = (nodes as usize).div_ceil(1 << bin);

        let counts = counts(source, bin, bins, edge, progress)?;
        let total: u64 = counts.iter().sum();
        let most_bins = 1_usize << (limit.expect("checked above") - bin);
        let mut plan = Self {
            edge,
            loops: Loops::Drop,
            nodes,
            parts: Vec::new(),
            given: if edge == EdgeMeaning::Mutual { total / 2 } else { total },
            bin,
            part_of_bin: Vec::with_capacity(bins),
            target_bits,
            bits: 0,
        };
        let mut bins_of_last = 0;
        for (number, &edges) in counts.iter().enumerate() {
            let start = (number as u64) << bin;
            let end = u64::from(nodes).min((number as u64 + 1) << bin) as u32;
            match plan.parts.last_mut() {
                Some(part) if part.edges + edges <= PART && bins_of_last < most_bins => {
                    part.nodes.end = end;
                    part.edges += edges;
                    bins_of_last += 1;
                }
                _ => {
                    plan.parts.push(Part { nodes: start as u32..end, edges });
                    bins_of_last = 1;
                }
            }
            plan.part_of_bin.push(plan.parts.len() as u32 - 1);
        }
        let longest = plan.parts.iter().map(|part| part.nodes.end - part.nodes.start).max();
        plan.bits = target_bits + turned + bits_for(longest.unwrap_or(0));
        Ok(plan)
    }

    /// The part that a node is in.
    #[inline]
    pub(super) fn part_of(&self, node: u32) -> usize {
        self.part_of_bin[(node >> self.bin) as usize] as usize
    }

    /// Runs of parts, each of which takes at most `budget` bytes, or is a single part.
    pub(super) fn within(&self, budget: u64) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        let mut taken = 0;
        for (number, part) in self.parts.iter().enumerate() {
            let bytes = part.edges * self.bytes_an_edge() + part.nodes.len() as u64 * 8;
            taken += bytes;
            match runs.last_mut() {
                Some(run) if taken <= budget => run.end = number + 1,
                _ => {
                    runs.push(number..number + 1);
                    taken = bytes;
                }
            }
        }
        runs
    }

    /// The nodes of a run of parts.
    pub(super) fn nodes_of(&self, parts: &Range<usize>) -> Range<u32> {
        let parts = &self.parts[parts.clone()];
        match (parts.first(), parts.last()) {
            (Some(first), Some(last)) => first.nodes.start..last.nodes.end,
            _ => 0..0,
        }
    }

    /// Bytes that it takes to make the rows of a run of parts.
    pub(super) fn bytes(&self, parts: &Range<usize>) -> u64 {
        let edges: u64 = self.parts[parts.clone()].iter().map(|part| part.edges).sum();
        edges * self.bytes_an_edge() + self.nodes_of(parts).len() as u64 * 8
    }

    /// Bytes of working memory for each edge.
    pub(super) fn bytes_an_edge(&self) -> u64 {
        if self.bits <= 40 { 5 } else { 6 }
    }

    /// Rows are doubled where it matters which way round a line was.
    pub(super) fn rows_a_node(&self) -> usize {
        if self.edge == EdgeMeaning::Mutual { 2 } else { 1 }
    }
}

/// Bits that tell `count` things apart.
fn bits_for(count: u32) -> u32 {
    u32::BITS - count.saturating_sub(1).leading_zeros()
}

/// The number of edges that lead out of each bin.
fn counts(
    source: &impl Replay,
    bin: u32,
    bins: usize,
    edge: EdgeMeaning,
    progress: &dyn Progress,
) -> Result<Vec<u64>> {
    let pool = BufferPool::new();
    progress.begin("counting edges", Some(source.blocks() as u64));
    let counted = (0..source.blocks()).into_par_iter().try_for_each(|block| {
        if progress.cancelled() {
            return Err(Error::Stopped);
        }
        pool.lend(
            || vec![0_u64; bins],
            |counts: &mut Vec<u64>| {
                let mut count = |node: u32| counts[(node >> bin) as usize] += 1;
                // A loop for each meaning, so that the end that is not counted need not be made.
                match edge {
                    EdgeMeaning::InfluencerToAudience => source.replay(block, |a, _| count(a)),
                    EdgeMeaning::FollowerToFollowed => source.replay(block, |_, b| count(b)),
                    EdgeMeaning::Mutual => source.replay(block, |a, b| {
                        count(a);
                        count(b);
                    }),
                }
            },
        );
        progress.advance(1);
        Ok(())
    });
    progress.end();
    counted?;
    let mut total = vec![0; bins];
    for counts in pool.into_pieces() {
        for (sum, count) in total.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::builder::Listed;

    fn plan(nodes: u32, edges: &[[u32; 2]], edge: EdgeMeaning) -> RowPlan {
        RowPlan::of(&Listed(edges), nodes, edge, &()).unwrap()
    }

    #[test]
    fn parts_cover_all_nodes_and_a_packed_edge_has_room() {
        let all = [
            EdgeMeaning::InfluencerToAudience,
            EdgeMeaning::FollowerToFollowed,
            EdgeMeaning::Mutual,
        ];
        for nodes in [0, 1, 2, 3, 4096, 4097, 1 << 20, (1 << 26) - 1, 1 << 31, u32::MAX] {
            for edge in all {
                let plan = plan(nodes, &[], edge);
                let ends: Vec<u32> = plan.parts.iter().map(|part| part.nodes.end).collect();
                assert_eq!(ends.last().copied().unwrap_or(0), nodes);
                let starts = plan.parts.iter().map(|part| part.nodes.start);
                assert!(starts.eq([0].into_iter().chain(ends).take(plan.parts.len())));
                assert!(plan.bits <= 48, "{nodes} {edge:?}");
                assert!(plan.bits <= 40 || nodes > 1 << 25, "{nodes} {edge:?} {}", plan.bits);
                for node in [0, nodes / 2, nodes.saturating_sub(1)] {
                    if node < nodes {
                        assert!(plan.parts[plan.part_of(node)].nodes.contains(&node));
                    }
                }
            }
        }
    }

    #[test]
    fn edges_are_counted_where_they_start_and_ties_at_both_ends() {
        let edges = [[0, 9], [0, 5], [7, 7], [9, 0]];
        let counted = |edge| {
            let plan = plan(1 << 13, &edges, edge);
            (plan.given, plan.parts.iter().map(|part| part.edges).sum::<u64>())
        };
        assert_eq!(counted(EdgeMeaning::InfluencerToAudience), (4, 4));
        assert_eq!(counted(EdgeMeaning::FollowerToFollowed), (4, 4));
        assert_eq!(counted(EdgeMeaning::Mutual), (4, 8));
    }
}
