//! Live edges under one probability, by geometric jumps: the cost follows the live edges, not the
//! degree.
//!
//! Between two live edges of a row lie k dead ones with probability (1 − p)^k p, so k is drawn and
//! the row is entered only where an edge is live (Guo, Wang, Wei & Chen, SIGMOD 2020,
//! doi:10.1145/3318464.3389740). Most rows have no live edge at all; that is found by one
//! comparison with (1 − p)^degree, from a table, before any logarithm.

use super::LiveEdges;
use crate::{
    network::csr::Rows,
    rng::{Stream, World},
};

/// Rows up to this length find (1 − p)^length in a table of 16 KiB.
const TABLED: usize = 2048;

/// Every edge of `rows` is live with the same probability, independently.
#[derive(Debug)]
pub struct Jumps<'a> {
    rows: &'a Rows,
    places: LivePlaces,
}

impl<'a> Jumps<'a> {
    /// Live edges of probability `p`, from 0 to 1.
    #[must_use]
    pub fn new(rows: &'a Rows, p: f64) -> Self {
        Self { rows, places: LivePlaces::new(p) }
    }
}

impl LiveEdges for Jumps<'_> {
    #[inline]
    fn for_each_live(&self, world: World, node: u32, mut visit: impl FnMut(u32)) {
        let row = self.rows.row(node);
        let stream = world.stream(u64::from(node));
        self.places.of(stream, row.len() as u64).for_each(|place| visit(row[place as usize]));
    }
}

/// Which places of a row are live, each with the same probability, independently: a function of the
/// row's stream and length alone, so that it does not matter whether the row is stored.
#[derive(Debug, Clone)]
pub struct LivePlaces {
    /// (1 − p)^k, the probability that k edges are dead.
    all_dead: Vec<f64>,
    /// ln(1 − p): −∞ at p = 1, 0 at p = 0.
    ln_dead: f64,
}

impl LivePlaces {
    /// Live places of probability `p`, from 0 to 1.
    #[must_use]
    pub fn new(p: f64) -> Self {
        let dead = 1.0 - p;
        let powers = std::iter::successors(Some(1.0), |&power| Some(power * dead));
        // From the `libm` crate, not from the system, so that every machine draws the same jumps.
        Self { all_dead: powers.take(TABLED).collect(), ln_dead: libm::log1p(-p) }
    }

    /// The probability that `edges` edges are all dead.
    #[inline]
    fn all_dead(&self, edges: u64) -> f64 {
        match self.all_dead.get(edges as usize) {
            Some(&probability) => probability,
            None => libm::exp(edges as f64 * self.ln_dead),
        }
    }

    /// The live places of a row of `degree` places, ascending; `stream` is the row's own.
    #[inline]
    pub const fn of(&self, stream: Stream, degree: u64) -> Live<'_> {
        Live { places: self, stream, degree, next: 0 }
    }
}

/// The live places of one row, ascending.
#[derive(Debug, Clone)]
pub struct Live<'a> {
    places: &'a LivePlaces,
    stream: Stream,
    degree: u64,
    /// The first place that is not decided yet.
    next: u64,
}

impl Iterator for Live<'_> {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        if self.next >= self.degree {
            return None;
        }
        // Uniform on (0, 1], so that its logarithm is finite.
        let unit = 1.0 - self.stream.unit();
        // At p = 0, 1 ≤ 1 always: nothing is live. At p = 1, unit ≤ 0 never: everything is.
        if unit <= self.places.all_dead(self.degree - self.next) {
            self.next = self.degree;
            return None;
        }
        let place = self.next + (libm::log(unit) / self.places.ln_dead) as u64;
        self.next = place + 1;
        // Rounding may put a jump that just fits one past the row's end.
        (place < self.degree).then_some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;

    fn live(rows: &Rows, p: f64, world: u64) -> Vec<u32> {
        let mut live = Vec::new();
        Jumps::new(rows, p)
            .for_each_live(World::new(1, Purpose::Diffusion, world), 0, |node| live.push(node));
        live
    }

    /// One row of `degree` edges.
    fn row(degree: usize) -> Rows {
        let nodes = degree + 1;
        let mut offsets = vec![degree as u64; nodes + 1];
        offsets[0] = 0;
        Rows::new(offsets.into(), (1..nodes as u32).collect::<Vec<_>>().into()).expect("a star")
    }

    /// The number of live edges is binomial, from the rarest to nearly all, and past the table: the
    /// mean of N draws has standard deviation √(d p (1−p) / N); five of them are allowed. So is
    /// every position: the first and the last edge of the row are live with probability p.
    #[test]
    fn live_edges_are_binomial_at_every_probability_and_degree() {
        for p in [1e-6, 1e-4, 0.01, 0.3, 0.9, 0.999] {
            for degree in [1, 10, 2047, 2048, 100_000] {
                let rows = row(degree);
                let jumps = Jumps::new(&rows, p);
                let expected = degree as f64 * p;
                let worlds = ((4e5 / (1.0 + expected)) as u64).clamp(200, 20_000);
                let (mut count, mut first, mut last) = (0_u64, 0_u64, 0_u64);
                for world in 0..worlds {
                    let world = World::new(7, Purpose::Diffusion, world);
                    jumps.for_each_live(world, 0, |node| {
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
