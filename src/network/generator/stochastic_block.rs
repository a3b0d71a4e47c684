//! The stochastic block model: the probability of a tie depends on the two users' groups.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, NetworkSize,
    parameters::{checks::Keys, ties::Ties},
    sampling::{
        draw::{in_blocks, stage},
        pairs::{Pairs, block_for, successes},
    },
};
use crate::{
    catalogue::Described,
    error::Result,
    network::{
        Network,
        attributes::{UserColumn, UserValues},
    },
    progress::Progress,
};

const KEYS: Keys = Keys("network.generate.stochastic-block");

/// Users are in groups; a user of group i has a follower in group j with a probability that depends
/// on i and j alone, independently of every other pair.
///
/// Users are numbered group by group; the user column `community` names the groups c0001, c0002, …
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StochasticBlock {
    /// The number of users of each group, at least 1 each.
    pub sizes: Vec<u32>,
    /// The probabilities: `{ planted = { inside = 0.1, between = 0.01 } }` or
    /// `{ matrix = [[0.1, 0.01], [0.02, 0.1]] }`.
    pub probabilities: Probabilities,
    /// Whether a tie goes both ways (the default; a matrix must then be symmetric) or one.
    #[serde(default)]
    pub ties: Ties,
}

/// The probability that a pair of users is tied, by their groups.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Probabilities {
    /// One for pairs of one group and one for all others.
    Planted(Planted),
    /// One for each pair of groups: row of the influencer, column of the follower.
    Matrix(Vec<Vec<f64>>),
}

/// The planted partition.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Planted {
    /// Probability within a group, from 0 to 1.
    pub inside: f64,
    /// Probability between groups, from 0 to 1.
    pub between: f64,
}

impl Described for StochasticBlock {
    const SUMMARY: &'static str = "groups; the probability of a tie depends on the two groups";
    const REFERENCE: &'static str =
        "Holland, Laskey & Leinhardt 1983, doi:10.1016/0378-8733(83)90021-7";
}

/// The pairs of users of two groups.
#[derive(Debug, Clone, Copy)]
struct PairBlock {
    rows: (u32, u32),
    columns: (u32, u32),
    ties: Ties,
    probability: f64,
}

impl PairBlock {
    /// How many pairs there are: within one group, those of different users.
    fn pairs(self) -> u64 {
        if self.rows == self.columns {
            Pairs { users: self.rows.1, ties: self.ties }.count()
        } else {
            u64::from(self.rows.1) * u64::from(self.columns.1)
        }
    }

    fn pair(self, number: u64) -> [u32; 2] {
        let [row, column] = if self.rows == self.columns {
            Pairs { users: self.rows.1, ties: self.ties }.pair(number)
        } else {
            let width = u64::from(self.columns.1);
            [(number / width) as u32, (number % width) as u32]
        };
        [self.rows.0 + row, self.columns.0 + column]
    }
}

impl StochasticBlock {
    fn users(&self) -> u64 {
        self.sizes.iter().map(|&size| u64::from(size)).sum()
    }

    fn check(&self) -> Result<()> {
        KEYS.at_least("sizes", self.sizes.len(), 1)?;
        if let Some(place) = self.sizes.iter().position(|&size| size == 0) {
            let problem = format!("group {} has no users", place + 1);
            return Err(KEYS.refused("sizes", problem, "give each at least 1"));
        }
        KEYS.at_most("sizes", self.users(), u32::MAX.into(), "users have numbers of 32 bits")?;
        match &self.probabilities {
            Probabilities::Planted(planted) => {
                KEYS.share("probabilities.planted.inside", planted.inside)?;
                KEYS.share("probabilities.planted.between", planted.between)?;
            }
            Probabilities::Matrix(matrix) => self.check_matrix(matrix)?,
        }
        KEYS.edges_fit("probabilities", self.size().edges)
    }

    fn check_matrix(&self, matrix: &[Vec<f64>]) -> Result<()> {
        let key = "probabilities.matrix";
        let groups = self.sizes.len();
        if matrix.len() != groups || matrix.iter().any(|row| row.len() != groups) {
            let problem = format!("it is not {groups} rows of {groups}, one for each group");
            return Err(KEYS.refused(key, problem, "give a square matrix as large as sizes"));
        }
        for (i, row) in matrix.iter().enumerate() {
            for (j, &p) in row.iter().enumerate() {
                KEYS.share(key, p)?;
                if self.ties == Ties::Mutual && p.to_bits() != matrix[j][i].to_bits() {
                    let problem = format!(
                        "groups {} and {} have {p} one way and {} the other",
                        i + 1,
                        j + 1,
                        matrix[j][i]
                    );
                    let remedy = "make it symmetric, or set ties = \"one-way\"";
                    return Err(KEYS.refused(key, problem, remedy));
                }
            }
        }
        Ok(())
    }

