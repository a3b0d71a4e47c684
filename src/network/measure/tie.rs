//! Ties: pairs of users with an edge in at least one direction, without rows of their own.
//!
//! Neither backward nor undirected rows are made. A walk of all edges in the order of their sources
//! meets each user's influencers in ascending order. Beside it one place moves on through that
//! user's own row, so an edge finds its opposite without a search. What stays is 12 bytes a user
//! and a bit an edge.

use std::ops::Range;

use bytemuck::{Pod, Zeroable};
use rayon::prelude::*;

use super::{by_block::ratio, edge_set::EdgeSet};
use crate::{
    memory::Large,
    network::csr::{Rows, index, node_count},
};

/// The undirected picture of a network, and how many users each follows.
pub(super) struct UndirectedTies<'a> {
    rows: &'a Rows,
    /// For each user its number of ties.
    degrees: Large<u32>,
    /// For each user its number of edges in, each copy of a parallel edge counted.
    followed: Large<u64>,
    /// The first copies of edges whose opposite exists.
    mutual_edges: EdgeSet,
    /// Pairs with an edge in at least one direction.
    pub(super) pairs: u64,
    /// Pairs with edges in both directions.
    pub(super) mutual: u64,
    /// Users in no pair.
    pub(super) isolated: u64,
}

/// What the walk knows of a user as a follower. Half a line of the processor's cache.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct TieCounts {
    /// Where the first follower lies that no influencer so far has a higher number than.
    next: u64,
    /// Where the user's row ends.
    end: u64,
    /// Edges in.
    followed: u64,
    /// Influencers that are no followers.
    one_way: u64,
}

impl<'a> UndirectedTies<'a> {
    pub(super) fn of(rows: &'a Rows) -> Self {
        let mutual_edges = EdgeSet::none(rows.edges());
        let met = met(rows, &mutual_edges);
        let mut followed = Large::zeroed(rows.nodes());
        followed.par_iter_mut().zip(met.par_iter()).for_each(|(edges, met)| *edges = met.followed);
        let mut degrees = Large::<u32>::zeroed(rows.nodes());
        degrees.par_iter_mut().zip(met.par_iter()).enumerate().for_each(|(user, (ties, met))| {
            *ties = node_count(distinct(rows, node_count(user)).count() + index(met.one_way));
        });
        let ends: u64 = degrees.iter().map(|&degree| u64::from(degree)).sum();
        let one_way: u64 = met.iter().map(|met| met.one_way).sum();
        let isolated = degrees.par_iter().filter(|&&degree| degree == 0).count() as u64;
        let pairs = ends / 2;
        Self { rows, degrees, followed, mutual_edges, pairs, mutual: pairs - one_way, isolated }
    }

    /// The audiences that the ties are of.
    pub(super) const fn rows(&self) -> &'a Rows {
        self.rows
    }

    /// For each user its number of ties.
    pub(super) fn degrees(&self) -> &[u32] {
        &self.degrees
    }

    /// For each user its number of edges in.
    pub(super) fn followed(&self) -> &[u64] {
        &self.followed
    }

    /// The share of directed edges whose opposite exists.
    pub(super) fn reciprocity(&self) -> Option<f64> {
        ratio(2.0 * self.mutual as f64, (self.pairs + self.mutual) as f64)
    }

    /// Calls `visit` with the two users of each tie that has an edge from a user of the block: of a
    /// mutual one only from its lower user, so that all blocks visit each tie once.
    #[inline]
    pub(super) fn each(&self, block: Range<u32>, mut visit: impl FnMut(u32, u32)) {
        for user in block {
            for (place, other) in distinct(self.rows, user) {
                if user < other || !self.mutual_edges.contains(place) {
                    visit(user, other);
                }
            }
        }
    }

    /// Calls `visit` with the influencer and the follower of each tie of one direction whose
    /// influencer is in the block.
    #[inline]
    pub(super) fn each_one_way(&self, block: Range<u32>, mut visit: impl FnMut(u32, u32)) {
        for user in block {
            for (place, other) in distinct(self.rows, user) {
                if !self.mutual_edges.contains(place) {
                    visit(user, other);
                }
            }
        }
    }

    /// True where two users are tied.
    pub(super) fn are_tied(&self, a: u32, b: u32) -> bool {
        let shown = |a, b: u32| self.rows.row(a).binary_search(&b).is_ok();
        shown(a, b) || shown(b, a)
    }
}

/// The followers of a user other than itself, once each, and where their edges lie.
#[inline]
pub(super) fn distinct(rows: &Rows, user: u32) -> impl Iterator<Item = (usize, u32)> {
    let (row, start) = (rows.row(user), rows.range(user).start);
    let first = move |place: usize, other: u32| place == 0 || row[place - 1] != other;
    row.iter()
        .enumerate()
        .filter(move |&(place, &other)| other != user && first(place, other))
        .map(move |(place, &other)| (start + place, other))
}

/// Meets all edges, and marks those whose opposite exists. Users are cut into a few ranges, whose
/// edges in are met side by side.
fn met(rows: &Rows, mutual_edges: &EdgeSet) -> Large<TieCounts> {
    let ranges = if rows.edges() < 1 << 16 { 1 } else { 4 };
    let length = rows.nodes().div_ceil(ranges).max(1);
    let mut all = Large::<TieCounts>::zeroed(rows.nodes());
    all.par_chunks_mut(length).enumerate().for_each(|(range, met)| {
        let first = range * length;
        let end = first + met.len();
        for (met, ends) in met.iter_mut().zip(rows.offsets()[first..].windows(2)) {
            (met.next, met.end) = (ends[0], ends[1]);
        }
        for user in 0..node_count(rows.nodes()) {
            let (row, start) = (rows.row(user), rows.range(user).start);
            let from = row.partition_point(|&other| (other as usize) < first);
            for (place, &other) in row.iter().enumerate().skip(from) {
                if other as usize >= end {
                    break;
                }
                let met = &mut met[other as usize - first];
                met.followed += 1;
                if other == user || (place > 0 && row[place - 1] == other) {
                    continue;
                }
                if met.follows_back(rows, user) {
                    mutual_edges.insert(start + place);
                } else {
                    met.one_way += 1;
                }
            }
        }
    });
    all
}

impl TieCounts {
    /// Whether the influencer is a follower too. Influencers come in ascending order.
    #[inline]
    fn follows_back(&mut self, rows: &Rows, influencer: u32) -> bool {
        while self.next < self.end {
            let follower = rows.targets()[index(self.next)];
            if follower >= influencer {
                return follower == influencer;
            }
            self.next += 1;
        }
        false
    }
}
