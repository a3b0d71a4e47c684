//! The results of a run, for people and for programs.
//!
//! [`Report::assemble`] turns samples into a [`Report`]: a tree of documented numbers that serialises to
//! stable JSON ([`Report::schema`]). It never holds the time, the machine or the number of threads. So
//! equal runs give equal bytes. It never simulates.

mod answer;
mod bins;
mod comparison;
mod context;
mod examination;
#[cfg(test)]
mod fixture;
mod form;
mod page;
mod question;
mod record;
mod sentence;
mod sweep;
#[cfg(test)]
mod tests;
pub mod tree;
mod verdict;

pub use self::{
    answer::{BestChances, Cost, MetricAnswer, OptionAnswer, PerUnit, Viral},
    comparison::{CostRatio, MOST_FOR_ALL_PAIRS, OptionComparison},
    context::{ReportContext, influence_in_words, model_in_words},
    examination::{AnswerInWords, Examination, Unanswered},
    form::{
        AnyOutput, CsvCurves, CsvReplicates, CsvSeeds, CsvSummary, Json, ReportForm, Terminal,
        json, terminal,
    },
    question::{NetworkNote, OptionAsked, StudyQuestion},
    record::{InputFile, PrecisionAsked, Replicates, RunRecord},
    sweep::{SweepPoint, SweepReport},
    verdict::Verdict,
};

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::{comparison::OptionContest, verdict::VerdictFacts};
use crate::{
    document::{Document, Layout},
    metric::{AnyMetric, Captions, ComparedTables, MeasureFacts, RunFacts},
    seeding::{ChosenSeed, SeedCertificate},
    simulate::{OptionSamples, RunView, Samples},
    statistics::{Moments, Sorted},
    study::ViralSize,
};

/// Notes on an option's seeds that are made before the simulation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KnownSeeds {
    /// Who they are, if they are the same in every replicate of a stored network.
    pub chosen: Option<Vec<ChosenSeed>>,
    /// How near they are to the optimum, if `seeds.best` chose them.
    pub certificate: Option<SeedCertificate>,
}

/// The version of the report's JSON: it grows by one when a field changes its meaning or goes.
pub const FORMAT: u32 = 1;

/// All results of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The version of this format, 1.
    pub format: u32,
    /// The answer in a few plain sentences.
    pub verdict: Verdict,
    /// The question.
    pub question: StudyQuestion,
    /// The metric by which options are compared: reach where it is measured, else sharers, else the
    /// first that is.
    pub compared_by: AnyMetric,
    /// How many replicates there are, and why there are no more.
    pub replicates: Replicates,
    /// The answer about each option, in the order of the question.
    pub options: Vec<OptionAnswer>,
    /// Comparisons of two options: every pair of up to 12 options. With more than 12, only the option
    /// with the highest mean against each other.
    pub comparisons: Vec<OptionComparison>,
    /// The measures that compare options.
    #[serde(flatten)]
    pub compared: ComparedTables,
    /// The examination of one option; `null` without `[examine]`.
    pub examination: Option<Examination>,
    /// How to make this report again.
    pub record: RunRecord,
}

impl Report {
    /// Builds the report from `run`, `question` and the `facts` with which the measures were made ready.
    ///
    /// # Panics
    /// If the run has no replicate, or other options and metrics than the question. Also if a viral size
    /// is of a metric that is not measured, or a price is negative or not finite; a prepared study is
    /// checked for both.
    #[must_use]
    pub fn assemble(
        question: StudyQuestion,
        record: RunRecord,
        run: RunView<'_>,
        facts: &MeasureFacts,
    ) -> Self {
        let samples = run.samples;
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
            .map(|(option, (samples, sorted))| {
                OptionAnswer::of(&question, option, samples, sorted, &bins)
            })
            .collect();
        let compared = tables(&question, facts, samples, &mut options);
        let contest = OptionContest { question: &question, samples, metric: compared_by };
        for (place, best) in contest.best(record.rng_seed).into_iter().enumerate() {
            options[place].best = Some(best);
        }
        let replicates = Replicates::of(&question, run);
        let verdict_facts = VerdictFacts { contest, options: &options };
        let comparisons = contest.comparisons(verdict_facts.by_mean()[0]);
        let verdict = Verdict::of(&verdict_facts, &replicates, run.stop);
        Self {
            format: FORMAT,
            verdict,
            compared_by,
            replicates,
            options,
            comparisons,
            compared,
            examination: None,
            question,
            record,
        }
    }

