//! R-MAT: edges fall into the quadrants of the adjacency matrix, and again, down to single cells.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, Size,
    draw::{in_blocks, permutation, stage},
    parameters::Keys,
    ties::Ties,
};
use crate::{
    catalogue::Described, error::Result, network::Network, progress::Progress, rng::Stream,
};

const KEYS: Keys = Keys("network.generate.r-mat");

/// Each edge chooses one of the four quadrants of the adjacency matrix with probabilities a, b, c
/// and d, then one of the quadrants of that, `scale` times: a self-similar network with hubs.
///
/// Rows are influencers and columns followers. Edges that fall on the same cell become one, and
/// those on the diagonal are dropped; both are counted, so there are somewhat fewer edges than
/// drawn. The defaults are those of the Graph 500 benchmark.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RMat {
    /// There are 2^scale users; from 0 to 31.
    pub scale: u32,
    /// Edges drawn for each user, at least 0; 16 by default.
    #[serde(default = "usual_edges")]
    pub edges_per_user: f64,
    /// Probability of the upper left quadrant (hubs followed by hubs); 0.57 by default.
    #[serde(default = "usual_a")]
    pub a: f64,
    /// Probability of the upper right quadrant; 0.19 by default.
    #[serde(default = "usual_b")]
    pub b: f64,
    /// Probability of the lower left quadrant; 0.19 by default.
    #[serde(default = "usual_b")]
    pub c: f64,
    /// Probability of the lower right quadrant, which makes the sum 1; 0.05 by default.
    #[serde(default = "usual_d")]
    pub d: f64,
    /// Whether users are numbered at random (the default) or as drawn, hubs first.
    #[serde(default)]
    pub order: Order,
}

/// How the users of an R-MAT network are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// At random, so that an id says nothing of its user.
    #[default]
    Shuffled,
    /// By row of the matrix: user 0 is the likeliest hub.
    AsDrawn,
}

const fn usual_edges() -> f64 {
    16.0
}
const fn usual_a() -> f64 {
    0.57
}
const fn usual_b() -> f64 {
    0.19
}
const fn usual_d() -> f64 {
    0.05
}

impl Described for RMat {
    const SUMMARY: &'static str = "recursive matrix: self-similar, with hubs and communities";
    const REFERENCE: &'static str =
        "Chakrabarti, Zhan & Faloutsos 2004, doi:10.1137/1.9781611972740.43";
}

impl RMat {
    fn check(&self) -> Result<()> {
        KEYS.at_most("scale", self.scale, 31, "users are numbered with 32 bits")?;
        KEYS.between("edges_per_user", self.edges_per_user, 0.0, f64::MAX)?;
        for (key, value) in [("a", self.a), ("b", self.b), ("c", self.c), ("d", self.d)] {
            KEYS.share(key, value)?;
        }
        let sum = self.a + self.b + self.c + self.d;
        if (sum - 1.0).abs() > 1e-9 {
            let problem = format!("a, b, c and d sum to {sum}");
            return Err(KEYS.refused("d", problem, "make them sum to 1"));
        }
        KEYS.edges_fit("edges_per_user", self.size().edges)
    }

    /// The cell of one edge: at each level one number chooses the quadrant.
    fn cell(&self, stream: &mut Stream) -> [u32; 2] {
        let (to_b, to_c, to_d) = (self.a, self.a + self.b, self.a + self.b + self.c);
        let (mut row, mut column) = (0, 0);
        for _ in 0..self.scale {
            let place = stream.unit();
            let lower = place >= to_c;
            let right = (place >= to_b && !lower) || place >= to_d;
            row = row << 1 | u32::from(lower);
            column = column << 1 | u32::from(right);
        }
        [row, column]
    }
}

impl Generate for RMat {
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        self.check()?;
        let users = 1_u32 << self.scale;
        let edges = self.size().edges.round() as u64;
        let names = match self.order {
            Order::Shuffled => permutation(stage(rng_seed, 1), users),
            Order::AsDrawn => (0..users).collect(),
        };
        let world = stage(rng_seed, 0);
        let ties = in_blocks(world, edges, 1 << 14, progress, |items, stream, ties| {
            ties.extend(items.map(|_| self.cell(stream).map(|node| names[node as usize])));
        })?;
        Ok(Ties::OneWay.network(users, ties))
    }

    fn size(&self) -> Size {
        let users = f64::from(self.scale).exp2();
        Size { users, edges: users * self.edges_per_user }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 100,000 edges the share in each quadrant is binomial; five sigmas. The same holds one
    /// level down, for the lowest bits.
    #[test]
    fn quadrants_get_their_shares_at_every_level() {
        let model: RMat = toml::from_str("scale = 20\na = 0.4\nb = 0.3\nc = 0.2\nd = 0.1").unwrap();
        let mut stream = stage(1, 0).stream(0);
        let mut first = [0.0_f64; 4];
        let mut last = [0.0_f64; 4];
        for _ in 0..100_000 {
            let [row, column] = model.cell(&mut stream);
            first[(2 * (row >> 19) + (column >> 19)) as usize] += 1.0;
            last[(2 * (row & 1) + (column & 1)) as usize] += 1.0;
        }
        for counts in [first, last] {
            for (count, p) in counts.into_iter().zip([0.4, 0.3, 0.2, 0.1]) {
                let sigma = f64::sqrt(100_000.0 * p * (1.0 - p));
                assert!((count - 100_000.0 * p).abs() < 5.0 * sigma, "{counts:?}");
            }
        }
    }

    #[test]
    fn what_falls_together_is_counted() {
        let model: RMat = toml::from_str("scale = 8").unwrap();
        let network = model.generate(1, &()).unwrap();
        let built = network.built();
        assert_eq!(built.given, 16 * 256);
        assert_eq!(network.edges(), built.given - built.self_loops - built.merged);
        assert!(built.self_loops > 0 && built.merged > 0, "{built:?}");
    }

    #[test]
    fn hubs_come_first_unless_shuffled() {
        let hub = |order| {
            let text = format!("scale = 12\norder = '{order}'");
            let network = toml::from_str::<RMat>(&text).unwrap().generate(1, &()).unwrap();
            (0..4096).max_by_key(|&node| network.forward().degree(node)).unwrap()
        };
        assert_eq!(hub("as-drawn"), 0);
        assert_ne!(hub("shuffled"), 0);
    }
}
