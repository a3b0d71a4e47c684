//! Live edges where every edge has a probability of its own: one random number for each run of dead
//! edges instead of one an edge.
//!
//! The chance that the next edges are all dead is ∏ (1 − p). One uniform number is compared with
//! this product as it falls, edge by edge: the edge that takes it below the number is live, and a
//! new skip begins. [Geometric skips](super::geometric_skips) do the same inversion in closed form
//! where p is uniform. Every edge is still read, but eight at a time: their factors are multiplied
//! without a branch, most groups of eight are dead, and what later ones need is fetched meanwhile.
//! Nothing is stored for an edge, no logarithm is taken, and at p = 0 or 1 the product is exact.
//!
//! Measured in processor time, a coin an edge takes 2.8 to 3.2 times as long under weighted cascade
//! on 5 million edges, and 3.6 to 4.1 times on 65 million. It takes 1.3 to 3 times under trivalency
//! and exponential influence, and 1.6 to 2.2 times under uniform p, up to 0.99. Rows grouped by
//! probability class, with skips over each class, take 1.7 to 2 times as long on the small network
//! and 0.85 times on the large one. They need nearly 4 bytes an edge and 50 ns an edge to build,
//! which is not worth it.

use std::sync::Arc;

use super::probability::{EIGHT, Probability};
use crate::{
    kernel::{LiveEdges, Memo, prefetch::prefetch},
    network::csr::Rows,
    rng::{Stream, World},
};

/// Probabilities are fetched so many edges ahead.
const AHEAD: usize = 4 * EIGHT;

/// Every edge of `rows` is live with its own probability, independently.
#[derive(Debug)]
pub struct SkipByProduct<P> {
    /// The rows whose edges are meant.
    pub rows: Arc<Rows>,
    /// How likely each edge is to be live.
    pub probability: P,
}

impl<P: Probability> SkipByProduct<P> {
    /// Calls `live` with the place of each live edge of `node`, ascending.
    #[inline]
    fn for_each_place(&self, world: World, node: u32, live: impl FnMut(usize)) {
        self.for_each_place_from(ProductSkip::new(world.stream(u64::from(node))), node, live);
    }

    /// The same with a given first skip.
    #[inline]
    fn for_each_place_from(&self, mut skip: ProductSkip, node: u32, mut live: impl FnMut(usize)) {
        let Self { rows, probability } = self;
        let range = rows.range(node);
        let (eights, rest) = rows.row(node).as_chunks::<EIGHT>();
        let mut place = range.start;
        for (nth, targets) in eights.iter().enumerate() {
            if let Some(later) = eights.get(nth + AHEAD / EIGHT) {
                probability.prefetch_soon(later);
            }
            let dead = probability.of_eight(place, targets).map(|p| 1.0 - p);
            if !skip.goes_on(product(dead)) {
                for (nth, dead) in dead.into_iter().enumerate() {
                    if skip.ends(dead) {
                        live(place + nth);
                    }
                }
            }
            place += EIGHT;
        }
        for (place, &target) in (place..).zip(rest) {
            if skip.ends(1.0 - probability.of(place, target)) {
                live(place);
            }
        }
    }
}

/// Multiplied in an order in which four multiplications overlap.
#[inline]
fn product([a, b, c, d, e, f, g, h]: [f64; EIGHT]) -> f64 {
    ((a * e) * (c * g)) * ((b * f) * (d * h))
}

/// The dead edges since the last live one.
#[derive(Debug)]
struct ProductSkip {
    stream: Stream,
    /// Uniform on (0, 1].
    unit: f64,
    /// The probability that all of them are dead, at least `unit`.
    dead: f64,
}

impl ProductSkip {
    #[inline]
    fn new(mut stream: Stream) -> Self {
        let unit = 1.0 - stream.unit();
        Self { stream, unit, dead: 1.0 }
    }

    /// The first skip of a row that has a live edge; `none_live` is the chance that a row has none.
    #[inline]
    fn given_one(mut stream: Stream, none_live: f64) -> Self {
        let unit = 1.0 - stream.unit() * (1.0 - none_live);
        Self { stream, unit, dead: 1.0 }
    }

