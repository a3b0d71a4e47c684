//! How many edges users have, out or in: moments, quantiles, the best connected, the tail.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    by_block::ratio,
    tail::{self, Tail},
};
use crate::network::{Network, csr::node_count};

/// So many of the best connected users are named.
const TOP: usize = 5;

/// The shares of users at which degrees are reported.
const SHARES: [f64; 7] = [0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999];

/// The distribution of one degree over all users, those of degree 0 included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DegreeDistribution {
    /// The mean.
    pub mean: Option<f64>,
    /// The standard deviation over all users.
    pub sd: Option<f64>,
    /// The least degree that at least half of the users do not exceed.
    pub median: Option<u64>,
    /// Degrees at other shares of the users, ascending.
    pub quantiles: Vec<DegreeQuantile>,
    /// The largest degree; the first of `top` has it.
    pub max: Option<u64>,
    /// The five users of largest degree, largest first; of equals the first in the order of ids.
    pub top: Vec<TopUser>,
    /// The power law that fits the largest degrees best, where there are enough and they go on up to
    /// ten times the least of them.
    pub tail: Option<Tail>,
}

/// A degree that a share of the users does not exceed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DegreeQuantile {
    /// The share of users, from 0 to 1.
    pub share: f64,
    /// The least degree that at least this share of the users does not exceed.
    pub degree: u64,
}

/// A user of large degree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TopUser {
    /// The user's id.
    pub id: String,
    /// Its degree.
    pub degree: u64,
}

impl DegreeDistribution {
    /// The distribution of the degree of each user.
    ///
    /// # Panics
    /// If there is not one degree a user.
    #[must_use]
    pub fn of(network: &Network, degrees: &[u64]) -> Self {
        assert_eq!(degrees.len(), network.forward().nodes(), "one degree a user");
        let mut ascending = degrees.to_vec();
        ascending.par_sort_unstable();

        let users = degrees.len() as f64;
        let total: u64 = degrees.iter().sum();
        let squares: u128 = degrees.iter().map(|&degree| u128::from(degree).pow(2)).sum();
        let mean = ratio(total as f64, users);
        // n·Σd² − (Σd)² is a whole number: no digit is lost before the division.
        let spread = |mean: f64| {
            let exact = (degrees.len() as u128)
                .checked_mul(squares)
                .map(|product| (product - u128::from(total).pow(2)) as f64 / users / users);
            exact.unwrap_or(squares as f64 / users - mean * mean).max(0.0).sqrt()
        };
        let quantile = |share: f64| quantile(&ascending, share);
        Self {
            mean,
            sd: mean.map(spread),
            median: quantile(0.5),
            quantiles: SHARES
                .iter()
                .filter_map(|&share| Some(DegreeQuantile { share, degree: quantile(share)? }))
                .collect(),
            max: ascending.last().copied(),
            top: top(network, degrees),
            tail: tail::fit(&ascending).filter(|tail| tail.is_seen_up_to(ascending.last())),
        }
    }
}

/// The least value that at least `share` of the ascending values do not exceed.
fn quantile(ascending: &[u64], share: f64) -> Option<u64> {
    let rank = (share * ascending.len() as f64).ceil() as usize;
    ascending.get(rank.max(1) - 1).copied()
}

fn top(network: &Network, degrees: &[u64]) -> Vec<TopUser> {
    let mut best: Vec<(u64, u32)> = Vec::with_capacity(TOP + 1);
    for (node, &degree) in degrees.iter().enumerate() {
        if best.len() < TOP || degree > best[TOP - 1].0 {
            // Behind all of at least this degree, so that equals stay in the order of ids.
            let place = best.partition_point(|&(other, _)| other >= degree);
            best.insert(place, (degree, node_count(node)));
            best.truncate(TOP);
        }
    }
    best.into_iter()
        .map(|(degree, node)| TopUser { id: network.id(node).to_string(), degree })
        .collect()
}
