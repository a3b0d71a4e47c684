//! Live edges under one probability, by geometric skips: the cost follows the live edges, not the
//! degree.
//!
//! Between two live edges of a row lie k dead ones with probability (1 − p)^k p, so k is drawn and
//! the row is read only where an edge is live (Guo, Wang, Wei & Chen, SIGMOD 2020,
//! doi:10.1145/3318464.3389740). Most rows have no live edge at all; one comparison with (1 −
//! p)^degree finds that. A skip is found in the same table of powers, starting where a guide points
//! (Chen & Asau 1974), and by a logarithm only past its end. A table is exact everywhere, unlike
//! fast logarithms.

use std::sync::Arc;

use crate::{
    kernel::{LiveEdges, Memo, prefetch::prefetch},
    network::csr::Rows,
    rng::{Stream, World},
};

/// Above this probability a row has so few dead edges that reading each is cheaper than skipping
/// (measured: they break even between p = 0.5 and 0.9).
pub const SKIPS_UP_TO: f64 = 0.75;

/// Powers (1 − p)^k up to this k are in a table, 16 KiB.
const TABLED: usize = 2047;

/// Entries of the guide, 2 KiB: one look and about one step find a skip.
const GUIDES: usize = 1024;

/// Every edge of `rows` is live with the same probability, independently.
#[derive(Debug)]
pub struct GeometricSkips {
    rows: Arc<Rows>,
    places: LivePlaces,
}

impl GeometricSkips {
    /// Live edges of probability `p`, from 0 to 1.
    #[must_use]
    pub fn new(rows: &Arc<Rows>, p: f64) -> Self {
        Self { rows: Arc::clone(rows), places: LivePlaces::new(p) }
    }
}

impl LiveEdges for GeometricSkips {
    #[inline]
    fn for_each_live(&self, world: World, node: u32, mut visit: impl FnMut(u32)) {
        let row = self.rows.row(node);
        let stream = world.stream(u64::from(node));
        self.places.of(stream, row.len() as u64).for_each(|place| visit(row[place as usize]));
    }

    #[inline]
    fn prefetch_soon(&self, node: u32) {
        prefetch(self.rows.offsets(), node as usize);
    }

    #[inline]
    fn for_each_hit(&self, world: World, node: u32, _: &mut Memo, mut hit: impl FnMut(usize)) {
        let range = self.rows.range(node);
        let stream = world.stream(u64::from(node));
        self.places.of(stream, range.len() as u64).for_each(|place| {
            let place = range.start + place as usize;
            prefetch(self.rows.targets(), place);
            hit(place);
        });
    }

    fn none_live(&self, node: u32) -> Option<f64> {
        Some(self.places.none_live(self.rows.degree(node) as u64))
    }

    #[inline]
    fn for_each_hit_of_some(
        &self,
        world: World,
        node: u32,
        _: &mut Memo,
        mut hit: impl FnMut(usize),
    ) {
        let range = self.rows.range(node);
        let stream = world.stream(u64::from(node));
        self.places.of_some(stream, range.len() as u64).for_each(|place| {
            let place = range.start + place as usize;
            prefetch(self.rows.targets(), place);
            hit(place);
        });
    }

    #[inline]
    fn node_of(&self, hit: usize) -> u32 {
        self.rows.targets()[hit]
    }
}

/// Which places of a row are live, each with the same probability, independently. Depends only on
/// the row's stream and length, so the row need not be stored.
#[derive(Debug, Clone)]
pub struct LivePlaces {
    /// (1 − p)^k, the probability that k edges are dead, for k up to [`TABLED`].
    all_dead: Box<[f64; TABLED + 1]>,
    /// For each of equal parts of 0..1 the longest skip that every number in it reaches.
    guide: Box<[u16; GUIDES]>,
    /// ln(1 − p): −∞ at p = 1, 0 at p = 0.
    ln_dead: f64,
}

impl LivePlaces {
    /// Live places of probability `p`, from 0 to 1.
    #[must_use]
    pub fn new(p: f64) -> Self {
        let dead = 1.0 - p;
        let mut all_dead = Box::new([1.0; TABLED + 1]);
        for k in 0..TABLED {
            all_dead[k + 1] = all_dead[k] * dead;
        }
        let mut guide = Box::new([0; GUIDES]);
        for (part, longest) in guide.iter_mut().enumerate() {
            let end = (part + 1) as f64 / GUIDES as f64;
            *longest = all_dead.partition_point(|&power| power >= end) as u16 - 1;
        }
        // From the `libm` crate, not from the system, so that every machine draws the same skips.
        Self { all_dead, guide, ln_dead: libm::log1p(-p) }
    }

    /// The number of dead edges before the next live one, for `unit` uniform on (0, 1]: the k with
    /// (1 − p)^(k + 1) < unit ≤ (1 − p)^k.
    #[inline]
    fn skip(&self, unit: f64) -> u64 {
        let part = ((unit * GUIDES as f64) as usize).min(GUIDES - 1);
        let mut k = usize::from(self.guide[part]);
        while k < TABLED && unit <= self.all_dead[k + 1] {
            k += 1;
        }
        if k < TABLED { k as u64 } else { self.long_skip(unit) }
    }

