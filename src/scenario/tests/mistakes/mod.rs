//! Every mistake in a scenario is named with its key, its value, its line and what would be right.

mod rules;
mod shape;

use std::fmt::Write as _;

use super::{SOUND, answer, fault, parse};

/// A mistake: a line of [`SOUND`], what is written instead, the line that must be pointed at (empty
/// for none), and what must be said.
type Mistake = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// Sees that each mistake is named at its line with key, value and remedy.
fn all_are_told(mistakes: &[Mistake]) {
    let mut failures = String::new();
    for (right, wrong, line, words) in mistakes {
        assert!(SOUND.contains(right), "{right}");
        let text = SOUND.replacen(right, wrong, 1);
        let Err(error) = answer(&text, &[]) else {
            writeln!(failures, "{wrong:?} was accepted").expect("a text grows");
            continue;
        };
        let (text, pointed) = fault(&error);
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
        ("option.tow.seeds.random.count=1", &["\"tow\"", "did you mean \"two\"?"]),
        ("option.7.name=two", &["\"7\"", "\"two\", \"five\""]),
        ("answer.by_segment=region", &["\"region\""]),
    ] {
        let Err(error) = answer(SOUND, &[change]) else {
            writeln!(failures, "{change} was accepted").expect("a text grows");
            continue;
        };
        let (text, pointed) = fault(&error);
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
    let (text, line) = fault(&answer(&text, &["rng_seed=2"]).expect_err("q is unknown"));
    assert_eq!(line.as_deref(), Some("q = 1"), "{text}");
    let text = SOUND.replace("p = 0.2", "p = 3");
    let (text, line) = fault(&answer(&text, &["rng_seed=2"]).expect_err("3 is too much"));
    assert_eq!(line.as_deref(), Some("p = 3"), "{text}");
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
    let (text, _) = fault(&error);
    assert!(text.contains("write `option.two.seeds.random = { count = 5 }`"), "{text}");
}
