//! Every scenario in `scenarios/`: it asks a question, keeps to the schema, and gives the same bytes
//! on any number of threads. And every catalogue row is used by one.

use std::{collections::BTreeSet, path::Path};

use serde_json::Value;
use wordspread::{
    catalogue::Row,
    influence::InfluenceRule,
    metric::{AnyMetric, MeasureKeys},
    model::{AnyModel, time::delay::AnyDelay},
    network::{format::Format, generator::Generator, implicit::Implicit},
    report::{self, ReportForm},
    scenario::{KeyChange, PortfolioSeeds, Scenario, ScenarioFile, run},
    seeding::AnyStrategy,
};

use crate::scenario_files::{files, small_network};

/// What makes a scenario small enough for a test.
fn small(path: &Path) -> Vec<KeyChange> {
    let mut changes = KeyChange::replicates(60);
    let mut set = |argument: &str| changes.push(KeyChange::set(argument).expect(argument));
    for setting in &small_network(path) {
        set(setting);
    }
    if path.ends_with("eight-billion.toml") {
        // Its cascades reach some hundred thousand users each.
        set("answer.replicates=6");
    }
    changes
}

fn scenario(path: &Path) -> ScenarioFile {
    match ScenarioFile::read(path, small(path)) {
        Ok(file) => file,
        Err(error) => panic!("{}: {error}; {:?}", path.display(), error.remedy()),
    }
}

#[test]
fn there_are_at_least_ten_and_each_opens_with_its_question() {
    assert!(files().len() >= 10);
    for path in files() {
        let text = std::fs::read_to_string(&path).unwrap();
        let opening: String = text.lines().take_while(|line| line.starts_with('#')).collect();
        assert!(opening.contains('?'), "{} opens with no question", path.display());
    }
}

#[test]
fn each_keeps_to_the_json_schema_and_a_misspelt_key_does_not() {
    let schema = jsonschema::validator_for(&Scenario::schema()).expect("a schema");
    for path in files() {
        let text = std::fs::read_to_string(&path).unwrap();
        let value: Value = toml::from_str(&text).expect("TOML");
        if let Err(error) = schema.validate(&value) {
            panic!("{}: {error} at {}", path.display(), error.instance_path());
        }
        // What is filled in is a scenario too.
        let resolved = scenario(&path).scenario().resolved();
        assert!(schema.is_valid(&resolved), "{} with its defaults", path.display());
        let misspelt: Value = toml::from_str(&text.replace("[[option]]", "[[optoin]]")).unwrap();
        assert!(!schema.is_valid(&misspelt), "{}", path.display());
    }
}

/// JSON and CSV of a scenario on a number of threads.
fn outputs(path: &Path, threads: usize) -> Vec<u8> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    pool.install(|| {
        let answer = match run(&scenario(path), &()) {
            Ok(answer) => answer,
            Err(error) => panic!("{}: {error}; {:?}", path.display(), error.remedy()),
        };
        let mut bytes = Vec::new();
        for point in &answer.points {
            for output in [
                &report::Json as &dyn ReportForm,
                &report::CsvSummary,
                &report::CsvReplicates,
                &report::CsvCurves,
                &report::CsvSeeds,
            ] {
                output.write(&point.report, &point.samples, &mut bytes).expect("memory");
            }
        }
        bytes
    })
}

#[test]
fn who_is_asked_for_which_message_is_the_same_on_1_2_and_7_threads() {
    let path = files().into_iter().find(|path| path.ends_with("portfolio.toml"));
    let file = scenario(&path.expect("there is a portfolio"));
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let found = pool.install(|| PortfolioSeeds::of(&file, None, &())).expect("it is sound");
        serde_json::to_string(&found).expect("JSON")
    };
    let one = on(1);
    let found: Value = serde_json::from_str(&one).expect("JSON");
    let messages = found["messages"].as_array().expect("messages");
    assert!(messages.iter().all(|message| message["seeds"][0]["id"].is_string()), "{one}");
    assert!(found["cost"].as_f64() <= Some(1000.0));
    assert!(found["certificate"]["ratio"].as_f64() > Some(1.0 / 3.0));
    assert_eq!((on(2), on(7)), (one.clone(), one));
}

#[test]
fn each_writes_the_same_bytes_on_1_2_and_7_threads() {
    for path in files() {
        let one = outputs(&path, 1);
        assert!(!one.is_empty());
        for threads in [2, 7] {
            assert!(outputs(&path, threads) == one, "{} on {threads} threads", path.display());
        }
    }
}

/// A screen has 50 lines of 100 columns: who, how good, and is it worth knowing the network?
#[test]
fn best_seeds_fits_on_two_screens() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/best-seeds.toml");
    let file = ScenarioFile::read(path.as_ref(), KeyChange::replicates(100)).expect("a scenario");
    let answer = run(&file, &()).expect("an answer");
    let text =
        report::terminal::text(&answer.points[0].report, wordspread::document::Layout::default());
    assert!(text.lines().count() <= 100, "{} lines\n{text}", text.lines().count());
    for line in text.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 100, "{line}");
    }
    let found = answer.points[0].report.examination.as_ref().expect("it is asked for");
    assert!(found.unanswered.is_empty() && found.break_even.is_some());
}

