//! Plain numbers in, estimates with uncertainty out.
//!
//! Replicates are independent and equally distributed. Everything here relies on that and on nothing
//! else: no network, no model and no scenario. It must never sum floats in an
//! order that depends on threads. Its results go into JSON as they are, so it must never give a number
//! that is not finite. Values given to it must be finite.
//!
//! | Question | Answer |
//! |---|---|
//! | How large on average, how sure is that? | [`Moments`], [`mean_interval`] |
//! | How large on average, of whole numbers that are not kept? | [`Tally`], [`JointTally`], [`Counts`], gathered row by row in an [`Accumulator`] |
//! | How likely? | [`Proportion`] |
//! | How large in the worst tenth of cases? | [`Quantile`] |
//! | How likely is at least x, for every x? | [`Exceedance`] |
//! | What does it look like? | [`Histogram`] |
//! | Is A better than B, and how sure is that? | [`Comparison`] |
//! | Which of several is best? | [`BestOption`] |
//! | What does one of them cost? | [`UnitCost`], [`RatioOfMeans`] |
//! | Have we simulated enough, and how much is missing? | [`Precision`], [`Checkpoints`], [`StoppingRule`] |

mod estimates;
mod samples;
mod stopping;

#[cfg(test)]
mod coverage;
#[cfg(test)]
mod json;

pub(crate) use self::estimates::rank;
pub use self::{
    estimates::{
        BestOption, Comparison, Confidence, Exceedance, ExceedancePoint, Interval, Moments,
        Proportion, Quantile, RatioOfMeans, UnitCost, Wins, best_option, mean_interval, wilson,
    },
    samples::{Accumulator, Bin, Counts, CurveCounts, Histogram, JointTally, Scale, Sorted, Tally},
    stopping::{Checkpoints, Precision, StoppingRule, needed_sum},
};
