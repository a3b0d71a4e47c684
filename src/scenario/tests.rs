//! What is left out is filled in, paths and flags mean what they say, and the line gives the same
//! bytes on any number of threads. Mistakes are in `mistakes.rs`.

mod examined;
mod mistakes;

use super::{Answer, KeyChange, Scenario, ScenarioFile, run};
use crate::{
    error::{Error, Result},
    progress::StopsAt,
    simulate::Stopped,
};

/// Message and remedy in one text, and the line of the scenario that is pointed at.
fn fault(error: &Error) -> (String, Option<String>) {
    let text = format!("{error} | {}", error.remedy().unwrap_or_default());
    let line = match error {
        Error::Scenario(fault) => fault.span.clone().map(|span| {
            let start = fault.text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
            fault.text[start..].lines().next().unwrap_or_default().to_owned()
        }),
        _ => None,
    };
    (text, line)
}

/// A sound scenario, one key a line, that mistakes are made in.
const SOUND: &str = "\
name = 'sound'
rng_seed = 5

[network.generate.gnp]
users = 40
mean_followers = 3

[influence.uniform]
p = 0.2

[model.independent-cascade]

[[option]]
name = 'two'
seeds.random = { count = 2 }
price = { per_user = 5, fixed = 1 }

[[option]]
name = 'five'
seeds.top-degree = { count = 5 }

[answer]
viral_at = { sharers = 10 }
replicates = 300
quantiles = [0.5]
confidence = 0.9
";

fn parse(text: &str, changes: &[&str]) -> Result<ScenarioFile> {
    let changes = changes.iter().map(|change| KeyChange::set(change)).collect::<Result<_>>()?;
    ScenarioFile::parse(text, "launch.toml", changes)
}

/// The answer; or what ended it, were it after some points of a sweep.
fn answer(text: &str, changes: &[&str]) -> Result<Answer> {
    let mut answer = run(&parse(text, changes)?, &())?;
    answer.failed.take().map_or(Ok(answer), Err)
}

#[test]
fn what_is_left_out_is_filled_in_and_resolves_to_the_same_scenario() {
    let text = "name = 'a'\n[network.generate.star]\nusers = 3\n\
                [[option]]\nname = 'b'\nseeds.random = { count = 1 }";
    let file = parse(text, &[]).expect("a scenario");
    let resolved = file.scenario().resolved();
    for (place, value) in [
        ("/rng_seed", serde_json::json!(1)),
        ("/influence/weighted-cascade/c", serde_json::json!(1.0)),
        ("/model/independent-cascade", serde_json::json!({})),
        ("/answer/precision/reach", serde_json::json!(0.01)),
        ("/answer/at_most", serde_json::json!(1_000_000)),
        ("/answer/measures", serde_json::json!(["sharers", "reach", "impressions"])),
        ("/answer/confidence", serde_json::json!(0.95)),
        ("/option/0/seeds/random/redraw", serde_json::json!(false)),
    ] {
        assert_eq!(resolved.pointer(place), Some(&value), "{place} of {resolved}");
    }
    let again: Scenario = serde_json::from_value(resolved.clone()).expect("a scenario");
    assert_eq!(again.resolved(), resolved);
}

#[test]
fn only_what_is_needed_is_measured() {
    let measured = |changes: &[&str]| {
        let file = parse(SOUND, changes).expect("a scenario");
        file.scenario().answer.measures.iter().map(|metric| metric.keyword()).collect::<Vec<_>>()
    };
    assert_eq!(measured(&["answer.measures=['sharers']"]), ["sharers"]);
    assert_eq!(measured(&["answer.measures=['depth']"]), ["sharers", "depth"]);
    let viral = "answer.viral_at=[{ sharers = 2 }, { reach_fraction = 0.5 }]";
    assert_eq!(measured(&["answer.measures=[]", viral]), ["sharers", "reach"]);
}

