//! Distinct members of a large pool, each a function of its place: in ascending order, and evenly
//! spread.
//!
//! It is systematic sampling with a random start, one member a stratum (Cochran, Sampling
//! Techniques, 3rd ed. 1977, ch. 8). The pool 0, 1, …, m − 1 is laid out as a ring and cut into d
//! strata of ⌈m/d⌉ or ⌊m/d⌋ members each; of each stratum one member is chosen, all alike; and the
//! ring is turned by a random amount, all alike. So the d members are distinct, every member of the
//! pool is chosen with probability d/m exactly, and any one of the chosen is found in a few
//! operations, however many there are. Nothing is stored, and nothing here knows users or
//! followers.

use crate::rng::Stream;

/// `count` distinct members of a pool.
#[derive(Debug, Clone, Copy)]
pub(super) struct AddressSpread {
    pool: u64,
    count: u64,
    /// The random numbers of the strata, one each.
    stream: Stream,
    /// Members of a short stratum; the long ones, which come first, have one more.
    short: u64,
    /// How many strata are long.
    long: u64,
    /// Where the turned ring begins, from 1 to `pool`: what lies there is member 0.
    turn: u64,
    /// The stratum whose choice comes first on the turned ring.
    first: u64,
}

impl AddressSpread {
    /// `count` members of a pool of `pool`; `stream` is theirs alone.
    ///
    /// # Panics
    /// If there are not so many members.
    pub(super) fn new(pool: u64, count: u64, mut stream: Stream) -> Self {
        assert!(count <= pool, "{count} distinct members of {pool}");
        if count == 0 {
            return Self { pool, count, stream, short: 0, long: 0, turn: pool, first: 0 };
        }
        let turn = pool - stream.below(pool);
        let (short, long) = (pool / count, pool % count);
        let mut spread = Self { pool, count, stream, short, long, turn, first: 0 };
        spread.first = spread.chosen_below(turn);
        spread
    }

    /// How many members are chosen.
    #[inline]
    pub(super) const fn count(&self) -> u64 {
        self.count
    }

    /// The chosen member at `place`, counted from 0 in ascending order; `place` is below the count.
    #[inline]
    pub(super) const fn at(&self, place: u64) -> u64 {
        let mut stratum = place + self.first;
        if stratum >= self.count {
            stratum -= self.count;
        }
        let member = self.choice(stratum);
        if member >= self.turn { member - self.turn } else { member + (self.pool - self.turn) }
    }

    /// How many chosen members lie below `bound`, which is at most the pool.
    pub(super) fn below(&self, bound: u64) -> u64 {
        // On the ring as it was cut, these are the members from `turn` on, and then from 0 on.
        let end = self.turn + bound;
        if end <= self.pool {
            self.chosen_below(end) - self.first
        } else {
            self.count - self.first + self.chosen_below(end - self.pool)
        }
    }

    /// How many choices lie below `bound` on the ring as it was cut.
    fn chosen_below(&self, bound: u64) -> u64 {
        if bound == self.pool || self.count == 0 {
            return self.count;
        }
        let in_long = self.long * (self.short + 1);
        let stratum = if bound < in_long {
            bound / (self.short + 1)
        } else {
            self.long + (bound - in_long) / self.short
        };
        stratum + u64::from(self.choice(stratum) < bound)
    }

    /// The member that is chosen of a stratum.
    #[inline]
    const fn choice(&self, stratum: u64) -> u64 {
        let is_long = stratum < self.long;
        let start = stratum * self.short + if is_long { stratum } else { self.long };
        start + self.stream.ahead(stratum).below(self.short + is_long as u64)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rng::{Purpose, World};

    fn spread(pool: u64, count: u64, draw: u64) -> AddressSpread {
        AddressSpread::new(pool, count, World::new(1, Purpose::Network, 1).stream(draw))
    }

    fn members(spread: AddressSpread) -> Vec<u64> {
        (0..spread.count()).map(|place| spread.at(place)).collect()
    }

    proptest! {
        #[test]
        fn members_are_distinct_ascending_and_of_the_pool(
            pool in 1_u64..200, share in 0.0..=1.0, draw: u64
        ) {
            let count = (share * pool as f64) as u64;
            let spread = spread(pool, count, draw);
            let members = members(spread);
            prop_assert!(members.is_sorted_by(|a, b| a < b), "{members:?}");
            prop_assert!(members.iter().all(|&member| member < pool));
            for bound in 0..=pool {
                let below = members.iter().filter(|&&member| member < bound).count();
                prop_assert_eq!(spread.below(bound), below as u64, "below {}", bound);
            }
        }

        #[test]
        fn huge_pools_overflow_nothing(share in 0.0..=1.0, place in 0.0..1.0, draw: u64) {
            let pool = 1_u64 << 48;
            let count = (share * pool as f64) as u64;
            let spread = spread(pool, count, draw);
            if count > 1 {
                let place = (place * (count - 1) as f64) as u64;
                let (here, next) = (spread.at(place), spread.at(place + 1));
                prop_assert!(here < next && next < pool);
                prop_assert_eq!(spread.below(here), place);
                prop_assert_eq!(spread.below(next), place + 1);
            }
            prop_assert_eq!(spread.below(pool), count);
        }
    }

    /// Over n draws each of m members is chosen n·d/m times on average, with variance n·(d/m)(1 −
    /// d/m); five sigmas, for pools that strata do not divide as well.
    #[test]
    fn every_member_is_chosen_as_often_as_any_other() {
        let draws = 40_000;
        for (pool, count) in [(7, 3), (10, 7), (12, 4), (5, 1), (23, 22)] {
            let mut chosen = vec![0.0; pool as usize];
            for draw in 0..draws {
                for member in members(spread(pool, count, draw)) {
                    chosen[member as usize] += 1.0;
                }
            }
            let share = count as f64 / pool as f64;
            let sigma = (draws as f64 * share * (1.0 - share)).sqrt();
            for times in chosen {
                assert!((times - draws as f64 * share).abs() < 5.0 * sigma, "{count} of {pool}");
            }
        }
    }

    #[test]
    fn all_members_and_none_can_be_chosen() {
        assert_eq!(members(spread(6, 6, 3)), [0, 1, 2, 3, 4, 5]);
        assert!(members(spread(6, 0, 3)).is_empty());
        assert_eq!(spread(6, 0, 3).below(6), 0);
        assert_eq!(spread(0, 0, 3).count(), 0);
    }
}
