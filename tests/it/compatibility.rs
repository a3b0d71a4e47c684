//! What goes with what: every model is tried with every kind of network, influence rule, way of seeding,
//! measure and other ask, by `check` and by a run, and what comes of it is the table in the docs.
//!
//! `WORDSPREAD_WRITE_TABLE=1 cargo test --test it -- compatibility` writes the table anew.

use std::{collections::BTreeMap, fmt::Write as _};

use wordspread::{
    catalogue::Row,
    influence::InfluenceRule,
    metric::AnyMetric,
    model::AnyModel,
    scenario::{ScenarioFile, run},
    seeding::AnyStrategy,
    study::Estimate,
};

/// Each model, with what it needs.
const MODELS: &[&str] = &[
    "independent-cascade = {}",
    "linear-threshold = {}",
    "continuous-time-cascade = {}",
    "self-exciting = {}",
    "si = {}",
    "sir = {}",
    "competitive-cascade = { messages = [{ name = 'theirs', seeds = { ids = [7] } }] }",
    "competitive-threshold = { messages = [{ name = 'theirs', seeds = { ids = [7] } }] }",
    "complementary-cascade = { other = { name = 'theirs', seeds = { ids = [7] } }, q_ours = 0.1, \
     q_ours_with_other = 0.7, q_other = 0.6, q_other_with_ours = 0.8 }",
    "negative-opinion = { quality = 0.8 }",
    "sis = { recovery = 1, horizon = 3 }",
    "rumour = {}",
    "compartments = { transitions = [{ from = 'S', to = 'I', by = 'I', rate = 1 }, \
     { from = 'I', to = 'R', rate = 1 }] }",
    "fixed-threshold = { share = 0.3 }",
    "exposure-response = { table = [0.1, 0.3] }",
    "decreasing-cascade = { decay = 0.5 }",
    "dose-memory = { memory = 10, threshold = 3, horizon = 100 }",
    "multiplex = { cross_post = 0.5 }",
    "forward-limit = { most = 4 }",
];

/// Each rule of influence.
const RULES: &[&str] = &[
    "uniform = { p = 0.2 }",
    "weighted-cascade = {}",
    "trivalency = {}",
    "from-file = {}",
    "exponential = { mean = 0.1 }",
    "weibull = { scale = 0.1, shape = 2 }",
    "attributes = { intercept = -3, audience = { age = 0.2 } }",
    "topics = { mix = { probability = 0.5 } }",
    "divided-attention = { once_seen = { uniform = { p = 0.9 } } }",
];

/// Ways of seeding that take more than a count.
const STRATEGIES: &[(&str, &str)] = &[
    ("users", "{ ids = [1] }"),
    ("file", "{ path = 'seeds.txt' }"),
    ("degree-discount", "{ count = 2, p = 0.1 }"),
    ("local-search", "{ start = { random = { count = 2 } }, worlds = 20 }"),
];

/// What else may be asked, beside measures.
const ASKS: &[(&str, &str)] = &[
    ("timeline", "timeline = { every = 1, until = 3 }"),
    ("generations", "generations = { until = 3 }"),
    ("times_to", "times_to = [2]"),
    ("by_segment", "by_segment = 'region'"),
    ("mixing", "by_segment = 'region'\nmixing = true"),
    ("segment_order", "by_segment = 'region'\nsegment_order = true"),
    ("hours", "hours = { start = 9 }"),
    ("overlap", "overlap = 'sharers'"),
    ("precision", "precision = { sharers = 0.5 }\nat_most = 100"),
];

/// A folder with a network of 12 users, and seeds.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut edges = "source,target,probability,platform\n".to_owned();
        let mut users = "id,age,region\n".to_owned();
        for user in 0..12 {
            for further in [1, 2, 5] {
                writeln!(edges, "{user},{},0.2,{}", (user + further) % 12, further % 2)
                    .expect("a text");
            }
            let region = ["north", "south"][user % 2];
            writeln!(users, "{user},{},{region}", user % 5).expect("a text");
        }
        for (name, text) in [("edges.csv", &*edges), ("users.csv", &users), ("seeds.txt", "1\n")] {
            std::fs::write(folder.path().join(name), text).expect("written");
        }
        Self(folder)
    }

    /// What `check` and a run say of a scenario: nothing where both do it.
    fn refusal(&self, text: &str) -> Option<String> {
        let path = self.0.path().join("scenario.toml");
        let answered = ScenarioFile::parse(text, path, vec![]).and_then(|file| {
            let checked = Estimate::of(&file, 1, &()).map(drop);
            let ran = run(&file, &()).map(drop);
            let words =
                |done: &wordspread::error::Result<()>| done.as_ref().err().map(ToString::to_string);
            assert_eq!(words(&checked), words(&ran), "{text}");
            ran
        });
        answered.err().map(|error| error.to_string())
    }
}

/// The parts of a scenario.
#[derive(Clone, Copy)]
struct Parts<'a> {
    network: &'a str,
    influence: Option<&'a str>,
    model: &'a str,
    seeds: &'a str,
    answer: &'a str,
}

