//! Mistakes of the text itself: what is no TOML, what is misspelt, of the wrong kind, or missing.

use super::{Mistake, all_are_told};

#[test]
fn mistakes_of_shape_are_told_at_their_line_with_key_value_and_remedy() {
    all_are_told(MISTAKES);
}

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
];
