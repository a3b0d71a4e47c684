//! Mistakes in values: what keys refuse, alone and beside each other, and on the network.

use super::{Mistake, all_are_told};

#[test]
fn values_that_cannot_be_are_told_at_their_line_with_key_value_and_remedy() {
    all_are_told(MISTAKES);
}

const MISTAKES: &[Mistake] = &[
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
    (
        "replicates = 300",
        "replicates = 300\ntimeline = { every = 0, until = 5 }",
        "timeline = { every = 0, until = 5 }",
        &["answer.timeline.every", "0", "above 0"],
    ),
    (
        "replicates = 300",
        "replicates = 300\ntimeline = { until = 0.5 }",
        "timeline = { until = 0.5 }",
        &["answer.timeline.until", "0.5", "every"],
    ),
    (
        "replicates = 300",
        "replicates = 300\ntimeline = { every = 0.01, until = 50 }",
        "timeline = { every = 0.01, until = 50 }",
        &["answer.timeline.until", "1000 points", "at most 10"],
    ),
    (
        "replicates = 300",
        "replicates = 300\ngenerations = { until = 0 }",
        "generations = { until = 0 }",
        &["answer.generations.until", "0", "1 to 1000"],
    ),
    (
        "replicates = 300",
        "replicates = 300\ntimes_to = [5, 0]",
        "times_to = [5, 0]",
        &["answer.times_to", "0 sharers", "at least 1"],
    ),
    (
        "replicates = 300",
        "replicates = 300\ntimes_to = [5, 41]",
        "times_to = [5, 41]",
        &["answer.times_to", "41 sharers", "40 users"],
    ),
    (
        "replicates = 300",
        "replicates = 300\nmixing = true",
        "mixing = true",
        &["answer.mixing", "no segments", "by_segment"],
    ),
    (
        "replicates = 300",
        "replicates = 300\nsegment_order = true",
        "segment_order = true",
        &["answer.segment_order", "no segments", "by_segment"],
    ),
    (
        "replicates = 300",
        "replicates = 300\nhours = { start = 24.5 }",
        "hours = { start = 24.5 }",
        &["answer.hours.start", "24.5 is no time", "0 to 24"],
    ),
    (
        "replicates = 300",
        "replicates = 300\nhours = { start = 9, day = 0 }",
        "hours = { start = 9, day = 0 }",
        &["answer.hours.day", "has no hours", "24"],
    ),
    (
        "replicates = 300",
        "replicates = 300\noverlap = 'both'",
        "overlap = 'both'",
        &["overlap", "both"],
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
