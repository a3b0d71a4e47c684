//! The shape that the value of a key must have, by the JSON Schema of scenarios, so that the remedy for a
//! misfit can be copied as it stands.
//!
//! It must never decide whether a scenario is valid, except for a list in place of a table: serde
//! would take it for the table's values in their order.

use std::sync::LazyLock;

use serde_json::Value as Schema;
use toml_edit::Value;

use super::key_places::KeyPlaces;
use crate::scenario::Scenario;

static SCENARIO: LazyLock<Schema> = LazyLock::new(Scenario::schema);

/// How many tables deep an example may go: `{ uniform = { p = 0.1 } }` is two deep.
const DEEPEST: usize = 2;

/// True where every scenario has this key at its top.
pub(super) fn is_required(key: &str) -> bool {
    required(&SCENARIO).any(|required| required == key)
}

/// True where a scenario's top has this key with a single value, not a table or a list.
pub(super) fn is_single_at_top(key: &str) -> bool {
    let leaves = at(&[key.to_owned()]);
    !leaves.is_empty() && !leaves.iter().any(|leaf| is(leaf, "object") || is(leaf, "array"))
}

/// True where the key at `path` holds tables, each under a head of its own.
pub(super) fn is_list_of_tables(path: &[String]) -> bool {
    let items = at(path).into_iter().filter_map(|leaf| leaf.get("items")).flat_map(alternatives);
    items.into_iter().any(|item| is(item, "object"))
}

/// The first list that stands where only a table makes sense.
pub(super) fn list_for_table(places: &KeyPlaces) -> Option<&[String]> {
    places.lists().find(|path| {
        let leaves = at(path);
        let is_table = |leaf: &&Schema| is(leaf, "object");
        leaves.iter().any(is_table) && leaves.iter().all(|leaf| is_table(leaf) || is(leaf, "null"))
    })
}

/// What may stand at `path` in place of `given`, with `given` in it where it has a place there.
pub(super) fn in_place_of(path: &[String], given: &Value) -> Option<String> {
    let leaves = at(path);
    if leaves.iter().any(|leaf| fits(leaf, given)) {
        return None;
    }
    let named = given.as_str().and_then(|word| {
        let keyword = [path, &[word.to_owned()]].concat();
        Some(format!("{{ {word} = {} }}", at(&keyword).into_iter().find_map(example)?))
    });
    let holding = |given: &Value| {
        (1..=DEEPEST).find_map(|depth| leaves.iter().find_map(|leaf| with(leaf, given, depth)))
    };
    // Of a list of one, that one.
    let single = || {
        let values = given.as_array().filter(|values| values.len() == 1)?;
        holding(values.get(0)?)
    };
    named
        .or_else(|| holding(given))
        .or_else(single)
        .or_else(|| leaves.iter().find(|leaf| is(leaf, "object")).and_then(|leaf| example(leaf)))
}

/// The whole numbers that may stand at `path`, where 0 may not; nothing elsewhere.
pub(super) fn least_above_0(path: &[String]) -> Option<String> {
    let least = at(path).into_iter().find_map(|leaf| leaf.get("minimum")?.as_u64())?;
    (least > 0).then(|| format!("give a whole number, at least {least}"))
}

/// A generator of networks, by the word that names it.
pub(super) fn is_generator(word: &str) -> bool {
    !at(&["network", "generate", word].map(ToOwned::to_owned)).is_empty()
}

/// The words at `path` whose tables have a key for `given`, each with that table.
pub(super) fn owners(path: &[String], key: &str, given: &Value) -> Vec<(String, String)> {
    let mut owners = Vec::new();
    for leaf in at(path) {
        let words = leaf.get("properties").and_then(Schema::as_object);
        for (word, table) in words.into_iter().flatten() {
            let has = |leaf: &&'static Schema| {
                let of_key = leaf.get("properties").and_then(|keys| keys.get(key));
                of_key.is_some_and(|key| alternatives(key).iter().any(|leaf| fits(leaf, given)))
            };
            if alternatives(table).iter().any(has) {
                let value = given.to_string();
                owners.push((word.clone(), format!("{{ {key} = {} }}", value.trim())));
            }
        }
    }
    owners
}

