//! Choosing users by the reverse sets that they meet.
//!
//! `cover` is the choice under a number alone; `constrained` is the one under prices, quotas and
//! fairness.

pub(super) mod base_gains;
mod chooser;
pub(super) mod constrained;
pub(super) mod cover;
pub(super) mod fairness;
pub(super) mod membership_counts;
pub(super) mod pick;
mod runs;
pub(super) mod sets_of_user;
mod slots;
mod zero_gain;
