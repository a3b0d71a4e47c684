//! Independent coins on the edges, under any influence: picks the fastest kernel once for a network
//! instead of once for each edge.
//!
//! For models that are too intricate to be compiled for each kind of influence. The coins are those
//! of the independent cascade, to the bit.

use std::sync::Arc;

use super::{
    geometric_skips::{GeometricSkips, SKIPS_UP_TO},
    probability::{PerEdgeProbability, PerTargetProbability, UniformProbability},
    skip_by_product::SkipByProduct,
};
use crate::{
    influence::Influence,
    kernel::{LiveEdges, Memo},
    network::{Network, csr::Rows},
    rng::World,
};

/// Every edge of a network is live with its influence, independently.
#[derive(Debug)]
pub struct Coins {
    rows: Arc<Rows>,
    edges: CoinLaw,
    influence: Influence,
}

#[derive(Debug)]
enum CoinLaw {
    Skips(GeometricSkips),
    Uniform(SkipByProduct<UniformProbability>),
    PerTarget(SkipByProduct<PerTargetProbability>),
    PerEdge(SkipByProduct<PerEdgeProbability<Arc<[f32]>>>),
}

impl Coins {
    /// The live edges of a network under an influence.
    #[must_use]
    pub fn new(network: &Network, influence: &Influence) -> Self {
        let rows = network.forward();
        let shared = || Arc::clone(rows);
        let edges = match influence {
            Influence::Uniform(p) if *p <= SKIPS_UP_TO => {
                CoinLaw::Skips(GeometricSkips::new(rows, *p))
            }
            Influence::Uniform(p) => CoinLaw::Uniform(SkipByProduct {
                rows: shared(),
                probability: UniformProbability(*p),
            }),
            Influence::PerTarget(strengths) => CoinLaw::PerTarget(SkipByProduct {
                rows: shared(),
                probability: PerTargetProbability::new(strengths),
            }),
            Influence::PerEdge(strengths) => CoinLaw::PerEdge(SkipByProduct {
                rows: shared(),
                probability: PerEdgeProbability(Arc::clone(strengths)),
            }),
        };
        Self { rows: shared(), edges, influence: influence.clone() }
    }

    /// The probability of the edge at `place` that leads to `target`.
    #[inline]
    #[must_use]
    pub fn probability(&self, place: usize, target: u32) -> f64 {
        match &self.influence {
            Influence::Uniform(p) => *p,
            Influence::PerTarget(strengths) => strengths[target as usize],
            Influence::PerEdge(strengths) => f64::from(strengths[place]),
        }
    }
}

/// The same call under each law.
macro_rules! for_law {
    ($coins:ident, $edges:ident => $call:expr) => {
        match &$coins.edges {
            CoinLaw::Skips($edges) => $call,
            CoinLaw::Uniform($edges) => $call,
            CoinLaw::PerTarget($edges) => $call,
            CoinLaw::PerEdge($edges) => $call,
        }
    };
}

impl LiveEdges for Coins {
    #[inline]
    fn for_each_live(&self, world: World, node: u32, visit: impl FnMut(u32)) {
        for_law!(self, edges => edges.for_each_live(world, node, visit));
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a call would take longer than the fetch")]
    fn prefetch_soon(&self, node: u32) {
        for_law!(self, edges => edges.prefetch_soon(node));
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a call would take longer than the fetch")]
    fn prefetch_next(&self, node: u32) {
        for_law!(self, edges => edges.prefetch_next(node));
    }

    /// A hit is the place of the edge in the forward rows.
    #[inline]
    fn for_each_hit(&self, world: World, node: u32, memo: &mut Memo, hit: impl FnMut(usize)) {
        for_law!(self, edges => edges.for_each_hit(world, node, memo, hit));
    }

    #[inline]
    fn node_of(&self, hit: usize) -> u32 {
        self.rows.targets()[hit]
    }
}
