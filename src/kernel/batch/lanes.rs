//! Coins for 64 worlds at once: masks in which each bit is one with an edge's probability.
//!
//! Eight edges are drawn side by side, a lane each, so that the loops become vector instructions
//! where the processor has them; the coins are the same where it has not. A coin compares a uniform
//! number with the probability bit by bit, from the highest, and is decided at the first bit that
//! differs. 512 coins need about eleven rounds of 512 random bits, whatever the probabilities.

#![expect(
    clippy::inline_always,
    reason = "what a vectorised loop calls must be compiled with it for each width"
)]
#![expect(clippy::needless_range_loop, reason = "a loop over lanes reads several arrays alike")]

use crate::{rng::mix, vector::vectorised};

/// Edges side by side.
pub(super) const LANES: usize = 8;

/// Edges that share a generator, so that its start costs almost nothing.
pub(super) const SEGMENT: usize = 4096;

/// A probability as a fraction of 2^64; 1 is [`ALWAYS`], and nothing else rounds to it.
pub(super) type Fraction = u64;

/// The fraction of probability 1.
pub(super) const ALWAYS: Fraction = u64::MAX;

/// A probability as a fraction.
#[inline]
pub(super) fn fraction(probability: f64) -> Fraction {
    // 2^64: the cast saturates, so 1 and no other `f64` becomes the largest fraction.
    (probability * 18_446_744_073_709_551_616.0) as u64
}

/// Eight small generators of Chris Doty-Humphrey's sfc64, side by side: additions, shifts and
/// exclusive ors alone, which every vector unit has. Period at least 2^64 each.
#[derive(Clone)]
struct LaneGenerators {
    a: [u64; LANES],
    b: [u64; LANES],
    c: [u64; LANES],
    counter: [u64; LANES],
}

impl LaneGenerators {
    /// Rounds after which the words of the start are mixed.
    const WARM_UP: usize = 12;

    #[inline]
    fn new(key: u64) -> Self {
        let word = |number: usize| -> [u64; LANES] {
            std::array::from_fn(
                |lane| mix(key.wrapping_add(((number * LANES + lane) as u64) << 48)),
            )
        };
        let mut lanes = Self { a: word(0), b: word(1), c: word(2), counter: [1; LANES] };
        for _ in 0..Self::WARM_UP {
            lanes.bits();
        }
        lanes
    }

    /// The next 64 bits of every lane.
    #[inline(always)]
    fn bits(&mut self) -> [u64; LANES] {
        let mut bits = [0; LANES];
        for lane in 0..LANES {
            bits[lane] = self.a[lane].wrapping_add(self.b[lane]).wrapping_add(self.counter[lane]);
            self.counter[lane] = self.counter[lane].wrapping_add(1);
            self.a[lane] = self.b[lane] ^ (self.b[lane] >> 11);
            self.b[lane] = self.c[lane].wrapping_add(self.c[lane] << 3);
            self.c[lane] = self.c[lane].rotate_left(24).wrapping_add(bits[lane]);
        }
        bits
    }

    /// In each lane 64 independent coins of that lane's probability.
    #[inline(always)]
    fn coins(&mut self, fractions: [Fraction; LANES]) -> [u64; LANES] {
        let (mut undecided, mut live) = ([!0; LANES], [0; LANES]);
        let mut rest = fractions;
        loop {
            let bits = self.bits();
            let mut open = 0;
            for lane in 0..LANES {
                // All ones where the fraction's next bit is one.
                let bit = (rest[lane].cast_signed() >> 63).cast_unsigned();
                live[lane] |= undecided[lane] & bit & !bits[lane];
                undecided[lane] &= !(bit ^ bits[lane]);
                rest[lane] <<= 1;
                // Once the fraction has no further ones, the undecided are not below it.
                open |= if rest[lane] == 0 { 0 } else { undecided[lane] };
            }
            if open == 0 {
                break;
            }
        }
        for lane in 0..LANES {
            live[lane] |= if fractions[lane] == ALWAYS { !0 } else { 0 };
        }
        live
    }
}

vectorised! {
    /// Draws the masks of a segment of edges that have one probability.
    pub(super) fn draw_same(key: u64, masks: &mut [u64], probability: Fraction) {
        let mut lanes = LaneGenerators::new(key);
        for masks in masks.chunks_mut(LANES) {
            let coins = lanes.coins([probability; LANES]);
            masks.copy_from_slice(&coins[..masks.len()]);
        }
    }
}

