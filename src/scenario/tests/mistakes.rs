//! Every mistake in a scenario is told with its key, its value, its line and what would be right.

use std::fmt::Write as _;

use super::{SOUND, answer, parse};
use crate::error::Error;

/// Message and remedy in one text, and the line of the scenario that is pointed at.
pub(super) fn told(error: &Error) -> (String, Option<String>) {
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
    (
        "rng_seed = 5",
        "name = 'again'",
        "name = 'again'",
        &["no TOML", "duplicate", "keep one `name`"],
    ),
    (
        "name = 'sound'\nrng_seed = 5",
        "[[option]]\nname = 'first'\nname = 'last'",
        "name = 'last'",
        &["duplicate", "above the first table, [[option]]: here it is a key of [[option]]"],
    ),
    ("name = 'five'", "name = 'five'\nname = 'e'", "name = 'e'", &["duplicate", "keep one `name`"]),
    (
        "[answer]",
        "[influence.uniform]\n[answer]",
        "[influence.uniform]",
        &["duplicate", "influence.uniform is there already"],
    ),
    ("[answer]", "[option]\n[answer]", "[option]", &["duplicate", "head each of them [[option]]"]),
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
        "[influence.uniform]\np = 0.2",
        "[influence]\np = 0.2",
        "p = 0.2",
        &["influence: there is no `p`", "write `uniform = { p = 0.2 }`"],
    ),
    (
        "[network.generate.gnp]\nusers = 40\nmean_followers = 3",
        "network = \"a.wsn\"",
        "network = \"a.wsn\"",
        &[
            "network: \"a.wsn\" is no table",
            "write [network.file], and below it `path = \"a.wsn\"`",
        ],
    ),
    (
        "[network.generate.gnp]\nusers = 40\nmean_followers = 3",
        "network = 'star'",
        "network = 'star'",
        &["under a head, [network.generate.star]"],
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
    (
        "replicates = 300",
        "replicates = -3",
        "replicates = -3",
        &["replicates", "-3", "give a whole number, at least 1"],
    ),
    ("p = 0.2", "p = 'high'", "p = 'high'", &["influence.uniform.p", "high", "a number"]),
    ("name = 'sound'", "name = 5", "name = 5", &["name", "5", "a text in quotes"]),
    ("quantiles = [0.5]", "quantiles = 0.5", "quantiles = 0.5", &["0.5", "`quantiles = [0.5]`"]),
    ("rng_seed = 5", "rng_seed = -5", "rng_seed = -5", &["rng_seed", "-5"]),
    // Values without the table that they belong in, and lists in place of tables.
    (
        "seeds.random = { count = 2 }",
        "seeds.users = [\"a\"]",
        "seeds.users = [\"a\"]",
        &["option.0.seeds.users: a list", "write `seeds.users = { ids = [\"a\"] }`"],
    ),
    (
        "seeds.random = { count = 2 }",
        "seeds = { users = [[1]] }",
        "seeds = { users = [[1]] }",
        &["option.0.seeds.users: a list", "write `users = { ids = [1] }`"],
    ),
    (
        "seeds.random = { count = 2 }",
        "seeds.random = [2]",
        "seeds.random = [2]",
        &["option.0.seeds.random: a list", "write `seeds.random = { count = 2 }`"],
    ),
    (
        "seeds.random = { count = 2 }",
        "seeds = \"random\"",
        "seeds = \"random\"",
        &["option.0.seeds: a word", "write `seeds = { random = { count = 10 } }`"],
    ),
    (
        "price = { per_user = 5, fixed = 1 }",
        "price = 5",
        "price = 5",
        &["option.0.price: integer 5", "write `price = { "],
    ),
    (
        "[answer]",
        "[[answer]]",
        "[[answer]]",
        &["answer: a list", "head it [answer], with one bracket"],
    ),
    (
        "[answer]",
        "[sweep]\nkey = 'rng_seed'\n[answer]",
        "[sweep]",
        &["sweep: map does not fit", "head each of them [[sweep]]"],
    ),
    // Missing and superfluous.
    (
        "name = 'sound'",
        "",
        "[network.generate.gnp]",
        &["the scenario lacks the key `name`", "above the first table, [network.generate.gnp]"],
    ),
    (
        "name = 'sound'\nrng_seed = 5\n\n[network.generate.gnp]",
        "[network.generate.gnp]",
        "[network.generate.gnp]",
        &["the scenario lacks the key `name`", "add a line `name = \"…\"` above"],
    ),
    (
        "confidence = 0.9",
        "rng_seed = 4",
        "rng_seed = 4",
        &["unknown key `rng_seed` in answer", "above the first [table]"],
    ),
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
        &["option.0.price.per_user", "-5", "give 0, or"],
    ),
    (
        "price = { per_user = 5, fixed = 1 }",
        "price = { per_user = 1e308 }",
        "price = { per_user = 1e308 }",
        &["option.0.price.per_user", "1000", "1e15"],
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
        "[[sweep]]\nkey = 'rng_seed'\nfrom = 1\nto = 2\nsteps = 4_000_000_000\n[answer]",
        "steps = 4_000_000_000",
        &["steps", "4000000000", "10000"],
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
        ("answer.replicates=-3", &["-3", "at least 1"]),
        ("network=a.wsn", &["\"a.wsn\" is no table", "--network a.wsn"]),
        ("influence={ p = 0.1 }", &["there is no `p`", "write `uniform = { p = 0.1 }`"]),
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

/// The remedy for a number, a text or a list in place of a strategy's table, put where it was
/// written, gives a scenario.
#[test]
fn what_a_remedy_says_to_write_can_be_written() {
    let option = "seeds.random = { count = 2 }";
    for wrong in [
        "seeds.users = [1, 2]",
        "seeds.users = 3",
        "seeds.users = { ids = 3 }",
        "seeds.random = 5",
        "seeds.random = [5]",
        "seeds = { random = 5 }",
        "seeds.top-degree = 5",
        "seeds.pagerank = 5",
        "seeds.k-core = 5",
        "seeds.k-core = 'five'",
        "seeds.file = 'seeds.txt'",
        "seeds = 'random'",
        "seeds = 7",
        "seeds = [7]",
    ] {
        let error = parse(&SOUND.replacen(option, wrong, 1), &[]).expect_err(wrong);
        let remedy = error.remedy().expect(wrong);
        let right = remedy.strip_prefix("write `").and_then(|rest| rest.strip_suffix('`'));
        let right = right.unwrap_or_else(|| panic!("{wrong}: {remedy}"));
        let (key, _) = right.split_once('=').expect("a key and its value");
        let start = wrong.find(key.trim()).expect("the key is written as before");
        let closed = if wrong.ends_with(" }") && start > 0 { " }" } else { "" };
        let mended = format!("{}{right}{closed}", &wrong[..start]);
        if let Err(error) = parse(&SOUND.replacen(option, &mended, 1), &[]) {
            panic!("{wrong} became {mended}: {error}");
        }
    }
}

#[test]
fn a_table_left_out_of_a_flag_is_told_with_its_key() {
    let error = parse(SOUND, &["option.two.seeds.random=5"]).expect_err("5 is no table");
    let (told, _) = told(&error);
    assert!(told.contains("write `option.two.seeds.random = { count = 5 }`"), "{told}");
}
