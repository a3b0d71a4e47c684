//! Erdős–Rényi G(n, p): each pair of users is tied with one probability, independently.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, InParts, NetworkSize,
    parameters::{checks::Keys, ties::Ties},
    sampling::{
        draw::{ItemBlocks, stage},
        pairs::{Pairs, Walk, block_for, successes},
    },
};
use crate::{
    catalogue::Described,
    error::Result,
    network::{
        Network,
        builder::{Built, Replay},
    },
    progress::Progress,
    rng::World,
};

const KEYS: Keys = Keys("network.generate.gnp");

/// Each pair of users is tied with probability p, independently of every other pair.
///
/// With mutual ties (the classic model) a pair is tied both ways or not at all; with one-way ties
/// each of the two directions has its own coin. Give either `p` or `mean_followers`. The work
/// follows the edges, not the pairs: gaps between ties are geometric.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gnp {
    /// Number of users, at least 1.
    pub users: u32,
    /// Probability that a pair is tied, from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p: Option<f64>,
    /// Expected followers of a user, p·(users − 1), from 0 to `users` − 1: instead of `p`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_followers: Option<f64>,
    /// Whether a tie goes both ways (the default) or one.
    #[serde(default)]
    pub ties: Ties,
}

impl Described for Gnp {
    const SUMMARY: &'static str = "Erdős–Rényi G(n, p): every pair tied with one probability";
    const REFERENCE: &'static str = "Gilbert 1959, doi:10.1214/aoms/1177706098; Erdős & Rényi 1959, \
                                     doi:10.5486/PMD.1959.6.3-4.12";
}

impl Gnp {
    /// The probability that a pair is tied.
    fn probability(&self) -> Result<f64> {
        let others = (f64::from(self.users) - 1.0).max(0.0);
        match (self.p, self.mean_followers) {
            (Some(p), None) => KEYS.share("p", p).map(|()| p),
            (None, Some(mean)) => {
                KEYS.between("mean_followers", mean, 0.0, others)?;
                Ok(if others > 0.0 { mean / others } else { 0.0 })
            }
            (Some(_), Some(_)) => Err(KEYS.refused(
                "mean_followers",
                "it is given beside p, which says the same",
                "give one of the two",
            )),
            (None, None) => Err(KEYS.refused("p", "it is missing", "give p, or mean_followers")),
        }
    }

    /// The edges, by address, once the parameters are checked.
    fn edges(&self, rng_seed: u64) -> Result<GnpEdges> {
        KEYS.at_least("users", self.users, 1)?;
        let p = self.probability()?;
        let key = if self.p.is_some() { "p" } else { "mean_followers" };
        KEYS.edges_can_be_told(key, self.size().edges)?;
        let pairs = Pairs { users: self.users, ties: self.ties };
        let items = if p > 0.0 { pairs.count() } else { 0 };
        let blocks = ItemBlocks { items, per_block: block_for(p) };
        Ok(GnpEdges { world: stage(rng_seed, 0), blocks, pairs, p })
    }
}

struct GnpEdges {
    world: World,
    /// The blocks of the pairs' numbers.
    blocks: ItemBlocks,
    pairs: Pairs,
    p: f64,
}

impl Replay for GnpEdges {
    fn blocks(&self) -> usize {
        self.blocks.count()
    }

    fn replay(&self, block: usize, mut edge: impl FnMut(u32, u32)) {
        let numbers = self.blocks.items(block);
        let mut stream = self.world.stream(block as u64);
        let mut walk = Walk::from(self.pairs, numbers.start);
        successes(numbers, self.p, &mut stream, |number| {
            let [a, b] = walk.pair(number);
            edge(a, b);
        });
    }
}

impl Generate for Gnp {
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        self.ties.replayed(self.users, self.size(), &self.edges(rng_seed)?, progress)
    }

    fn generate_in_parts(
        &self,
        rng_seed: u64,
        parts: InParts<'_>,
        progress: &dyn Progress,
    ) -> Result<Option<Built>> {
        self.ties.replayed_in_parts(self.users, &self.edges(rng_seed)?, parts, progress)
    }

    fn size(&self) -> NetworkSize {
        let users = f64::from(self.users);
        let mean = self.probability().map_or(f64::NAN, |p| p * (users - 1.0));
        NetworkSize::of(users, users * mean)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of ties is binomial: mean Np, variance Np(1 − p), N pairs. Five sigmas.
    #[test]
    fn the_number_of_ties_is_binomial() {
        for ties in [Ties::Mutual, Ties::OneWay] {
            for (users, p) in [(2000, 0.01), (100, 0.5), (60, 0.97)] {
                let model = Gnp { users, p: Some(p), mean_followers: None, ties };
                let pairs = Pairs { users, ties }.count() as f64;
                let (mut sum, runs) = (0.0, 20);
                for rng_seed in 0..runs {
                    let network = model.generate(rng_seed, &()).unwrap();
                    assert_eq!(network.built().merged + network.built().self_loops, 0);
                    sum += network.edges() as f64 / ties.edges();
                }
                let mean = sum / runs as f64;
                let sigma = (pairs * p * (1.0 - p) / runs as f64).sqrt();
                assert!((mean - pairs * p).abs() < 5.0 * sigma, "{mean} of {pairs} at {p}");
            }
        }
    }

    /// Degrees of G(n, p) are binomial, so their variance over their mean is 1 − p; over 20,000
    /// users that ratio has a standard deviation of about √(2/20,000) = 0.01.
    #[test]
    fn degrees_vary_as_a_binomial_law_does() {
        let mean_followers = Some(8.0);
        let model = Gnp { users: 20_000, p: None, mean_followers, ties: Ties::OneWay };
        let network = model.generate(5, &()).unwrap();
        let degrees = (0..20_000).map(|node| network.forward().degree(node) as f64);
        let mean = network.edges() as f64 / 20_000.0;
        let variance = degrees.map(|degree| (degree - mean).powi(2)).sum::<f64>() / 20_000.0;
        assert!((variance / mean - 1.0).abs() < 0.05, "{variance} over {mean}");
    }

    #[test]
    fn probability_one_makes_the_complete_network_and_zero_the_empty_one() {
        let model = |p| Gnp { users: 50, p: Some(p), mean_followers: None, ties: Ties::Mutual };
        assert_eq!(model(1.0).generate(1, &()).unwrap().edges(), 50 * 49);
        assert_eq!(model(0.0).generate(1, &()).unwrap().edges(), 0);
    }
}
