//! Users who share once the weights of those who have exposed them are enough.
//!
//! Weights are summed in the order of the exposures, with an allowance for rounding.

use std::sync::Arc;

use super::{Exposures, HeldQuantity};
use crate::rng::World;

/// The sum of weights may miss its target by this much: they are stored as `f32`, whose relative
/// error is 6e-8.
const ROUNDING: f64 = 1e-6;

/// A user shares once the `weights` of the edges over which it was exposed sum to what
/// it needs.
#[derive(Debug)]
pub struct WeightThreshold<N> {
    /// The weight of each edge, in the order of the forward rows.
    pub weights: Arc<[f32]>,
    /// The sum that a user needs in a world; at 0 or less, any weight is enough.
    pub needed: N,
}

impl<N: Fn(World, u32) -> f64 + Send + Sync> Exposures for WeightThreshold<N> {
    type State = HeldQuantity;

    #[inline]
    fn first(&self, world: World, user: u32) -> HeldQuantity {
        // An exposure without weight is none, whatever the target.
        HeldQuantity::new(((self.needed)(world, user) * (1.0 - ROUNDING)).max(f64::MIN_POSITIVE))
    }

    #[inline]
    fn expose(&self, state: &mut HeldQuantity, place: usize, _user: u32) -> bool {
        state.quantity -= f64::from(self.weights[place]);
        state.quantity <= 0.0
    }
}