/// The schemas of which one must hold at `path`; none for an unknown key.
fn at(path: &[String]) -> Vec<&'static Schema> {
    let mut leaves = alternatives(&SCENARIO);
    for key in path {
        let inner = |leaf: &'static Schema| {
            let of_list = leaf.get("items").filter(|_| key.parse::<usize>().is_ok());
            let others = leaf.get("additionalProperties").filter(|schema| schema.is_object());
            leaf.get("properties").and_then(|keys| keys.get(key)).or(of_list).or(others)
        };
        leaves = leaves.into_iter().filter_map(inner).flat_map(alternatives).collect();
    }
    leaves
}

/// A schema without references and choices: one for each choice.
fn alternatives(schema: &'static Schema) -> Vec<&'static Schema> {
    if let Some(reference) = schema.get("$ref").and_then(Schema::as_str) {
        let pointer = reference.trim_start_matches('#');
        return SCENARIO.pointer(pointer).map(alternatives).unwrap_or_default();
    }
    let choices = ["anyOf", "oneOf"].iter().find_map(|word| schema.get(word)?.as_array());
    choices.map_or_else(|| vec![schema], |all| all.iter().flat_map(alternatives).collect())
}

/// Whether a schema without choices is of a kind.
fn is(leaf: &Schema, kind: &str) -> bool {
    match leaf.get("type") {
        Some(Schema::String(word)) => word == kind,
        Some(Schema::Array(words)) => words.iter().any(|word| word == kind),
        _ => false,
    }
}

fn required(leaf: &Schema) -> impl Iterator<Item = &str> {
    leaf.get("required").and_then(Schema::as_array).into_iter().flatten().filter_map(Schema::as_str)
}

/// Whether a value is of the kind that a schema without choices asks for.
fn fits(leaf: &'static Schema, given: &Value) -> bool {
    match given {
        Value::Integer(given) => {
            let least = leaf.get("minimum").and_then(Schema::as_i64);
            (is(leaf, "integer") || is(leaf, "number"))
                && least.is_none_or(|least| *given.value() >= least)
        }
        Value::Float(_) => is(leaf, "number"),
        Value::String(_) => is(leaf, "string") && leaf.get("const").is_none(),
        Value::Boolean(_) => is(leaf, "boolean"),
        Value::Array(values) => {
            let items = leaf.get("items").map(alternatives).unwrap_or_default();
            is(leaf, "array")
                && values.iter().all(|value| items.iter().any(|item| fits(item, value)))
        }
        _ => false,
    }
}

/// A value of the schema that has `given` in it, at most so many tables or lists deep.
fn with(leaf: &'static Schema, given: &Value, depth: usize) -> Option<String> {
    if fits(leaf, given) {
        return Some(given.to_string().trim().to_owned());
    }
    let depth = depth.checked_sub(1)?;
    if is(leaf, "array") {
        let items = alternatives(leaf.get("items")?);
        return Some(format!("[{}]", items.into_iter().find_map(|item| with(item, given, 0))?));
    }
    let keys = leaf.get("properties")?.as_object()?;
    let mut needed: Vec<&str> = required(leaf).collect();
    let any = needed.is_empty();
    if any {
        needed = keys.keys().map(String::as_str).collect();
    }
    let holding =
        |key: &str| alternatives(&keys[key]).into_iter().find_map(|l| with(l, given, depth));
    let (place, value) = needed.iter().find_map(|&key| Some((key, holding(key)?)))?;
    let others = needed.into_iter().filter(|&key| key != place && !any);
    let others = others.map(|key| Some(format!(", {key} = {}", sample(&keys[key])?)));
    let others = others.collect::<Option<String>>()?;
    Some(format!("{{ {place} = {value}{others} }}"))
}

/// A table of the schema, with its required keys.
fn example(leaf: &'static Schema) -> Option<String> {
    if !is(leaf, "object") {
        return None;
    }
    // A table without any key has no properties.
    let of = |key: &str| Some(format!("{key} = {}", sample(leaf.get("properties")?.get(key)?)?));
    let pairs: Vec<String> = required(leaf).map(of).collect::<Option<_>>()?;
    Some(if pairs.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", pairs.join(", ")) })
}

/// A value of a schema, to be replaced by the user's own.
fn sample(schema: &'static Schema) -> Option<String> {
    let of = |leaf: &'static Schema| {
        if let Some(word) = leaf.get("const").or_else(|| leaf.get("enum")?.get(0)) {
            return Some(word.to_string());
        }
        let kinds = [("integer", "10"), ("number", "0.1"), ("boolean", "true")];
        let words = [("string", "\"…\""), ("array", "[…]")];
        let mut kinds = kinds.into_iter().chain(words);
        let kind = kinds.find_map(|(kind, value)| is(leaf, kind).then_some(value));
        kind.map(ToOwned::to_owned).or_else(|| example(leaf))
    };
    alternatives(schema).into_iter().find_map(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_stands_in_what_is_right() {
        for (path, given, right) in [
            ("option.0.seeds.users", "['a', 'b']", "{ ids = ['a', 'b'] }"),
            ("option.0.seeds.users", "3", "{ ids = [3] }"),
            ("option.0.seeds.users.ids", "3", "[3]"),
            ("option.0.seeds.random", "5", "{ count = 5 }"),
            ("option.0.seeds.random", "[5]", "{ count = 5 }"),
            ("option.0.seeds.random", "[5, 6]", "{ count = 10 }"),
            ("option.0.seeds.random", "'many'", "{ count = 10 }"),
            ("option.0.seeds.file", "'a.txt'", "{ path = 'a.txt' }"),
            ("option.0.seeds", "5", "{ random = { count = 5 } }"),
            ("option.0.seeds", "'top-degree'", "{ top-degree = { count = 10 } }"),
            ("option.0.price", "5", "{ per_user = 5 }"),
            ("influence", "0.1", "{ uniform = { p = 0.1 } }"),
            ("influence.uniform", "0.1", "{ p = 0.1 }"),
            ("model", "'linear-threshold'", "{ linear-threshold = {} }"),
            ("network.file", "'a.csv'", "{ path = 'a.csv' }"),
            ("network.generate.star", "10", "{ users = 10 }"),
            ("answer.stop_at", "7", "{ sharers = 7 }"),
        ] {
            let path: Vec<String> = path.split('.').map(ToOwned::to_owned).collect();
            let given: Value = given.parse().expect("a value");
            assert_eq!(in_place_of(&path, &given).as_deref(), Some(right), "{path:?}");
        }
        let count = ["option", "0", "seeds", "random", "count"].map(ToOwned::to_owned);
        for given in ["-5", "'many'", "5000000000"] {
            assert_eq!(in_place_of(&count, &given.parse().expect("a value")), None, "{given}");
        }
    }

    #[test]
    fn a_key_is_known_by_the_words_that_have_it() {
        let owners = |path: &str, key, given: &str| {
            let path: Vec<String> = path.split('.').map(ToOwned::to_owned).collect();
            super::owners(&path, key, &given.parse().expect(given))
        };
        let uniform = [("uniform".to_owned(), "{ p = 0.01 }".to_owned())];
        assert_eq!(owners("influence", "p", "0.01"), uniform);
        assert!(owners("influence", "p", "'x'").is_empty());
        assert!(owners("influence", "q", "0.01").is_empty());
        assert!(owners("option.0.seeds", "count", "5").len() > 2);
    }

    #[test]
    fn the_top_of_a_scenario_is_known() {
        assert!(is_required("name") && !is_required("rng_seed") && !is_required("users"));
        assert!(is_single_at_top("rng_seed") && is_single_at_top("description"));
        assert!(!is_single_at_top("answer") && !is_single_at_top("option"));
        assert!(!is_single_at_top("users"));
    }
}
