//! Pairs of users by number, and which of them are drawn when each is drawn with one probability.
//!
//! It never lists the pairs that are not drawn.

use std::{collections::HashSet, hash::BuildHasherDefault, hash::Hasher, ops::Range};

use crate::{
    network::generator::parameters::ties::Ties,
    rng::{Stream, mix},
};

/// The pairs of different users among `users`: ordered ones where ties are one way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pairs {
    /// Number of users.
    pub(crate) users: u32,
    /// Whether the pairs (u, v) and (v, u) are one or two.
    pub(crate) ties: Ties,
}

impl Pairs {
    /// How many there are: at most 2^64 − 3·2^32 + 2.
    pub(crate) fn count(self) -> u64 {
        let users = u64::from(self.users);
        let ordered = users * users.saturating_sub(1);
        match self.ties {
            Ties::Mutual => ordered / 2,
            Ties::OneWay => ordered,
        }
    }

    /// The pair of a number below [`Pairs::count`].
    pub(crate) fn pair(self, number: u64) -> [u32; 2] {
        match self.ties {
            Ties::Mutual => {
                let triangle = |row: u64| row * (row - 1) / 2;
                // The root is at most one off: a float of 53 bits stands for a number of 64.
                let mut row = f64::midpoint(1.0, (1.0 + 8.0 * number as f64).sqrt()) as u64;
                while triangle(row) > number {
                    row -= 1;
                }
                while triangle(row + 1) <= number {
                    row += 1;
                }
                [(number - triangle(row)) as u32, row as u32]
            }
            Ties::OneWay => {
                let others = u64::from(self.users) - 1;
                let (source, other) = (number / others, number % others);
                [source as u32, (other + u64::from(other >= source)) as u32]
            }
        }
    }
}

/// Pairs of ascending numbers, found by walking the rows and without a division.
#[derive(Debug)]
pub(crate) struct Walk {
    pairs: Pairs,
    row: u64,
    /// The number of the row's first pair, and of the next row's.
    numbers: Range<u64>,
}

impl Walk {
    /// A walk whose first number is at least `number`.
    pub(crate) fn from(pairs: Pairs, number: u64) -> Self {
        let row = u64::from(match (pairs.ties, pairs.pair(number)) {
            (Ties::Mutual, [_, row]) | (Ties::OneWay, [row, _]) => row,
        });
        let start = match pairs.ties {
            Ties::Mutual => row * (row - 1) / 2,
            Ties::OneWay => row * (u64::from(pairs.users) - 1),
        };
        let mut walk = Self { pairs, row, numbers: start..start };
        walk.numbers.end = start + walk.length();
        walk
    }

    /// The pair of a number that is not below the one before.
    #[inline]
    pub(crate) fn pair(&mut self, number: u64) -> [u32; 2] {
        while number >= self.numbers.end {
            self.row += 1;
            self.numbers = self.numbers.end..self.numbers.end + self.length();
        }
        let other = number - self.numbers.start;
        match self.pairs.ties {
            Ties::Mutual => [other as u32, self.row as u32],
            Ties::OneWay => [self.row as u32, (other + u64::from(other >= self.row)) as u32],
        }
    }

    /// Pairs of the row.
    fn length(&self) -> u64 {
        match self.pairs.ties {
            Ties::Mutual => self.row,
            Ties::OneWay => u64::from(self.pairs.users) - 1,
        }
    }
}

/// Numbers per block of [`successes`] that make about 2^15 successes.
pub(crate) fn block_for(probability: f64) -> u64 {
    (32_768.0 / probability) as u64
}

/// Visits each number of `range` with the same probability, independently, in ascending order. The
/// cost follows the visits, not the range: the gap to the next success is geometric (Batagelj &
/// Brandes 2005, doi:10.1103/PhysRevE.71.036113).
pub(crate) fn successes(
    range: Range<u64>,
    probability: f64,
    stream: &mut Stream,
    mut visit: impl FnMut(u64),
) {
    if probability <= 0.0 {
        return;
    }
    let log_of_failure = log_of_failure(probability);
    let mut next = range.start;
    loop {
        next = next.saturating_add(gap(log_of_failure, stream));
        if next >= range.end {
            return;
        }
        visit(next);
        next += 1;
    }
}

/// ln(1 − p), for p from 0 to 1.
#[inline]
pub(crate) fn log_of_failure(p: f64) -> f64 {
    if p > 1.0 / 1024.0 {
        return libm::log1p(-p);
    }
    // Of the series p^6/7 is below half a unit in the last place of 1, and is left out.
    -p * (1.0 + p * (1.0 / 2.0 + p * (1.0 / 3.0 + p * (1.0 / 4.0 + p * (1.0 / 5.0 + p / 6.0)))))
}

