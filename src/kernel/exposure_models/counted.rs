//! Users who share at their n-th exposure, for a number n that is fixed in advance.
//!
//! Only integers are counted down and compared, wherever the number comes from.

use super::{Countdown, Exposures};
use crate::{
    kernel::prefetch::prefetch,
    memory::Large,
    rng::{Stream, World},
};

/// The count of a user who never shares: nobody is exposed so often.
pub const NEVER: u32 = u32::MAX;

/// A share may miss a fraction by this much and still count as it: 0.07 · 100 is 7, except in
/// floating point. Two different counts of the same users differ by far more.
const ROUNDING: f64 = 1e-12;

/// The fewest of `all` that make at least the share `share`, at least 1; [`NEVER`] where even all
/// of them are less.
#[inline]
#[must_use]
pub fn least_of(share: f64, all: u32) -> u32 {
    let least = (share * f64::from(all) * (1.0 - ROUNDING)).ceil();
    if least > f64::from(all) { NEVER } else { (least as u32).max(1) }
}

/// The number of the exposure at which a user shares.
pub trait RequiredCount: Send + Sync {
    /// The number of the exposure in a world, at least 1; [`NEVER`] where there is none.
    fn needed(&self, world: World, user: u32) -> u32;

    /// `user` comes up soon: fetch its data.
    #[inline]
    fn prefetch_soon(&self, user: u32) {
        let _ = user;
    }
}

/// Each user shares at the exposure given by [`RequiredCount`].
#[derive(Debug)]
pub struct CountThreshold<N>(pub N);

impl<N: RequiredCount> Exposures for CountThreshold<N> {
    type State = Countdown;

    #[inline]
    fn first(&self, world: World, user: u32) -> Countdown {
        Countdown::new(self.0.needed(world, user))
    }

    #[inline]
    fn expose(&self, state: &mut Countdown, _place: usize, _user: u32) -> bool {
        // Past 0 it wraps to the largest number, which is as good as never.
        state.exposures = state.exposures.wrapping_sub(1);
        state.exposures == 0
    }

    #[inline]
    fn prefetch_soon(&self, user: u32) {
        self.0.prefetch_soon(user);
    }
}

/// The same count for all users.
#[derive(Debug)]
pub struct SameCount(pub u32);

impl RequiredCount for SameCount {
    #[inline]
    fn needed(&self, _world: World, _user: u32) -> u32 {
        self.0
    }
}

/// One count for each user, the same in all worlds.
pub struct CountPerUser(Large<u32>);

impl std::fmt::Debug for CountPerUser {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "CountPerUser({} users)", self.0.len())
    }
}

impl CountPerUser {
    /// The counts that `needed` gives for so many users.
    pub fn new(users: u32, needed: impl Fn(u32) -> u32) -> Self {
        let mut each = Large::zeroed(users as usize);
        for (user, place) in (0..users).zip(each.iter_mut()) {
            *place = needed(user);
        }
        Self(each)
    }
}

impl RequiredCount for CountPerUser {
    #[inline]
    fn needed(&self, _world: World, user: u32) -> u32 {
        self.0[user as usize]
    }

    #[inline]
    fn prefetch_soon(&self, user: u32) {
        prefetch(&self.0, user as usize);
    }
}

/// Counts drawn anew in each world, from the user's own address.
#[derive(Debug)]
pub struct CountPerWorld<D>(pub D);

impl<D: Fn(u32, &mut Stream) -> u32 + Send + Sync> RequiredCount for CountPerWorld<D> {
    #[inline]
    fn needed(&self, world: World, user: u32) -> u32 {
        (self.0)(user, &mut world.stream(u64::from(user)))
    }
}

/// Each exposure makes a user share with a chance that depends only on its number. One coin a user
/// and world finds the exposure at which it does, by inversion.
#[derive(Debug)]
pub struct CountByChance(Vec<f64>);

impl CountByChance {
    /// From the chances of the first, second, … exposure, up to the most that anybody can have.
    #[must_use]
    pub fn new(chances: impl IntoIterator<Item = f64>) -> Self {
        let mut spared = 1.0;
        let after = chances.into_iter().map(|chance| {
            spared *= 1.0 - chance;
            spared
        });
        Self(after.collect())
    }
}

impl RequiredCount for CountByChance {
    #[inline]
    fn needed(&self, world: World, user: u32) -> u32 {
        // Uniform on (0, 1]: never shares where all chances are 0, always where one is 1.
        let coin = 1.0 - world.stream(u64::from(user)).unit();
        let before = self.0.partition_point(|&spared| coin <= spared);
        if before == self.0.len() { NEVER } else { before as u32 + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;

    #[test]
    fn a_share_that_is_a_fraction_is_met_by_its_numerator_exactly() {
        // Among them 29/100 × 100 < 29 and 7/100 × 100 > 7, in floats.
        for all in 1..=700 {
            for part in 1..=all {
                assert_eq!(least_of(f64::from(part) / f64::from(all), all), part, "of {all}");
            }
        }
        assert_eq!(least_of(0.0, 9), 1, "nobody shares without an exposure");
        assert_eq!(least_of(-1.0, 9), 1);
        assert_eq!(least_of(1.01, 9), NEVER);
        assert_eq!(least_of(0.18, 5), 1);
        assert_eq!(least_of(0.18, 6), 2);
        assert_eq!(least_of(1.0, u32::MAX - 1), u32::MAX - 1);
    }

    /// P(shares at the n-th exposure) = f(n) ∏ (1 − f(i)): each share of 200,000 users within five
    /// of its standard deviations.
    #[test]
    fn one_coin_a_user_gives_each_exposure_its_chance() {
        let chances = [0.1, 0.5, 0.0, 1.0, 0.3];
        let needed = CountByChance::new(chances);
        let mut counts = [0_u32; 5];
        let users = 200_000;
        for user in 0..users {
            let needed = needed.needed(World::new(3, Purpose::Diffusion, 0), user);
            counts[needed as usize - 1] += 1;
        }
        let mut spared = 1.0;
        for (count, chance) in counts.into_iter().zip(chances) {
            let share = spared * chance;
            let mean = share * f64::from(users);
            let allowed = 5.0 * (mean * (1.0 - share)).sqrt();
            assert!((f64::from(count) - mean).abs() <= allowed, "{count}, {mean}");
            spared *= 1.0 - chance;
        }
        assert_eq!(
            CountByChance::new([0.0; 3]).needed(World::new(1, Purpose::Diffusion, 0), 0),
            NEVER
        );
        assert_eq!(CountByChance::new([1.0; 3]).needed(World::new(1, Purpose::Diffusion, 0), 0), 1);
    }
}
