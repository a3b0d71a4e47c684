//! Users whom each exposure makes share with a chance of its own.
//!
//! That the exposures so far have all failed has the probability ∏ (1 − chance). One uniform number a
//! user and world is held against this product as it falls: the exposure that takes it below the
//! number succeeds. So one coin a user does for all exposures, and options meet the same one.

use super::{Exposures, HeldQuantity};
use crate::{kernel::live::probability::Probability, rng::World};

/// The n-th exposure of a user succeeds with the probability of its edge times the n-th factor.
#[derive(Debug)]
pub struct Hazards<P> {
    /// The probability of an edge.
    pub probability: P,
    /// The factors of the first, second, … exposure, as many as anybody is exposed.
    pub factors: Vec<f64>,
}

impl<P: Probability> Exposures for Hazards<P> {
    type State = HeldQuantity;

    #[inline]
    fn first(&self, world: World, user: u32) -> HeldQuantity {
        // Uniform on (0, 1], and from now on divided by the product.
        HeldQuantity::new(1.0 - world.stream(u64::from(user)).unit())
    }

    #[inline]
    fn expose(&self, state: &mut HeldQuantity, place: usize, user: u32) -> bool {
        let chance = self.probability.of(place, user) * self.factors[state.exposures as usize];
        state.exposures += 1;
        state.quantity /= 1.0 - chance;
        state.quantity > 1.0
    }

    #[inline]
    fn prefetch_soon(&self, user: u32) {
        self.probability.prefetch_target(user);
    }
}
