//! Clustering: how often two neighbours of a user are neighbours of each other, directions ignored.
//!
//! Exact by counting triangles where that is affordable: each tie is walked from its end of lower
//! degree (Latapy 2008, doi:10.1016/j.tcs.2008.07.017). Otherwise by drawing wedges, that is, pairs
//! of neighbours of one user (Seshadhri, Pinar & Kolda 2013, doi:10.1137/1.9781611972832.2). Which
//! of the two depends on the network and the [`Effort`] alone, never on the clock.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    by_block::{by_block, ratio},
    effort::Effort,
    lists::UserLists,
    tie::UndirectedTies,
    wedge::{Neighbourhoods, Wedge},
};
use crate::{network::csr::node_count, rng::Stream};

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
    /// The clustering of a network with its ties.
    pub(super) fn of(ties: &UndirectedTies, effort: Effort) -> Self {
        match oriented(ties, u128::from(effort.exact_steps)) {
            Some(oriented) => exact(ties, &oriented),
            None => sampled(ties, effort),
        }
    }
}

/// For each user the other ends of its ties, each tie at its end of lower degree (of equals, the
/// lower node); nothing where more than `most` entries would be compared to count all triangles.
fn oriented(ties: &UndirectedTies, most: u128) -> Option<UserLists> {
    let degrees = ties.degrees();
    let users = degrees.len();
    // Steps are at least the sum of the squares of the lists' lengths, which is least where all are
    // equal: this spares a walk where it is out of the question.
    let least = u128::from(ties.pairs).pow(2) / (users as u128).max(1);
    if least > most {
        return None;
    }
    let ascending = |a: u32, b: u32| {
        let rank = |node: u32| (degrees[node as usize], node);
        if rank(a) < rank(b) { (a, b) } else { (b, a) }
    };
    let counts: Vec<AtomicU32> = (0..users).map(|_| AtomicU32::new(0)).collect();
    by_block(users, |block| {
        ties.each(block, |a, b| {
            counts[ascending(a, b).0 as usize].fetch_add(1, Ordering::Relaxed);
        });
    });
    let lengths: Vec<u32> = counts.into_iter().map(AtomicU32::into_inner).collect();
    let steps = by_block(users, |block| {
        let own = |user: u32| u128::from(lengths[user as usize]).pow(2);
        let mut steps: u128 = block.clone().map(own).sum();
        ties.each(block, |a, b| steps += u128::from(lengths[ascending(a, b).1 as usize]));
        steps
    });
    if steps.into_iter().sum::<u128>() > most {
        return None;
    }
    Some(UserLists::filled(lengths.into_iter(), users, |block, tell| {
        ties.each(block, |a, b| {
            let (low, high) = ascending(a, b);
            tell(low as usize, high);
        });
    }))
}

fn exact(ties: &UndirectedTies, oriented: &UserLists) -> Clustering {
    let closed = triangles(oriented);
    let parts = by_block(oriented.len(), |block| {
        let mut part = (0.0, 0_u128, 0_u128);
        for user in block {
            let (wedges, closed) = (wedges(ties, user), closed[user as usize]);
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
        average_local: ratio(local, oriented.len() as f64).map(share),
        transitivity: ratio(closed as f64, wedges as f64).map(share),
        sampled_wedges: None,
    }
}

/// The number of pairs of a user's neighbours.
fn wedges(ties: &UndirectedTies, user: u32) -> u64 {
    let degree = u64::from(ties.degrees()[user as usize]);
    degree * degree.saturating_sub(1) / 2
}

/// The number of triangles that each user is in.
fn triangles(oriented: &UserLists) -> Vec<u64> {
    let counts: Vec<AtomicU64> = (0..oriented.len()).map(|_| AtomicU64::new(0)).collect();
    let add = |node: u32, count| {
        counts[node as usize].fetch_add(count, Ordering::Relaxed);
    };
    // Whole numbers: the order in which threads add does not matter.
    (0..node_count(oriented.len())).into_par_iter().with_min_len(64).for_each(|user| {
        let row = oriented.list(user as usize);
        let mut own = 0;
        for &other in row {
            let mut common = 0;
            each_common(row, oriented.list(other as usize), |third| {
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

fn sampled(ties: &UndirectedTies, effort: Effort) -> Clustering {
    let users = ties.degrees().len();
    let centres: Vec<u32> =
        (0..node_count(users)).filter(|&user| ties.degrees()[user as usize] > 1).collect();
    let [local, all] = drawn(ties, &centres, effort);
    let busy = ratio(centres.len() as f64, users as f64);
    drop(centres);
    let neighbourhoods = Neighbourhoods::of(ties, local.iter().chain(&all));
    let local = closed_share(&neighbourhoods, &local);
    Clustering {
        average_local: busy.zip(local).map(|(busy, local)| Share {
            value: local.value * busy,
            standard_error: local.standard_error * busy,
        }),
        transitivity: closed_share(&neighbourhoods, &all),
        sampled_wedges: Some(u64::from(effort.wedges)),
    }
}

/// As many wedges as the effort says around centres drawn alike, and as many of all wedges.
fn drawn(ties: &UndirectedTies, centres: &[u32], effort: Effort) -> [Vec<Wedge>; 2] {
    if centres.is_empty() {
        return [Vec::new(), Vec::new()];
    }
    let any = |stream: &mut Stream| stream.below(centres.len() as u64) as usize;
    let around_any = Wedge::drawn(ties, centres, effort, 0, any);
    // Sums of whole numbers, taken in one order; as floats, so that they cannot overflow.
    let ends: Vec<f64> = centres
        .iter()
        .scan(0.0, |total, &centre| {
            *total += wedges(ties, centre) as f64;
            Some(*total)
        })
        .collect();
    let by_wedges = |stream: &mut Stream| {
        let point = stream.unit() * ends[ends.len() - 1];
        ends.partition_point(|&end| end <= point).min(ends.len() - 1)
    };
    [around_any, Wedge::drawn(ties, centres, effort, 1, by_wedges)]
}

/// The share of wedges that are closed.
fn closed_share(neighbourhoods: &Neighbourhoods, wedges: &[Wedge]) -> Option<Share> {
    let drawn = wedges.len() as f64;
    let closed = wedges.par_iter().filter(|&&wedge| neighbourhoods.is_closed(wedge)).count();
    let value = ratio(closed as f64, drawn)?;
    // With one more of each kind, so that it is not 0 where all or none happened to be closed.
    let cautious = (closed as f64 + 1.0) / (drawn + 2.0);
    Some(Share { value, standard_error: (cautious * (1.0 - cautious) / drawn).sqrt() })
}
