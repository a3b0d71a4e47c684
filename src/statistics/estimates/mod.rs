//! Estimates with their intervals: means, probabilities, quantiles, ratios, and comparisons of options.

mod best_option;
mod comparison;
mod confidence;
mod exceedance;
mod mean;
mod proportion;
mod quantile;
mod ratio;

pub use self::{
    best_option::{BestOption, best_option},
    comparison::{Comparison, Wins},
    confidence::{Confidence, Interval},
    exceedance::{Exceedance, ExceedancePoint},
    mean::{Moments, mean_interval},
    proportion::{Proportion, wilson},
    quantile::Quantile,
    ratio::{RatioOfMeans, UnitCost},
};
pub(crate) use self::{proportion::wilson_half_width, quantile::rank};
