//! Strengths computed edge by edge, in parallel and from fixed addresses: what the rules that
//! differ from edge to edge share.

use rayon::prelude::*;

use super::Influence;
use crate::{
    network::Network,
    rng::{Purpose, Stream, World},
};

/// One end, the other end and the place of an edge in the forward rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatedEdge {
    /// Whose message it is.
    pub influencer: u32,
    /// Who is shown it.
    pub audience: u32,
    /// Where the edge stands in the forward rows.
    pub place: usize,
}

/// Makes one strength an edge.
#[derive(Debug)]
pub struct EdgeValues<'a> {
    /// The network whose edges are meant.
    pub network: &'a Network,
    /// Names the random numbers.
    pub rng_seed: u64,
}

impl EdgeValues<'_> {
    /// The strengths that `strength` gives; each user's row draws from a stream of its own, in the
    /// order of the row. What falls outside 0..=1 is cut to it.
    pub fn collect(&self, strength: impl Fn(RatedEdge, &mut Stream) -> f64 + Sync) -> Influence {
        let world = World::new(self.rng_seed, Purpose::Influence, 0);
        let rows = self.network.forward();
        let row = |influencer: u32| {
            let mut stream = world.stream(u64::from(influencer));
            let strength = &strength;
            let values: Vec<f32> = rows
                .range(influencer)
                .map(|place| {
                    let edge = RatedEdge { influencer, audience: rows.targets()[place], place };
                    strength(edge, &mut stream).clamp(0.0, 1.0) as f32
                })
                .collect();
            values
        };
        Influence::PerEdge((0..self.network.users()).into_par_iter().flat_map_iter(row).collect())
    }
}
