//! What a scenario asks, in terms of its network: the segments, when to stop, and the question
//! that a report repeats.

use super::{AnswerSection, Scenario, ViralAt, network};
use crate::{
    catalogue::{Row, nearest},
    error::{Error, Result},
    influence::{Influence, InfluenceRule},
    metric::{AnyCurve, AnyMetric},
    model::{AnyModel, OutcomeKind},
    network::{Network, attributes::UserValues},
    report::{self, KnownSeeds, NetworkNote, OptionAsked, SegmentsAsked, StudyQuestion},
    seeding::{ChosenSeed, SeedCertificate, Seeds},
    simulate::{Asks, Segments, Stop, Target, Wanted},
};

/// Most segments of which each two are told: more make a table that nobody reads.
const MOST_MIXED: usize = 100;

/// The segments by which reached users are counted.
pub(super) fn segments<'a>(
    answer: &AnswerSection,
    network: &'a Network,
) -> Result<Option<Segments<'a>>> {
    let Some(column) = &answer.by_segment else { return Ok(None) };
    let key = "answer.by_segment";
    match network.user_column(column) {
        Some(UserValues::Category { names, .. }) if answer.mixing && names.len() > MOST_MIXED => {
            let problem = format!("{column:?} has {} segments, each with every other", names.len());
            let remedy = format!(
                "name a column of at most {MOST_MIXED} in answer.by_segment, or leave mixing out"
            );
            Err(Error::value("answer.mixing", problem, remedy))
        }
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

/// What is asked of cascades beside the values of metrics; `curves` are those of the answer.
pub(super) fn asks<'a>(answer: &'a AnswerSection, curves: &'a [AnyCurve]) -> Asks<'a> {
    let AnswerSection { times_to, mixing, overlap, .. } = answer;
    Asks { curves, times_to, mixing: *mixing, overlap: *overlap }
}

/// When to stop.
pub(super) fn stop(answer: &AnswerSection, users: u64) -> Result<Stop> {
    let sizes = sizes(answer, users)?;
    times_to(answer, users)?;
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
        targets.extend(sizes.into_iter().map(|report::ViralSize { metric, at_least }| Target {
            metric: place(metric),
            wanted: Wanted::Probability { at_least, absolute },
        }));
    }
    let most = answer.at_most.expect("a checked scenario limits its precision");
    Ok(Stop::once_precise(targets, most, answer.confidence))
}

/// What counts as viral among so many users.
pub(super) fn sizes(answer: &AnswerSection, users: u64) -> Result<Vec<report::ViralSize>> {
    let size = |&size: &ViralAt| {
        let (metric, at_least) = (size.metric(), size.size(users));
        if at_least > users as f64 {
            let word = metric.keyword();
            let problem = format!("{word} = {at_least} is more than the network's {users} users");
            let remedy = format!("give at most {users}, or a fraction: {word}_fraction = 0.1");
            return Err(Error::value("answer.viral_at", problem, remedy));
        }
        if let Some(stop_at) = answer.stop_at
            && at_least > stop_at.sharers as f64
        {
            let (word, most) = (metric.keyword(), stop_at.sharers);
            let problem = format!("{word} = {at_least} is past stop_at, {most} sharers");
            let remedy = "raise answer.stop_at, or lower viral_at: of a cascade that is stopped \
                          nobody knows whether it would have got there";
            return Err(Error::value("answer.viral_at", problem, remedy));
        }
        Ok(report::ViralSize { metric, at_least })
    };
    answer.viral_at.iter().map(size).collect()
}

/// Refuses numbers of sharers that no cascade can have, or of which nobody would know.
fn times_to(answer: &AnswerSection, users: u64) -> Result<()> {
    let key = "answer.times_to";
    let Some(&most) = answer.times_to.iter().max() else { return Ok(()) };
    if most > users {
        let problem = format!("{most} sharers are more than the network's {users} users");
        return Err(Error::value(key, problem, format!("give at most {users}")));
    }
    if let Some(stop_at) = answer.stop_at.filter(|stop_at| most > stop_at.sharers) {
        let problem = format!("{most} is past stop_at, {} sharers", stop_at.sharers);
        let remedy = "raise answer.stop_at, or lower times_to: of a cascade that is stopped nobody \
                      knows whether it would have got there";
        return Err(Error::value(key, problem, remedy));
    }
    Ok(())
}

/// What the network and the seeds are, as far as a report repeats it.
pub(super) struct Given {
    pub(super) network: NetworkNote,
    pub(super) segments: Option<SegmentsAsked>,
    pub(super) mean_influence: f64,
    /// Of each option's seeds.
    pub(super) seeds: Vec<GivenSeeds>,
}

