//! Live edges where all edges of a row have one probability, found by exponential waiting times.
//!
//! Between two live edges of a row of probability p lie k dead ones with probability (1 − p)^k p:
//! as many as whole multiples of −1 / ln(1 − p) fit into an exponential waiting time. The cost
//! follows the live edges, and only one number a user is stored (Guo, Wang, Wei & Chen, SIGMOD
//! 2020, doi:10.1145/3318464.3389740). Used for backward walks where an edge's probability depends
//! only on the user it leads to, as under weighted cascade.

use std::{ops::Range, sync::Arc};

use bytemuck::{Pod, Zeroable};
use rayon::prelude::*;

use crate::{
    kernel::{LiveEdges, Memo, prefetch::prefetch},
    memory::Large,
    network::csr::Rows,
    rng::{ExponentialLaw, Stream, World},
};

/// Every edge of a row is live with the row's probability, independently.
#[derive(Debug)]
pub struct EvenRows {
    edges: Arc<Rows>,
    /// All that a walk needs of a user in one place: one cache miss instead of two or three.
    rows: Large<EvenRow>,
    waits: &'static ExponentialLaw,
}

/// A user's row.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C, align(16))]
struct EvenRow {
    start: u64,
    degree: u32,
    /// −1 / ln(1 − p): 0 at p = 1, the largest number at p = 0.
    scale: f32,
}

impl EvenRow {
    /// The chance that no edge is live.
    fn none_live(self) -> f64 {
        if self.degree == 0 {
            return 1.0;
        }
        // At p = 1 the exponent is −∞.
        libm::exp(-f64::from(self.degree) / f64::from(self.scale))
    }
}

impl EvenRows {
    /// Live edges of rows whose probabilities are `strengths`, one a user, each from 0 to 1.
    /// Memory: 16 bytes a user.
    ///
    /// # Panics
    /// If there is not one strength a user, or a row has more than `u32::MAX` edges.
    #[must_use]
    pub fn new(rows: &Arc<Rows>, strengths: &[f64]) -> Self {
        assert_eq!(rows.nodes(), strengths.len(), "one strength a user");
        let mut made: Large<EvenRow> = Large::zeroed(strengths.len());
        let pieces = made.par_chunks_mut(PIECE).zip(strengths.par_chunks(PIECE));
        pieces.enumerate().for_each(|(piece, (made, strengths))| {
            let mut cache = ValueCache::default();
            let starts = &rows.offsets()[piece * PIECE..];
            for ((row, &p), ends) in made.iter_mut().zip(strengths).zip(starts.windows(2)) {
                let degree = u32::try_from(ends[1] - ends[0]).expect("a row fits");
                let scale = cache.of(p.to_bits(), || scale(p).into()) as f32;
                *row = EvenRow { start: ends[0], degree, scale };
            }
        });
        Self { edges: Arc::clone(rows), rows: made, waits: ExponentialLaw::tables() }
    }
}

/// Users that share one cache of logarithms.
const PIECE: usize = 1 << 14;

/// The latest values by key: most users share a few strengths and degrees, and a logarithm takes
/// ten times as long as a look-up.
struct ValueCache {
    entries: Vec<(u64, f64)>,
}

impl Default for ValueCache {
    fn default() -> Self {
        Self { entries: vec![(u64::MAX, f64::NAN); 1 << 9] }
    }
}

impl ValueCache {
    /// The value of a key, which is never [`u64::MAX`].
    fn of(&mut self, key: u64, compute: impl FnOnce() -> f64) -> f64 {
        let place = crate::rng::mix(key) as usize % self.entries.len();
        let entry = &mut self.entries[place];
        if entry.0 != key {
            *entry = (key, compute());
        }
        entry.1
    }
}

/// How many dead edges lie before the next live one, in units of an exponential waiting time.
fn scale(p: f64) -> f32 {
    // Even the smallest waiting time then passes the end of every row. The error of an `f32` is
    // thousands of times smaller than any number of worlds can show.
    if p > 0.0 { (-1.0 / libm::log1p(-p)).min(f32::MAX.into()) as f32 } else { f32::MAX }
}

impl EvenRows {
    #[inline]
    fn for_each_place(&self, world: World, node: u32, mut visit: impl FnMut(usize)) {
        let EvenRow { start, degree, scale } = self.rows[node as usize];
        let places = start as usize..start as usize + degree as usize;
        self.go_on(world.stream(u64::from(node)), places, scale.into(), &mut visit);
    }

