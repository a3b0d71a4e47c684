//! The walk over a population whose followers are computed: memory for the cascade alone.
//!
//! The live edges are those of [`LivePlaces`]: the same places of the same rows as in the
//! materialised network under [`GeometricSkips`](super::live::geometric_skips::GeometricSkips), so
//! the cascade is the same to the bit. A follower is computed only where its edge is live, so a
//! star of 10^8 followers costs only its few live edges.

mod audience;
#[cfg(test)]
mod tests;
mod visited;

pub use self::{
    audience::{ImplicitAudience, impressions},
    visited::Visited,
};
use std::sync::Arc;

use super::{Record, live::geometric_skips::LivePlaces};
use crate::{network::implicit::Population, progress::StopFlag, rng::World};

/// Cascades over a population under one probability.
#[derive(Debug)]
pub struct ImplicitCascade {
    population: Arc<Population>,
    places: LivePlaces,
    most: u64,
    stop: StopFlag,
}

/// Sharers, or live edges, between two looks at whether to stop: two instructions each, and a
/// hundred or more for a draw and a hash.
const LOOK: usize = 1024;

impl ImplicitCascade {
    /// Every edge of `population` is live with probability `p`, from 0 to 1, independently; a
    /// cascade ends once it has `most` sharers, at least as many as its seeds.
    #[must_use]
    pub fn new(population: Arc<Population>, p: f64, most: u64) -> Self {
        let stop = StopFlag::never().clone();
        Self { population, places: LivePlaces::new(p), most, stop }
    }

    /// From now on a cascade ends early, and counts for nothing, once `stop` is set.
    pub fn stop_at(&mut self, stop: &StopFlag) {
        self.stop.clone_from(stop);
    }

    /// Walks from `seeds` over live edges, breadth first: `sharers` then holds the users who
    /// shared, in this order, seeds first; a seed given twice counts once. A cascade of `most`
    /// sharers may be unfinished.
    ///
    /// Cost: a power a sharer, and a logarithm, a few multiplications and a hash look-up a live
    /// edge.
    pub fn run(
        &self,
        world: World,
        seeds: &[u64],
        sharers: &mut Visited,
        record: &mut impl Record,
    ) {
        sharers.clear();
        record.start();
        for &seed in seeds {
            if sharers.add(seed) {
                record.seed();
            }
        }
        let mut place = 0;
        while let Some(&sharer) = sharers.list().get(place) {
            if place.is_multiple_of(LOOK) && self.stop.is_set() {
                return;
            }
            let followers = self.population.followers(sharer);
            let mut live = self.places.of(world.stream(sharer), followers).peekable();
            // Most sharers pass it on to nobody: then their followers are never computed.
            if live.peek().is_some() {
                let audience = self.population.audience_of(sharer, followers);
                for (nth, follower) in live.enumerate() {
                    // One star may have 10^8 live edges.
                    if nth % LOOK == LOOK - 1 && self.stop.is_set() {
                        return;
                    }
                    if sharers.len() as u64 >= self.most {
                        return;
                    }
                    if sharers.add(audience.at(follower)) {
                        record.passed_on_by(place);
                    }
                }
            }
            place += 1;
        }
    }
}
