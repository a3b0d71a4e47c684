//! Where the probability of an edge is read from: one number, one a user, or one an edge. Draws
//! nothing.

use rayon::prelude::*;

use crate::{kernel::prefetch::prefetch, memory::Large};

/// Edges that are processed side by side.
pub const EIGHT: usize = 8;

/// The probability of an edge, from its place in the rows and its other end.
pub trait Probability: Send + Sync {
    /// The probability of the edge at `place` that leads to `target`.
    fn of(&self, place: usize, target: u32) -> f64;

    /// The probabilities of consecutive edges, the first of which is at `place`.
    #[inline]
    fn of_eight(&self, place: usize, targets: &[u32; EIGHT]) -> [f64; EIGHT] {
        std::array::from_fn(|nth| self.of(place + nth, targets[nth]))
    }

    /// The row that starts at `place` in all `targets` comes up soon: fetch what its first edges
    /// need.
    #[inline]
    fn prefetch_next(&self, targets: &[u32], place: usize) {
        let _ = (targets, place);
    }

    /// An edge that leads to `target` comes up soon: fetch its probability.
    #[inline]
    fn prefetch_target(&self, target: u32) {
        let _ = target;
    }

    /// Edges that lead to `targets` come up soon: fetch their probabilities.
    #[inline]
    fn prefetch_soon(&self, targets: &[u32; EIGHT]) {
        let _ = targets;
    }
}

/// Values of 4 bytes in a line of memory.
const LINE: usize = 16;

/// Fetches three lines from `place` on: most rows are no longer, and the processor fetches the rest
/// of longer ones by itself.
#[inline]
fn fetch_first<T>(values: &[T], place: usize) {
    for line in 0..3 {
        prefetch(values, place + line * LINE);
    }
}

/// The same probability on every edge.
#[derive(Debug)]
pub struct UniformProbability(pub f64);

/// A probability for each user that an edge leads to: 4 bytes a user, because they are read at
/// random. Their relative error, 6e-8, is that of influence by edge.
#[derive(Debug)]
pub struct PerTargetProbability(Large<f32>);

impl PerTargetProbability {
    /// The probability of each user's edges.
    #[must_use]
    pub fn new(strengths: &[f64]) -> Self {
        let mut near = Large::zeroed(strengths.len());
        near.par_iter_mut().zip(strengths).for_each(|(near, &strength)| *near = strength as f32);
        Self(near)
    }
}

/// A probability for each place in the rows.
#[derive(Debug)]
pub struct PerEdgeProbability<S>(pub S);

impl Probability for UniformProbability {
    #[inline]
    fn of(&self, _place: usize, _target: u32) -> f64 {
        self.0
    }

    #[inline]
    fn prefetch_next(&self, targets: &[u32], place: usize) {
        fetch_first(targets, place);
    }
}

impl Probability for PerTargetProbability {
    #[inline]
    fn of(&self, _place: usize, target: u32) -> f64 {
        f64::from(self.0[target as usize])
    }

    #[inline]
    fn prefetch_next(&self, targets: &[u32], place: usize) {
        fetch_first(targets, place);
    }

    #[inline]
    fn prefetch_target(&self, target: u32) {
        prefetch(&self.0, target as usize);
    }

    #[inline]
    fn prefetch_soon(&self, targets: &[u32; EIGHT]) {
        for &target in targets {
            prefetch(&self.0, target as usize);
        }
    }
}

impl<S: AsRef<[f32]> + Send + Sync> Probability for PerEdgeProbability<S> {
    #[inline]
    fn of(&self, place: usize, _target: u32) -> f64 {
        f64::from(self.0.as_ref()[place])
    }

    #[inline]
    fn of_eight(&self, place: usize, _targets: &[u32; EIGHT]) -> [f64; EIGHT] {
        let eight =
            self.0.as_ref()[place..].first_chunk::<EIGHT>().expect("a column has all edges");
        eight.map(f64::from)
    }

    #[inline]
    fn prefetch_next(&self, _targets: &[u32], place: usize) {
        fetch_first(self.0.as_ref(), place);
    }
}
