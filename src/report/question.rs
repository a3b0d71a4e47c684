//! The question of a study, as a report repeats it.
//!
//! It holds no answer, and nothing that the answer does not depend on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    metric::{AnyMetric, MeasureKeys, NamedSegments},
    model::TimeUnit,
    network::{Network, builder::Built, implicit::Population},
    seeding::Price,
    simulate::OptionSamples,
    statistics::Confidence,
    study::ViralSize,
};

/// The question of a study: options, metrics, sizes, network and model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StudyQuestion {
    /// The study's name: the report's title.
    pub name: String,
    /// A description of the study; `null` without one.
    pub description: Option<String>,
    /// The options that are compared, in the study's order.
    pub options: Vec<OptionAsked>,
    /// The metrics of every cascade, by keyword.
    pub metrics: Vec<AnyMetric>,
    /// The sizes from which a replicate counts as viral.
    pub viral_at: Vec<ViralSize>,
    /// The number of sharers at which every cascade is stopped; `null` if none is.
    pub stop_at: Option<u64>,
    /// The segments by which reached users are counted; `null` for none.
    pub segments: Option<NamedSegments>,
    /// The keyed measures.
    #[serde(flatten)]
    pub measures: MeasureKeys,
    /// The name of the unit of all times.
    pub time_unit: TimeUnit,
    /// The names of all messages, ours first; empty where there is only ours.
    pub messages: Vec<String>,
    /// The confidence level of all intervals, between 0 and 1.
    pub confidence: Confidence,
    /// The levels of the quantiles, each between 0 and 1.
    pub quantiles: Vec<f64>,
    /// The network.
    pub network: NetworkNote,
    /// The diffusion model, in a few words.
    pub model: String,
    /// The rule of influence, in a few words.
    pub influence: String,
    /// The mean probability (or weight) of an edge, between 0 and 1.
    pub mean_influence: f64,
}

/// One option: a way of seeding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OptionAsked {
    /// Its name, unlike that of any other option.
    pub name: String,
    /// How many users are seeds.
    pub seeds: usize,
    /// True if seeds are drawn anew in every replicate.
    pub redrawn: bool,
    /// The first earlier option with the same seeds in every replicate, and so the same results; `null`
    /// if there is none.
    pub same_seeds_as: Option<String>,
    /// Its price, in the study's currency; `null` without one.
    pub price: Option<Price>,
    /// The total cost of its seeds at that price; the mean if seeds are drawn anew in every replicate.
    pub cost: Option<f64>,
}

/// The network of the simulation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NetworkNote {
    /// Where it comes from, in a few words: a file or a generator.
    pub source: String,
    /// How many users it has.
    pub users: u64,
    /// How many directed edges it has; a mutual edge is two. Of an implicit network, the expected
    /// number.
    pub edges: u64,
    /// True if edges are computed on demand, not stored.
    pub implicit: bool,
    /// The direction of its edges, as a sentence about two of its users; `null` without edges.
    pub direction: Option<String>,
    /// Counts of the edges given, dropped and merged when the network was built.
    pub built: Built,
    /// A fingerprint of all that results can depend on, in 32 hexadecimal digits.
    pub fingerprint: String,
}

impl StudyQuestion {
    /// The place of a metric among those measured.
    ///
    /// # Panics
    /// If it is not measured.
    #[must_use]
    pub fn place(&self, metric: AnyMetric) -> usize {
        let place = self.metrics.iter().position(|&measured| measured == metric);
        place.expect("a scenario is checked for metrics that are not measured")
    }

    /// The names of the options.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        self.options.iter().map(|option| option.name.as_str()).collect()
    }

    /// The metric by which options are compared: reach where it is measured, else sharers, else the
    /// first.
    #[must_use]
    pub fn compared_by(&self) -> AnyMetric {
        let measured = |metric: &AnyMetric| self.metrics.contains(metric);
        let main = [AnyMetric::Reach, AnyMetric::Sharers].into_iter().find(measured);
        main.unwrap_or_else(|| *self.metrics.first().expect("something is measured"))
    }
}

impl StudyQuestion {
    /// How many of an option's replicates were stopped at the question's number of sharers.
    pub(super) fn stopped_early(&self, samples: &OptionSamples) -> u64 {
        let Some(most) = self.stop_at else { return 0 };
        let sharers = &samples.values[self.place(AnyMetric::Sharers)];
        sharers.iter().filter(|&&sharers| sharers >= most as f64).count() as u64
    }
}

impl OptionAsked {
    /// True where this option and another have the same users as seeds in every replicate.
    #[must_use]
    pub fn has_seeds_of(&self, other: &Self) -> bool {
        let first = |option: &Self| option.same_seeds_as.clone().unwrap_or(option.name.clone());
        first(self) == first(other)
    }
}

impl NetworkNote {
    /// A note of `network`, which comes from `source`.
    #[must_use]
    pub fn of(network: &Network, source: impl Into<String>) -> Self {
        Self {
            source: source.into(),
            users: network.users().into(),
            edges: network.edges(),
            implicit: false,
            direction: network.direction(),
            built: network.built(),
            fingerprint: network.fingerprint(),
        }
    }

    /// A note of an implicit `population`, which comes from `source`.
    #[must_use]
    pub fn of_population(population: &Population, source: impl Into<String>) -> Self {
        Self {
            source: source.into(),
            users: population.users(),
            edges: (population.users() as f64 * population.mean_followers()).round() as u64,
            implicit: true,
            direction: population.direction(),
            built: Built::default(),
            fingerprint: population.fingerprint(),
        }
    }
}
