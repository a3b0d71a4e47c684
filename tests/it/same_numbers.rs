//! No number changes unnoticed: every scenario gives the numbers that it gave before, digit by digit.
//!
//! `tests/numbers.txt` keeps a digest of each output: the replicates and the curves as CSV, and of the
//! JSON every number with the path to it. Texts are left out: wording may change.
//!
//! To keep new digests, once a change of results is meant (CHANGELOG.md, "Changed results"), run the
//! tests of this file with `KEEP_NUMBERS=1`. `WORDSPREAD_BINARY` names another binary to test.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::scenario_files::{files, network, small_network};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn command() -> Command {
    let binary = std::env::var_os("WORDSPREAD_BINARY");
    let mut command = Command::new(binary.map_or_else(|| cargo_bin("wordspread"), PathBuf::from));
    command.current_dir(ROOT).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

fn succeed(command: &mut Command) {
    let output = command.output().expect("the command starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{said}");
}

/// Writes each number of a JSON value on a line, with its path.
fn numbers(value: &Value, path: &str, lines: &mut Vec<String>) {
    match value {
        Value::Number(number) => lines.push(format!("{path} {number}\n")),
        Value::Array(list) => {
            for (place, item) in list.iter().enumerate() {
                numbers(item, &format!("{path}[{place}]"), lines);
            }
        }
        Value::Object(table) => {
            for (key, item) in table {
                numbers(item, &format!("{path}.{key}"), lines);
            }
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

fn json_digest(bytes: &[u8]) -> String {
    let mut lines = Vec::new();
    numbers(&serde_json::from_slice(bytes).expect("JSON"), "", &mut lines);
    // The order of keys says nothing.
    lines.sort_unstable();
    digest(lines.concat().as_bytes())
}

fn digest(bytes: &[u8]) -> String {
    let hex = |byte: &u8| format!("{byte:02x}");
    Sha256::digest(bytes).iter().take(16).map(hex).collect::<Vec<_>>().concat()
}

/// The digests of a scenario, by output, under further flags.
fn digests(path: &Path, flags: &[String], threads: u32) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let text = fs::read_to_string(path).expect("readable");
    let file = |name: &str| folder.path().join(name);
    let mut run = command();
    run.args(["--quiet", "--threads", &threads.to_string(), "run"]).arg(path);
    run.args(flags);
    run.arg("--json").arg(file("json"));
    if !text.contains("[[sweep]]") {
        run.arg("--seeds-csv").arg(file("seeds"));
        run.arg("--replicates-csv").arg(file("replicates"));
        if ["timeline", "generations", "hours"]
            .iter()
            .any(|key| text.contains(&format!("\n{key} = ")))
        {
            run.arg("--curves-csv").arg(file("curves"));
        }
    }
    succeed(&mut run);
    let mut digests = BTreeMap::new();
    for output in ["json", "replicates", "curves", "seeds"] {
        let Ok(bytes) = fs::read(file(output)) else { continue };
        let digest = if output == "json" { json_digest(&bytes) } else { digest(&bytes) };
        digests.insert(output.to_owned(), digest);
    }
    digests
}

/// The digest of the JSON that another command prints.
fn printed(arguments: &[&str]) -> String {
    let output = command().stdout(Stdio::piped()).args(arguments).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}\n{said}");
    json_digest(&output.stdout)
}

/// Compares digests with those that are kept, or keeps them.
fn compare(kind: &str, found: &BTreeMap<String, String>) {
    let path = Path::new(ROOT).join("tests/numbers.txt");
    let kept = fs::read_to_string(&path).unwrap_or_default();
    if std::env::var_os("KEEP_NUMBERS").is_some() {
        let prefix = format!("{kind} ");
        let others = kept.lines().filter(|line| !line.starts_with(&prefix)).map(str::to_owned);
        let new = found.iter().map(|(what, digest)| format!("{kind} {what} {digest}"));
        let mut lines: Vec<String> = others.chain(new).collect();
        lines.sort();
        fs::write(&path, lines.join("\n") + "\n").expect("writable");
        return;
    }
    let mut changed = Vec::new();
    for (what, digest) in found {
        if !kept.contains(&format!("{kind} {what} {digest}\n")) {
            changed.push(what.clone());
        }
    }
    let kept = kept.lines().filter(|line| line.starts_with(&format!("{kind} "))).count();
    assert!(changed.is_empty(), "{kind}: other numbers in {changed:#?}");
    assert_eq!(kept, found.len(), "{kind}: digests of what is no more, or none of what is new");
}

/// What makes a scenario small enough for a test.
fn small(path: &Path) -> Vec<String> {
    // Intervals of fewer replicates round otherwise in another build profile.
    let mut flags = vec!["--replicates=60".to_owned()];
    flags.extend(small_network(path).iter().map(|setting| format!("--set={setting}")));
    flags
}

/// What a scenario needs at full size.
fn whole(path: &Path) -> Vec<String> {
    network(path).iter().map(|setting| format!("--set={setting}")).collect()
}

fn of_all(flags: impl Fn(&Path) -> Vec<String>, threads: u32) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for path in files() {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        for (output, digest) in digests(&path, &flags(&path), threads) {
            found.insert(format!("{name} {output}"), digest);
        }
    }
    found
}

#[test]
fn every_scenario_made_small_gives_the_same_numbers() {
    compare("small", &of_all(small, 2));
}

#[test]
#[ignore = "takes minutes but for a release build: .ci/run names one in WORDSPREAD_BINARY"]
fn every_scenario_gives_the_same_numbers_on_1_2_and_7_threads() {
    for threads in [2, 1, 7] {
        compare("whole", &of_all(whole, threads));
    }
}

/// Seeds that are searched for, the plan of several messages, cascades as trees, a sketch.
#[test]
fn seeds_portfolios_trees_and_sketches_are_the_same() {
    let mut found = BTreeMap::new();
    for (what, arguments) in [
        ("seeds", "seeds scenarios/best-seeds.toml --count 5 --simulate 200"),
        ("seeds-deadline", "seeds scenarios/by-tonight.toml --count 3"),
        ("seeds-rival", "seeds scenarios/best-seeds.toml --count 3 --rival 5"),
        ("portfolio", "portfolio scenarios/portfolio.toml --simulate 200"),
    ] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let all = [&["--quiet", "--threads", "2"], &arguments[..], &["--json"]].concat();
        found.insert(format!("{what} json"), printed(&all));
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (name, arguments) in [
        ("tree.csv", "trees scenarios/launch.toml --replicates 20"),
        ("sketch.wsr", "sketch scenarios/budget.toml --sets 2000"),
    ] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let path = folder.path().join(name);
        succeed(command().arg("--quiet").args(arguments).arg("-o").arg(&path));
        let mut written: Vec<PathBuf> = fs::read_dir(folder.path())
            .expect("readable")
            .map(|entry| entry.expect("readable").path())
            .collect();
        written.sort();
        for path in written {
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
            found.insert(format!("file {name}"), digest(&fs::read(&path).expect("readable")));
        }
    }
    compare("command", &found);
}
