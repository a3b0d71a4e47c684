//! The roots of reverse sets: uniform over users, or in proportion to their value.
//!
//! A root is a function of its world, so it need not be stored. With roots in proportion to value,
//! the share of sets that seeds meet estimates the share of the total value.

use super::weighted::Weighted;
use crate::rng::{Purpose, World};

/// Independent sequences of sets.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sequence {
    /// The sets that choose seeds.
    Choosing,
    /// The sets that test them.
    Testing,
    /// The sets that show beforehand how large sets are.
    Pilot,
    /// The sets of a sketch.
    Sketch,
}

/// The distribution of roots.
#[derive(Debug)]
pub(crate) struct Roots {
    users: u32,
    rng_seed: u64,
    weighted: Option<Weighted>,
}

impl Roots {
    /// Uniform over `users`, or in proportion to value, of which one must be above 0.
    pub(crate) fn new(users: u32, value: Option<&[f64]>, rng_seed: u64) -> Self {
        let weighted = value.map(|value| Weighted::new(value.len(), |user| value[user]));
        Self { users, rng_seed, weighted }
    }

    /// In proportion to these weights.
    pub(crate) const fn weighted(users: u32, weights: Weighted, rng_seed: u64) -> Self {
        Self { users, rng_seed, weighted: Some(weights) }
    }

    /// The total weight, or the number of users without weights.
    pub(crate) fn total(&self) -> f64 {
        self.weighted.as_ref().map_or(self.users.into(), Weighted::total)
    }

    /// The world of a set.
    pub(crate) const fn world(&self, sequence: Sequence, set: u64) -> World {
        let number = match sequence {
            Sequence::Choosing => 2 * set,
            Sequence::Testing => 2 * set + 1,
            Sequence::Pilot => u64::MAX - set,
            Sequence::Sketch => (1 << 63) + set,
        };
        World::new(self.rng_seed, Purpose::Reverse, number)
    }

    /// The root of the set of a world.
    pub(crate) fn of(&self, world: World) -> u32 {
        // No user has this number, so no other coin uses the stream.
        let mut stream = world.stream(u64::from(self.users));
        match &self.weighted {
            None => stream.below(u64::from(self.users)) as u32,
            Some(weighted) => weighted.draw(stream.unit()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shares of 20,000 draws have standard deviation below 0.0036; five of them are allowed.
    #[test]
    fn roots_are_drawn_in_proportion_to_value() {
        let value = [0.0, 1.0, 2.5, 0.5, 0.0];
        let roots = Roots::new(5, Some(&value), 3);
        let mut counts = [0_u32; 5];
        for set in 0..20_000 {
            counts[roots.of(roots.world(Sequence::Choosing, set)) as usize] += 1;
        }
        for (count, value) in counts.into_iter().zip(value) {
            assert!((f64::from(count) / 20_000.0 - value / 4.0).abs() < 5.0 * 0.0036);
            assert!(value > 0.0 || count == 0);
        }
    }

    /// A change here changes which seeds are chosen.
    #[test]
    fn roots_by_value_are_what_they_were() {
        let roots = Roots::new(4, Some(&[1.0, 2.0, 3.0, 4.0]), 1);
        let drawn: Vec<u32> =
            (0..12).map(|set| roots.of(roots.world(Sequence::Testing, set))).collect();
        assert_eq!(drawn, [1, 3, 1, 2, 3, 2, 2, 3, 1, 3, 2, 1]);
    }
}