impl Parts<'_> {
    fn text(&self) -> String {
        let Self { network, influence, model, seeds, answer } = self;
        let influence = influence.map_or_else(String::new, |rule| format!("[influence]\n{rule}"));
        let replicates = if answer.contains("precision") { "" } else { "replicates = 4" };
        let measures = if answer.contains("measures") { "" } else { "measures = ['sharers']" };
        format!(
            "name = 'x'\n{network}\n{influence}\n[model]\n{model}\n[[option]]\nname = 'a'\n{seeds}\n\
             [[option]]\nname = 'b'\nseeds.users = {{ ids = [2] }}\n[answer]\n{replicates}\n{measures}\n\
             {answer}\n"
        )
    }
}

const STORED: &str =
    "[network.file]\npath = 'edges.csv'\nedge = 'influencer-to-audience'\nusers = 'users.csv'";

/// Of these words those that a model takes, as briefly as can be said.
fn taken(words: &[(&str, Option<String>)]) -> String {
    let refused: Vec<&str> =
        words.iter().filter(|(_, refusal)| refusal.is_some()).map(|(word, _)| *word).collect();
    let done: Vec<&str> =
        words.iter().filter(|(_, refusal)| refusal.is_none()).map(|(word, _)| *word).collect();
    let listed = |words: &[&str]| {
        words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
    };
    match (done.len(), refused.len()) {
        (_, 0) => "all".to_owned(),
        (0, _) => "none".to_owned(),
        (done_count, refused_count) if refused_count <= done_count => {
            format!("all but {}", listed(&refused))
        }
        _ => listed(&done),
    }
}

fn keyword(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

fn all(rows: &'static [Row]) -> impl Iterator<Item = &'static str> {
    rows.iter().map(|row| row.keyword)
}

/// A model's row, and why it refuses what it does, by what that is.
fn row(folder: &Folder, model: &'static str) -> (String, BTreeMap<String, String>) {
    let usual = Parts {
        network: STORED,
        influence: None,
        model,
        seeds: "seeds.users = { ids = [1] }",
        answer: "",
    };
    assert_eq!(folder.refusal(&usual.text()), None, "{model}");
    let mut reasons = BTreeMap::new();
    let mut tried = |word: &'static str, parts: Parts<'_>| {
        let refusal = folder.refusal(&parts.text());
        if let Some(reason) = &refusal {
            reasons.insert(word.to_owned(), reason.clone());
        }
        (word, refusal)
    };
    let rules: Vec<_> = RULES
        .iter()
        .map(|rule| tried(keyword(rule), Parts { influence: Some(rule), ..usual }))
        .collect();
    let implicit = tried(
        "implicit",
        Parts {
            network: "[network.implicit.follower]\nusers = 1_000",
            influence: Some("uniform = { p = 0.001 }"),
            seeds: "seeds.random = { count = 1 }",
            ..usual
        },
    );
    let strategies: Vec<_> = all(AnyStrategy::ROWS)
        .map(|word| {
            let given = STRATEGIES.iter().find(|(other, _)| *other == word);
            let seeds = given.map_or("{ count = 2 }", |(_, seeds)| seeds);
            tried(word, Parts { seeds: &format!("seeds.{word} = {seeds}"), ..usual })
        })
        .collect();
    let measures: Vec<_> = all(AnyMetric::ROWS)
        .map(|word| tried(word, Parts { answer: &format!("measures = ['{word}']"), ..usual }))
        .collect();
    let asks: Vec<_> =
        ASKS.iter().map(|(word, answer)| tried(word, Parts { answer, ..usual })).collect();
    let cells = [
        format!("`{}`", keyword(model)),
        taken(&rules),
        if implicit.1.is_none() { "yes" } else { "no" }.to_owned(),
        taken(&strategies),
        taken(&measures),
        taken(&asks),
    ];
    (format!("| {} |\n", cells.join(" | ")), reasons)
}

#[test]
fn the_table_in_the_docs_says_what_goes_with_what() {
    let known: Vec<&str> = MODELS.iter().map(|model| keyword(model)).collect();
    assert_eq!(known, all(AnyModel::ROWS).collect::<Vec<_>>(), "each model is tried");
    let known: Vec<&str> = RULES.iter().map(|rule| keyword(rule)).collect();
    assert_eq!(known, all(InfluenceRule::ROWS).collect::<Vec<_>>(), "each rule is tried");

    let folder = Folder::new();
    let mut table = "| model | influence rules | implicit networks | ways of seeding | measures | \
                     other asks |\n|---|---|---|---|---|---|\n"
        .to_owned();
    for model in MODELS {
        let (row, reasons) = row(&folder, model);
        table += &row;
        for (word, reason) in reasons {
            assert!(reason.contains(' '), "{model} refuses {word} without a reason: {reason}");
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/model/compatibility.md");
    if std::env::var_os("WORDSPREAD_WRITE_TABLE").is_some() {
        std::fs::write(path, &table).expect("written");
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(written, table, "write it anew, as the head of this file says");
}

/// What a sweep does to one model it does to all.
#[test]
fn every_model_can_be_swept() {
    let folder = Folder::new();
    let sweep = "[[sweep]]\nkey = 'rng_seed'\nvalues = [1, 2]\n";
    for model in MODELS {
        let usual = Parts {
            network: STORED,
            influence: None,
            model,
            seeds: "seeds.users = { ids = [1] }",
            answer: "",
        };
        assert_eq!(folder.refusal(&format!("{}{sweep}", usual.text())), None, "{model}");
    }
}
