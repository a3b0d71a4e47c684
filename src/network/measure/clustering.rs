//! Clustering: how often two neighbours of a user are neighbours of each other, directions ignored.
//!
//! Exact by counting triangles where that is affordable: each tie is walked from its end of lower
//! degree (Latapy 2008, doi:10.1016/j.tcs.2008.07.017). Otherwise by drawing wedges, that is, pairs
//! of neighbours of one user (Seshadhri, Pinar & Kolda 2013, doi:10.1137/1.9781611972832.2). Which
//! of the two depends on the network and the [`Effort`] alone, never on the clock.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Effort, by_block, filtered, ratio};
use crate::{
    network::csr::{Rows, node_count},
    rng::{Purpose, Stream, World},
};

/// How often two neighbours of a user are neighbours of each other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Clustering {
    /// The mean over all users of the share of a user's pairs of neighbours that are tied (Watts &
    /// Strogatz 1998); a user with fewer than two neighbours counts as 0.
    pub average_local: Option<Share>,
    /// The share of all pairs of neighbours that are tied: three times the triangles over the
    /// wedges. Absent where no user has two neighbours.
    pub transitivity: Option<Share>,
    /// How many wedges were drawn for each of the two; absent where they are exact.
    pub sampled_wedges: Option<u64>,
}

/// A share and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// The share, from 0 to 1.
    pub value: f64,
    /// Its standard error; 0 where it is exact.
    pub standard_error: f64,
}

impl Clustering {
    /// The clustering of undirected rows without loops or parallel edges.
    #[must_use]
    pub fn of(undirected: &Rows, effort: Effort) -> Self {
        let oriented = oriented(undirected);
        if steps(&oriented) <= u128::from(effort.exact_steps) {
            exact(undirected, &oriented)
        } else {
            sampled(undirected, effort)
        }
    }
}

/// Each tie once, in the row of its end of lower degree (of equals, the lower node).
fn oriented(undirected: &Rows) -> Rows {
    let rank = |node: u32| (undirected.degree(node), node);
    filtered(undirected, |user, other| rank(other) > rank(user))
}

/// How many entries are compared to count all triangles.
fn steps(oriented: &Rows) -> u128 {
    let parts = by_block(oriented.nodes(), |block| {
        let steps = |user: u32| {
            let row = oriented.row(user);
            let others: u128 = row.iter().map(|&other| oriented.degree(other) as u128).sum();
            others + (row.len() * row.len()) as u128
        };
        block.map(steps).sum::<u128>()
    });
    parts.into_iter().sum()
}

fn exact(undirected: &Rows, oriented: &Rows) -> Clustering {
    let closed = triangles(oriented);
    let parts = by_block(undirected.nodes(), |block| {
        let mut part = (0.0, 0_u128, 0_u128);
        for user in block {
            let (wedges, closed) = (wedges(undirected, user), closed[user as usize]);
            part.0 += ratio(closed as f64, wedges as f64).unwrap_or(0.0);
            part.1 += u128::from(closed);
            part.2 += u128::from(wedges);
        }
        part
    });
    let (local, closed, wedges) =
        parts.into_iter().fold((0.0, 0, 0), |a, b| (a.0 + b.0, a.1 + b.1, a.2 + b.2));
    let share = |value| Share { value, standard_error: 0.0 };
    Clustering {
        average_local: ratio(local, undirected.nodes() as f64).map(share),
        transitivity: ratio(closed as f64, wedges as f64).map(share),
        sampled_wedges: None,
    }
}

/// The number of pairs of a user's neighbours.
fn wedges(undirected: &Rows, user: u32) -> u64 {
    let degree = undirected.degree(user) as u64;
    degree * degree.saturating_sub(1) / 2
}

