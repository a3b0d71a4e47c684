//! Degree assortativity: the correlation of the degrees at the two ends of an edge (Newman 2002,
//! doi:10.1103/PhysRevLett.89.208701). Sums are of whole numbers, so exact.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{by_block::by_block, tie::UndirectedTies};

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
    /// The assortativity of a network with its ties.
    pub(super) fn of(ties: &UndirectedTies) -> Self {
        Self {
            followers_to_followed: along_edges(ties).correlation(),
            undirected: over_ties(ties).correlation(),
        }
    }
}

/// Sums over edges of the degrees x and y at their ends.
#[derive(Clone, Copy, Default)]
struct Sums {
    edges: u128,
    x: u128,
    y: u128,
    xx: u128,
    yy: u128,
    xy: u128,
}

/// Over directed edges, of the source's edges out and the target's edges in.
fn along_edges(ties: &UndirectedTies) -> Sums {
    let (rows, followed) = (ties.rows(), ties.followed());
    let parts = by_block(rows.nodes(), |block| {
        let mut sums = Sums::default();
        for source in block {
            let row = rows.row(source);
            let x = row.len() as u128;
            let (mut y_sum, mut yy_sum) = (0, 0);
            for &target in row {
                let y = u128::from(followed[target as usize]);
                y_sum += y;
                yy_sum += y * y;
            }
            sums.edges += x;
            sums.x += x * x;
            sums.xx += x * x * x;
            sums.y += y_sum;
            sums.yy += yy_sum;
            sums.xy += x * y_sum;
        }
        sums
    });
    added(parts)
}

/// Over ties, each both ways round, of the numbers of ties of both users.
fn over_ties(ties: &UndirectedTies) -> Sums {
    let degrees = ties.degrees();
    let parts = by_block(degrees.len(), |block| {
        let mut sums = Sums::default();
        for user in block.clone() {
            let degree = u128::from(degrees[user as usize]);
            sums.edges += degree;
            sums.x += degree * degree;
            sums.xx += degree * degree * degree;
        }
        (sums.y, sums.yy) = (sums.x, sums.xx);
        ties.each(block, |a, b| {
            sums.xy += 2 * u128::from(degrees[a as usize]) * u128::from(degrees[b as usize]);
        });
        sums
    });
    added(parts)
}

fn added(parts: Vec<Sums>) -> Sums {
    parts.into_iter().fold(Sums::default(), |a, b| Sums {
        edges: a.edges + b.edges,
        x: a.x + b.x,
        y: a.y + b.y,
        xx: a.xx + b.xx,
        yy: a.yy + b.yy,
        xy: a.xy + b.xy,
    })
}

impl Sums {
    /// Pearson's correlation of x and y.
    fn correlation(self) -> Option<f64> {
        let covariance = |xy, x, y| scaled_covariance(self.edges, xy, x, y);
        let squares = covariance(self.xx, self.x, self.x) * covariance(self.yy, self.y, self.y);
        let scale = squares.sqrt();
        (scale > 0.0).then(|| (covariance(self.xy, self.x, self.y) / scale).clamp(-1.0, 1.0))
    }
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
