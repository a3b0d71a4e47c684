//! Every mistake in a scenario is told with its key, its value and its line; and the line gives
//! the same bytes on any number of threads.

use std::fmt::Write as _;

use super::{Answer, Change, Scenario, ScenarioFile, run};
use crate::error::{Error, Result};

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
    let changes = changes.iter().map(|change| Change::set(change)).collect::<Result<_>>()?;
    ScenarioFile::parse(text, "launch.toml", changes)
}

fn answer(text: &str, changes: &[&str]) -> Result<Answer> {
    run(&parse(text, changes)?, &())
}

/// Message and remedy in one text, and the line of the scenario that is pointed at.
fn told(error: &Error) -> (String, Option<String>) {
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

/// A mistake: a line of [`SOUND`], what is written instead, the line that must be pointed at (empty
/// for none), and what must be said.
type Mistake = (&'static str, &'static str, &'static str, &'static [&'static str]);

const MISTAKES: &[Mistake] = &[
    // Syntax.
    ("rng_seed = 5", "rng_seed = ", "rng_seed = ", &["no TOML"]),
    ("rng_seed = 5", "name = 'again'", "name = 'again'", &["no TOML", "duplicate"]),
    ("[influence.uniform]", "[influence.uniform", "[influence.uniform", &["no TOML"]),
    // Unknown keys and words.
    ("rng_seed = 5", "rng_sed = 5", "rng_sed = 5", &["`rng_sed`", "did you mean `rng_seed`"]),
    ("users = 40", "usres = 40", "usres = 40", &["network.generate.gnp", "did you mean `users`"]),
    ("p = 0.2", "q = 0.2", "q = 0.2", &["unknown key `q` in influence.uniform", "`p`"]),
    (
        "[influence.uniform]\np = 0.2",
        "[influence.unifrom]\np = 0.2",
        "[influence.unifrom]",
        &["influence", "`unifrom`", "did you mean `uniform`"],
    ),
    (
        "[model.independent-cascade]",
        "[model.independant-cascade]",
        "[model.independant-cascade]",
        &["model", "did you mean `independent-cascade`"],
    ),
    (
        "seeds.random = { count = 2 }",
        "seeds.randm = { count = 2 }",
        "seeds.randm = { count = 2 }",
        &["option.0.seeds", "did you mean `random`"],
    ),
    (
        "seeds.random = { count = 2 }",
        "seeds.random = { conut = 2 }",
        "seeds.random = { conut = 2 }",
        &["`conut`", "did you mean `count`"],
    ),
    (
        "viral_at = { sharers = 10 }",
        "viral_at = { sharrers = 10 }",
        "viral_at = { sharrers = 10 }",
        &["`sharrers`", "did you mean `sharers`"],
    ),
    (
        "confidence = 0.9",
        "measures = ['depht']",
        "measures = ['depht']",
        &["answer.measures", "`depht`", "did you mean `depth`"],
    ),
    // Wrong types.
    (
        "replicates = 300",
        "replicates = 'many'",
        "replicates = 'many'",
        &["replicates", "many", "whole number"],
    ),
    ("replicates = 300", "replicates = -3", "replicates = -3", &["replicates", "-3", "0 or more"]),
    ("p = 0.2", "p = 'high'", "p = 'high'", &["influence.uniform.p", "high", "a number"]),
    ("name = 'sound'", "name = 5", "name = 5", &["name", "5", "a text in quotes"]),
    ("quantiles = [0.5]", "quantiles = 0.5", "quantiles = 0.5", &["quantiles", "0.5", "a list"]),
    ("rng_seed = 5", "rng_seed = -5", "rng_seed = -5", &["rng_seed", "-5"]),
    // Missing and superfluous.
    ("name = 'sound'", "", "", &["the scenario lacks the key `name`"]),
    ("users = 40", "", "[network.generate.gnp]", &["network.generate.gnp", "`users`"]),
    ("name = 'two'", "", "[[option]]", &["option.0", "`name`"]),
    ("[model.independent-cascade]", "[model]", "[model]", &["model is empty", "[model.…]"]),
    (
        "[model.independent-cascade]",
        "[model.independent-cascade]\n[model.linear-threshold]",
        "[model.independent-cascade]",
        &["independent-cascade and linear-threshold at once"],
    ),
    (
        "[influence.uniform]",
        "[network.file]\npath = 'x'\n[influence.uniform]",
        "[network.generate.gnp]",
        &["network has generate and file at once", "keep one"],
    ),
    ("[model.independent-cascade]", "[model.linear-threshold]\nx = 1", "x = 1", &["`x`"]),
    // Rules between keys.
    ("name = 'sound'", "name = ' '", "name = ' '", &["name"]),
    ("name = 'five'", "name = 'two'", "name = 'two'", &["option.1.name", "\"two\""]),
    ("name = 'five'", "name = ''", "name = ''", &["option.1.name", "empty"]),
    (
        "price = { per_user = 5, fixed = 1 }",
        "price = { per_user = -5 }",
        "price = { per_user = -5 }",
        &["option.0.price.per_user", "-5", "0 or more"],
    ),
    (
        "price = { per_user = 5, fixed = 1 }",
        "price = { fixed = inf }",
        "price = { fixed = inf }",
        &["option.0.price.fixed", "inf"],
    ),
    (
        "viral_at = { sharers = 10 }",
        "viral_at = { sharers = 0 }",
        "viral_at = { sharers = 0 }",
        &["viral_at", "sharers = 0"],
    ),
    (
        "viral_at = { sharers = 10 }",
        "viral_at = [{ reach = 5 }, { reach_fraction = 1.5 }]",
        "viral_at = [{ reach = 5 }, { reach_fraction = 1.5 }]",
        &["viral_at", "reach_fraction = 1.5"],
    ),
    (
        "viral_at = { sharers = 10 }",
        "viral_at = { sharers = 5, reach = 9 }",
        "viral_at = { sharers = 5, reach = 9 }",
        &["viral_at", "a list"],
    ),
    (
        "viral_at = { sharers = 10 }",
        "viral_at = { sharers = 41 }",
        "viral_at = { sharers = 41 }",
        &["viral_at", "sharers = 41", "40 users"],
    ),
    ("replicates = 300", "replicates = 0", "replicates = 0", &["answer.replicates", "at least 1"]),
    (
        "replicates = 300",
        "replicates = 300\nprecision = { reach = 0.1 }",
        "replicates = 300",
        &["answer.replicates", "300", "precision"],
    ),
    ("replicates = 300", "replicates = 300\nat_most = 9", "at_most = 9", &["answer.at_most", "9"]),
    ("replicates = 300", "at_most = 0", "at_most = 0", &["answer.at_most", "at least 1"]),
    ("replicates = 300", "precision = {}", "precision = {}", &["answer.precision"]),
    (
        "replicates = 300",
        "precision = { reach = 0 }",
        "precision = { reach = 0 }",
        &["answer.precision.reach", "0 "],
    ),
    (
        "viral_at = { sharers = 10 }\nreplicates = 300",
        "precision = { viral = 0.1 }",
        "precision = { viral = 0.1 }",
        &["answer.precision.viral", "viral_at"],
    ),
    (
        "confidence = 0.9",
        "confidence = 95",
        "confidence = 95",
        &["answer.confidence", "95", "between 0 and 1"],
    ),
    (
        "quantiles = [0.5]",
        "quantiles = [0.5, 1.0]",
        "quantiles = [0.5, 1.0]",
        &["answer.quantiles", "1", "median"],
    ),
    // What the network, the influence and the seeds refuse.
    ("p = 0.2", "p = 1.3", "p = 1.3", &["influence.uniform.p", "1.3", "0 to 1"]),
    ("p = 0.2", "p = nan", "p = nan", &["influence.uniform.p", "NaN"]),
    ("users = 40", "users = 0", "users = 0", &["network.generate.gnp.users", "0"]),
    (
        "seeds.random = { count = 2 }",
        "seeds.random = { count = 41 }",
        "seeds.random = { count = 41 }",
        &["count", "41", "40 users"],
    ),
    (
        "seeds.random = { count = 2 }",
        "seeds.users = { ids = [40] }",
        "seeds.users = { ids = [40] }",
        &["ids", "40"],
    ),
    (
        "confidence = 0.9",
        "by_segment = 'region'",
        "by_segment = 'region'",
        &["answer.by_segment", "\"region\""],
    ),
    (
        "[network.generate.gnp]\nusers = 40\nmean_followers = 3",
        "[network.file]\npath = 'nowhere.txt'",
        "",
        &["nowhere.txt"],
    ),
    (
        "[network.generate.gnp]\nusers = 40\nmean_followers = 3",
        "",
        "",
        &["network", "--network FILE", "--edge MEANING"],
    ),
    // Sweeps.
    (
        "[answer]",
        "[[sweep]]\nkey = 'influence.uniform.q'\nvalues = [0.1]\n[answer]",
        "key = 'influence.uniform.q'",
        &["influence.uniform.q", "did you mean `p`"],
    ),
    (
        "[answer]",
        "[[sweep]]\nkey = 'p q'\nvalues = [0.1]\n[answer]",
        "key = 'p q'",
        &["p q", "no key"],
    ),
    (
        "[answer]",
        "[[sweep]]\nkey = 'rng_seed'\n[answer]",
        "key = 'rng_seed'",
        &["rng_seed", "`values`"],
    ),
    (
        "[answer]",
        "[[sweep]]\nkey = 'rng_seed'\nvalues = [1]\nsteps = 2\n[answer]",
        "values = [1]",
        &["values", "range"],
    ),
    (
        "[answer]",
        "[[sweep]]\nkey = 'rng_seed'\nfrom = 1\nto = 2\nsteps = 1\n[answer]",
        "steps = 1",
        &["steps", "1"],
    ),
    (
        "[answer]",
        "[[sweep]]\nkey = 'rng_seed'\nfrom = 0\nto = 2\nsteps = 3\nspacing = 'log'\n[answer]",
        "spacing = 'log'",
        &["spacing", "0 to 2"],
    ),
    (
        "[answer]",
        "[[sweep]]\nkey = 'influence.uniform.p'\nvalues = [0.1, 2]\n[answer]",
        "key = 'influence.uniform.p'",
        &["influence.uniform.p", "2 is no probability"],
    ),
    (
        "[answer]",
        "[[sweep]]\nkey = 'influence.uniform.p'\nvalues = ['x']\n[answer]",
        "key = 'influence.uniform.p'",
        &["\"x\"", "a number"],
    ),
    (
        "[answer]",
        "[[sweep]]\nkey = 'rng_seed'\nvalues = [1]\n[[sweep]]\nkey = 'rng_seed'\nvalues = [2]\n[answer]",
        "key = 'rng_seed'",
        &["twice"],
    ),
    (
        "[answer]",
        "[[sweep]]\nkey = 'a'\nvalues = [1]\n[[sweep]]\nkey = 'b'\nvalues = [2]\n[[sweep]]\nkey = 'c'\nvalues = [2]\n[answer]",
        "key = 'c'",
        &["3 keys"],
    ),
];

#[test]
fn every_mistake_is_told_at_its_line_with_key_value_and_remedy() {
    let mut failures = String::new();
    for (right, wrong, line, words) in MISTAKES {
        assert!(SOUND.contains(right), "{right}");
        let text = SOUND.replacen(right, wrong, 1);
        let Err(error) = answer(&text, &[]) else {
            writeln!(failures, "{wrong:?} was accepted").expect("a text grows");
            continue;
        };
        let (text, pointed) = told(&error);
        let missing: Vec<&&str> = words.iter().filter(|word| !text.contains(**word)).collect();
        if !missing.is_empty()
            || pointed.as_deref().unwrap_or_default() != *line
            || error.remedy().is_none()
        {
            writeln!(failures, "{wrong:?}: at {pointed:?}: {text} (lacks {missing:?})")
                .expect("a text grows");
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn a_mistake_of_a_flag_is_told_at_the_flag() {
    let mut failures = String::new();
    for (change, words) in [
        ("network.generate.gnp.usres=9", &["usres", "did you mean `users`"][..]),
        ("netwrok.generate.gnp.users=9", &["`netwrok`", "did you mean `network`"]),
        ("model.independant-cascade={}", &["independant-cascade and independent-cascade"]),
        ("model={independant-cascade={}}", &["did you mean `independent-cascade`"]),
        ("influence.uniform.p=1.3", &["1.3", "0 to 1"]),
        ("influence.uniform.p=high", &["\"high\"", "a number"]),
        ("answer.replicates=0", &["0 replicates"]),
        ("answer.replicates.x=0", &["integer"]),
        ("option.two.seeds.random.count=99", &["99", "40 users"]),
        ("option.two.seeds.random.cuont=9", &["did you mean `count`"]),
        ("option.1.name=two", &["\"two\""]),
        ("option.7.name=two", &["\"7\"", "\"two\", \"five\""]),
        ("answer.by_segment=region", &["\"region\""]),
    ] {
        let Err(error) = answer(SOUND, &[change]) else {
            writeln!(failures, "{change} was accepted").expect("a text grows");
            continue;
        };
        let (text, pointed) = told(&error);
        let flag = format!("--set {change}");
        if pointed.as_deref() != Some(&*flag)
            || !text.contains(&flag)
            || !words.iter().all(|word| text.contains(word))
        {
            writeln!(failures, "{change}: at {pointed:?}: {text}").expect("a text grows");
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn a_mistake_of_the_text_is_told_there_although_a_flag_is_given() {
    let text = SOUND.replace("p = 0.2", "p = 0.2\nq = 1");
    let (told, line) = told(&answer(&text, &["rng_seed=2"]).expect_err("q is unknown"));
    assert_eq!(line.as_deref(), Some("q = 1"), "{told}");
    let text = SOUND.replace("p = 0.2", "p = 3");
    let (told, line) = self::told(&answer(&text, &["rng_seed=2"]).expect_err("3 is too much"));
    assert_eq!(line.as_deref(), Some("p = 3"), "{told}");
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
    let alone = self::answer(SOUND, &[]).expect("an answer");
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
    let (told, line) = told(&run(&file, &()).expect_err("no meaning"));
    assert!(told.contains("--edge"), "{told}");
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
    let mut changes = vec![Change::network(&ties), Change::edge(meaning)];
    changes.extend(Change::replicates(7));
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
