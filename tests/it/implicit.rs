//! Implicit networks through the whole line: against their materialised twins, on any number of
//! threads, and what cannot be asked of them.

use std::sync::Arc;

use wordspread::{
    error::Error,
    influence::Influence,
    kernel::plan::Kernel,
    metric::{AnyMetric, Generations, MeasureFacts, MeasureKeys, Timeline},
    model::{IndependentCascade, Model},
    network::implicit::{Implicit, Population},
    report::{Json, Report, ReportForm, terminal},
    scenario::{Answer, Explanation, KeyChange, ScenarioFile, run},
    seeding::{AddressChoice, AnyStrategy, SeedChoice, SpreadModel},
    simulate::{Engine, Experiment, ImplicitExperiment, Samples, Stop, simulate},
    statistics::Confidence,
    study::{Assumed, Basis, Estimate},
};

const METRICS: [AnyMetric; 13] = [
    AnyMetric::Sharers,
    AnyMetric::Reach,
    AnyMetric::Impressions,
    AnyMetric::Depth,
    AnyMetric::Breadth,
    AnyMetric::BranchingNumber,
    AnyMetric::StructuralVirality,
    AnyMetric::Frequency,
    AnyMetric::Redundancy,
    AnyMetric::TimeToHalf,
    AnyMetric::PeakTime,
    AnyMetric::PeakRate,
    AnyMetric::Duration,
];

fn population(parameters: &str) -> Population {
    let implicit: Implicit = toml::from_str(&format!("follower = {{ {parameters} }}")).unwrap();
    implicit.population(4).expect(parameters)
}

fn samples(engine: Arc<dyn Engine>, replicates: u64) -> Samples {
    let stop = Stop::after(replicates, Confidence::NINETY_FIVE);
    simulate(engine, &stop, &()).expect("nobody stops it").samples
}

/// Same worlds, same seeds, same values of every measure, option by option.
#[test]
fn every_measure_of_the_materialised_network_is_the_same_to_the_bit() {
    let strategies: Vec<AnyStrategy> = [
        "users = { ids = [17, 1999] }",
        "random = { count = 3 }",
        "random = { count = 2, redraw = true }",
    ]
    .map(|text| toml::from_str(text).expect(text))
    .into();
    for (parameters, p) in [
        ("users = 2000, mean_followers = 10", 0.05),
        ("users = 2000, mean_followers = 10", 0.15),
        ("users = 2000, mean_followers = 4, communities = 1, max_followers = 1999", 0.25),
    ] {
        let population = population(parameters);
        let population = Arc::new(population);
        let network = population.materialised().expect("small");
        let influence = Influence::Uniform(p);
        let cascade = IndependentCascade::default().prepare(&network, &influence).expect("fits");
        let folder = std::path::Path::new(".");
        let (key, rng_seed, progress) = ("seeds", 9, &());
        let spreading = SpreadModel { influence: &influence, cascade: &*cascade };
        let charge = None;
        let choice =
            SeedChoice { network: &network, spreading, key, charge, rng_seed, folder, progress };
        let stored: Vec<_> =
            strategies.iter().map(|strategy| strategy.choose(&choice).expect("there")).collect();
        let (users, spreading) = (&*population, ());
        let choice =
            AddressChoice { network: users, spreading, key, charge, rng_seed, folder, progress };
        let computed: Vec<_> = strategies
            .iter()
            .map(|strategy| strategy.choose_addresses(&choice).expect("there"))
            .collect();
        let keys = MeasureKeys {
            timeline: Some(Timeline { every: 2.0, until: 12.0 }),
            generations: Some(Generations { until: 5 }),
            times_to: vec![3, 30, 2000],
            ..MeasureKeys::default()
        };
        let facts = MeasureFacts { users: network.users(), segments: None, messages: 0 };
        let measures: Arc<[_]> = keys.ready(&facts).into();
        let stored = Experiment {
            measures: Arc::clone(&measures),
            ..Experiment::new(&network, cascade, stored, &METRICS, 5)
        };
        let computed = ImplicitExperiment {
            population: Arc::clone(&population),
            p,
            most: u64::MAX,
            options: computed.into(),
            metrics: METRICS.into(),
            measures,
            rng_seed: 5,
        };
        let of_computed = samples(computed.engine(), 400);
        let of_stored = samples(stored.engine(Kernel::Walk), 400);
        assert_eq!(of_stored, of_computed, "{parameters}, p = {p}");
        let metrics = METRICS[2..3].into();
        let alone = ImplicitExperiment { metrics, measures: [].into(), ..computed };
        let impressions = samples(alone.engine(), 400).options.remove(2).values.remove(0);
        assert_eq!(impressions, of_computed.options[2].values[2]);
    }
}

const SOUND: &str = "\
name = 'sound'
rng_seed = 5

[network.implicit.follower]
users = 8_000_000_000

[influence.uniform]
p = 0.02

[model.independent-cascade]

[[option]]
name = 'any'
seeds.random = { count = 2, redraw = true }