    /// Adds notes on each option's seeds, in the order of the options.
    #[must_use]
    pub fn knowing(mut self, seeds: Vec<KnownSeeds>) -> Self {
        for (option, KnownSeeds { chosen, certificate }) in self.options.iter_mut().zip(seeds) {
            option.chosen = chosen;
            option.certificate = certificate;
        }
        self
    }

    /// Adds a sentence to the verdict's warning.
    #[must_use]
    pub fn warning_of(mut self, sentence: &str) -> Self {
        let before = self.verdict.warning.take();
        let all: Vec<&str> = before.as_deref().into_iter().chain([sentence]).collect();
        self.verdict.warning = Some(all.join(" "));
        self
    }

    /// Sets the examination of one option.
    #[must_use]
    pub fn with(self, examination: Option<Examination>) -> Self {
        Self { examination, ..self }
    }

    /// True if the user stopped the examination of an option before its end.
    #[must_use]
    pub fn is_examined_in_part(&self) -> bool {
        self.examination.as_ref().is_some_and(|examination| examination.partial)
    }

    /// Gives `then` what rows and texts depend on beside the answers.
    pub(crate) fn captioned<T>(&self, then: impl FnOnce(&Captions<'_>) -> T) -> T {
        let question = &self.question;
        then(&Captions {
            options: &question.names(),
            segments: question.segments.as_ref(),
            unit: &question.time_unit.several(),
            levels: &question.quantiles,
            leader: &self.verdict.leaders[0],
        })
    }

    /// The results of the option of this name; `None` if there is none.
    #[must_use]
    pub fn option(&self, name: &str) -> Option<&OptionAnswer> {
        self.options.iter().find(|option| option.name == name)
    }

    /// The report as a document for people.
    #[must_use]
    pub fn document(&self) -> Document {
        page::document(self)
    }

    /// The report as JSON, ending with a newline.
    ///
    /// # Panics
    /// Never: all its numbers are finite.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut bytes = Vec::new();
        json::write(self, &mut bytes).expect("a vector takes all bytes");
        String::from_utf8(bytes).expect("JSON is UTF-8")
    }

    /// The JSON Schema of a report.
    #[must_use]
    pub fn schema() -> schemars::Schema {
        schemars::schema_for!(Self)
    }
}

/// The report as text for people, as the command prints it.
impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&form::terminal::text(self, Layout::default()))
    }
}

/// Gives each option what was measured beside plain numbers; what compares options is given back.
fn tables(
    question: &StudyQuestion,
    facts: &MeasureFacts,
    samples: &Samples,
    options: &mut [OptionAnswer],
) -> ComparedTables {
    let sharers = question.metrics.iter().position(|&metric| metric == AnyMetric::Sharers);
    let mean = |option: &OptionSamples| {
        sharers.map_or(0.0, |place| Moments::of(&option.values[place]).mean)
    };
    let run = RunFacts {
        options: &question.names(),
        segments: question.segments.as_ref(),
        messages: &question.messages,
        replicates: samples.replicates,
        mean_sharers: &samples.options.iter().map(mean).collect::<Vec<f64>>(),
        levels: &question.quantiles,
        confidence: question.confidence,
    };
    let (of_options, compared) = question.measures.answers(facts, &samples.measures, &run);
    for (option, tables) in options.iter_mut().zip(of_options) {
        option.tables = tables;
    }
    compared
}
