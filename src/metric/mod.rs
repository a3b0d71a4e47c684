//! Measures of one cascade, one file a measure: a number from who shared, who saw it, and who
//! passed it to whom.
//!
//! What is no number but a curve, such as the timeline, is in [`curve`](Curve).
//!
//! To add one: a file with a struct that implements [`Described`](crate::catalogue::Described) and
//! [`Metric`], and its line in the catalogue below. A metric draws no randomness and knows no
//! replicate but its own.

mod branching_number;
mod breadth;
mod depth;
mod duration;
mod frequency;
mod impressions;
mod lost;
mod measure;
mod negative;
mod peak;
mod peak_rate;
mod peak_time;
mod positive;
mod prevalence;
mod reach;
mod redundancy;
mod reposts;
mod rival_sharers;
mod segments;
mod sharers;
mod structural_virality;
mod table;
mod taken;
mod time_to_half;

pub use self::{
    branching_number::BranchingNumber,
    breadth::Breadth,
    depth::Depth,
    duration::Duration,
    frequency::Frequency,
    impressions::Impressions,
    lost::Lost,
    measure::{Measure, Needs, Observer},
    negative::Negative,
    peak_rate::PeakRate,
    peak_time::PeakTime,
    positive::Positive,
    prevalence::Prevalence,
    reach::Reach,
    redundancy::Redundancy,
    reposts::Reposts,
    rival_sharers::RivalSharers,
    segments::{NamedSegments, Segments},
    sharers::Sharers,
    structural_virality::StructuralVirality,
    table::{
        Band, Captions, ComparedTables, Generation, Generations, GenerationsAnswer, KeyContext,
        KeyedMeasure, LEVELS, MadeToShare, MeanEstimate, MeasureFacts, MeasureKeys, MessageAnswer,
        MessageCounts, MixingRow, OptionOverlap, OptionTables, Overlap, OverlapOf, RunFacts,
        SegmentCounts, SegmentMixing, SegmentReach, TimeEstimate, TimePoint, TimeTo, Timeline,
        TimelineAnswer, TimesTo,
    },
    taken::Taken,
    time_to_half::TimeToHalf,
};

pub(crate) use self::table::with_measure_keys;

use crate::{
    catalogue,
    kernel::Trace,
    model::{MessageSharers, Outcome},
};

/// A finished cascade, as measures see it. What no measure [needs](Needs) is not there.
#[derive(Debug, Clone, Copy)]
pub struct Finished<'a> {
    /// How many users shared, seeds included.
    pub sharers: usize,
    /// How many of them are seeds.
    pub seeds: usize,
    /// How many users it was shown to.
    pub reached: Option<usize>,
    /// How often it was shown.
    pub impressions: Option<u64>,
    /// Who passed it to whom, and when.
    pub trace: Option<&'a Trace>,
    /// What only some models can say.
    pub outcome: Option<&'a Outcome>,
    /// How many users of each segment it was shown to.
    pub segment_reach: &'a [u64],
    /// The users who shared, in the order in which they did.
    pub sharer_list: &'a [u32],
    /// The users it was shown to.
    pub reached_list: &'a [u32],
}

impl<'a> Finished<'a> {
    /// A cascade of which nothing but these numbers is there.
    #[must_use]
    pub const fn of_counts(sharers: usize, seeds: usize) -> Self {
        Self {
            sharers,
            seeds,
            reached: None,
            impressions: None,
            trace: None,
            outcome: None,
            segment_reach: &[],
            sharer_list: &[],
            reached_list: &[],
        }
    }

    /// How many users saw it, for metrics that need [`Needs::REACH`].
    #[must_use]
    pub fn reached(&self) -> usize {
        self.reached.expect("a metric that needs reach is given it")
    }

    /// How often it was shown, for metrics that need [`Needs::IMPRESSIONS`].
    #[must_use]
    pub fn impressions(&self) -> u64 {
        self.impressions.expect("a metric that needs impressions is given them")
    }