[[option]]
name = 'few'
seeds.random = { count = 5, where = { followers = { max = 20 } } }

[answer]
viral_at = { sharers = 50 }
replicates = 400
";

fn parse(changes: &[&str]) -> Result<ScenarioFile, Error> {
    let changes = changes.iter().map(|change| KeyChange::set(change)).collect::<Result<_, _>>()?;
    ScenarioFile::parse(SOUND, "sound.toml", changes)
}

fn answer(changes: &[&str]) -> Result<Answer, Error> {
    run(&parse(changes)?, &())
}

fn report(changes: &[&str]) -> Report {
    let answer = answer(changes).unwrap_or_else(|error| panic!("{changes:?}: {error}"));
    answer.points.into_iter().next().expect("a point").report
}

#[test]
fn billions_of_users_give_the_same_bytes_on_1_2_and_7_threads() {
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let measures = "answer.measures=['reach', 'impressions', 'depth', 'structural-virality']";
        let answer = pool.install(|| answer(&["answer.stop_at.sharers=60", measures]));
        let point = answer.expect("sound").points.remove(0);
        let mut bytes = Vec::new();
        Json.write(&point.report, &point.samples, &mut bytes).expect("memory");
        (bytes, point.samples)
    };
    let one = on(1);
    assert!(one.1.options[0].values[0].iter().any(|&sharers| sharers > 5.0));
    for threads in [2, 7] {
        assert!(on(threads) == one, "{threads} threads");
    }
}

/// A sharer makes m = 0.6 new ones. Seeds that are not chosen make 1/(1 − m) = 2.5 sharers each,
/// and in all, seeds s and offspring variance v, the variance of sharers is s·v/(1 − m)³; v is at
/// most p²·E[D²] + m with E[D²] under E[D]·E[D of a follower's row], bounded by the sample's own.
#[test]
fn sub_critical_scenarios_have_the_size_of_branching_processes() {
    let changes = ["answer.replicates=4000", "network.implicit.follower.max_followers=1000"];
    let report = report(&changes);
    let sharers = &report.options[0].metrics["sharers"];
    let error = sharers.standard_error.expect("many replicates");
    assert!((sharers.mean - 5.0).abs() < 5.0 * error, "{} ± {error}", sharers.mean);
    assert!(error < 0.2, "{error}");
    let shown = &report.options[0].metrics["impressions"];
    let error = shown.standard_error.expect("many replicates");
    assert!((shown.mean - 150.0).abs() < 5.0 * error, "{} ± {error}", shown.mean);
    assert_eq!(report.question.network.users, 8_000_000_000);
    assert!(report.question.network.edges.abs_diff(240_000_000_000) < 1000);
}

/// The same worlds with and without a stop: what stops is what would have gone on, so that the
/// viral probability is the same to the replicate, and every mean is a lower bound and told as one.
#[test]
fn a_stop_leaves_viral_probabilities_and_bounds_means_and_says_so() {
    let small = ["network.implicit.follower.users=20_000", "influence.uniform.p=0.05"];
    let whole = report(&small);
    let stopped = report(&[&small[..], &["answer.stop_at={ sharers = 50 }"]].concat());
    assert!(whole.verdict.warning.is_none() && whole.options[0].stopped_early == 0);
    for (whole, stopped) in whole.options.iter().zip(&stopped.options) {
        assert!(stopped.stopped_early > 20);
        assert_eq!(whole.viral, stopped.viral);
        assert_eq!(stopped.viral[0].probability.successes, stopped.stopped_early);
        for metric in ["sharers", "reach", "impressions"] {
            let (whole, stopped) = (&whole.metrics[metric], &stopped.metrics[metric]);
            assert!(!whole.lower_bound && stopped.lower_bound);
            assert!(stopped.mean < whole.mean, "{metric}");
        }
        assert!((stopped.metrics["sharers"].max - 50.0).abs() < 1e-9);
    }
    let warning = stopped.verdict.warning.as_ref().expect("a warning");
    assert!(warning.contains("had 50 sharers and were stopped"), "{warning}");
    let text = terminal::text(&stopped, wordspread::document::Layout::default());
    assert!(text.contains("at least") && text.contains('≥'), "{text}");
    assert!(text.contains("computed and not stored"), "{text}");
}

