//! Metrics: one plain number of each cascade, one file a metric.
//!
//! To add one: a file with a unit struct that implements [`Described`](crate::catalogue::Described) and
//! [`Metric`], and its line in the catalogue below. A metric draws no randomness. It depends on its own
//! replicate alone.

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

/// A metric: a plain number of a cascade.
pub trait Metric: Sync {
    /// The parts of a cascade that [`of`](Self::of) reads.
    fn needs(&self) -> Needs;

    /// Its value for one cascade, in [`unit`](Self::unit). It must be finite: a report panics on any other
    /// value ([`Sorted::of`](crate::statistics::Sorted::of)).
    fn of(&self, cascade: &Finished<'_>) -> f64;

    /// The unit of its values, in the plural: "users", "steps". A time has "units of time", for which a
    /// report puts the name of the model's unit.
    fn unit(&self) -> &'static str;

    /// True if its values are times. Default: true if the unit is "units of time".
    fn is_time(&self) -> bool {
        self.unit() == TIME
    }

    /// True if it can only increase during a cascade, so that a stopped cascade gives a lower bound.
    /// Default: true.
    fn grows(&self) -> bool {
        true
    }
}

catalogue! {
    /// Every metric of a cascade, by its keyword in `measures`.
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
