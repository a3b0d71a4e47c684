//! What a run says, for people and for programs.
//!
//! [`Report::assemble`] turns samples into a [`Report`]: a plain tree of documented numbers that
//! serialises to a stable JSON ([`Report::schema`]). A report never holds the time, the machine or
//! the number of threads, so equal runs give equal bytes, and it never simulates.

mod answer;
mod bins;
mod comparison;
mod question;
mod record;
mod sentence;
mod verdict;

pub use self::{
    answer::{Best, Cost, Estimate, OptionAnswer, PerUnit, SegmentReach, Viral},
    comparison::{CostRatio, MOST_FOR_ALL_PAIRS, OptionComparison},
    question::{NetworkNote, OptionAsked, Price, Question, SegmentsAsked, ViralAt},
    record::{InputFile, PrecisionAsked, Record, Replicates},
    verdict::Verdict,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::comparison::Contest;
use crate::{
    metric::AnyMetric,
    simulate::{Run, Stop},
    statistics::{Sorted, best_option},
};

/// The version of the report's JSON: it grows by one when a field changes its meaning or goes.
pub const FORMAT: u32 = 1;

/// Everything that a run says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The version of this format, 1.
    pub format: u32,
    /// The answer in a few plain sentences.
    pub verdict: Verdict,
    /// What was asked.
    pub question: Question,
    /// The metric by which options are compared: reach where it is measured, else sharers, else the
    /// first that is.
    pub compared_by: AnyMetric,
    /// How many replicates there are, and why there are no more.
    pub replicates: Replicates,
    /// What is known of each option, in the order asked.
    pub options: Vec<OptionAnswer>,
    /// The options against each other: every pair of up to 12 options; of more, the one with the
    /// highest mean against every other.
    pub comparisons: Vec<OptionComparison>,
    /// How to make this report again.
    pub record: Record,
}

impl Report {
    /// What `run` says to `question`. `stop` is what the run was to stop by.
    ///
    /// # Panics
    /// If the run is not one of the question's options and metrics, or has no replicate; or if
    /// something counts as viral by a metric that is not measured, or a price is negative or not
    /// finite: a scenario is checked for both.
    #[must_use]
    pub fn assemble(question: Question, record: Record, stop: &Stop, run: &Run) -> Self {
        let samples = &run.samples;
        assert_eq!(samples.options.len(), question.options.len(), "samples of every option");
        let compared_by = question.compared_by();
        let sorted: Vec<Vec<Sorted>> = samples
            .options
            .iter()
            .map(|option| option.values.iter().map(|values| Sorted::of(values)).collect())
            .collect();
        let bins: Vec<_> = (0..question.metrics.len())
            .map(|metric| bins::common(sorted.iter().map(|option| &option[metric])))
            .collect();
        let mut options: Vec<OptionAnswer> = question
            .options
            .iter()
            .zip(samples.options.iter().zip(&sorted))
            .map(|(asked, (samples, sorted))| {
                OptionAnswer::of(&question, asked, samples, sorted, &bins, run.samples.replicates)
            })
            .collect();
        let contest = Contest { question: &question, samples, metric: compared_by };
        let values: Vec<&[f64]> = (0..options.len()).map(|option| contest.values(option)).collect();
        if options.len() > 1 {
            let best = best_option(&values, record.rng_seed);
            for (option, by_metric) in options.iter_mut().zip(best) {
                option.best = Some(Best { by_metric, by_cost: None });
            }
        }
        let leader = 0;
        let comparisons = contest.comparisons(leader);
        let replicates = Replicates::of(&question, stop, run);
        let verdict = Verdict {
            warning: None,
            sentences: Vec::new(),
            leaders: Vec::new(),
            cheapest: Vec::new(),
        };
        Self {
            format: FORMAT,
            verdict,
            compared_by,
            replicates,
            options,
            comparisons,
            question,
            record,
        }
    }

    /// The JSON Schema of a report.
    #[must_use]
    pub fn schema() -> schemars::Schema {
        schemars::schema_for!(Self)
    }
}
