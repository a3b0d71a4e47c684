//! Degree assortativity: the correlation of the degrees at the two ends of an edge (Newman 2002,
//! doi:10.1103/PhysRevLett.89.208701). Sums are of whole numbers, so exact.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::by_block;
use crate::network::{Network, csr::Rows};

/// Whether the well connected are connected to each other: from −1 (never) to 1 (only).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assortativity {
    /// Over directed edges: the number of followers of the influencer against the number of users
    /// that the follower follows. Absent where either is the same on all edges.
    pub followers_to_followed: Option<f64>,
    /// Over ties, directions ignored: the number of ties of both users. Absent where it is the same
    /// for all.
    pub undirected: Option<f64>,
}

impl Assortativity {
    /// The assortativity of a network whose ties are `undirected`.
    #[must_use]
    pub fn of(network: &Network, undirected: &Rows) -> Self {
        let (forward, backward) = (network.forward(), network.backward());
        Self {
            followers_to_followed: correlation(forward, forward, backward),
            undirected: correlation(undirected, undirected, undirected),
        }
    }
}

/// Sums over edges of the degrees x and y at their ends.
#[derive(Clone, Copy, Default)]
struct Sums {
    x: u128,
    y: u128,
    xx: u128,
    yy: u128,
    xy: u128,
}

/// Pearson's correlation, over the edges of `rows`, of the source's degree in one set of rows and
/// the target's in another.
fn correlation(rows: &Rows, source_in: &Rows, target_in: &Rows) -> Option<f64> {
    let parts = by_block(rows.nodes(), |block| {
        let mut sums = Sums::default();
        for source in block {
            let x = source_in.degree(source) as u128;
            let row = rows.row(source);
            let (mut y_sum, mut yy_sum) = (0, 0);
            for &target in row {
                let y = target_in.degree(target) as u128;
                y_sum += y;
                yy_sum += y * y;
            }
            sums.x += x * row.len() as u128;
            sums.xx += x * x * row.len() as u128;
            sums.y += y_sum;
            sums.yy += yy_sum;
            sums.xy += x * y_sum;
        }
        sums
    });
    let sums = parts.into_iter().fold(Sums::default(), |a, b| Sums {
        x: a.x + b.x,
        y: a.y + b.y,
        xx: a.xx + b.xx,
        yy: a.yy + b.yy,
        xy: a.xy + b.xy,
    });
    let edges = rows.edges() as u128;
    let covariance = |xy, x, y| scaled_covariance(edges, xy, x, y);
    let scale = (covariance(sums.xx, sums.x, sums.x) * covariance(sums.yy, sums.y, sums.y)).sqrt();
    (scale > 0.0).then(|| (covariance(sums.xy, sums.x, sums.y) / scale).clamp(-1.0, 1.0))
}

/// m·Σxy − Σx·Σy: exact in whole numbers unless it leaves 128 bits, which takes more than 2^40
/// edges of degrees beyond 2^23.
fn scaled_covariance(m: u128, xy: u128, x: u128, y: u128) -> f64 {
    match (m.checked_mul(xy), x.checked_mul(y)) {
        (Some(a), Some(b)) if a >= b => (a - b) as f64,
        (Some(a), Some(b)) => -((b - a) as f64),
        _ => m as f64 * xy as f64 - x as f64 * y as f64,
    }
}
