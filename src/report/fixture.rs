//! A small campaign for the tests of this folder: 300 users, three options, every metric.

use super::{Examination, NetworkNote, OptionAsked, Report, RunRecord, StudyQuestion};
use crate::{
    examine::{
        Assumptions, By, ExperimentWorlds, Ordered, Ordinary, SeedOrder, Subject, break_even,
        curve, each_seed, robustness,
    },
    influence::Influence,
    kernel::plan::Kernel,
    metric::{
        AnyMetric, Generations, MeasureFacts, MeasureKeys, NamedSegments, OverlapOf, Segments,
        Timeline,
    },
    model::{AnyModel, IndependentCascade, Model, TimeUnit},
    network::{
        Network,
        attributes::{UserColumn, UserValues},
        generator::Generator,
    },
    seeding::{Lineup, Price, Seeds},
    simulate::{Experiment, Run, RunView, Stop, simulate},
    statistics::Confidence,
    study::ViralSize,
};

/// The network: preferential attachment, users by region.
pub(super) fn network() -> Network {
    let generator = "barabasi-albert = { users = 300, ties_per_user = 3 }";
    let generator: Generator = toml::from_str(generator).unwrap();
    let network = generator.generate(1, &()).unwrap();
    let region = |user: u32| match user % 10 {
        0 => None,
        1..4 => Some("north"),
        _ => Some("south"),
    };
    let words: Vec<Option<&str>> = (0..network.users()).map(region).collect();
    let values = UserValues::categories(&words);
    network.with_users(vec![UserColumn { name: "region".to_owned(), values }])
}

/// A question about the network, with all metrics.
pub(super) fn question(network: &Network) -> StudyQuestion {
    let option = |name: &str, seeds, price: Option<Price>| OptionAsked {
        name: name.to_owned(),
        seeds,
        redrawn: false,
        same_seeds_as: None,
        cost: price.as_ref().map(|price| price.per_user * seeds as f64),
        price,
    };
    let price = |per_user| Some(Price { per_user, ..Price::default() });
    StudyQuestion {
        name: "launch".to_owned(),
        description: Some("Which way of seeding the launch post is worth its money?".to_owned()),
        options: vec![
            option("two stars", 2, price(500.0)),
            option("forty ordinary users in the south", 40, price(10.0)),
            option("nobody in particular", 2, None),
        ],
        metrics: vec![
            AnyMetric::Sharers,
            AnyMetric::Reach,
            AnyMetric::Impressions,
            AnyMetric::Depth,
            AnyMetric::StructuralVirality,
        ],
        viral_at: vec![
            ViralSize { metric: AnyMetric::Sharers, at_least: 50.0 },
            ViralSize { metric: AnyMetric::Sharers, at_least: 250.0 },
        ],
        stop_at: None,
        segments: Some(segments(network).1),
        messages: Vec::new(),
        measures: MeasureKeys { by_segment: Some("region".to_owned()), ..MeasureKeys::default() },
        time_unit: TimeUnit::steps(),
        confidence: Confidence::NINETY_FIVE,
        quantiles: vec![0.05, 0.95],
        network: NetworkNote::of(network, "Barabási–Albert"),
        model: "independent cascade".to_owned(),
        influence: "uniform".to_owned(),
        mean_influence: 0.08,
    }
}

/// The seeds of the three options.
pub(super) fn seeds() -> Vec<Seeds> {
    vec![Seeds::fixed(vec![0, 1]), Seeds::fixed((100..140).collect()), Seeds::fixed(vec![298, 299])]
}

/// This many replicates of the options of `question`.
pub(super) fn run(
    network: &Network,
    question: &StudyQuestion,
    seeds: &[Seeds],
    stop: &Stop,
) -> Run {
    let influence = Influence::Uniform(0.08);
    let cascade = IndependentCascade::default().prepare(network, &influence).unwrap();
    let facts = facts(network, question);
    let experiment = Experiment {
        network: network.clone(),
        cascade,
        options: seeds.into(),
        metrics: question.metrics.clone().into(),
        measures: question.measures.ready(&facts).into(),
        segments: facts.segments,
        rng_seed: 7,
    };
    simulate(experiment.engine(Kernel::Walk), stop, &()).unwrap()
}

/// The report of a run of `question`.
pub(super) fn report_of(
    network: &Network,
    question: StudyQuestion,
    stop: &Stop,
    run: &Run,
) -> Report {
    let facts = facts(network, &question);
    let view = RunView { samples: &run.samples, stop, stopped: run.stopped };
    Report::assemble(question, record(), view, &facts)
}