    /// Visits the live places among the remaining ones of a row.
    #[inline]
    fn go_on(
        &self,
        mut stream: Stream,
        mut places: Range<usize>,
        scale: f64,
        visit: &mut impl FnMut(usize),
    ) {
        while !places.is_empty() {
            // Saturates where it is beyond all numbers.
            let dead = (self.waits.draw(&mut stream) * scale) as usize;
            if dead >= places.len() {
                return;
            }
            visit(places.start + dead);
            places.start += dead + 1;
        }
    }
}

impl LiveEdges for EvenRows {
    #[inline]
    fn for_each_live(&self, world: World, node: u32, mut visit: impl FnMut(u32)) {
        let targets = self.edges.targets();
        self.for_each_place(world, node, |place| visit(targets[place]));
    }

    #[inline]
    fn prefetch_soon(&self, node: u32) {
        prefetch(&self.rows, node as usize);
    }

    #[inline]
    fn for_each_hit(&self, world: World, node: u32, _: &mut Memo, mut hit: impl FnMut(usize)) {
        let targets = self.edges.targets();
        self.for_each_place(world, node, |place| {
            prefetch(targets, place);
            hit(place);
        });
    }

    fn none_live(&self, node: u32) -> Option<f64> {
        Some(self.rows[node as usize].none_live())
    }

    fn none_live_of_each(&self, first: u32, chances: &mut [f64]) -> bool {
        let mut cache = ValueCache::default();
        for (row, chance) in self.rows[first as usize..].iter().zip(chances) {
            let key = u64::from(row.degree) << 32 | u64::from(row.scale.to_bits());
            *chance = cache.of(key, || row.none_live());
        }
        true
    }

    #[inline]
    fn for_each_hit_of_some(
        &self,
        world: World,
        node: u32,
        _: &mut Memo,
        mut hit: impl FnMut(usize),
    ) {
        let row = self.rows[node as usize];
        let targets = self.edges.targets();
        let mut visit = |place| {
            prefetch(targets, place);
            hit(place);
        };
        let mut stream = world.stream(u64::from(node));
        // A waiting time given that it ends within the row.
        let wait = -libm::log1p(-stream.unit() * (1.0 - row.none_live()));
        let (start, degree, scale) =
            (row.start as usize, row.degree as usize, f64::from(row.scale));
        let dead = ((wait * scale) as usize).min(degree - 1);
        visit(start + dead);
        self.go_on(stream, start + dead + 1..start + degree, scale, &mut visit);
    }

    #[inline]
    fn node_of(&self, hit: usize) -> u32 {
        self.edges.targets()[hit]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;

    /// The number of live edges is binomial, from the rarest to nearly all: a count of mean m has a
    /// standard deviation of √(m (1 − p)); five are allowed. So is every position: the first and
    /// the last edge of the row are live with probability p.
    #[test]
    fn live_edges_are_binomial_at_every_probability_and_degree() {
        for p in [0.0, 1e-6, 1e-4, 0.01, 0.3, 0.9, 0.999, 1.0] {
            for degree in [1_usize, 2, 10, 1000, 100_000] {
                let mut offsets = vec![degree as u64; degree + 2];
                offsets[0] = 0;
                let targets: Vec<u32> = (1..=degree as u32).collect();
                let rows = Arc::new(Rows::new(offsets.into(), targets.into()).expect("a star"));
                let live = EvenRows::new(&rows, &vec![p; degree + 1]);
                let worlds = (2_000_000 / degree as u64).clamp(20, 20_000);
                let mut counts = [0_u64; 3];
                for world in 0..worlds {
                    live.for_each_live(World::new(7, Purpose::Reverse, world), 0, |node| {
                        counts[0] += 1;
                        counts[1] += u64::from(node == 1);
                        counts[2] += u64::from(node as usize == degree);
                    });
                }
                for (found, edges) in counts.into_iter().zip([degree, 1, 1]) {
                    let mean = (edges as u64 * worlds) as f64 * p;
                    // A rare event may not happen at all: half a count is no evidence.
                    let allowed = 5.0 * (mean * (1.0 - p)).sqrt() + f64::from(p > 0.0 && p < 1.0);
                    assert!((found as f64 - mean).abs() <= allowed, "{p} {degree}: {found}");
                }
            }
        }
    }
}