/// The number of triangles that each user is in.
fn triangles(oriented: &Rows) -> Vec<u64> {
    let counts: Vec<AtomicU64> = (0..oriented.nodes()).map(|_| AtomicU64::new(0)).collect();
    let add = |node: u32, count| {
        counts[node as usize].fetch_add(count, Ordering::Relaxed);
    };
    // Whole numbers: the order in which threads add does not matter.
    (0..node_count(oriented.nodes())).into_par_iter().with_min_len(64).for_each(|user| {
        let row = oriented.row(user);
        let mut own = 0;
        for &other in row {
            let mut common = 0;
            each_common(row, oriented.row(other), |third| {
                common += 1;
                add(third, 1);
            });
            if common > 0 {
                add(other, common);
                own += common;
            }
        }
        if own > 0 {
            add(user, own);
        }
    });
    counts.into_iter().map(AtomicU64::into_inner).collect()
}

/// Calls `visit` with each node that stands in both ascending rows.
fn each_common(a: &[u32], b: &[u32], mut visit: impl FnMut(u32)) {
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        if x == y {
            visit(x);
        }
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
}

fn sampled(undirected: &Rows, effort: Effort) -> Clustering {
    let users = undirected.nodes() as f64;
    let centres: Vec<u32> =
        (0..node_count(undirected.nodes())).filter(|&user| undirected.degree(user) > 1).collect();
    // Sums of whole numbers, taken in one order; as floats, so that they cannot overflow.
    let ends: Vec<f64> = centres
        .iter()
        .scan(0.0, |total, &centre| {
            *total += wedges(undirected, centre) as f64;
            Some(*total)
        })
        .collect();
    let any = |stream: &mut Stream| stream.below(centres.len() as u64) as usize;
    let by_wedges = |stream: &mut Stream| {
        let point = stream.unit() * ends[ends.len() - 1];
        ends.partition_point(|&end| end <= point).min(ends.len() - 1)
    };
    let local = closed_share(undirected, &centres, effort, 0, any);
    let busy = ratio(centres.len() as f64, users);
    Clustering {
        average_local: busy.zip(local).map(|(busy, local)| Share {
            value: local.value * busy,
            standard_error: local.standard_error * busy,
        }),
        transitivity: closed_share(undirected, &centres, effort, 1, by_wedges),
        sampled_wedges: Some(u64::from(effort.wedges)),
    }
}

/// The share of drawn wedges that are closed, with their centres drawn by `draw`.
fn closed_share(
    undirected: &Rows,
    centres: &[u32],
    effort: Effort,
    world: u64,
    draw: impl Fn(&mut Stream) -> usize + Sync,
) -> Option<Share> {
    /// Wedges drawn from one stream.
    const BLOCK: u32 = 1 << 12;
    if centres.is_empty() {
        return None;
    }
    let world = World::new(effort.rng_seed, Purpose::Inspection, world);
    let blocks = effort.wedges.div_ceil(BLOCK);
    let closed: Vec<u32> = (0..blocks)
        .into_par_iter()
        .map(|block| {
            let mut stream = world.stream(u64::from(block));
            let count = BLOCK.min(effort.wedges - block * BLOCK);
            let closed = |_: &u32| {
                let centre = centres[draw(&mut stream)];
                is_closed(undirected, centre, &mut stream)
            };
            node_count((0..count).filter(closed).count())
        })
        .collect();
    let drawn = f64::from(effort.wedges);
    let closed: u64 = closed.iter().map(|&count| u64::from(count)).sum();
    let value = ratio(closed as f64, drawn)?;
    // With one more of each kind, so that it is not 0 where all or none happened to be closed.
    let cautious = (closed as f64 + 1.0) / (drawn + 2.0);
    Some(Share { value, standard_error: (cautious * (1.0 - cautious) / drawn).sqrt() })
}

/// Draws two neighbours of `centre` and tells whether they are tied.
fn is_closed(undirected: &Rows, centre: u32, stream: &mut Stream) -> bool {
    let row = undirected.row(centre);
    let first = stream.below(row.len() as u64) as usize;
    let other = stream.below(row.len() as u64 - 1) as usize;
    let second = other + usize::from(other >= first);
    let (a, b) = (row[first], row[second]);
    let (few, many) = if undirected.degree(a) < undirected.degree(b) { (a, b) } else { (b, a) };
    undirected.row(few).binary_search(&many).is_ok()
}
