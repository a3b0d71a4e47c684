//! The critical probability: the one probability of every edge about which cascades begin to take
//! off, by three estimates that are exact on different idealisations.
//!
//! None of them is a simulation, and none knows of an influence rule.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{by_block, component::Partition, filtered, ratio};
use crate::{
    network::{
        Network,
        csr::{Rows, node_count},
    },
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
    #[must_use]
    pub fn of(
        network: &Network,
        undirected: &Rows,
        strong: &Partition,
        progress: &dyn Progress,
    ) -> Self {
        let (forward, backward) = (network.forward(), network.backward());
        let products =
            degree_products(forward, |user| (forward.degree(user), backward.degree(user)));
        let squares =
            degree_products(undirected, |user| (undirected.degree(user), undirected.degree(user)));
        let ends = undirected.edges() as u128;
        let eigenvalue = Eigenvalue::of(forward, strong, progress);
        Self {
            directed: ratio(forward.edges() as f64, products as f64),
            undirected: ratio(ends as f64, (squares - ends) as f64),
            spectral: ratio(1.0, eigenvalue.value),
            largest_eigenvalue: eigenvalue.value,
            eigenvalue_change: eigenvalue.change,
        }
    }
}

/// The sum over users of the product of two degrees.
fn degree_products(rows: &Rows, degrees: impl Fn(u32) -> (usize, usize) + Sync) -> u128 {
    let parts = by_block(rows.nodes(), |block| {
        let product = |user| {
            let (a, b) = degrees(user);
            a as u128 * b as u128
        };
        block.map(product).sum::<u128>()
    });
    parts.into_iter().sum()
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
        let component = |node: u32| strong.component[node as usize];
        let inner = filtered(rows, |user, other| component(user) == component(other));
        if inner.edges() == 0 {
            return Self { value: 0.0, change: 0.0 };
        }
        let on = |node: u32| if inner.degree(node) > 0 { 1.0 } else { 0.0 };
        let mut vector: Vec<f64> = (0..node_count(inner.nodes())).map(on).collect();
        let mut eigenvalue = Self { value: 0.0, change: f64::INFINITY };
        let mut total = in_order(&vector);
        for _ in 0..MOST_STEPS {
            let next: Vec<f64> = by_block(inner.nodes(), |block| {
                let entry = |user: u32| {
                    let row = inner.row(user).iter();
                    let sum: f64 = row.map(|&other| vector[other as usize]).sum();
                    (vector[user as usize] + sum) / total
                };
                block.map(entry).collect::<Vec<f64>>()
            })
            .concat();
            vector = next;
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

/// A sum in a fixed order, blocks in parallel.
fn in_order(values: &[f64]) -> f64 {
    const BLOCK: usize = 1 << 12;
    let parts: Vec<f64> = values.par_chunks(BLOCK).map(|chunk| chunk.iter().sum::<f64>()).collect();
    parts.iter().sum()
}