/// The rule that says when to stop must not see threads either: a scenario that goes on until it is
/// precise, and a sweep's own writers.
#[test]
fn stopping_rules_and_sweeps_are_the_same_on_1_2_and_7_threads() {
    let on = |threads: usize, name: &str, settings: &[&str]| {
        let path = format!("{}/scenarios/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let changes = settings.iter().map(|setting| KeyChange::set(setting).expect(setting));
        let file = ScenarioFile::read(path.as_ref(), changes.collect()).expect(name);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| run(&file, &())).expect(name)
    };
    let precise = |threads| {
        let settings = ["network.generate.barabasi-albert.users=2000", "answer.at_most=30000"];
        let answer = on(threads, "trivalency", &settings);
        let point = &answer.points[0];
        let stopped = point.report.replicates.stopped;
        assert_eq!(stopped, wordspread::simulate::Stopped::PrecisionReached);
        let mut bytes = Vec::new();
        report::Json.write(&point.report, &point.samples, &mut bytes).expect("memory");
        bytes
    };
    let sweep = |threads| {
        let settings = ["network.generate.gnp.users=500", "answer.replicates=300"];
        let sweep = on(threads, "tipping-point", &settings).sweep().expect("it is a sweep");
        let (mut json, mut csv) = (Vec::new(), Vec::new());
        sweep.write_json(&mut json).expect("memory");
        sweep.write_csv(&mut csv).expect("memory");
        (json, csv)
    };
    for threads in [2, 7] {
        assert!(precise(threads) == precise(1), "{threads} threads");
        assert!(sweep(threads) == sweep(1), "{threads} threads");
    }
}

/// The keywords of all delays in a model: those of a table at one of these keys, however deep.
fn delays(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(table) => {
            for (key, value) in table {
                if ["delay", "memory", "after"].contains(&key.as_str()) {
                    found.extend(tag(value));
                }
                delays(value, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| delays(value, found)),
        _ => {}
    }
}

/// The keyword of an externally tagged value: the only key of its table.
fn tag(value: &Value) -> Option<String> {
    value.as_object().and_then(|table| table.keys().next().cloned())
}

#[test]
fn every_row_of_every_catalogue_has_a_reference_and_a_scenario_that_uses_it() {
    let (mut used, mut used_delays) = (BTreeSet::new(), BTreeSet::new());
    for path in files() {
        let resolved = scenario(&path).scenario().resolved();
        delays(&resolved["model"], &mut used_delays);
        let mut section = |value: &Value| used.extend(tag(value));
        section(&resolved["network"]["generate"]);
        section(&resolved["network"]["implicit"]);
        section(&resolved["influence"]);
        section(&resolved["model"]);
        for option in resolved["option"].as_array().expect("a list") {
            section(&option["seeds"]);
        }
        let answer = resolved["answer"].as_object().expect("a table");
        used.extend(answer.keys().cloned());
        for measure in resolved["answer"]["measures"].as_array().expect("a list") {
            used.extend(measure.as_str().map(ToOwned::to_owned));
        }
    }
    let catalogues: [(&str, &[Row]); 7] = [
        ("generator", Generator::ROWS),
        ("implicit network", Implicit::ROWS),
        ("influence rule", InfluenceRule::ROWS),
        ("model", AnyModel::ROWS),
        ("strategy", AnyStrategy::ROWS),
        ("measure", AnyMetric::ROWS),
        ("curve", MeasureKeys::ROWS),
    ];
    for (what, rows) in catalogues {
        for row in rows {
            assert!(used.contains(row.keyword), "no scenario uses the {what} {}", row.keyword);
            assert!(!row.summary.is_empty() && !row.reference.is_empty(), "{}", row.keyword);
        }
    }
    // Delays share words with influence rules, so that they are looked for by themselves.
    for row in AnyDelay::ROWS {
        assert!(used_delays.contains(row.keyword), "no scenario uses the delay {}", row.keyword);
        assert!(!row.summary.is_empty() && !row.reference.is_empty(), "{}", row.keyword);
    }
    // Formats are held to their files by the round trips; here, to saying what they are.
    assert!(Format::ROWS.iter().all(|row| !row.summary.is_empty() && !row.reference.is_empty()));
}

/// The means of a scenario's options at its own number of replicates, against exact values.
#[test]
fn the_teaching_scenarios_give_the_exact_values_in_their_comments() {
    for (name, expected) in [
        ("teach-path", vec![1.999_512]),
        ("teach-star", vec![3.0, 1.29]),
        ("teach-cycle", vec![2.859_375]),
        ("teach-tree", vec![11.0]),
        ("teach-complete", vec![6.784_458]),
        ("teach-diamond", vec![2.254]),
        ("teach-topics", vec![2.254]),
        ("teach-attention", vec![2.254]),
        ("teach-platforms", vec![2.086]),
        ("teach-rivals", vec![1.21]),
        ("teach-steady", vec![16.738_774]),
        ("teach-growing", vec![9.847_969]),
        ("teach-fading", vec![21.277_252]),
        ("teach-long-tail", vec![31.0]),
        ("teach-hours", vec![2.05]),
    ] {
        let path = format!("{}/scenarios/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let file = ScenarioFile::read(path.as_ref(), vec![]).expect(name);
        let answer = run(&file, &()).expect(name);
        for (option, expected) in answer.points[0].samples.options.iter().zip(expected) {
            crate::worlds::assert_mean(&option.values[0], expected, name);
        }
    }
}