/// What measures depend on beside their keys.
fn facts(network: &Network, question: &StudyQuestion) -> MeasureFacts {
    let segments = question.segments.is_some().then(|| segments(network).0);
    MeasureFacts { users: network.users(), segments, messages: 0 }
}

/// The users by region.
fn segments(network: &Network) -> (Segments, NamedSegments) {
    let Some(UserValues::Category { codes, names }) = network.user_column("region") else {
        unreachable!("the fixture has regions")
    };
    let segments = Segments { codes: codes.clone(), count: names.len() as u32 };
    let named = NamedSegments::of("region", names, &segments);
    (segments, named)
}

/// The record of all of these.
pub(super) fn record() -> RunRecord {
    RunRecord {
        version: "1.2.3".to_owned(),
        ..RunRecord::new(
            serde_json::json!({ "rng_seed": 7, "price": 0.1 }),
            7,
            Kernel::Walk,
            Vec::new(),
        )
    }
}

/// The whole campaign, with the second option looked at more closely.
pub(super) fn examined(replicates: u64) -> Report {
    let network = network();
    let question = question(&network);
    let (influence, seeds) = (Influence::Uniform(0.08), seeds());
    let cascade = IndependentCascade::default().prepare(&network, &influence).unwrap();
    let stop = Stop::after(replicates, Confidence::NINETY_FIVE);
    let run = run(&network, &question, &seeds, &stop);
    let worlds = ExperimentWorlds {
        network: network.clone(),
        cascade,
        metrics: [AnyMetric::Reach, AnyMetric::Sharers].into(),
        rng_seed: 7,
        kernel: Kernel::Walk,
        replicates,
        confidence: Confidence::NINETY_FIVE,
    };
    let values: Vec<&[f64]> =
        run.samples.options.iter().map(|option| option.values[1].as_slice()).collect();
    let subject = Subject { worlds: worlds.clone(), seeds: &seeds[1], values: values[1] };
    let price = |seeds: &Seeds| Ok(10.0 * seeds.count() as f64);
    let everybody = Lineup::Redrawn { pool: (0..300).collect(), rng_seed: 7 };
    let ordinary = Ordinary { option: None, lineup: &everybody, price: Some(&price) };
    let lineup = Lineup::Fixed((100..200).collect());
    let ordered = Ordered { lineup: &lineup, by: SeedOrder::Audience };
    let users: Vec<u32> = (100..140).collect();
    let (segments, NamedSegments { names, .. }) = segments(&network);
    let by = By { column: "region", names: &names, segments };
    let options: Vec<&str> = question.options.iter().map(|option| option.name.as_str()).collect();
    let assumed = Assumptions {
        influence: &influence,
        model: &AnyModel::default(),
        names: &options,
        options: &seeds,
        values: &values,
    };
    let mut found = Examination::new(options[1], AnyMetric::Reach, &subject);
    found.break_even = Some(break_even(&subject, &ordinary, None, &()).unwrap());
    let viral = [(AnyMetric::Sharers, 50.0)];
    found.curve = Some(curve(&subject, ordered, &viral, Some(&price), &()).unwrap());
    found.each_seed = Some(each_seed(&subject, &users, Some(&by), &()).unwrap());
    found.robustness = Some(robustness(&worlds, &assumed, &()).unwrap());
    report_of(&network, question, &stop, &run).with(Some(found.in_words()))
}

/// The same with every part of an answer.
pub(super) fn coursed(replicates: u64) -> (Report, Run) {
    let network = network();
    let mut question = question(&network);
    question.measures = MeasureKeys {
        timeline: Some(Timeline { every: 1.0, until: 12.0 }),
        generations: Some(Generations { until: 20 }),
        times_to: vec![10, 100, 299],
        mixing: true,
        overlap: Some(OverlapOf::Reach),
        ..question.measures
    };
    let stop = Stop::after(replicates, Confidence::NINETY_FIVE);
    let run = run(&network, &question, &seeds(), &stop);
    (report_of(&network, question, &stop, &run), run)
}

/// The whole campaign, and the run that its report is of.
pub(super) fn launch(replicates: u64) -> (Report, Run) {
    let network = network();
    let question = question(&network);
    let stop = Stop::after(replicates, Confidence::NINETY_FIVE);
    let run = run(&network, &question, &seeds(), &stop);
    (report_of(&network, question, &stop, &run), run)
}