/// What a report repeats of an option's seeds.
pub(super) struct GivenSeeds {
    /// The place of the option in the scenario.
    pub(super) place: usize,
    pub(super) count: usize,
    /// Whether they are drawn anew in every replicate.
    pub(super) redrawn: bool,
    /// The first option before that has the same.
    pub(super) same_as: Option<usize>,
    pub(super) known: Known,
}

/// What is known of an option's seeds before they are simulated.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// The place of the option in the scenario.
    pub(super) place: usize,
    /// What the option costs, where it has a price.
    pub(super) cost: Option<f64>,
    /// What is certified of the seeds, where anything is.
    pub(super) certificate: Option<SeedCertificate>,
    /// The seeds in the order in which they were found, where they were sought.
    pub(super) order: Option<Vec<u32>>,
    /// The seeds by their ids, where they are the same in every replicate of a stored network.
    pub(super) chosen: Option<Vec<ChosenSeed>>,
}

impl GivenSeeds {
    /// Of all options, of each of which `one` tells the number of seeds and whether they are drawn
    /// anew.
    pub(super) fn of<S: PartialEq>(
        options: &[S],
        known: Vec<Known>,
        one: impl Fn(&S) -> (usize, bool),
    ) -> Vec<Self> {
        let given = |((place, seeds), known): ((usize, &S), Known)| {
            let (count, redrawn) = one(seeds);
            let same_as = options[..place].iter().position(|other| other == seeds);
            Self { place: known.place, count, redrawn, same_as, known }
        };
        options.iter().enumerate().zip(known).map(given).collect()
    }
}

impl Given {
    /// What is known of each option's seeds beside their number.
    pub(super) fn known(&mut self) -> Vec<KnownSeeds> {
        let of = |seeds: &mut GivenSeeds| KnownSeeds {
            chosen: seeds.known.chosen.take(),
            certificate: seeds.known.certificate.take(),
        };
        self.seeds.iter_mut().map(of).collect()
    }

    /// Of a stored network.
    pub(super) fn of(
        scenario: &Scenario,
        network: &Network,
        influence: &Influence,
        seeds: &[Seeds],
        known: Vec<Known>,
    ) -> Self {
        let redrawn = |seeds: &Seeds| matches!(seeds, Seeds::Redrawn(_));
        let column = scenario.answer.by_segment.as_ref();
        Self {
            network: NetworkNote::of(network, source(scenario)),
            segments: column.and_then(|column| SegmentsAsked::of(network, column)),
            mean_influence: influence.mean(network),
            seeds: GivenSeeds::of(seeds, known, |seeds| (seeds.count(), redrawn(seeds))),
        }
    }
}

/// Where the network comes from.
pub(super) fn source(scenario: &Scenario) -> String {
    let source = scenario.network.as_ref().map(network::NetworkSection::source);
    source.expect("a network has a source")
}

/// The question that the report repeats.
pub(super) fn question(scenario: &Scenario, given: Given) -> StudyQuestion {
    let answer = &scenario.answer;
    let of = |seeds: &GivenSeeds| &scenario.option[seeds.place];
    let option = |seeds: &GivenSeeds| OptionAsked {
        name: of(seeds).name.clone(),
        seeds: seeds.count,
        redrawn: seeds.redrawn,
        same_seeds_as: seeds.same_as.map(|other| of(&given.seeds[other]).name.clone()),
        price: of(seeds).price.clone(),
        cost: seeds.known.cost,
    };
    let sizes = sizes(answer, given.network.users);
    StudyQuestion {
        name: scenario.name.clone(),
        description: scenario.description.clone(),
        options: given.seeds.iter().map(option).collect(),
        metrics: answer.measures.clone(),
        viral_at: sizes.expect("sizes were checked when stopping was"),
        stop_at: answer.stop_at.map(|stop_at| stop_at.sharers),
        segments: given.segments,
        messages: match scenario.model.outcome_kind() {
            OutcomeKind::Messages(names) => names,
            OutcomeKind::Sharers
            | OutcomeKind::Reposts
            | OutcomeKind::Spreading
            | OutcomeKind::Opinions => Vec::new(),
        },
        timeline: answer.timeline,
        generations: answer.generations,
        times_to: answer.times_to.clone(),
        time_unit: answer.time_unit.clone().unwrap_or_else(|| scenario.model.time()),
        mixing: answer.mixing,
        overlap: answer.overlap,
        confidence: answer.confidence,
        quantiles: answer.quantiles.clone(),
        network: given.network,
        model: model(scenario),
        influence: influence(scenario),
        mean_influence: given.mean_influence,
    }
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
