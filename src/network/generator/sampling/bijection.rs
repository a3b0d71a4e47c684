//! Users numbered anew: a bijection of 0, 1, … below a count, computed from its address, so that a
//! large one needs no table.
//!
//! It is for ids that should say nothing of how their users were made.

use super::draw::permutation;
use crate::rng::World;

/// Rounds of the bijection: after three the tests below already find nothing.
const ROUNDS: usize = 4;

/// Orders of at most so many are tables, which fit in a processor's cache.
const TABLE: u32 = 1 << 16;

/// A random order of 0, 1, … below a count.
#[derive(Debug)]
pub(crate) enum RandomBijection {
    /// Of few: any order is as likely as any other.
    Table(Vec<u32>),
    /// Of many: one of 2^256 orders.
    BijectionRounds(BijectionRounds),
}

impl RandomBijection {
    /// The order of 0, 1, … below `count` that belongs to an address.
    pub(crate) fn new(world: World, count: u32) -> Self {
        if count <= TABLE {
            Self::Table(permutation(world, count, &()).expect("nobody stops it"))
        } else {
            Self::BijectionRounds(BijectionRounds::new(world, count))
        }
    }

    /// The place of `item`, which is below the count.
    #[inline]
    pub(crate) fn place(&self, item: u32) -> u32 {
        match self {
            Self::Table(places) => places[item as usize],
            Self::BijectionRounds(rounds) => rounds.place(item),
        }
    }
}

/// Each round adds a key, multiplies by an odd number and folds the upper half of the bits on the
/// lower. All of that can be undone, so it is a bijection of the numbers of so many bits. Where the
/// count is no power of two, what falls outside is sent through again (cycle walking: Black &
/// Rogaway 2002, doi:10.1007/3-540-45760-7_9), on average less than once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BijectionRounds {
    count: u32,
    mask: u32,
    fold: u32,
    keys: [[u32; 2]; ROUNDS],
}

impl BijectionRounds {
    fn new(world: World, count: u32) -> Self {
        let bits = u32::BITS - count.saturating_sub(1).leading_zeros();
        let mut stream = world.stream(0);
        let keys = [(); ROUNDS].map(|()| {
            let word = stream.bits();
            [word as u32, (word >> 32) as u32 | 1]
        });
        let mask = u32::MAX.checked_shr(u32::BITS - bits).unwrap_or(0);
        Self { count, mask, fold: bits.div_ceil(2).max(1), keys }
    }

    #[inline]
    fn place(&self, item: u32) -> u32 {
        let mut place = self.once(item);
        while place >= self.count {
            place = self.once(place);
        }
        place
    }

    #[inline]
    fn once(&self, item: u32) -> u32 {
        self.keys.iter().fold(item, |value, &[key, factor]| {
            let value = value.wrapping_add(key).wrapping_mul(factor) & self.mask;
            value ^ value >> self.fold
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generator::sampling::draw::stage;

    #[test]
    fn every_place_is_taken_once() {
        for count in [1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 1000, 4096, 65_537] {
            for seed in 0..3 {
                let (scramble, rounds) = (
                    RandomBijection::new(stage(seed, 0), count),
                    BijectionRounds::new(stage(seed, 0), count),
                );
                let places: [&dyn Fn(u32) -> u32; 2] =
                    [&|item| scramble.place(item), &|item| rounds.place(item)];
                for place in places {
                    let mut seen = vec![false; count as usize];
                    for item in 0..count {
                        let taken = &mut seen[place(item) as usize];
                        assert!(!std::mem::replace(taken, true), "{count} {seed}");
                    }
                }
            }
        }
        let last = RandomBijection::new(stage(1, 0), u32::MAX);
        assert!(last.place(u32::MAX - 1) < u32::MAX);
    }

    /// Over 16,000 seeds an item comes to each sixteenth of the places equally often, and so does
    /// its distance from the next item; chi-squares of 15 degrees of freedom exceed 44.3 once in
    /// 10,000.
    #[test]
    fn every_place_is_as_likely_as_any_other_for_items_and_for_distances() {
        for count in [65_537_u32, 100_000, 1 << 22, 1 << 31] {
            for item in [0, 7, count / 2, count - 2] {
                let (mut places, mut distances) = ([0.0_f64; 16], [0.0_f64; 16]);
                let sixteenth = |place: u32| (u64::from(place) * 16 / u64::from(count)) as usize;
                for seed in 0..16_000 {
                    let rounds = BijectionRounds::new(stage(seed, 0), count);
                    let (here, next) = (rounds.place(item), rounds.place(item + 1));
                    places[sixteenth(here)] += 1.0;
                    let apart = if next >= here { next - here } else { count - (here - next) };
                    distances[sixteenth(apart)] += 1.0;
                }
                for counts in [places, distances] {
                    let chi_square: f64 =
                        counts.iter().map(|n| (n - 1000.0).powi(2) / 1000.0).sum();
                    assert!(chi_square < 44.3, "{count} {item} {counts:?}");
                }
            }
        }
    }

    /// In a large order neighbours are strangers: the mean distance of 65,536 pairs of neighbours
    /// on a circle of n is n/4 with standard deviation n/√48/256; five are allowed. So is the
    /// correlation of item and place, whose standard deviation is 1/√n.
    #[test]
    fn neighbours_are_strangers_and_place_says_nothing_of_item() {
        for count in [1 << 17, 100_000, 1 << 20] {
            let scramble = RandomBijection::new(stage(9, 0), count);
            let (mut distance, mut product) = (0.0, 0.0);
            let middle = f64::from(count) / 2.0;
            for item in 0..60_000 {
                let (here, next) = (scramble.place(item), scramble.place(item + 1));
                let apart = here.abs_diff(next);
                distance += f64::from(apart.min(count - apart)) / f64::from(count);
                product += (f64::from(here) / middle - 1.0) * (f64::from(item) / 30_000.0 - 1.0);
            }
            assert!((distance / 60_000.0 - 0.25).abs() < 5.0 / 48_f64.sqrt() / 245.0, "{count}");
            assert!((product * 3.0 / 60_000.0).abs() < 5.0 / 60_000_f64.sqrt(), "{product}");
        }
    }
}
