//! What a scenario asks, in terms of its network: the segments, when to stop, and the question
//! that a report repeats.

use super::{AnswerSection, Scenario, SeedingOption, ViralAt, network};
use crate::{
    catalogue::{Row, nearest},
    error::{Error, Result},
    influence::{Influence, InfluenceRule},
    metric::AnyMetric,
    model::AnyModel,
    network::{Network, attributes::UserValues},
    report::{self, NetworkNote, OptionAsked, Question, SegmentsAsked},
    seeding::Seeds,
    simulate::{Segments, Stop, Target, Wanted},
};

/// The segments by which reached users are counted.
pub(super) fn segments<'a>(
    answer: &AnswerSection,
    network: &'a Network,
) -> Result<Option<Segments<'a>>> {
    let Some(column) = &answer.by_segment else { return Ok(None) };
    let key = "answer.by_segment";
    match network.user_column(column) {
        Some(UserValues::Category { codes, names }) => {
            Ok(Some(Segments { codes, count: names.len() as u32 }))
        }
        Some(_) => {
            let problem = format!("{column:?} holds numbers, or yes and no, not categories");
            let remedy = "name a column of categories; where a file's categories look like \
                          numbers, list the column in network.file.users.category";
            Err(Error::value(key, problem, remedy))
        }
        None => {
            let columns = network.user_columns().iter();
            let known: Vec<&str> = columns
                .filter(|column| matches!(column.values, UserValues::Category { .. }))
                .map(|column| column.name.as_str())
                .collect();
            let remedy = match nearest(column, known.iter().copied()) {
                Some(near) => format!("did you mean {near:?}?"),
                None if known.is_empty() => "the network's users have no categories: take a \
                                             network that has, or leave by_segment out"
                    .to_owned(),
                None => format!("its users' categories are {}", known.join(", ")),
            };
            Err(Error::value(key, format!("the network's users have no column {column:?}"), remedy))
        }
    }
}

/// When to stop.
pub(super) fn stop(answer: &AnswerSection, network: &Network) -> Result<Stop> {
    let sizes = sizes(answer, network.users())?;
    if let Some(replicates) = answer.replicates {
        return Ok(Stop::after(replicates, answer.confidence));
    }
    let place = |metric: AnyMetric| {
        let place = answer.measures.iter().position(|&measured| measured == metric);
        place.expect("what must be precise is measured")
    };
    let precision = answer.precision.expect("a checked scenario has replicates or a precision");
    let mean = |metric: AnyMetric, wanted: Option<f64>| {
        wanted.map(|relative| Target { metric: place(metric), wanted: Wanted::Mean { relative } })
    };
    let mut targets: Vec<Target> = Vec::new();
    targets.extend(mean(AnyMetric::Sharers, precision.sharers));
    targets.extend(mean(AnyMetric::Reach, precision.reach));
    if let Some(absolute) = precision.viral {
        targets.extend(sizes.into_iter().map(|report::ViralAt { metric, at_least }| Target {
            metric: place(metric),
            wanted: Wanted::Probability { at_least, absolute },
        }));
    }
    let most = answer.at_most.expect("a checked scenario limits its precision");
    Ok(Stop::once_precise(targets, most, answer.confidence))
}

/// What counts as viral among so many users.
fn sizes(answer: &AnswerSection, users: u32) -> Result<Vec<report::ViralAt>> {
    let size = |&size: &ViralAt| {
        let (metric, at_least) = (size.metric(), size.size(users));
        if at_least > f64::from(users) {
            let word = metric.keyword();
            let problem = format!("{word} = {at_least} is more than the network's {users} users");
            let remedy = format!("give at most {users}, or a fraction: {word}_fraction = 0.1");
            return Err(Error::value("answer.viral_at", problem, remedy));
        }
        Ok(report::ViralAt { metric, at_least })
    };
    answer.viral_at.iter().map(size).collect()
}

/// The question that the report repeats.
pub(super) fn question(
    scenario: &Scenario,
    network: &Network,
    influence: &Influence,
    seeds: &[Seeds],
) -> Question {
    let answer = &scenario.answer;
    let source = scenario.network.as_ref().map(network::NetworkSection::source);
    let option = |(option, seeds): (&SeedingOption, &Seeds)| OptionAsked {
        name: option.name.clone(),
        seeds: seeds.count(),
        redrawn: matches!(seeds, Seeds::Redrawn(_)),
        price: option.price.map(Into::into),
    };
    Question {
        name: scenario.name.clone(),
        description: scenario.description.clone(),
        options: scenario.option.iter().zip(seeds).map(option).collect(),
        metrics: answer.measures.clone(),
        viral_at: sizes(answer, network.users()).expect("sizes were checked when stopping was"),
        segments: answer.by_segment.as_ref().and_then(|column| SegmentsAsked::of(network, column)),
        confidence: answer.confidence,
        quantiles: answer.quantiles.clone(),
        network: NetworkNote::of(network, source.expect("a network has a source")),
        model: words(scenario.model.keyword(), AnyModel::ROWS),
        influence: words(scenario.influence.keyword(), InfluenceRule::ROWS),
        mean_influence: influence.mean(network),
    }
}

/// A keyword with what it is.
fn words(keyword: &str, rows: &[Row]) -> String {
    let row = rows.iter().find(|row| row.keyword == keyword).expect("every keyword has a row");
    format!("{keyword}: {}", row.summary)
}
