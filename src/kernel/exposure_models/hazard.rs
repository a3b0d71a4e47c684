//! Users for whom each exposure has a chance of its own to make them share.
//!
//! The chance that all exposures so far have failed is ∏ (1 − chance). One uniform number a user
//! and world is compared with this product as it falls: the exposure that takes it below the number
//! succeeds. So one coin a user serves all exposures, and options share it.

use super::{Exposures, HeldQuantity};
use crate::{kernel::live::probability::Probability, rng::World};

/// The n-th exposure of a user succeeds with the probability of its edge times the n-th factor.
#[derive(Debug)]
pub struct Hazards<P> {
    /// The probability of an edge.
    pub probability: P,
    /// The factors of the first, second, … exposure, up to the most that anybody can have.
    pub factors: Vec<f64>,
}

impl<P: Probability> Exposures for Hazards<P> {
    type State = HeldQuantity;

    #[inline]
    fn first(&self, world: World, user: u32) -> HeldQuantity {
        // Uniform on (0, 1], then divided by the product.
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