    /// True where it goes on over further edges that are all dead with probability `dead`.
    #[inline]
    fn goes_on(&mut self, dead: f64) -> bool {
        let all = self.dead * dead;
        // unit ≤ 1 ≤ all where nothing can be live, and 0 < unit where something must be.
        let goes_on = self.unit <= all;
        if goes_on {
            self.dead = all;
        }
        goes_on
    }

    /// True where the next edge is live; it is dead with probability `dead`. Then the next skip
    /// begins.
    #[inline]
    fn ends(&mut self, dead: f64) -> bool {
        let ends = !self.goes_on(dead);
        if ends {
            *self = Self::new(self.stream);
        }
        ends
    }
}

impl<P: Probability> LiveEdges for SkipByProduct<P> {
    #[inline]
    fn for_each_live(&self, world: World, node: u32, mut visit: impl FnMut(u32)) {
        self.for_each_place(world, node, |place| visit(self.rows.targets()[place]));
    }

    #[inline]
    fn prefetch_soon(&self, node: u32) {
        prefetch(self.rows.offsets(), node as usize);
    }

    #[inline]
    fn prefetch_next(&self, node: u32) {
        self.probability.prefetch_next(self.rows.targets(), self.rows.range(node).start);
    }

    #[inline]
    fn for_each_hit(&self, world: World, node: u32, _: &mut Memo, mut hit: impl FnMut(usize)) {
        self.for_each_place(world, node, |place| {
            prefetch(self.rows.targets(), place);
            hit(place);
        });
    }

    fn none_live(&self, node: u32) -> Option<f64> {
        let first = self.rows.range(node).start;
        let (eights, rest) = self.rows.row(node).as_chunks::<EIGHT>();
        let dead_of = |(place, eight): (usize, &[u32; EIGHT])| {
            product(self.probability.of_eight(place, eight).map(|p| 1.0 - p))
        };
        let eights_dead: f64 = (first..).step_by(EIGHT).zip(eights).map(dead_of).product();
        let places = first + EIGHT * eights.len()..;
        let dead = |(place, &target)| 1.0 - self.probability.of(place, target);
        Some(places.zip(rest).map(dead).fold(eights_dead, |all, dead| all * dead))
    }

    #[inline]
    fn for_each_hit_of_some(
        &self,
        world: World,
        node: u32,
        _: &mut Memo,
        mut hit: impl FnMut(usize),
    ) {
        let none_live = self.none_live(node).expect("it has a closed form");
        let skip = ProductSkip::given_one(world.stream(u64::from(node)), none_live);
        let mut has_one = false;
        self.for_each_place_from(skip, node, |place| {
            has_one = true;
            prefetch(self.rows.targets(), place);
            hit(place);
        });
        if !has_one {
            // Rounding missed it: then it is the last edge that can be live.
            let can_be =
                |&place: &usize| self.probability.of(place, self.rows.targets()[place]) > 0.0;
            hit(self.rows.range(node).rev().find(can_be).expect("one can be live"));
        }
    }

    #[inline]
    fn node_of(&self, hit: usize) -> u32 {
        self.rows.targets()[hit]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        kernel::live::probability::{PerEdgeProbability, PerTargetProbability, UniformProbability},
        rng::Purpose,
    };

    /// One row of `degree` edges, from user 0 to all others.
    fn row(degree: usize) -> Arc<Rows> {
        let nodes = degree + 1;
        let mut offsets = vec![degree as u64; nodes + 1];
        offsets[0] = 0;
        let targets: Vec<u32> = (1..nodes as u32).collect();
        Arc::new(Rows::new(offsets.into(), targets.into()).expect("a star"))
    }

