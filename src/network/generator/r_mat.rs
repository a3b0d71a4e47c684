//! R-MAT: edges fall into the quadrants of the adjacency matrix, and again, down to single cells.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, InParts, NetworkSize,
    parameters::{checks::Keys, ties::Ties},
    sampling::{
        bijection::RandomBijection,
        draw::{ItemBlocks, stage},
        quadrants::QuadrantSampler,
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
    /// As if at random, so that an id says nothing of its user.
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
        KEYS.edges_can_be_told("edges_per_user", self.size().edges)
    }

    /// The edges, by address.
    fn edges(&self, rng_seed: u64) -> RMatEdges {
        let users = 1_u32 << self.scale;
        RMatEdges {
            world: stage(rng_seed, 0),
            blocks: ItemBlocks { items: self.size().edges.round() as u64, per_block: PER_BLOCK },
            descent: QuadrantSampler::new([self.a, self.b, self.c, self.d], self.scale),
            names: match self.order {
                Order::Shuffled => Some(RandomBijection::new(stage(rng_seed, 1), users)),
                Order::AsDrawn => None,
            },
        }
    }
}

/// Edges of one stream.
const PER_BLOCK: u64 = 1 << 16;

struct RMatEdges {
    world: World,
    blocks: ItemBlocks,
    descent: QuadrantSampler,
    names: Option<RandomBijection>,
}

impl Replay for RMatEdges {
    fn blocks(&self) -> usize {
        self.blocks.count()
    }

    fn replay(&self, block: usize, mut edge: impl FnMut(u32, u32)) {
        let mut stream = self.world.stream(block as u64);
        let items = self.blocks.items(block);
        match &self.names {
            Some(names) => items.for_each(|_| {
                let [row, column] = self.descent.cell(&mut stream);
                edge(names.place(row), names.place(column));
            }),
            None => items.for_each(|_| {
                let [row, column] = self.descent.cell(&mut stream);
                edge(row, column);
            }),
        }
    }
}

impl Generate for RMat {
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        self.check()?;
        Ties::OneWay.replayed(1 << self.scale, self.size(), &self.edges(rng_seed), progress)
    }

    fn generate_in_parts(
        &self,
        rng_seed: u64,
        parts: InParts<'_>,
        progress: &dyn Progress,
    ) -> Result<Option<Built>> {
        self.check()?;
        Ties::OneWay.replayed_in_parts(1 << self.scale, &self.edges(rng_seed), parts, progress)
    }

    fn size(&self) -> NetworkSize {
        let users = f64::from(self.scale).exp2();
        NetworkSize::of(users, users * self.edges_per_user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
