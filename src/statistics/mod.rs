//! Plain numbers in, estimates with uncertainty out.
//!
//! Replicates are independent and equally distributed, so everything here may lean on that and on
//! nothing else: it knows no network, no model and no scenario. It must never sum floats in an
//! order that depends on threads, and never give a number that is not finite, because its results
//! go into JSON as they are. Values given to it must be finite.
//!
//! | Question | Answer |
//! |---|---|
//! | How large on average, how sure is that? | [`Moments`], [`mean_interval`] |
//! | How likely? | [`Proportion`] |
//! | How large in the worst tenth of cases? | [`Quantile`] |
//! | How likely is at least x, for every x? | [`Exceedance`] |
//! | What does it look like? | [`Histogram`] |

mod confidence;
mod exceedance;
mod histogram;
mod mean;
mod proportion;
mod quantile;
mod sorted;

#[cfg(test)]
mod coverage;

pub use confidence::{Confidence, Interval};
pub use exceedance::{Exceedance, ExceedancePoint};
pub use histogram::{Bin, Histogram, Scale};
pub use mean::{Moments, mean_interval};
pub use proportion::{Proportion, wilson};
pub use quantile::Quantile;
pub use sorted::Sorted;