    /// A skip past the end of the table.
    #[cold]
    fn long_skip(&self, unit: f64) -> u64 {
        ((libm::log(unit) / self.ln_dead) as u64).max(TABLED as u64)
    }

    /// The live places of a row of `degree` places, ascending; `stream` is the row's own.
    #[inline]
    pub fn of(&self, stream: Stream, degree: u64) -> LivePlaceIter<'_> {
        // At p = 0 nothing is live, however long the row; a skip would divide by ln 1.
        let degree = if self.ln_dead == 0.0 { 0 } else { degree };
        LivePlaceIter { places: self, stream, degree, next: 0 }
    }

    /// The chance that no place of a row is live.
    #[must_use]
    pub fn none_live(&self, degree: u64) -> f64 {
        let tabled = self.all_dead.get(degree as usize);
        tabled.copied().unwrap_or_else(|| libm::exp(degree as f64 * self.ln_dead))
    }

    /// The live places, given that there is at least one; that must be possible.
    #[inline]
    pub fn of_some(&self, mut stream: Stream, degree: u64) -> impl Iterator<Item = u64> + '_ {
        // Uniform on (the chance that none is live, 1], but for rounding.
        let unit = 1.0 - stream.unit() * (1.0 - self.none_live(degree));
        let first = self.skip(unit).min(degree - 1);
        let rest = LivePlaceIter { places: self, stream, degree, next: first + 1 };
        std::iter::once(first).chain(rest)
    }
}

/// The live places of one row, ascending.
#[derive(Debug, Clone)]
pub struct LivePlaceIter<'a> {
    places: &'a LivePlaces,
    stream: Stream,
    degree: u64,
    /// The first place that is still undecided.
    next: u64,
}

impl Iterator for LivePlaceIter<'_> {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        if self.next >= self.degree {
            return None;
        }
        // Uniform on (0, 1].
        let unit = 1.0 - self.stream.unit();
        // At p = 1, unit ≤ 0 never: everything is live.
        let left = (self.degree - self.next) as usize;
        if left <= TABLED && unit <= self.places.all_dead[left] {
            self.next = self.degree;
            return None;
        }
        let place = self.next + self.places.skip(unit);
        self.next = place + 1;
        (place < self.degree).then_some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;

    fn live(rows: &Arc<Rows>, p: f64, world: u64) -> Vec<u32> {
        let mut live = Vec::new();
        GeometricSkips::new(rows, p).for_each_live(
            World::new(1, Purpose::Diffusion, world),
            0,
            |node| live.push(node),
        );
        live
    }

    /// One row of `degree` edges.
    fn row(degree: usize) -> Arc<Rows> {
        let nodes = degree + 1;
        let mut offsets = vec![degree as u64; nodes + 1];
        offsets[0] = 0;
        let targets: Vec<u32> = (1..nodes as u32).collect();
        Arc::new(Rows::new(offsets.into(), targets.into()).expect("a star"))
    }

    /// The number of live edges is binomial, from the rarest to nearly all, and past the table: the
    /// mean of N draws has standard deviation √(d p (1−p) / N); five of them are allowed. So is
    /// every position: the first and the last edge of the row are live with probability p.
    #[test]
    fn live_edges_are_binomial_at_every_probability_and_degree() {
        for p in [1e-6, 1e-4, 0.01, 0.3, 0.9, 0.999] {
            for degree in [1, 10, 2047, 2048, 100_000] {
                let rows = row(degree);
                let skips = GeometricSkips::new(&rows, p);
                let expected = degree as f64 * p;
                let worlds = ((4e5 / (1.0 + expected)) as u64).clamp(200, 20_000);
                let (mut count, mut first, mut last) = (0_u64, 0_u64, 0_u64);
                for world in 0..worlds {
                    let world = World::new(7, Purpose::Diffusion, world);
                    skips.for_each_live(world, 0, |node| {
                        count += 1;
                        first += u64::from(node == 1);
                        last += u64::from(node as usize == degree);
                    });
                }
                let n = worlds as f64;
                let sd = (expected * (1.0 - p) / n).sqrt();
                let mean = count as f64 / n;
                // A rare event may not happen at all: half a count is no evidence.
                let slack = 0.5 / n;
                assert!((mean - expected).abs() < 5.0 * sd + slack, "p {p} d {degree}: {mean}");
                for hits in [first, last] {
                    let sd = (p * (1.0 - p) / n).sqrt();
                    let share = hits as f64 / n;
                    assert!((share - p).abs() < 5.0 * sd + 2.0 * slack, "p {p} d {degree}");
                }
            }
        }
    }

    #[test]
    fn zero_is_never_live_and_one_is_always() {
        for degree in [1, 5, 3000] {
            let rows = row(degree);
            for world in 0..200 {
                assert!(live(&rows, 0.0, world).is_empty());
                assert_eq!(live(&rows, 1.0, world).len(), degree);
            }
        }
    }

    #[test]
    fn what_is_live_depends_on_the_address_alone() {
        let rows = row(500);
        assert_eq!(live(&rows, 0.1, 3), live(&rows, 0.1, 3));
        assert_ne!(live(&rows, 0.1, 3), live(&rows, 0.1, 4));
    }
}
