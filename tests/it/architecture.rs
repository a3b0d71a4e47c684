//! Imports point one way only: each folder of `src` knows those before it, none after it.
//!
//! Read from the source text: every `crate::…` path outside comments, and no `super::…` that climbs
//! out of its folder.

use crate::sources::sources;

/// The layers of the house, first to last. A part may import from layers before its own; parts of
/// one layer do not know each other. A part that is not here yet needs its place.
const LAYERS: [&[&str]; 16] = [
    &["allocator", "error", "rng", "vector", "whole_file"],
    &["catalogue", "input_file", "memory", "progress", "statistics"],
    &["document"],
    &["network"],
    &["influence"],
    &["kernel"],
    &["model"],
    &["campaign"],
    &["metric"],
    &["seeding"],
    &["simulate"],
    &["examine", "learn"],
    &["study"],
    &["report"],
    &["facade", "scenario"],
    &["cli", "python"],
];

fn layer(part: &str) -> Option<usize> {
    LAYERS.iter().position(|parts| parts.contains(&part))
}

/// What is wrong with the imports of a file of `part` that lies `depth` modules below the crate
/// (1 for `model/mod.rs`, 2 for `model/threshold.rs`).
fn faults(part: &str, depth: usize, source: &str) -> Vec<String> {
    let Some(own) = layer(part) else {
        return vec![format!("`{part}` has no place in the layers")];
    };
    let mut faults = Vec::new();
    let code = without_comments(source);
    for (start, _) in code.match_indices("crate::") {
        let continues = code[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        if continues {
            continue;
        }
        for imported in first_segments(&code[start + "crate::".len()..]) {
            // A name in capitals at the root is the re-exported Error or Result.
            if imported == part || imported.starts_with(char::is_uppercase) {
                continue;
            }
            match layer(&imported) {
                None => faults.push(format!("`crate::{imported}` has no place in the layers")),
                Some(other) if other < own => {}
                Some(_) => faults.push(format!("`{part}` imports `{imported}`")),
            }
        }
    }
    faults.extend(climbs_out(&code, depth));
    faults
}

/// The source without its line comments (doc comments and their links included). A `//` inside a
/// string cuts its line short, which hides nothing that is imported at the line's start.
fn without_comments(source: &str) -> String {
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned() + "\n";
    source.lines().map(code).collect()
}

/// The first names of a path, or of each path of a group in braces.
fn first_segments(path: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut names = vec![name(group)];
    let mut open = 1;
    for (place, character) in group.char_indices() {
        match character {
            '{' => open += 1,
            '}' => open -= 1,
            ',' if open == 1 => names.push(name(&group[place + 1..])),
            _ => {}
        }
        if open == 0 {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Paths of `super::` that reach the crate itself. The tests at a file's end lie one module deeper.
fn climbs_out(code: &str, depth: usize) -> Vec<String> {
    let mut faults = Vec::new();
    let mut depth = depth;
    for line in code.lines() {
        if line.trim_start().starts_with("#[cfg(test)]") {
            depth += 1;
        }
        let mut rest = line;
        while let Some(start) = rest.find("super::") {
            rest = &rest[start..];
            let mut climbed = 0;
            while let Some(after) = rest.strip_prefix("super::") {
                climbed += 1;
                rest = after;
            }
            if climbed >= depth {
                faults.push(format!("`{}` climbs out of its folder", line.trim()));
            }
        }
    }
    faults
}

#[test]
fn imports_point_one_way_only() {
    let mut found = Vec::new();
    for source in sources() {
        let Some(part) = source.modules.first().filter(|part| *part != "main") else { continue };
        let faults = faults(part, source.modules.len(), &source.text);
        let path = source.path.display();
        found.extend(faults.into_iter().map(|fault| format!("src/{path}: {fault}")));
    }
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn an_import_against_the_order_is_found_however_it_is_written() {
    let offending = [
        "use crate::simulate::run;",
        "use crate::{error::Result, simulate::{a, b}, rng};",
        "use crate::{\n    error::{Error, Result},\n    model::Model,\n    scenario,\n};",
        "fn f() { let _ = crate::report::write(); }",
        "use crate::metric::Reach;",
        "use crate::unheard_of::X;",
        "use super::super::simulate;",
        "use super::{super::super::simulate};",
    ];
    for source in offending {
        assert_eq!(faults("campaign", 2, source).len(), 1, "{source}");
    }
    assert_eq!(faults("statistics", 1, "use crate::progress::Progress;").len(), 1, "one layer");
    assert_eq!(faults("unheard_of", 1, "").len(), 1);
}

#[test]
fn imports_with_the_order_are_left_alone() {
    let fair = [
        "use crate::{Error, campaign::clock, error::Result, network::{Network, csr::Rows}};",
        "//! See [`crate::simulate`].\nuse super::clock; // as crate::report does",
        "use my_crate::simulate; pub(in crate::campaign) fn f() {}",
        "use super::a;\n#[cfg(test)]\nmod tests { use super::super::b; }",
    ];
    for source in fair {
        assert_eq!(faults("campaign", 2, source), Vec::<String>::new(), "{source}");
    }
}
