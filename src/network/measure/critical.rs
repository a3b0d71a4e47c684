//! The critical probability: the one probability of every edge about which cascades begin to take
//! off, by three estimates that are exact on different idealisations.
//!
//! None of them is a simulation, and none knows of an influence rule.

use std::mem::swap;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    by_block::{by_block, ratio},
    component::Partition,
    edge_set::EdgeSet,
    tie::UndirectedTies,
};
use crate::{
    memory::Large,
    network::csr::{Rows, node_count},
    progress::Progress,
};

/// The power iteration ends after so many steps at the latest.
const MOST_STEPS: u32 = 200;

/// The power iteration ends once the eigenvalue changes by less than this share of it.
const TOLERANCE: f64 = 1e-7;

/// Estimates of the critical probability. One above 1 says that no probability is enough.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Critical {
    /// ⟨k in⟩ / ⟨k in · k out⟩: exact for a random directed network with these degrees, in which
    /// edges have no opposite.
    pub directed: Option<f64>,
    /// 1 / (⟨k²⟩/⟨k⟩ − 1) over ties: exact for a random undirected network with these degrees
    /// (Molloy & Reed 1995; Cohen et al. 2000).
    pub undirected: Option<f64>,
    /// 1 / (largest eigenvalue of the adjacency matrix): knows the whole structure, and is at most
    /// the critical probability (a message that comes back to its sharer is counted as new).
    /// Absent where no message can come back: there every cascade ends.
    pub spectral: Option<f64>,
    /// The largest eigenvalue of the adjacency matrix, 0 where there is no cycle.
    pub largest_eigenvalue: f64,
    /// How much the eigenvalue changed in the last step, as a share of it; above 1e-7 where the
    /// iteration was cut off after 200 steps.
    pub eigenvalue_change: f64,
}

impl Critical {
    /// The estimates for a network with its ties and strong components.
    pub(super) fn of(ties: &UndirectedTies, strong: &Partition, progress: &dyn Progress) -> Self {
        let rows = ties.rows();
        let products = sum_over_users(rows.nodes(), |user| {
            rows.degree(user) as u128 * u128::from(ties.followed()[user as usize])
        });
        let squares =
            sum_over_users(rows.nodes(), |user| u128::from(ties.degrees()[user as usize]).pow(2));
        let ends = 2 * u128::from(ties.pairs);
        let eigenvalue = Eigenvalue::of(rows, strong, progress);
        Self {
            directed: ratio(rows.edges() as f64, products as f64),
            undirected: ratio(ends as f64, (squares - ends) as f64),
            spectral: ratio(1.0, eigenvalue.value),
            largest_eigenvalue: eigenvalue.value,
            eigenvalue_change: eigenvalue.change,
        }
    }
}

fn sum_over_users(users: usize, term: impl Fn(u32) -> u128 + Sync) -> u128 {
    by_block(users, |block| block.map(&term).sum::<u128>()).into_iter().sum()
}

struct Eigenvalue {
    value: f64,
    change: f64,
}

impl Eigenvalue {
    /// The spectral radius. Only edges inside a strong component matter to it, and without the
    /// others the growth of a positive vector settles quickly; the identity is added so that it
    /// settles where components are periodic, and taken off again.
    fn of(rows: &Rows, strong: &Partition, progress: &dyn Progress) -> Self {
        /// Entries that one thread works out at a time.
        const BLOCK: usize = 1 << 11;
        let (inner, mut vector) = inside(rows, strong);
        let mut next = Large::<f64>::zeroed(vector.len());
        let mut eigenvalue = Self { value: 0.0, change: f64::INFINITY };
        let mut total = in_order(&vector);
        if total == 0.0 {
            return Self { value: 0.0, change: 0.0 };
        }
        for _ in 0..MOST_STEPS {
            next.par_chunks_mut(BLOCK).enumerate().for_each(|(block, entries)| {
                for (user, entry) in (block * BLOCK..).zip(entries) {
                    let place = rows.range(node_count(user));
                    let row = rows.targets()[place.clone()].iter().zip(place);
                    let sum: f64 = row
                        .filter(|&(_, place)| inner.contains(place))
                        .map(|(&other, _)| vector[other as usize])
                        .sum();
                    *entry = (vector[user] + sum) / total;
                }
            });
            swap(&mut vector, &mut next);
            total = in_order(&vector);
            let value = total - 1.0;
            eigenvalue = Self { value, change: ((value - eigenvalue.value) / value).abs() };
            if eigenvalue.change < TOLERANCE || progress.cancelled() {
                break;
            }
        }
        eigenvalue
    }
}

/// The edges inside a strong component, and 1 for each user that has one, 0 for the others.
fn inside(rows: &Rows, strong: &Partition) -> (EdgeSet, Large<f64>) {
    let component = |node: u32| strong.component[node as usize];
    let inner = EdgeSet::none(rows.edges());
    let mut on = Large::<f64>::zeroed(rows.nodes());
    on.par_iter_mut().enumerate().for_each(|(user, on)| {
        let user = node_count(user);
        // A component of one user has no edge inside unless the user is its own follower.
        let alone = strong.sizes[component(user) as usize] == 1;
        for (place, &other) in rows.range(user).zip(rows.row(user)) {
            if if alone { other == user } else { component(other) == component(user) } {
                inner.insert(place);
                *on = 1.0;
            }
        }
    });
    (inner, on)
}

/// A sum in a fixed order, blocks in parallel.
fn in_order(values: &[f64]) -> f64 {
    const BLOCK: usize = 1 << 12;
    let parts: Vec<f64> = values.par_chunks(BLOCK).map(|chunk| chunk.iter().sum::<f64>()).collect();
    parts.iter().sum()
}
