//! Plain numbers: one value of each cascade, one file a number.
//!
//! To add one: a file with a struct that implements [`Described`](crate::catalogue::Described) and
//! [`Metric`], and its line in the catalogue below. A metric draws no randomness and sees no replicate
//! but its own.

mod branching_number;
mod breadth;
mod depth;
mod direct_sharers;
mod duration;
mod frequency;
mod impressions;
mod lost;
mod negative;
mod peak_rate;
mod peak_time;
mod positive;
mod prevalence;
mod reach;
mod redundancy;
mod reposts;
mod rival_sharers;
mod sharers;
mod structural_virality;
mod taken;
mod time_to_half;

pub use self::{
    branching_number::BranchingNumber, breadth::Breadth, depth::Depth,
    direct_sharers::DirectSharers, duration::Duration, frequency::Frequency,
    impressions::Impressions, lost::Lost, negative::Negative, peak_rate::PeakRate,
    peak_time::PeakTime, positive::Positive, prevalence::Prevalence, reach::Reach,
    redundancy::Redundancy, reposts::Reposts, rival_sharers::RivalSharers, sharers::Sharers,
    structural_virality::StructuralVirality, taken::Taken, time_to_half::TimeToHalf,
};

use super::{Finished, Needs};
use crate::catalogue;

/// The unit of times, as [`TimeUnit`](crate::model::TimeUnit) has it where it has no name.
const TIME: &str = "units of time";

/// A measure of a cascade.
pub trait Metric: Sync {
    /// What must be computed for it.
    fn needs(&self) -> Needs;

    /// Its value for one cascade; finite.
    fn of(&self, cascade: &Finished<'_>) -> f64;

    /// The unit of its values, in the plural: "users", "steps".
    fn unit(&self) -> &'static str;

    /// True where its values are times.
    fn is_time(&self) -> bool {
        self.unit() == TIME
    }

    /// True where it never falls while a cascade goes on, so that it is a lower bound of one that was
    /// stopped.
    fn grows(&self) -> bool {
        true
    }
}

catalogue! {
    /// Every measure of a cascade, by its keyword in `measures`.
    pub enum AnyMetric: words Metric {
        "sharers" => Sharers,
        "reposts" => Reposts,
        "reach" => Reach,
        "impressions" => Impressions,
        "frequency" => Frequency,
        "redundancy" => Redundancy,
        "depth" => Depth,
        "breadth" => Breadth,
        "direct-sharers" => DirectSharers,
        "branching-number" => BranchingNumber,
        "structural-virality" => StructuralVirality,
        "time-to-half" => TimeToHalf,
        "peak-time" => PeakTime,
        "peak-rate" => PeakRate,
        "duration" => Duration,
        "prevalence" => Prevalence,
        "positive" => Positive,
        "negative" => Negative,
        "rival-sharers" => RivalSharers,
        "taken" => Taken,
        "lost" => Lost,
    }
}