#[test]
fn the_record_names_the_kernel_that_ran() {
    let kernel = |changes: &[&str]| {
        let answer = answer(SOUND, changes).expect("an answer");
        let record = serde_json::to_value(&answer.points[0].report.record).expect("it is JSON");
        record["kernel"].clone()
    };
    assert_eq!(kernel(&[]), "fused");
    assert_eq!(kernel(&["answer.replicates=7"]), "walk");
    assert_eq!(kernel(&["answer.measures=['depth']"]), "walk");
    assert_eq!(kernel(&["model={ linear-threshold = {} }", "influence.uniform.p=0.02"]), "chase");
    let implicit = "network={ implicit = { follower = { users = 5000 } } }";
    let seeds = "option.five.seeds={ random = { count = 5 } }";
    assert_eq!(kernel(&[implicit, seeds, "influence.uniform.p=0.01"]), "walk");
}

#[test]
fn options_with_the_same_users_know_each_other() {
    let same = |two: &str, five: &str| {
        let changes = [format!("option.two.seeds={two}"), format!("option.five.seeds={five}")];
        let answer = answer(SOUND, &changes.each_ref().map(String::as_str)).expect("an answer");
        let options = &answer.points[0].report.question.options;
        assert_eq!(options[0].same_seeds_as, None);
        options[1].same_seeds_as.as_deref() == Some("two")
    };
    let (one, both) = ("{ users = { ids = [3] } }", "{ users = { ids = [3, 5] } }");
    assert!(same(both, "{ users = { ids = [5, 3, 3] } }"));
    assert!(!same(one, both));
    let drawn = "{ random = { count = 3, redraw = true } }";
    assert!(same(drawn, drawn));
    assert!(!same(drawn, "{ random = { count = 4, redraw = true } }"));
    assert!(!same(drawn, "{ random = { count = 3 } }"));
}

#[test]
fn what_a_scenario_leaves_out_is_known() {
    let file = |changes: &[&str]| parse(SOUND, changes).expect("a scenario");
    assert!(!file(&[]).leaves_out("influence"));
    let text = SOUND.replace("[influence.uniform]\np = 0.2\n", "");
    assert!(parse(&text, &[]).expect("a scenario").leaves_out("influence"));
    let flag = parse(&text, &["influence.uniform.p=0.1"]).expect("a scenario");
    assert!(!flag.leaves_out("influence"));
}

#[test]
fn one_two_and_seven_threads_write_the_same_bytes() {
    let sweep = "[[sweep]]\nkey = 'influence.uniform.p'\nfrom = 0.1\nto = 0.4\nsteps = 2\n";
    let measures = "answer.measures=['reach', 'depth', 'structural-virality']";
    let precise = SOUND.replace("replicates = 300", "precision = { viral = 0.02 }");
    for text in [SOUND.to_owned(), format!("{SOUND}{sweep}"), precise] {
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            let answer = pool.expect("threads").install(|| answer(&text, &[measures]));
            let answer = answer.expect("an answer");
            let reports: Vec<String> = answer
                .points
                .iter()
                .map(|point| serde_json::to_string(&point.report).expect("a report is JSON"))
                .collect();
            let samples: Vec<_> = answer.points.into_iter().map(|point| point.samples).collect();
            (reports, samples)
        };
        let one = on(1);
        assert_eq!(one, on(2));
        assert_eq!(one, on(7));
    }
}

#[test]
fn points_of_a_sweep_meet_the_same_worlds_on_the_same_network() {
    let sweep = "[[sweep]]\nkey = 'influence.uniform.p'\nvalues = [0.1, 0.2]\n\
                 [[sweep]]\nkey = 'option.five.seeds.top-degree.count'\nvalues = [5, 6]\n";
    let answer = answer(&format!("{SOUND}{sweep}"), &[]).expect("an answer");
    assert_eq!(answer.points.len(), 4);
    assert_eq!(answer.sweep().expect("a sweep").points.len(), 4);
    let alone = self::answer(SOUND, &[]).expect("an answer");
    assert!(alone.sweep().is_none());
    // The third point is p = 0.2 and five seeds: the scenario itself.
    assert_eq!(answer.points[2].samples, alone.points[0].samples);
    let set: Vec<String> = answer.points[2].set.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert_eq!(set, ["influence.uniform.p=0.2", "option.five.seeds.top-degree.count=5"]);
    // More influence and more seeds never make fewer sharers in the same world.
    let sharers =
        |point: usize, option: usize| &answer.points[point].samples.options[option].values[0];
    let ordered = |less: &[f64], more: &[f64]| less.iter().zip(more).all(|(a, b)| a <= b);
    assert!(ordered(sharers(0, 1), sharers(1, 1)));
    let fingerprint = |point: usize| &answer.points[point].report.question.network.fingerprint;
    assert_eq!(fingerprint(0), fingerprint(3));
    assert!(answer.points[2].report.record.scenario.get("sweep").is_none());
}

