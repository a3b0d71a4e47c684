//! Whom reverse sets start at: any user alike, or each in proportion to its value.
//!
//! A set's root is a function of its world alone, so nobody need keep it. Where roots are drawn in
//! proportion to value, the share of sets that seeds meet is the share of all value that they reach.

use super::weighted::Weighted;
use crate::rng::{Purpose, World};

/// Which of several unrelated sequences of sets is meant.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sequence {
    /// By these sets seeds are chosen.
    Choosing,
    /// On these it is seen what they spread.
    Testing,
    /// These tell beforehand how large sets are.
    Pilot,
    /// These are kept, to answer whatever is asked.
    Sketch,
}

/// Whom sets start at.
#[derive(Debug)]
pub(crate) struct Roots {
    users: u32,
    rng_seed: u64,
    weighted: Option<Weighted>,
}

impl Roots {
    /// Any of so many users, or each in proportion to its value, of which one is above 0.
    pub(crate) fn new(users: u32, value: Option<&[f64]>, rng_seed: u64) -> Self {
        let weighted = value.map(|value| Weighted::new(value.len(), |user| value[user]));
        Self { users, rng_seed, weighted }
    }

    /// Each user in proportion to its weight.
    pub(crate) const fn weighted(users: u32, weights: Weighted, rng_seed: u64) -> Self {
        Self { users, rng_seed, weighted: Some(weights) }
    }

    /// The weight of all users together: their number, where each counts the same.
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

    /// Whom the set of a world starts at.
    pub(crate) fn of(&self, world: World) -> u32 {
        // No user has the number past the last: its coin is that of the start.
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

    /// Whoever changes this changes which seeds are chosen.
    #[test]
    fn roots_by_value_are_what_they_were() {
        let roots = Roots::new(4, Some(&[1.0, 2.0, 3.0, 4.0]), 1);
        let drawn: Vec<u32> =
            (0..12).map(|set| roots.of(roots.world(Sequence::Testing, set))).collect();
        assert_eq!(drawn, [1, 3, 1, 2, 3, 2, 2, 3, 1, 3, 2, 1]);
    }
}
