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
//! | How large on average, of whole numbers that are not kept? | [`Tally`], [`JointTally`], [`Counts`] |
//! | How likely? | [`Proportion`] |
//! | How large in the worst tenth of cases? | [`Quantile`] |
//! | How likely is at least x, for every x? | [`Exceedance`] |
//! | What does it look like? | [`Histogram`] |
//! | Is A better than B, and how sure is that? | [`Comparison`] |
//! | Which of several is best? | [`BestOption`] |
//! | What does one of them cost? | [`UnitCost`], [`RatioOfMeans`] |
//! | Have we simulated enough, and how much is missing? | [`Precision`], [`Checkpoints`], [`StoppingRule`] |

mod best;
mod checkpoint;
mod confidence;
mod counts;
mod exceedance;
mod histogram;
mod mean;
mod paired;
mod precision;
mod proportion;
mod quantile;
mod ratio;
mod sorted;
mod stopping;
mod tally;

#[cfg(test)]
mod coverage;
#[cfg(test)]
mod json;

pub use best::{BestOption, best_option};
pub use checkpoint::Checkpoints;
pub use confidence::{Confidence, Interval};
pub use counts::Counts;
pub use exceedance::{Exceedance, ExceedancePoint};
pub use histogram::{Bin, Histogram, Scale};
pub use mean::{Moments, mean_interval};
pub use paired::{Comparison, Wins};
pub use precision::Precision;
pub use proportion::{Proportion, wilson};
pub use quantile::Quantile;
pub(crate) use quantile::rank;
pub use ratio::{RatioOfMeans, UnitCost};
pub use sorted::Sorted;
pub use stopping::{StoppingRule, needed_sum};
pub use tally::{JointTally, Tally};
