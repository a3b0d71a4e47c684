//! The examination of one option.
//!
//! The numbers come from [`examine`](crate::examine) unchanged. Here they get their words and their place
//! on the page. It must never claim more than their intervals show.

mod blocks;
mod rows;
mod words;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    examine::{BreakEven, EachSeed, Inquiry, Robustness, SeedCurve, Subject},
    metric::AnyMetric,
    statistics::{Interval, Moments},
};

/// The examination of one option, in the first of the worlds that all options have met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Examination {
    /// The option's name.
    pub option: String,
    /// How many seeds it has.
    pub seeds: usize,
    /// The metric of all numbers here: the one that options are compared by.
    pub metric: AnyMetric,
    /// The number of worlds.
    pub replicates: u64,
    /// The option's mean in these worlds.
    pub mean: f64,
    /// The interval for the true mean; `null` under two worlds.
    pub interval: Option<Interval>,
    /// How many ordinary users have the same effect; `null` without the question or the answer.
    pub break_even: Option<BreakEven>,
    /// The effect of fewer and of more seeds; `null` without the question or the answer.
    pub curve: Option<SeedCurve>,
    /// The effect that each seed adds to the others'; `null` without the question or the answer.
    pub each_seed: Option<EachSeed>,
    /// Whether the ranking of the options holds; `null` without the question or the answer.
    pub robustness: Option<Robustness>,
    /// The questions that were not answered, and why.
    pub unanswered: Vec<Unanswered>,
    /// True if the user stopped the work before its end.
    pub partial: bool,
    /// The answers in plain words.
    pub sentences: Vec<AnswerInWords>,
}

/// A question that was not answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unanswered {
    /// The question.
    pub question: Inquiry,
    /// Why not.
    pub why: String,
}

/// An answer in plain words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AnswerInWords {
    /// The question.
    pub question: Inquiry,
    /// The answer, the most important first.
    pub sentences: Vec<String>,
}

impl Examination {
    /// The examination of an option, without any answer yet.
    #[must_use]
    pub fn new(option: &str, metric: AnyMetric, subject: &Subject<'_>) -> Self {
        let moments = Moments::of(subject.values);
        let interval = subject.worlds.mean_interval(&moments);
        let unasked = Self::unasked(option, subject.seeds.count(), metric);
        Self { replicates: moments.count, mean: moments.mean, interval, ..unasked }
    }

    /// The examination of an option with this number of seeds, without any answer yet.
    fn unasked(option: &str, seeds: usize, metric: AnyMetric) -> Self {
        Self {
            option: option.to_owned(),
            seeds,
            metric,
            replicates: 0,
            mean: 0.0,
            interval: None,
            break_even: None,
            curve: None,
            each_seed: None,
            robustness: None,
            unanswered: Vec::new(),
            partial: false,
            sentences: Vec::new(),
        }
    }

    /// Adds the answers in words.
    #[must_use]
    pub fn in_words(mut self) -> Self {
        self.sentences = Inquiry::ALL
            .into_iter()
            .map(|question| AnswerInWords { question, sentences: words::of(&self, question) })
            .filter(|answer| !answer.sentences.is_empty())
            .collect();
        self
    }
}