#[test]
fn paths_in_a_scenario_are_taken_from_its_folder_and_told_as_they_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text);
    write("ties.txt", "1 2\n2 3\n3 4\n").expect("a file");
    write("fans.txt", "2\n3\n").expect("a file");
    let text = "name = 'file'\nanswer.replicates = 10\ninfluence.uniform = { p = 1 }\n\
                [network.file]\npath = 'ties.txt'\nedge = 'influencer-to-audience'\n\
                [[option]]\nname = 'fans'\nseeds.file = { path = 'fans.txt' }\n";
    let at = folder.path().join("s.toml");
    let file = ScenarioFile::parse(text, &at, vec![]).expect("a scenario");
    let answer = run(&file, &()).expect("an answer");
    assert!(
        answer.points[0].samples.options[0].values[0]
            .iter()
            .all(|&n| n.to_bits() == 3_f64.to_bits())
    );
    let inputs = &answer.points[0].report.record.inputs;
    let named: Vec<_> = inputs.iter().map(|input| (&*input.role, &*input.path)).collect();
    assert_eq!(named, [("network", "ties.txt"), ("seeds of option fans", "fans.txt")]);
    let json = serde_json::to_string(&answer.points[0].report).expect("JSON");
    assert!(!json.contains(&*folder.path().to_string_lossy()), "{json}");

    // Without its meaning the file is refused, at the section that names it.
    let silent = text.replace("edge = 'influencer-to-audience'\n", "");
    let file = ScenarioFile::parse(silent, &at, vec![]).expect("a scenario");
    let (text, line) = fault(&run(&file, &()).expect_err("no meaning"));
    assert!(text.contains("--edge"), "{text}");
    assert_eq!(line.as_deref(), Some("[network.file]"));
}

#[test]
fn flags_give_a_network_its_meaning_and_a_number_of_replicates() {
    let folder = tempfile::tempdir().expect("a folder");
    let ties = folder.path().join("ties.txt");
    std::fs::write(&ties, "1 2\n2 3\n").expect("a file");
    let text = "name = 'any'\nanswer.precision = { reach = 0.5 }\n\
                [[option]]\nname = 'one'\nseeds.random = { count = 1 }\n";
    let meaning = crate::network::builder::EdgeMeaning::Mutual;
    let mut changes = vec![KeyChange::network(&ties), KeyChange::edge(meaning)];
    changes.extend(KeyChange::replicates(7));
    let file = ScenarioFile::parse(text, "elsewhere/any.toml", changes).expect("a scenario");
    let answer = run(&file, &()).expect("an answer");
    assert_eq!(answer.points[0].report.replicates.count, 7);
    assert_eq!(answer.points[0].report.question.network.edges, 4);
}

#[test]
fn the_schema_knows_what_the_parser_knows() {
    let validator = jsonschema::validator_for(&Scenario::schema()).expect("a schema");
    let json = |text: &str| -> serde_json::Value {
        let table: toml::Table = text.parse().expect(text);
        serde_json::to_value(table).expect("JSON")
    };
    let errors = |text: &str| -> Vec<String> {
        validator.iter_errors(&json(text)).map(|error| error.to_string()).collect()
    };
    assert_eq!(errors(SOUND), Vec::<String>::new());
    for (right, wrong) in [
        ("rng_seed = 5", "rng_sed = 5"),
        ("p = 0.2", "q = 0.2"),
        ("replicates = 300", "replicates = 'many'"),
        ("viral_at = { sharers = 10 }", "viral_at = { sharrers = 10 }"),
        ("name = 'two'", ""),
    ] {
        assert!(!errors(&SOUND.replacen(right, wrong, 1)).is_empty(), "{wrong}");
    }
}