vectorised! {
    /// Draws the masks of a segment of edges that each have their own probability.
    pub(super) fn draw_each(key: u64, masks: &mut [u64], probabilities: &[f32]) {
        let mut lanes = LaneGenerators::new(key);
        for (masks, probabilities) in
            masks.chunks_mut(LANES).zip(probabilities.chunks(LANES))
        {
            let mut fractions = [0; LANES];
            for (fraction_of, &probability) in fractions.iter_mut().zip(probabilities) {
                *fraction_of = fraction(f64::from(probability));
            }
            let coins = lanes.coins(fractions);
            masks.copy_from_slice(&coins[..masks.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The numbers that a lane's 64 coins compare, of 64 random bits, bit by bit from the highest.
    fn numbers(key: u64, lane: usize) -> [Fraction; 64] {
        let mut lanes = LaneGenerators::new(key);
        let rounds: Vec<u64> = (0..64).map(|_| lanes.bits()[lane]).collect();
        let number =
            |world: usize| rounds.iter().fold(0, |number, bits| number << 1 | (bits >> world & 1));
        std::array::from_fn(number)
    }

    /// A coin as it is meant: its number is below the fraction.
    fn obvious(key: u64, fractions: [Fraction; LANES]) -> [u64; LANES] {
        std::array::from_fn(|lane| {
            let fraction = fractions[lane];
            let live = |number: Fraction| u64::from(number < fraction || fraction == ALWAYS);
            let worlds = numbers(key, lane).into_iter().enumerate();
            worlds.fold(0, |all, (world, number)| all | live(number) << world)
        })
    }

    proptest! {
        #[test]
        fn a_coin_is_a_number_below_its_fraction(
            key: u64,
            fractions: [Fraction; LANES],
            world in 0_usize..64,
            probability in 0.0..=1.0,
        ) {
            let mut fractions = fractions;
            // Decided at the very last bit: as large as one of the numbers, and one larger.
            fractions[1] = numbers(key, 1)[world];
            fractions[2] = numbers(key, 2)[world].saturating_add(1);
            fractions[3] = fraction(probability);
            (fractions[4], fractions[5], fractions[6]) = (fraction(0.0), fraction(1.0), fraction(0.5));
            prop_assert_eq!(fractions[5], ALWAYS);
            prop_assert_eq!(LaneGenerators::new(key).coins(fractions), obvious(key, fractions));
        }
    }

    /// Each of the 64 worlds has its share of live edges, and each pair of neighbouring worlds its
    /// share of edges that are live in both: shares of n edges have standard deviation
    /// √(q (1 − q) / n); five and a half of them, for 64 worlds are looked at.
    #[test]
    fn every_world_has_its_share_of_live_edges_independently() {
        const EDGES: usize = 1 << 15;
        for p in [1e-6, 1e-3, 0.01, 0.3, 0.5, 0.9, 0.999] {
            let (mut same, mut each) = (vec![0; EDGES], vec![0; EDGES]);
            let segments = same.chunks_mut(SEGMENT).zip(each.chunks_mut(SEGMENT));
            for (segment, (same, each)) in segments.enumerate() {
                draw_same(mix(segment as u64), same, fraction(p));
                draw_each(mix(!(segment as u64)), each, &vec![p as f32; SEGMENT]);
            }
            for masks in [same, each] {
                let near = |share: f64, count: usize| {
                    let n = EDGES as f64;
                    let sd = (share * (1.0 - share) / n).sqrt();
                    // One that should not have happened is no evidence where it is rare.
                    (count as f64 / n - share).abs() < 5.5 * sd + 1.0 / n
                };
                for world in 0..64 {
                    let live = |mask: &&u64| **mask >> world & 1 == 1;
                    let both = |mask: &&u64| (**mask & mask.rotate_right(1)) >> world & 1 == 1;
                    let live = masks.iter().filter(live).count();
                    let both = masks.iter().filter(both).count();
                    assert!(near(p, live), "p {p} world {world}: {live}");
                    assert!(near(p * p, both), "p {p} worlds {world} and the next: {both}");
                }
            }
        }
    }
}
