//! How far edges stay inside segments: for each category column of the user table, the share of
//! edges inside, and what it would be if edges met segments by chance.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::by_block::ratio;
use crate::network::{
    Network,
    attributes::{UserColumn, UserValues},
    csr::node_count,
};

/// How edges lie in the segments of one category column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Segmentation {
    /// The column's name.
    pub column: String,
    /// Number of segments: the words of the column.
    pub segments: u64,
    /// Users without a segment.
    pub unknown_users: u64,
    /// Edges between users who both have a segment; the shares are of these.
    pub edges: u64,
    /// The share of edges inside a segment.
    pub inside: Option<f64>,
    /// The share expected if each end of an edge met segments by chance, in proportion to their
    /// edges out and in. Inside less expected is the directed modularity of the segments (Leicht &
    /// Newman 2008, doi:10.1103/PhysRevLett.100.118703).
    pub expected: Option<f64>,
    /// (inside − expected) / (1 − expected): 0 by chance, 1 where no edge leaves its segment (Newman
    /// 2003, doi:10.1103/PhysRevE.67.026126). Absent where there is but one segment.
    pub assortativity: Option<f64>,
}

impl Segmentation {
    /// One for each category column, in the order of the user table.
    #[must_use]
    pub fn of(network: &Network) -> Vec<Self> {
        let columns = network.user_columns();
        columns.par_iter().filter_map(|column| Self::of_column(network, column)).collect()
    }

    fn of_column(network: &Network, column: &UserColumn) -> Option<Self> {
        let UserValues::Category { codes, names } = &column.values else { return None };
        let codes: &[u32] = codes;
        let mut out = vec![0_u64; names.len()];
        let mut into = vec![0_u64; names.len()];
        let (mut edges, mut inside) = (0_u64, 0_u64);
        for (user, &code) in codes.iter().enumerate() {
            if code == UserValues::MISSING {
                continue;
            }
            for &follower in network.forward().row(node_count(user)) {
                let other = codes[follower as usize];
                if other != UserValues::MISSING {
                    edges += 1;
                    inside += u64::from(other == code);
                    out[code as usize] += 1;
                    into[other as usize] += 1;
                }
            }
        }
        let met = out.iter().zip(&into).map(|(&a, &b)| u128::from(a) * u128::from(b)).sum::<u128>();
        let counted = edges as f64;
        let expected = ratio(met as f64, counted * counted);
        let inside = ratio(inside as f64, counted);
        let assortativity = inside.zip(expected).and_then(|(inside, expected)| {
            let chance = met < u128::from(edges) * u128::from(edges);
            chance.then(|| (inside - expected) / (1.0 - expected))
        });
        Some(Self {
            column: column.name.clone(),
            segments: names.len() as u64,
            unknown_users: codes.iter().filter(|&&code| code == UserValues::MISSING).count() as u64,
            edges,
            inside,
            expected,
            assortativity,
        })
    }
}
