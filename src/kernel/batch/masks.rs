//! Blocks of 64 worlds in which every edge is live independently, drawn edge by edge.
//!
//! The law is that of [`GeometricSkips`](crate::kernel::live::geometric_skips::GeometricSkips) and
//! [`SkipByProduct`](crate::kernel::live::skip_by_product::SkipByProduct), but the coins differ:
//! there each user of each world has its own stream, here each segment of edges of each block.

use std::sync::Arc;

use super::{
    fused::{WORLDS, WorldMasks},
    lanes::{self, SEGMENT},
};
use crate::{
    network::csr::Rows,
    rng::{Purpose, World},
};

/// Every edge is live with the same probability.
#[derive(Debug)]
pub struct UniformMasks(pub f64);

/// Each edge is live with its own probability, given in the order of the forward rows.
#[derive(Debug)]
pub struct PerEdgeMasks<P>(pub P);

/// Each edge is live with the probability of the user that it leads to.
#[derive(Debug)]
pub struct PerTargetMasks {
    /// The forward rows, whose targets are the users that edges lead to.
    pub rows: Arc<Rows>,
    /// For each user, the probability of each edge that leads to it.
    pub strengths: Arc<[f64]>,
}

impl WorldMasks for UniformMasks {
    fn draw(&self, rng_seed: u64, block: u64, start: usize, masks: &mut [u64]) {
        let probability = lanes::fraction(self.0);
        let world = World::new(rng_seed, Purpose::Masks, block);
        for (segment, masks) in (start / SEGMENT..).zip(masks.chunks_mut(SEGMENT)) {
            lanes::draw_same(world.stream(segment as u64).bits(), masks, probability);
        }
    }
}

impl<P: AsRef<[f32]> + Send + Sync> WorldMasks for PerEdgeMasks<P> {
    fn draw(&self, rng_seed: u64, block: u64, start: usize, masks: &mut [u64]) {
        let world = World::new(rng_seed, Purpose::Masks, block);
        let probabilities = &self.0.as_ref()[start..start + masks.len()];
        let segments = masks.chunks_mut(SEGMENT).zip(probabilities.chunks(SEGMENT));
        for (segment, (masks, probabilities)) in (start / SEGMENT..).zip(segments) {
            lanes::draw_each(world.stream(segment as u64).bits(), masks, probabilities);
        }
    }
}

impl WorldMasks for PerTargetMasks {
    fn draw(&self, rng_seed: u64, block: u64, start: usize, masks: &mut [u64]) {
        let world = World::new(rng_seed, Purpose::Masks, block);
        let targets = &self.rows.targets()[start..start + masks.len()];
        let segments = masks.chunks_mut(SEGMENT).zip(targets.chunks(SEGMENT));
        // Looked up segment by segment: a column for all would double the memory of the rows.
        let mut probabilities = [0.0; SEGMENT];
        for (segment, (masks, targets)) in (start / SEGMENT..).zip(segments) {
            for (probability, &target) in probabilities.iter_mut().zip(targets) {
                *probability = self.strengths[target as usize] as f32;
            }
            lanes::draw_each(world.stream(segment as u64).bits(), masks, &probabilities);
        }
    }
}

/// Segments from which the number of live edges is estimated.
const SAMPLED: usize = 16;

/// Estimates how many of `edges` edges are live in a world, from some masks of the first block.
#[must_use]
pub fn live_edges(masks: &dyn WorldMasks, rng_seed: u64, edges: usize) -> f64 {
    let mut drawn = vec![0; SEGMENT];
    let segments = edges.div_ceil(SEGMENT);
    let (mut live, mut looked) = (0_u64, 0_usize);
    for start in (0..segments).step_by(segments.div_ceil(SAMPLED).max(1)).map(|nth| nth * SEGMENT) {
        let drawn = &mut drawn[..SEGMENT.min(edges - start)];
        masks.draw(rng_seed, 0, start, drawn);
        live += drawn.iter().map(|mask| u64::from(mask.count_ones())).sum::<u64>();
        looked += drawn.len();
    }
    live as f64 / WORLDS as f64 * edges as f64 / (looked as f64).max(1.0)
}