    /// The blocks of pairs, each pair of users in one of them.
    fn blocks(&self) -> Vec<PairBlock> {
        let mut start = 0;
        let group = |&size: &u32| {
            start += size;
            (start - size, size)
        };
        let groups: Vec<(u32, u32)> = self.sizes.iter().map(group).collect();
        let mut blocks = Vec::new();
        for (i, &rows) in groups.iter().enumerate() {
            let first = if self.ties == Ties::Mutual { i } else { 0 };
            for (j, &columns) in groups.iter().enumerate().skip(first) {
                let probability = match &self.probabilities {
                    Probabilities::Planted(planted) if i == j => planted.inside,
                    Probabilities::Planted(planted) => planted.between,
                    Probabilities::Matrix(matrix) => matrix[i][j],
                };
                blocks.push(PairBlock { rows, columns, ties: self.ties, probability });
            }
        }
        blocks
    }

    fn communities(&self) -> UserColumn {
        let width = self.sizes.len().to_string().len().max(4);
        let names = (1..=self.sizes.len()).map(|group| format!("c{group:0width$}")).collect();
        let codes = self.sizes.iter().enumerate();
        let codes =
            codes.flat_map(|(group, &size)| std::iter::repeat_n(group as u32, size as usize));
        let codes: Vec<u32> = codes.collect();
        let values = UserValues::Category { codes: codes.into(), names };
        UserColumn { name: "community".to_owned(), values }
    }
}

impl Generate for StochasticBlock {
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        self.check()?;
        let mut ties = Vec::new();
        for (number, block) in self.blocks().into_iter().enumerate() {
            let p = block.probability;
            if p > 0.0 {
                let world = stage(rng_seed, number as u64);
                let per_block = block_for(p);
                ties.extend(in_blocks(
                    world,
                    block.pairs(),
                    per_block,
                    progress,
                    |range, stream, ties| {
                        successes(range, p, stream, |number| ties.push(block.pair(number)));
                    },
                )?);
            }
        }
        self.ties.network_with(self.users() as u32, ties, vec![self.communities()], progress)
    }

    fn size(&self) -> NetworkSize {
        let fits = match &self.probabilities {
            Probabilities::Planted(_) => true,
            Probabilities::Matrix(matrix) => self.check_matrix(matrix).is_ok(),
        };
        let users = self.users() as f64;
        if !fits || self.users() > u32::MAX.into() {
            return NetworkSize::of(users, f64::NAN);
        }
        let expected =
            self.blocks().into_iter().map(|block| block.pairs() as f64 * block.probability);
        NetworkSize::of(users, expected.sum::<f64>() * self.ties.edges())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ties of each block are binomial; five sigmas.
    #[test]
    fn every_block_has_its_own_density() {
        let model = StochasticBlock {
            sizes: vec![300, 500, 200],
            probabilities: Probabilities::Matrix(vec![
                vec![0.1, 0.01, 0.0],
                vec![0.05, 0.2, 0.02],
                vec![1.0, 0.03, 0.5],
            ]),
            ties: Ties::OneWay,
        };
        let network = model.generate(4, &()).unwrap();
        let group = |user: u32| usize::from(user >= 300) + usize::from(user >= 800);
        let mut counts = [[0.0; 3]; 3];
        for user in 0..1000 {
            for &follower in network.forward().row(user) {
                counts[group(user)][group(follower)] += 1.0;
            }
        }
        for block in model.blocks() {
            let pairs = block.pairs() as f64;
            let p = block.probability;
            let count: f64 = counts[group(block.rows.0)][group(block.columns.0)];
            let sigma = (pairs * p * (1.0 - p)).sqrt();
            assert!((count - pairs * p).abs() <= 5.0 * sigma, "{block:?}: {count}");
        }
        assert_eq!(network.built().merged + network.built().self_loops, 0);
    }

    #[test]
    fn mutual_blocks_cover_every_pair_once() {
        let planted = Probabilities::Planted(Planted { inside: 1.0, between: 1.0 });
        let sizes = vec![3, 1, 5];
        let model = StochasticBlock { sizes, probabilities: planted, ties: Ties::Mutual };
        let network = model.generate(4, &()).unwrap();
        assert_eq!((network.edges(), network.built().merged), (72, 0));
    }
}