/// The number of failures before the next success, where the logarithm of the probability of a
/// failure is given: negative, and −∞ where there is none.
#[inline]
fn gap(log_of_failure: f64, stream: &mut Stream) -> u64 {
    (libm::log(1.0 - stream.unit()) / log_of_failure) as u64
}

/// A set of unordered pairs of users, looked up only: its order is never seen.
#[derive(Debug, Default)]
pub(crate) struct PairSet(HashSet<u64, BuildHasherDefault<MixHasher>>);

impl PairSet {
    fn key(a: u32, b: u32) -> u64 {
        u64::from(a.min(b)) << 32 | u64::from(a.max(b))
    }

    /// An empty set with room for so many pairs.
    pub(crate) fn with_room(pairs: usize) -> Self {
        Self(HashSet::with_capacity_and_hasher(pairs, BuildHasherDefault::default()))
    }

    /// Adds a pair; true if it is new.
    pub(crate) fn insert(&mut self, a: u32, b: u32) -> bool {
        self.0.insert(Self::key(a, b))
    }

    /// Takes a pair out.
    pub(crate) fn remove(&mut self, a: u32, b: u32) {
        self.0.remove(&Self::key(a, b));
    }

    /// True where the pair is in the set.
    pub(crate) fn contains(&self, a: u32, b: u32) -> bool {
        self.0.contains(&Self::key(a, b))
    }
}

/// A hash of one word by [`mix`]: the keys are our own, so they need no defence, only spreading.
#[derive(Debug, Default)]
struct MixHasher(u64);

impl Hasher for MixHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(byte.into());
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = mix(self.0 ^ word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generator::sampling::draw::stage;

    #[test]
    fn numbers_and_pairs_are_one_to_one() {
        for ties in [Ties::Mutual, Ties::OneWay] {
            for users in 0..12 {
                let pairs = Pairs { users, ties };
                let mut seen: Vec<_> = (0..pairs.count()).map(|n| pairs.pair(n)).collect();
                assert!(seen.iter().all(|&[u, v]| u != v && u < users && v < users));
                assert!(ties == Ties::OneWay || seen.iter().all(|[u, v]| u < v));
                seen.sort_unstable();
                seen.dedup();
                assert_eq!(seen.len() as u64, pairs.count());
            }
        }
    }

    #[test]
    fn a_walk_tells_the_pairs_of_ascending_numbers() {
        for ties in [Ties::Mutual, Ties::OneWay] {
            let pairs = Pairs { users: 9, ties };
            for start in 0..pairs.count() {
                for step in 1..7 {
                    let mut walk = Walk::from(pairs, start);
                    for number in (start..pairs.count()).step_by(step) {
                        assert_eq!(walk.pair(number), pairs.pair(number));
                    }
                }
            }
        }
    }

    #[test]
    fn the_last_pair_of_the_largest_network_is_right() {
        let users = u32::MAX;
        let mutual = Pairs { users, ties: Ties::Mutual };
        assert_eq!(mutual.pair(mutual.count() - 1), [users - 2, users - 1]);
        let one_way = Pairs { users, ties: Ties::OneWay };
        assert_eq!(one_way.pair(one_way.count() - 1), [users - 1, users - 2]);
    }

    #[test]
    fn the_logarithm_of_a_failure_is_right_to_the_last_place() {
        for step in 0..20_000 {
            let p = libm::exp2(-f64::from(step) / 1000.0 - 6.0);
            let (found, exact) = (log_of_failure(p), libm::log1p(-p));
            assert!((found / exact - 1.0).abs() < 4.5e-16, "{p} {found} {exact}");
        }
        assert!(log_of_failure(1.0).is_infinite());
    }

    #[test]
    fn probability_one_visits_all_and_zero_none() {
        let mut stream = stage(1, 0).stream(0);
        let mut seen = Vec::new();
        successes(5..50, 1.0, &mut stream, |number| seen.push(number));
        assert!(seen.into_iter().eq(5..50));
        successes(0..u64::MAX, 0.0, &mut stream, |_| panic!("nothing is drawn at 0"));
        successes(0..1000, f64::MIN_POSITIVE, &mut stream, |_| panic!("once in 10^308"));
    }

    /// Each number is visited 10,000·p times on average, with variance 10,000·p(1−p); five sigmas
    /// are allowed for each of the ten.
    #[test]
    fn every_number_is_as_likely_as_the_probability_says() {
        for p in [0.05, 0.5, 0.9] {
            let mut counts = [0.0; 10];
            for trial in 0..10_000 {
                let mut stream = stage(3, 0).stream(trial);
                successes(0..10, p, &mut stream, |number| counts[number as usize] += 1.0);
            }
            for count in counts {
                let sigma = (10_000.0 * p * (1.0 - p)).sqrt();
                assert!((count - 10_000.0 * p).abs() < 5.0 * sigma, "{count} at {p}");
            }
        }
    }
}
