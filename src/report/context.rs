//! From a study to its question and its report, with what the study itself does not hold.

use super::{InputFile, KnownSeeds, NetworkNote, OptionAsked, Report, RunRecord, StudyQuestion};
use crate::{
    catalogue::Row,
    influence::InfluenceRule,
    model::{AnyModel, OutcomeKind, TimeUnit},
    study::{AnyExperiment, OptionFacts, Prepared, Snapshot},
};

/// The parts of a report that the study does not hold: names, texts, files.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportContext {
    /// The report's title.
    pub name: String,
    /// A description of the study, in a sentence or more.
    pub description: Option<String>,
    /// Where the network comes from: a file or a generator.
    pub network: String,
    /// The name of the unit of all times; `None` for the model's own.
    pub time_unit: Option<TimeUnit>,
    /// The levels of the quantiles, each between 0 and 1.
    pub quantiles: Vec<f64>,
    /// The option that was to be examined, if any.
    pub examined: Option<String>,
    /// All settings, with every default filled in.
    pub scenario: serde_json::Value,
    /// The files that were read.
    pub inputs: Vec<InputFile>,
}

impl StudyQuestion {
    /// The question of a prepared study.
    ///
    /// # Panics
    /// Never: the viral sizes were checked when the study was prepared.
    #[must_use]
    pub fn of(prepared: &Prepared, context: &ReportContext) -> Self {
        let spec = &prepared.spec;
        let source = &*context.network;
        let (network, mean_influence) = match &prepared.experiment {
            AnyExperiment::Stored(experiment) => {
                let network = &experiment.network;
                (NetworkNote::of(network, source), prepared.influence.mean(network))
            }
            AnyExperiment::Implicit(experiment) => {
                (NetworkNote::of_population(&experiment.population, source), experiment.p)
            }
        };
        let of = |facts: &OptionFacts| &spec.options[facts.place];
        let option = |facts: &OptionFacts| OptionAsked {
            name: of(facts).name.clone(),
            seeds: facts.count,
            redrawn: facts.redrawn,
            same_seeds_as: facts.same_as.map(|other| of(&prepared.options[other]).name.clone()),
            price: of(facts).price.clone(),
            cost: facts.cost,
        };
        let sizes = spec.wanted.viral_sizes(network.users);
        Self {
            name: context.name.clone(),
            description: context.description.clone(),
            options: prepared.options.iter().map(option).collect(),
            metrics: spec.metrics.clone(),
            viral_at: sizes.expect("sizes were checked when stopping was"),
            stop_at: spec.wanted.stop_at.map(|stop_at| stop_at.sharers),
            segments: prepared.segments.clone(),
            messages: match spec.model.outcome_kind() {
                OutcomeKind::Messages(names) => names,
                OutcomeKind::Sharers
                | OutcomeKind::Reposts
                | OutcomeKind::Spreading
                | OutcomeKind::Opinions => Vec::new(),
            },
            measures: spec.measures.clone(),
            time_unit: context.time_unit.clone().unwrap_or_else(|| spec.model.time()),
            confidence: spec.wanted.confidence,
            quantiles: context.quantiles.clone(),
            network,
            model: model_in_words(&spec.model),
            influence: influence_in_words(&spec.influence, &spec.model),
            mean_influence,
        }
    }
}

impl Report {
    /// The report of a study, from its replicates so far.
    #[must_use]
    pub fn of(snapshot: &Snapshot<'_>, context: ReportContext) -> Self {
        let prepared = snapshot.prepared;
        let question = StudyQuestion::of(prepared, &context);
        let ReportContext { scenario, inputs, examined, .. } = context;
        let record = RunRecord::new(scenario, prepared.spec.rng_seed, snapshot.kernel, inputs);
        let seeds = |facts: &OptionFacts| KnownSeeds {
            chosen: facts.chosen.clone(),
            certificate: facts.certificate.clone(),
        };
        let report = Self::assemble(question, record, snapshot.run, &prepared.facts)
            .knowing(prepared.options.iter().map(seeds).collect());
        match &prepared.left_out {
            Some(left_out) => report.warning_of(&missing(left_out, examined.as_deref())),
            None => report,
        }
    }
}

/// What is missing in a report that was made though the search for seeds was stopped.
fn missing(left_out: &[String], examined: Option<&str>) -> String {
    let mut missing = "Seeds were still being chosen: the best so far are reported.".to_owned();
    let left_out: Vec<&str> = left_out.iter().map(String::as_str).collect();
    for (what, names) in [("left out", left_out), ("not examined", examined.into_iter().collect())]
    {
        if !names.is_empty() {
            missing.extend([" Options ", what, ": ", &names.join(", "), "."]);
        }
    }
    missing
}

/// The model, in a few words.
#[must_use]
pub fn model_in_words(model: &AnyModel) -> String {
    words(model.keyword(), AnyModel::ROWS)
}

/// The influence under a model, in a few words.
#[must_use]
pub fn influence_in_words(influence: &InfluenceRule, model: &AnyModel) -> String {
    if model.uses_influence() {
        let keywords = influence.keywords();
        let words = keywords.into_iter().map(|keyword| words(keyword, InfluenceRule::ROWS));
        words.collect::<Vec<_>>().join("; once seen, ")
    } else {
        "none: every follow counts alike".to_owned()
    }
}

/// A keyword with what it is.
fn words(keyword: &str, rows: &[Row]) -> String {
    let row = rows.iter().find(|row| row.keyword == keyword).expect("every keyword has a row");
    format!("{keyword}: {}", row.summary)
}
