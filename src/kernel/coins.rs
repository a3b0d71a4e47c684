//! Live edges where every edge has a probability of its own: one coin an edge.

use super::{LiveEdges, prefetch::prefetch};
use crate::{network::csr::Rows, rng::World};

/// The probability of an edge, from its place in the rows and its other end.
pub trait Probability: Sync {
    /// The probability of the edge at `place` that leads to `target` from `source`.
    fn of(&self, source: u32, place: usize, target: u32) -> f64;
}

/// The same probability on every edge.
#[derive(Debug)]
pub struct Same(pub f64);

/// A probability for each user that an edge leads to.
#[derive(Debug)]
pub struct ByTarget<'a>(pub &'a [f64]);

/// A probability for each user whose row it is.
#[derive(Debug)]
pub struct BySource<'a>(pub &'a [f64]);

/// A probability for each place in the rows.
#[derive(Debug)]
pub struct ByPlace<S>(pub S);

impl Probability for Same {
    #[inline]
    fn of(&self, _source: u32, _place: usize, _target: u32) -> f64 {
        self.0
    }
}

impl Probability for ByTarget<'_> {
    #[inline]
    fn of(&self, _source: u32, _place: usize, target: u32) -> f64 {
        self.0[target as usize]
    }
}

impl Probability for BySource<'_> {
    #[inline]
    fn of(&self, source: u32, _place: usize, _target: u32) -> f64 {
        self.0[source as usize]
    }
}

impl<S: AsRef<[f32]> + Sync> Probability for ByPlace<S> {
    #[inline]
    fn of(&self, _source: u32, place: usize, _target: u32) -> f64 {
        f64::from(self.0.as_ref()[place])
    }
}

/// Every edge of `rows` is live with its own probability, independently.
#[derive(Debug)]
pub struct Coins<'a, P> {
    /// The rows whose edges are meant.
    pub rows: &'a Rows,
    /// How likely each is to be live.
    pub probability: P,
}

impl<P: Probability> LiveEdges for Coins<'_, P> {
    #[inline]
    fn for_each_live(&self, world: World, node: u32, mut visit: impl FnMut(u32)) {
        let mut stream = world.stream(u64::from(node));
        for place in self.rows.range(node) {
            let target = self.rows.targets()[place];
            // unit < p: 0 never fires and 1 always does.
            if stream.unit() < self.probability.of(node, place, target) {
                visit(target);
            }
        }
    }

    #[inline]
    fn approach(&self, node: u32) {
        prefetch(self.rows.offsets(), node as usize);
    }
}
