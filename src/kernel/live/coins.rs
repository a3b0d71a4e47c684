//! Live edges where each is live by a coin of its own, under whatever influence: the kernel that finds
//! them soonest, chosen once a network and not once an edge.
//!
//! For models that are too intricate to be made anew for each kind of influence. The coins are those of
//! the independent cascade, to the bit.

use super::{
    geometric_skips::{JUMPS_UP_TO, Jumps},
    probability::{ByPlace, ByTarget, Same},
    skip_by_product::Stretches,
};
use crate::{
    influence::Influence,
    kernel::{LiveEdges, Memo},
    network::{Network, csr::Rows},
    rng::World,
};

/// Every edge of a network is live with its influence, independently.
#[derive(Debug)]
pub struct Coins<'a> {
    rows: &'a Rows,
    edges: Edges<'a>,
    influence: &'a Influence,
}

#[derive(Debug)]
enum Edges<'a> {
    Jumps(Jumps<'a>),
    Same(Stretches<'a, Same>),
    ByTarget(Stretches<'a, ByTarget>),
    ByPlace(Stretches<'a, ByPlace<&'a [f32]>>),
}

impl<'a> Coins<'a> {
    /// The live edges of a network under an influence.
    #[must_use]
    pub fn new(network: &'a Network, influence: &'a Influence) -> Self {
        let rows = network.forward();
        let edges = match influence {
            Influence::Uniform(p) if *p <= JUMPS_UP_TO => Edges::Jumps(Jumps::new(rows, *p)),
            Influence::Uniform(p) => Edges::Same(Stretches { rows, probability: Same(*p) }),
            Influence::PerTarget(strengths) => {
                Edges::ByTarget(Stretches { rows, probability: ByTarget::new(strengths) })
            }
            Influence::PerEdge(strengths) => {
                Edges::ByPlace(Stretches { rows, probability: ByPlace(&**strengths) })
            }
        };
        Self { rows, edges, influence }
    }

    /// The probability of the edge at `place` that leads to `target`.
    #[inline]
    #[must_use]
    pub fn probability(&self, place: usize, target: u32) -> f64 {
        match self.influence {
            Influence::Uniform(p) => *p,
            Influence::PerTarget(strengths) => strengths[target as usize],
            Influence::PerEdge(strengths) => f64::from(strengths[place]),
        }
    }
}

impl LiveEdges for Coins<'_> {
    #[inline]
    fn for_each_live(&self, world: World, node: u32, visit: impl FnMut(u32)) {
        match &self.edges {
            Edges::Jumps(edges) => edges.for_each_live(world, node, visit),
            Edges::Same(edges) => edges.for_each_live(world, node, visit),
            Edges::ByTarget(edges) => edges.for_each_live(world, node, visit),
            Edges::ByPlace(edges) => edges.for_each_live(world, node, visit),
        }
    }

    #[inline]
    fn approach(&self, node: u32) {
        match &self.edges {
            Edges::Jumps(edges) => edges.approach(node),
            Edges::Same(edges) => edges.approach(node),
            Edges::ByTarget(edges) => edges.approach(node),
            Edges::ByPlace(edges) => edges.approach(node),
        }
    }

    #[inline]
    fn come_near(&self, node: u32) {
        match &self.edges {
            Edges::Jumps(edges) => edges.come_near(node),
            Edges::Same(edges) => edges.come_near(node),
            Edges::ByTarget(edges) => edges.come_near(node),
            Edges::ByPlace(edges) => edges.come_near(node),
        }
    }

    /// A hit is the place of the edge in the forward rows.
    #[inline]
    fn for_each_hit(&self, world: World, node: u32, memo: &mut Memo, hit: impl FnMut(usize)) {
        match &self.edges {
            Edges::Jumps(edges) => edges.for_each_hit(world, node, memo, hit),
            Edges::Same(edges) => edges.for_each_hit(world, node, memo, hit),
            Edges::ByTarget(edges) => edges.for_each_hit(world, node, memo, hit),
            Edges::ByPlace(edges) => edges.for_each_hit(world, node, memo, hit),
        }
    }

    #[inline]
    fn node_of(&self, hit: usize) -> u32 {
        self.rows.targets()[hit]
    }
}
