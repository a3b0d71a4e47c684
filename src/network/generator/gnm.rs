//! Erdős–Rényi G(n, m): a uniform choice among all networks with that many ties.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, NetworkSize,
    parameters::{checks::Keys, ties::Ties},
    sampling::{
        draw::{in_blocks, stage},
        pairs::{Pairs, Walk},
    },
};
use crate::{
    catalogue::Described,
    error::Result,
    network::{
        Network,
        builder::Replay,
        stopping::{sorted, stoppable},
    },
    progress::Progress,
};

const KEYS: Keys = Keys("network.generate.gnm");

/// Exactly so many ties, every set of that many pairs being as likely as any other.
///
/// Pairs are drawn until enough different ones have come, which is a uniform choice; where more
/// than half of all pairs are wanted, those to be left out are drawn instead.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gnm {
    /// Number of users, at least 1.
    pub users: u32,
    /// Number of tied pairs, at most as many as there are pairs; a mutual tie counts once.
    pub pairs: u64,
    /// Whether a tie goes both ways (the default) or one.
    #[serde(default)]
    pub ties: Ties,
}

impl Described for Gnm {
    const SUMMARY: &'static str = "Erdős–Rényi G(n, m): exactly m random ties";
    const REFERENCE: &'static str = "Erdős & Rényi 1959, doi:10.5486/PMD.1959.6.3-4.12";
}

impl Generate for Gnm {
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        KEYS.at_least("users", self.users, 1)?;
        let all = Pairs { users: self.users, ties: self.ties };
        KEYS.at_most("pairs", self.pairs, all.count(), "there are not so many pairs of users")?;
        KEYS.edges_fit("pairs", self.size().edges)?;

        let left_out = all.count() - self.pairs;
        let numbers = if self.pairs <= left_out {
            subset(rng_seed, all.count(), self.pairs, progress)?
        } else {
            complement(&subset(rng_seed, all.count(), left_out, progress)?, all.count(), progress)?
        };
        self.ties.replayed(
            self.users,
            self.size(),
            &NumberedPairs { numbers: &numbers, all },
            progress,
        )
    }

    fn size(&self) -> NetworkSize {
        NetworkSize::of(f64::from(self.users), self.pairs as f64 * self.ties.edges())
            .listed(2.0 / self.ties.edges())
    }
}

/// Pairs by their numbers, ascending.
struct NumberedPairs<'a> {
    numbers: &'a [u64],
    all: Pairs,
}

/// Pairs of one block.
const PER_BLOCK: usize = 1 << 16;

impl Replay for NumberedPairs<'_> {
    fn blocks(&self) -> usize {
        self.numbers.len().div_ceil(PER_BLOCK)
    }

    fn replay(&self, block: usize, mut edge: impl FnMut(u32, u32)) {
        let start = block * PER_BLOCK;
        let numbers = &self.numbers[start..self.numbers.len().min(start + PER_BLOCK)];
        let mut walk = Walk::from(self.all, numbers[0]);
        for &number in numbers {
            let [a, b] = walk.pair(number);
            edge(a, b);
        }
    }
}

/// A uniform choice of `count` numbers below `below`, ascending; `count` is at most half of
/// `below`, so that each round finds at least half of what it misses on average.
fn subset(rng_seed: u64, below: u64, count: u64, progress: &dyn Progress) -> Result<Vec<u64>> {
    let mut chosen: Vec<u64> = Vec::new();
    let mut round = 0;
    while (chosen.len() as u64) < count {
        let missing = count - chosen.len() as u64;
        let world = stage(rng_seed, round);
        chosen.extend(in_blocks(world, missing, 1 << 15, progress, |items, stream, drawn| {
            drawn.extend(items.map(|_| stream.below(below)));
        })?);
        chosen = sorted(chosen, progress, Ord::cmp)?;
        chosen.dedup();
        round += 1;
    }
    Ok(chosen)
}

/// The numbers below `below` that are not in `absent`, which is ascending.
fn complement(absent: &[u64], below: u64, progress: &dyn Progress) -> Result<Vec<u64>> {
    let starts = std::iter::once(0).chain(absent.iter().map(|&number| number + 1));
    let ends = absent.iter().copied().chain([below]);
    stoppable(starts.zip(ends).flat_map(|(start, end)| start..end), progress).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_exactly_as_many_ties_as_asked_for() {
        for ties in [Ties::Mutual, Ties::OneWay] {
            let all = Pairs { users: 40, ties }.count();
            for pairs in [0, 1, 100, all / 2, all / 2 + 1, all - 1, all] {
                let network = Gnm { users: 40, pairs, ties }.generate(9, &()).unwrap();
                assert_eq!(network.edges(), pairs * ties.edges() as u64);
                assert_eq!(network.built().merged + network.built().self_loops, 0);
            }
        }
    }

    /// Each of the 10 pairs of 5 users is tied in 3 of 10 networks, so 1,200 of 4,000 times with
    /// variance 840; five sigmas. The same for 7 of 10, which goes by what is left out.
    #[test]
    fn every_pair_is_as_likely_as_any_other() {
        for pairs in [3, 7] {
            let model = Gnm { users: 5, pairs, ties: Ties::Mutual };
            let mut counts = [0.0_f64; 25];
            for rng_seed in 0..4000 {
                let network = model.generate(rng_seed, &()).unwrap();
                for u in 0..5 {
                    network
                        .forward()
                        .row(u)
                        .iter()
                        .for_each(|v| counts[(u * 5 + v) as usize] += 1.0);
                }
            }
            for (pair, &count) in counts.iter().enumerate() {
                let expected = if pair % 6 == 0 { 0.0 } else { 400.0 * pairs as f64 };
                assert!(
                    (count - expected).abs()
                        < 5.0 * 840.0_f64.sqrt() * f64::from(expected > 0.0) + 0.5
                );
            }
        }
    }
}