    /// Who passed it to whom, for metrics that need [`Needs::TRACE`].
    #[must_use]
    pub fn trace(&self) -> &'a Trace {
        self.trace.expect("a metric that needs a trace is given it")
    }

    /// How often it was shared: once a sharer where a model does not tell.
    #[must_use]
    pub fn reposts(&self) -> u64 {
        self.outcome.map_or(0, |outcome| outcome.reposts).max(self.sharers as u64)
    }

    /// How many users still spread it in the end, for metrics that need [`Needs::SPREADING`].
    #[must_use]
    pub fn spreading(&self) -> u64 {
        self.outcome.expect("a metric that needs those who still spread it is given them").spreading
    }

    /// How many sharers think well of it, for metrics that need [`Needs::OPINIONS`].
    #[must_use]
    pub fn positive(&self) -> u64 {
        self.outcome.expect("a metric that needs opinions is given them").positive
    }

    /// Who shares our message, and who each of the others, for metrics that need [`Needs::MESSAGES`].
    #[must_use]
    pub fn messages(&self) -> (MessageSharers, &'a [MessageSharers]) {
        let outcome = self.outcome.expect("a metric that needs messages is given them");
        let (ours, others) = outcome.messages.split_first().expect("ours is among them");
        (*ours, others)
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Record;

    /// A trace from each sharer's parent, `None` for a seed.
    pub(super) fn trace(parents: &[Option<usize>]) -> Trace {
        let mut trace = Trace::default();
        for parent in parents {
            match parent {
                None => trace.seed(),
                Some(place) => trace.passed_on_by(*place),
            }
        }
        trace
    }

    pub(super) fn value(metric: &impl Metric, parents: &[Option<usize>]) -> f64 {
        let trace = trace(parents);
        let (sharers, seeds) = (parents.len(), parents.iter().filter(|at| at.is_none()).count());
        let trace = Some(&trace);
        metric.of(&Finished { trace, ..Finished::of_counts(sharers, seeds) })
    }

    #[test]
    fn what_messages_take_from_each_other_may_be_less_than_nothing() {
        let messages = [(7, 10), (4, 9), (6, 3)];
        let shared = |(with, without)| MessageSharers { with, without };
        let outcome =
            Outcome { positive: 5, messages: messages.map(shared).to_vec(), ..Outcome::default() };
        let cascade = Finished { outcome: Some(&outcome), ..Finished::of_counts(7, 1) };
        let values = [&Positive as &dyn Metric, &Negative, &RivalSharers, &Taken, &Lost]
            .map(|metric| metric.of(&cascade) as i64);
        assert_eq!(values, [5, 2, 10, 5 - 3, 3]);
    }

    /// The same with the time of each sharer.
    pub(super) fn timed(sharers: &[(Option<usize>, f64)]) -> Trace {
        let mut trace = Trace::default();
        for &(parent, time) in sharers {
            match parent {
                None => trace.seed(),
                Some(place) => trace.passed_on_by(place),
            }
            trace.at(time);
        }
        trace
    }

    fn of_trace(metric: &impl Metric, trace: &Trace) -> f64 {
        let (sharers, trace) = (trace.parents().len(), Some(trace));
        metric.of(&Finished { trace, ..Finished::of_counts(sharers, 1) })
    }

    fn same(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    }

    #[test]
    fn frequency_is_impressions_over_reach_and_redundancy_what_met_no_new_user() {
        let seen = |seeds, reached, impressions| Finished {
            reached: Some(reached),
            impressions: Some(impressions),
            ..Finished::of_counts(2, seeds)
        };
        // A seed with three followers, one of whom shares with the seed, a brother and somebody new.
        same(Frequency.of(&seen(1, 5, 6)), 1.2);
        same(Redundancy.of(&seen(1, 5, 6)), 2.0);
        // A seed without followers: nobody is shown anything.
        same(Frequency.of(&seen(1, 1, 0)), 0.0);
        same(Redundancy.of(&seen(1, 1, 0)), 0.0);
        // A star's hub shows it to everybody once.
        same(Frequency.of(&seen(1, 10, 9)), 0.9);
        same(Redundancy.of(&seen(1, 10, 9)), 0.0);
    }

    #[test]
    fn a_path_takes_its_length_and_is_half_done_in_the_middle() {
        let path: Vec<_> = (0..10).map(|place: usize| place.checked_sub(1)).collect();
        same(value(&Duration, &path), 9.0);
        same(value(&TimeToHalf, &path), 4.0);
        same(value(&PeakTime, &path), 1.0);
        same(value(&PeakRate, &path), 1.0);
    }

    #[test]
    fn a_tree_peaks_in_its_last_level() {
        // Levels of 1, 2, 4 and 8 users: of 15 the 8th is in the last.
        let tree: Vec<_> = (0..15_usize).map(|place| place.checked_sub(1).map(|p| p / 2)).collect();
        same(value(&Duration, &tree), 3.0);
        same(value(&TimeToHalf, &tree), 3.0);
        same(value(&PeakTime, &tree), 3.0);
        same(value(&PeakRate, &tree), 8.0);
    }

    #[test]
    fn times_of_a_models_own_are_told_in_its_units_and_peaks_by_whole_ones() {
        let trace = timed(&[
            (None, 0.0),
            (Some(0), 0.25),
            (Some(1), 2.5),
            (Some(1), 2.75),
            (Some(0), 3.0),
            (Some(4), 3.5),
            (Some(4), 7.5),
        ]);
        same(of_trace(&Duration, &trace), 7.5);
        same(of_trace(&TimeToHalf, &trace), 2.75);
        // [2, 3) and [3, 4) both have two: the first counts.
        same(of_trace(&PeakTime, &trace), 2.0);
        same(of_trace(&PeakRate, &trace), 2.0);
    }

    #[test]
    fn depth_breadth_and_branching_number_of_a_small_tree() {
        // 0 → 1, 2, 3 and 1 → 4.
        let tree = [None, Some(0), Some(0), Some(0), Some(1)];
        assert!((value(&Depth, &tree) - 2.0).abs() < 1e-12);
        assert!((value(&Breadth, &tree) - 3.0).abs() < 1e-12);
        assert!((value(&BranchingNumber, &tree) - 0.8).abs() < 1e-12);
        assert!((value(&Sharers, &tree) - 5.0).abs() < 1e-12);
    }

    #[test]
    fn two_lone_seeds_have_no_depth_and_pass_nothing_on() {
        let lone = [None, None];
        assert!(value(&Depth, &lone).abs() < 1e-12);
        assert!((value(&Breadth, &lone) - 2.0).abs() < 1e-12);
        assert!(value(&BranchingNumber, &lone).abs() < 1e-12);
        assert!(value(&StructuralVirality, &lone).abs() < 1e-12);
        for found in [
            value(&Duration, &lone),
            value(&TimeToHalf, &lone),
            value(&PeakTime, &lone),
            value(&PeakRate, &lone),
        ] {
            same(found, 0.0);
        }
    }
}