#[test]
fn seeds_that_are_found_when_it_is_stopped_are_told_with_what_they_do() {
    let options = "[[option]]\nname = 'sought'\n\
                   seeds.best = { count = 3, accuracy = { quality = 1e-9 } }\n\
                   [[option]]\nname = 'weighed'\nseeds.greedy = { count = 3 }\n\
                   [[option]]\nname = 'fixed'\nseeds.users = { ids = [4, 2] }\n";
    let file = parse(&format!("{SOUND}{options}"), &[]).expect("a scenario");
    // The search itself is one piece, each look another.
    let stopped = run(&file, &StopsAt::begin("choosing seeds", 6)).expect("something is found");
    assert!(stopped.partial);
    let report = &stopped.points[0].report;
    let names: Vec<&str> = report.options.iter().map(|option| option.name.as_str()).collect();
    assert_eq!(names, ["two", "five", "sought", "fixed"]);
    let certificate = report.options[2].certificate.as_ref().expect("it is certified");
    assert!(certificate.interrupted && !certificate.reached && certificate.ratio > 0.0);
    assert_eq!(report.options[2].chosen.as_ref().map(Vec::len), Some(3));
    let ids = |place: usize| -> Vec<&str> {
        let chosen = report.options[place].chosen.as_ref().expect("they are the same throughout");
        chosen.iter().map(|seed| seed.id.as_str()).collect()
    };
    assert_eq!(ids(3), ["2", "4"]);
    // There is time for sixteen, but for a machine that is busy with something else.
    let count = report.replicates.count;
    assert!((1..=16).contains(&count), "{count}");
    assert_eq!(report.replicates.stopped, Stopped::Interrupted);
    let warning = report.verdict.warning.as_deref().expect("a warning");
    let partial = format!("Partial: stopped by hand after {count} of at most 300");
    assert!(warning.contains(&partial), "{warning}");
    assert!(warning.contains("Options left out: weighed."), "{warning}");
    // Before anything is found there is nothing to tell.
    let none = run(&file, &StopsAt::begin("choosing seeds", 1));
    assert!(matches!(none, Err(Error::Stopped)));
}

/// Two replicates have an interval of 13 standard errors on either side.
#[test]
fn means_of_users_are_never_thought_to_be_fewer_than_seeds_or_more_than_all() {
    for rng_seed in 0..5 {
        let rng_seed = format!("rng_seed={rng_seed}");
        let changes = ["answer.replicates=2", "answer.viral_at=[]", &rng_seed];
        let answer = answer(SOUND, &changes).expect("an answer");
        for option in &answer.points[0].report.options {
            for metric in ["sharers", "reach", "impressions"] {
                let Some(interval) = option.metrics[metric].interval else { panic!("two values") };
                let least = if metric == "impressions" { 0.0 } else { option.seeds as f64 };
                assert!(interval.low >= least, "{metric}: {interval:?}");
                assert!(metric == "impressions" || interval.high <= 40.0, "{metric}: {interval:?}");
            }
        }
    }
}

#[test]
fn a_stop_leaves_the_first_replicates_of_the_points_that_were_reached() {
    let sweep = "[[sweep]]\nkey = 'influence.uniform.p'\nvalues = [0.1, 0.2, 0.3]\n";
    let file = parse(&format!("{SOUND}{sweep}"), &[]).expect("a scenario");
    let whole = run(&file, &()).expect("an answer");
    assert!(!whole.partial);
    // The network takes a step or a few; then 300 replicates, and some of the next point's.
    let stopped = run(&file, &StopsAt::steps(450)).expect("an answer");
    assert!(stopped.partial);
    assert_eq!(stopped.points.len(), 2);
    assert_eq!(stopped.points[0].samples, whole.points[0].samples);
    let done = stopped.points[1].samples.replicates as usize;
    assert!((1..300).contains(&done), "{done}");
    let values = |answer: &Answer| answer.points[1].samples.options[0].values[0].clone();
    assert_eq!(values(&stopped), values(&whole)[..done]);
    assert_eq!(stopped.points[1].report.replicates.stopped, Stopped::Interrupted);
    let none = run(&file, &StopsAt::steps(0));
    assert!(matches!(none, Err(Error::Stopped)));
}
