//! Blocks of 64 worlds in which every edge is live independently, drawn edge by edge.
//!
//! The law is that of [`Jumps`](super::jumps::Jumps) and [`Coins`](super::coins::Coins), the coins
//! are others: there each user of each world has a stream of its own, here each segment of edges of
//! each block.

use super::{
    fused::Masks,
    lanes::{self, SEGMENT},
};
use crate::rng::{Purpose, World};

/// Every edge is live with the same probability.
#[derive(Debug)]
pub struct SameMasks(pub f64);

/// Each edge is live with its own probability, given in the order of the forward rows.
#[derive(Debug)]
pub struct EachMasks<P>(pub P);

impl Masks for SameMasks {
    fn draw(&self, rng_seed: u64, block: u64, start: usize, masks: &mut [u64]) {
        let probability = lanes::fraction(self.0);
        let world = World::new(rng_seed, Purpose::Masks, block);
        for (segment, masks) in (start / SEGMENT..).zip(masks.chunks_mut(SEGMENT)) {
            lanes::draw_same(world.stream(segment as u64).bits(), masks, probability);
        }
    }
}

impl<P: AsRef<[f32]> + Sync> Masks for EachMasks<P> {
    fn draw(&self, rng_seed: u64, block: u64, start: usize, masks: &mut [u64]) {
        let world = World::new(rng_seed, Purpose::Masks, block);
        let probabilities = &self.0.as_ref()[start..start + masks.len()];
        let segments = masks.chunks_mut(SEGMENT).zip(probabilities.chunks(SEGMENT));
        for (segment, (masks, probabilities)) in (start / SEGMENT..).zip(segments) {
            lanes::draw_each(world.stream(segment as u64).bits(), masks, probabilities);
        }
    }
}