#[test]
fn what_cannot_be_asked_is_refused_with_the_key_and_a_remedy() {
    let weighted = SOUND.replace("[influence.uniform]\np = 0.02\n", "");
    let error = ScenarioFile::parse(weighted, "a.toml", vec![]).expect_err("weighted cascade");
    assert!(error.to_string().contains("weighted-cascade"), "{error}");
    assert!(error.remedy().expect("a remedy").contains("[influence.uniform]"));
    for (changes, word) in [
        (vec!["model={ linear-threshold = {} }"], "linear-threshold"),
        (vec!["influence={ trivalency = {} }"], "trivalency"),
        (vec!["influence.uniform.p=1.5"], "influence.uniform.p"),
        (vec!["answer.by_segment=region"], "answer.by_segment"),
        (vec!["option.any.seeds={ top-degree = { count = 1 } }"], "every user"),
        (vec!["option.any.seeds={ users = { ids = [8000000000] } }"], "8000000000"),
        (vec!["answer.stop_at={ sharers = 0 }"], "answer.stop_at"),
        (vec!["answer.stop_at={ sharers = 49 }"], "past stop_at"),
        (vec!["answer.stop_at={ sharers = 4 }", "answer.viral_at=[]"], "more than stop_at"),
        (vec!["influence.uniform.p=0.034"], "answer.stop_at"),
        (vec!["network.implicit.follower.exponent=0.5"], "exponent"),
        (vec!["answer.viral_at={ sharers = 8000000001 }"], "8000000000 users"),
    ] {
        let Err(error) = answer(&changes) else { panic!("{changes:?} is accepted") };
        let told = format!("{error} | {}", error.remedy().unwrap_or_default());
        assert!(told.contains(word), "{changes:?}: {told}");
        assert!(error.remedy().is_some_and(|remedy| !remedy.is_empty()), "{changes:?}");
        let Err(checked) = parse(&changes).and_then(|file| Estimate::of(&file, 2, &())) else {
            panic!("{changes:?} passes the check")
        };
        assert_eq!(checked.to_string(), error.to_string(), "check says what run says");
    }
    let stored = "name = 'a'\nnetwork.generate.star = { users = 9 }\nanswer.stop_at.sharers = 5\n\
                  [[option]]\nname = 'b'\nseeds.random = { count = 1 }\n";
    let error = ScenarioFile::parse(stored, "a.toml", vec![]).expect_err("a stored network");
    assert!(error.to_string().contains("implicit"), "{error}");
}

#[test]
fn check_and_explain_know_the_size_without_a_user() {
    let file = parse(&[]).expect("sound");
    let estimate = Estimate::of(&file, 2, &()).expect("sound");
    assert_eq!(estimate.basis, Basis::Implicit);
    assert_eq!(estimate.assumed, Assumed::MeanSize);
    assert!((estimate.users - 8e9).abs() < 0.5);
    let bytes: f64 = estimate.memory.iter().map(|part| part.bytes).sum();
    assert!(bytes < 1e7, "{bytes}");
    let capped = parse(&["influence.uniform.p=0.1", "answer.stop_at={ sharers = 1_000_000 }"]);
    let estimate = Estimate::of(&capped.expect("sound"), 2, &()).expect("sound");
    assert_eq!(estimate.assumed, Assumed::Stopped);
    let explanation = Explanation::of(&file, &()).expect("sound");
    assert!(explanation.kernel.contains("computed"));
    assert!(explanation.question.network.direction.expect("an edge").contains("is shown to"));
}

/// E[x^D] of D = ⌊W⌋ or ⌊W⌋ + 1 of mean W, for W of density ∝ x^(−2.5) up to 1,000 and mean 30.
fn generating_function(x: f64) -> f64 {
    let max = 1000.0_f64;
    // The least value: its mean is 3·min·(1 − √r)/(1 − r^1.5), r = min/max.
    let least = |min: f64| 10.0 * (1.0 - (min / max).powf(1.5)) / (1.0 - (min / max).sqrt());
    let min = (0..100).fold(10.0, |min, _| least(min));
    let cut = (max / min).powf(-1.5);
    let steps = 20_000;
    let power = |step: i32| {
        let above = (f64::from(step) + 0.5) / f64::from(steps);
        let expected: f64 = min * (cut + above * (1.0 - cut)).powf(-1.0 / 1.5);
        x.powf(expected.floor()) * (1.0 + expected.fract() * (x - 1.0))
    };
    (0..steps).map(power).sum::<f64>() / f64::from(steps)
}

/// Above criticality the cascade of a random user dies out with probability q = E[(1 − p + pq)^D];
/// one that has 2,000 sharers hardly ever does. Five binomial sigmas.
#[test]
fn cascades_take_off_as_often_as_branching_processes_survive() {
    for p in [0.05, 0.08] {
        let extinct = (0..200).fold(0.5, |q, _| generating_function(1.0 - p * (1.0 - q)));
        let p = format!("influence.uniform.p={p}");
        let report = report(&[
            &p,
            "network.implicit.follower.max_followers=1000",
            "option.any.seeds={ random = { count = 1, redraw = true } }",
            "answer.viral_at={ sharers = 2000 }",
            "answer.stop_at={ sharers = 2000 }",
            "answer.measures=['sharers']",
            "answer.replicates=2000",
        ]);
        let viral = &report.options[0].viral[0].probability;
        let sigma = (extinct * (1.0 - extinct) / 2000.0).sqrt();
        let off = (viral.share - (1.0 - extinct)).abs();
        assert!(off < 5.0 * sigma, "{p}: {}, not {}", viral.share, 1.0 - extinct);
    }
}
