//! The question that a report repeats: what a scenario asks, and what was found before simulating it.

use super::Scenario;
use crate::{
    catalogue::Row,
    influence::InfluenceRule,
    model::{AnyModel, OutcomeKind},
    report::{KnownSeeds, NetworkNote, OptionAsked, StudyQuestion},
    study::{AnyExperiment, OptionFacts, Prepared},
};

/// Where the network comes from.
pub(super) fn source(scenario: &Scenario) -> String {
    let source = scenario.network.as_ref().map(super::NetworkSection::source);
    source.expect("a network has a source")
}

/// The question of a prepared study.
pub(super) fn question(scenario: &Scenario, prepared: &Prepared) -> StudyQuestion {
    let answer = &scenario.answer;
    let (network, mean_influence) = match &prepared.experiment {
        AnyExperiment::Stored(experiment) => {
            let network = &experiment.network;
            (NetworkNote::of(network, source(scenario)), prepared.influence.mean(network))
        }
        AnyExperiment::Implicit(experiment) => {
            let note = NetworkNote::of_population(&experiment.population, source(scenario));
            (note, experiment.p)
        }
    };
    let of = |facts: &OptionFacts| &scenario.option[facts.place];
    let option = |facts: &OptionFacts| OptionAsked {
        name: of(facts).name.clone(),
        seeds: facts.count,
        redrawn: facts.redrawn,
        same_seeds_as: facts.same_as.map(|other| of(&prepared.options[other]).name.clone()),
        price: of(facts).price.clone(),
        cost: facts.cost,
    };
    let sizes = prepared.spec.wanted.viral_sizes(network.users);
    StudyQuestion {
        name: scenario.name.clone(),
        description: scenario.description.clone(),
        options: prepared.options.iter().map(option).collect(),
        metrics: answer.measures.clone(),
        viral_at: sizes.expect("sizes were checked when stopping was"),
        stop_at: answer.stop_at.map(|stop_at| stop_at.sharers),
        segments: prepared.segments.clone(),
        messages: match scenario.model.outcome_kind() {
            OutcomeKind::Messages(names) => names,
            OutcomeKind::Sharers
            | OutcomeKind::Reposts
            | OutcomeKind::Spreading
            | OutcomeKind::Opinions => Vec::new(),
        },
        measures: prepared.spec.measures.clone(),
        time_unit: answer.time_unit.clone().unwrap_or_else(|| scenario.model.time()),
        confidence: answer.confidence,
        quantiles: answer.quantiles.clone(),
        network,
        model: model(scenario),
        influence: influence(scenario),
        mean_influence,
    }
}

/// What a report repeats of each option's seeds.
pub(super) fn seeds(prepared: &Prepared) -> Vec<KnownSeeds> {
    let of = |facts: &OptionFacts| KnownSeeds {
        chosen: facts.chosen.clone(),
        certificate: facts.certificate.clone(),
    };
    prepared.options.iter().map(of).collect()
}

/// The model, in a few words.
pub(super) fn model(scenario: &Scenario) -> String {
    words(scenario.model.keyword(), AnyModel::ROWS)
}

/// The influence, in a few words.
pub(super) fn influence(scenario: &Scenario) -> String {
    if scenario.model.uses_influence() {
        let keywords = scenario.influence.keywords();
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