    /// The number of live edges of user 0, those of the first and of the last, over so many worlds.
    fn counts(live: &impl LiveEdges, degree: usize, worlds: u64) -> [u64; 3] {
        let mut counts = [0; 3];
        for world in 0..worlds {
            live.for_each_live(World::new(7, Purpose::Diffusion, world), 0, |node| {
                counts[0] += 1;
                counts[1] += u64::from(node == 1);
                counts[2] += u64::from(node as usize == degree);
            });
        }
        counts
    }

    /// The number of live edges is binomial, from the rarest to nearly all: a count of mean m has a
    /// standard deviation of √(m (1 − p)); five are allowed. So is every position: the first and
    /// the last edge of the row are live with probability p.
    #[test]
    fn live_edges_are_binomial_at_every_probability_and_degree() {
        for p in [1e-6, 1e-4, 0.01, 0.3, 0.9, 0.999] {
            for degree in [1, 7, 8, 10, 1000, 100_000] {
                let rows = row(degree);
                let worlds = (2_000_000 / degree as u64).clamp(20, 20_000);
                let users = PerTargetProbability::new(&vec![p; degree + 1]);
                let column = vec![p as f32; degree];
                for found in [
                    counts(
                        &SkipByProduct { rows: rows.clone(), probability: UniformProbability(p) },
                        degree,
                        worlds,
                    ),
                    counts(
                        &SkipByProduct { rows: rows.clone(), probability: users },
                        degree,
                        worlds,
                    ),
                    counts(
                        &SkipByProduct {
                            rows: rows.clone(),
                            probability: PerEdgeProbability(column),
                        },
                        degree,
                        worlds,
                    ),
                ] {
                    for (found, edges) in found.into_iter().zip([degree, 1, 1]) {
                        let mean = (edges as u64 * worlds) as f64 * p;
                        // A rare event may not happen at all: half a count is no evidence.
                        let allowed = 5.0 * (mean * (1.0 - p)).sqrt() + 0.5;
                        let off = (found as f64 - mean).abs();
                        // Expected less than once in a thousand runs, once may be seen.
                        let rare = mean < 1e-3 && found <= 1;
                        assert!(off < allowed || rare, "p {p}, degree {degree}: {found}, {mean}");
                    }
                }
            }
        }
    }

    /// Where every edge has another probability, each is live as often as its own says, and jointly
    /// with the next as often as their product: each count of mean m within five standard
    /// deviations √(m (1 − p)).
    #[test]
    fn each_edge_follows_its_own_probability_independently_of_the_next() {
        let column: Vec<f32> = [0.5, 0.001, 1.0, 0.0, 0.9, 0.2, 0.03].repeat(5);
        let degree = column.len();
        let rows = row(degree);
        let live = SkipByProduct { rows: rows.clone(), probability: PerEdgeProbability(&column) };
        let worlds = 100_000;
        let (mut alone, mut pairs) = (vec![0_u64; degree], vec![0_u64; degree - 1]);
        for world in 0..worlds {
            let mut last = usize::MAX - 1;
            live.for_each_live(World::new(3, Purpose::Diffusion, world), 0, |node| {
                let place = node as usize - 1;
                alone[place] += 1;
                if last + 1 == place {
                    pairs[last] += 1;
                }
                last = place;
            });
        }
        let follows = |found: u64, p: f64| {
            let mean = worlds as f64 * p;
            (found as f64 - mean).abs() <= 5.0 * (mean * (1.0 - p)).sqrt()
        };
        let p = |place: usize| f64::from(column[place]);
        for (place, &found) in alone.iter().enumerate() {
            assert!(follows(found, p(place)), "edge {place}: {found}");
        }
        for (place, &found) in pairs.iter().enumerate() {
            assert!(follows(found, p(place) * p(place + 1)), "edges from {place}: {found}");
        }
    }

    #[test]
    fn zero_is_never_live_and_one_is_always() {
        for degree in [1, 5, 8, 3000] {
            let rows = row(degree);
            for (p, expected) in [(0.0, 0), (1.0, degree as u64 * 200)] {
                let live = SkipByProduct { rows: rows.clone(), probability: UniformProbability(p) };
                assert_eq!(counts(&live, degree, 200)[0], expected);
            }
        }
    }
}
