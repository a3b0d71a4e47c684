//! Models of exposures: complex contagion, exposure response, decreasing cascades. Exact values by
//! enumeration, deterministic examples of the papers, and mean-field theory on random networks.

mod responses;
mod theory;

use std::collections::BTreeMap;

use statrs::distribution::{ChiSquared, ContinuousCDF};
use wordspread::{
    influence::Influence,
    kernel::{Scratch, Trace, plan::Kernel},
    metric::AnyMetric,
    model::{AnyModel, Cascade},
    network::{
        Network,
        attributes::{UserColumn, UserValues},
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        generator::Generator,
        labels::Labels,
    },
    rng::{Purpose, World},
    seeding::{SeedDraw, Seeds},
    statistics::Moments,
};

use crate::worlds::{
    DIAMOND, G5, Weighted, assert_means, assert_shares, bare, enumerate_ic, mean, sample, sharers,
    weighted,
};

const REPLICATES: u64 = 1_000_000;

const ALL: Influence = Influence::Uniform(1.0);

fn model(text: &str) -> AnyModel {
    toml::from_str(text).expect(text)
}

fn generate(text: &str, rng_seed: u64) -> Network {
    let generator: Generator = toml::from_str(text).expect(text);
    generator.generate(rng_seed, &()).expect(text)
}

/// The sharers of world 0 from these seeds, with the step at which each shares.
fn steps(network: &Network, cascade: &dyn Cascade, seeds: &[u32]) -> Vec<(u32, u32)> {
    let mut scratch = Scratch::new(network.users());
    let mut trace = Trace::default();
    cascade.run_traced(World::new(1, Purpose::Diffusion, 0), seeds, &mut scratch, &mut trace);
    scratch.sharers().iter().copied().zip(trace.steps().iter().copied()).collect()
}

/// How many share from these seeds, and at which step the last of them.
fn outcome(network: &Network, text: &str, seeds: &[u32]) -> (usize, u32) {
    let model = model(text);
    let cascade = model.prepare(network, &ALL).expect(text);
    let steps = steps(network, &*cascade, seeds);
    (steps.len(), steps.last().expect("seeds share").1)
}

/// Everybody follows everybody, and has a number.
fn crowd(thresholds: Vec<f64>) -> Network {
    let users = thresholds.len() as u32;
    let ties = (0..users).flat_map(|u| (u + 1..users).map(move |v| [u, v])).collect();
    let column =
        UserColumn { name: "threshold".to_owned(), values: UserValues::Number(thresholds.into()) };
    let rules = Rules { edge: EdgeMeaning::Mutual, parallel: Parallel::Merge };
    EdgeList { edges: ties, columns: Vec::new() }.build(Labels::index(users), vec![column], rules)
}

/// Whoever has threshold 0 begins: the seed.
#[test]
fn granovetter_crowd_of_thresholds_0_to_99_joins_whole_and_not_at_all_without_its_1() {
    let by_column = "fixed-threshold = { count = { column = 'threshold' } }";
    let mut thresholds: Vec<f64> = (0..100).map(f64::from).collect();
    assert_eq!(outcome(&crowd(thresholds.clone()), by_column, &[0]), (100, 99));
    thresholds[1] = 2.0;
    assert_eq!(outcome(&crowd(thresholds), by_column, &[0]), (1, 0));
}

#[test]
fn the_ring_lattice_is_crossed_in_49_and_48_steps() {
    let ring = |neighbours| {
        generate(&format!("ring-lattice = {{ users = 100, neighbours = {neighbours} }}"), 1)
    };
    assert_eq!(outcome(&ring(4), "fixed-threshold = { count = 2 }", &[0, 1]), (100, 49));
    assert_eq!(outcome(&ring(6), "fixed-threshold = { count = 3 }", &[0, 1, 2]), (100, 48));
    // The same as shares: two of four, three of six; and as a simple contagion in half the steps.
    assert_eq!(outcome(&ring(4), "fixed-threshold = { share = 0.5 }", &[0, 1]), (100, 49));
    assert_eq!(outcome(&ring(6), "fixed-threshold = { share = 0.5 }", &[0, 1, 2]), (100, 48));
    assert_eq!(outcome(&ring(4), "fixed-threshold = { share = 0.500001 }", &[0, 1]), (2, 0));
    assert_eq!(outcome(&ring(4), "fixed-threshold = { count = 3 }", &[0, 1]), (2, 0));
    assert_eq!(outcome(&ring(4), "fixed-threshold = { count = 1 }", &[0]), (100, 25));
}

/// User 0 follows a hundred, of whom some share: 29/100 × 100 is under 29 in floats, and
/// 7/100 × 100 over 7.
#[test]
fn shares_are_whole_numbers_of_users() {
    let star = bare(101, (1..=100).map(|v| [v, 0]).collect(), EdgeMeaning::InfluencerToAudience);
    for part in 1..=100_u32 {
        let text = format!("fixed-threshold = {{ share = {} }}", f64::from(part) / 100.0);
        let seeds: Vec<u32> = (1..=part).collect();
        assert_eq!(outcome(&star, &text, &seeds).0, part as usize + 1, "{text}");
        if part > 1 {
            assert_eq!(outcome(&star, &text, &seeds[1..]).0, part as usize - 1, "{text}");
        }
    }
}

/// 3 follows 0, 1 and 2 and weighs them .6, .3 and .1 on a directed network; 2 follows 3 by .9, which
/// must not matter.
#[test]
fn weights_count_by_the_edges_that_lead_to_the_user() {
    let edges: &[Weighted] = &[(0, 3, 0.6), (1, 3, 0.3), (2, 3, 0.1), (3, 2, 0.9)];
    let (network, influence) = weighted(4, edges, EdgeMeaning::InfluencerToAudience);
    let sharers = |share: f64, seeds: &[u32]| {
        let model = model(&format!("fixed-threshold = {{ share = {share}, weighted = true }}"));
        steps(&network, &*model.prepare(&network, &influence).expect("it fits"), seeds).len()
    };
    // All of them do: 3, and then 2, who follows nobody else.
    assert_eq!(sharers(0.6, &[0]), 3);
    assert_eq!(sharers(0.61, &[0]), 1);
    assert_eq!(sharers(0.4, &[1, 2]), 3);
    assert_eq!(sharers(0.3, &[1]), 3);
    assert_eq!(sharers(0.31, &[1]), 1);
    assert_eq!(sharers(1.0, &[0, 1]), 2);
    // Without weights one is a third.
    let unweighted = "fixed-threshold = { share = 0.34 }";
    assert_eq!(outcome(&network, unweighted, &[0]).0, 1);
    assert_eq!(outcome(&network, unweighted, &[1, 2]).0, 3);
}

/// Whoever follows three others shares once two have, where its threshold is in (1/3, 2/3]: uniform on
/// 0..1 with probability 1/3 more than at the first.
#[test]
fn drawn_thresholds_are_met_as_often_as_their_law_says() {
    let star = bare(4, vec![[0, 3], [1, 3], [2, 3]], EdgeMeaning::InfluencerToAudience);
    // Φ((x − .5)/.25) at x = 1/3 and 2/3.
    let normal = [0.252_492_5, 0.747_507_5];
    for (law, shares) in [
        ("share = { uniform = { from = 0, to = 1 } }", [1.0 / 3.0, 2.0 / 3.0]),
        ("share = { uniform = { from = 0.2, to = 0.6 } }", [1.0 / 3.0, 1.0]),
        ("share = { normal = { mean = 0.5, sd = 0.25 } }", normal),
        ("share = { choice = { values = [0.1, 0.5, 1], weights = [1, 2, 7] } }", [0.1, 0.3]),
        ("count = { choice = { values = [1, 2, 4] } }", [1.0 / 3.0, 2.0 / 3.0]),
        ("count = { uniform = { from = 0, to = 4 } }", [0.25, 0.5]),
    ] {
        let model = model(&format!("fixed-threshold = {{ {law} }}"));
        for (seeds, expected) in [(&[0][..], shares[0]), (&[1, 2][..], shares[1])] {
            let values = self::sharers(&star, &ALL, &model, seeds, 200_000);
            assert_shares(&values, seeds.len() + 1, expected, law);
        }
    }
}

#[test]
fn parameters_that_make_no_sense_are_refused_with_their_key() {
    let network = crowd(vec![0.0, 0.5, f64::NAN]);
    for (text, key) in [
        ("fixed-threshold = {}", "model.fixed-threshold"),
        ("fixed-threshold = { share = 0.1, count = 2 }", "model.fixed-threshold.count"),
        ("fixed-threshold = { share = 18 }", "model.fixed-threshold.share"),
        ("fixed-threshold = { share = nan }", "model.fixed-threshold.share"),
        ("fixed-threshold = { count = -1 }", "model.fixed-threshold.count"),
        ("fixed-threshold = { count = 2, weighted = true }", "model.fixed-threshold.weighted"),
        (
            "fixed-threshold = { share = { column = 'threshold' } }",
            "model.fixed-threshold.share.column",
        ),
        (
            "fixed-threshold = { share = { column = 'thresold' } }",
            "model.fixed-threshold.share.column",
        ),
        (
            "fixed-threshold = { share = { uniform = { from = 0.3, to = 0.1 } } }",
            "model.fixed-threshold.share.uniform",
        ),
        (
            "fixed-threshold = { share = { uniform = { from = 0.3, to = 3 } } }",
            "model.fixed-threshold.share.uniform.to",
        ),
        (
            "fixed-threshold = { share = { normal = { mean = 0.3, sd = -1 } } }",
            "model.fixed-threshold.share.normal",
        ),
        (
            "fixed-threshold = { share = { choice = { values = [] } } }",
            "model.fixed-threshold.share.choice.values",
        ),
        (
            "fixed-threshold = { share = { choice = { values = [0.1, 0.2], weights = [0, 0] } } }",
            "model.fixed-threshold.share.choice.weights",
        ),
        ("exposure-response = {}", "model.exposure-response"),
        ("exposure-response = { table = [0.1, 1.2] }", "model.exposure-response.table"),
        (
            "exposure-response = { table = [0.1], hill = { most = 1, half = 1 } }",
            "model.exposure-response.hill",
        ),
        (
            "exposure-response = { hill = { most = 2, half = 1 } }",
            "model.exposure-response.hill.most",
        ),
        (
            "exposure-response = { hill = { most = 1, half = 0 } }",
            "model.exposure-response.hill.half",
        ),
        ("decreasing-cascade = {}", "model.decreasing-cascade"),
        ("decreasing-cascade = { decay = 1.1 }", "model.decreasing-cascade.decay"),
        ("decreasing-cascade = { table = [0.5, 0.6] }", "model.decreasing-cascade.table"),
        ("decreasing-cascade = { decay = 1, table = [1] }", "model.decreasing-cascade.table"),
    ] {
        match model(text).prepare(&network, &ALL) {
            Err(wordspread::Error::Value { key: named, remedy, .. }) => {
                assert_eq!(named, key, "{text}");
                assert!(!remedy.is_empty());
            }
            Err(other) => panic!("{text}: {other:?}"),
            Ok(_) => panic!("{text} is not refused"),
        }
    }
}

#[test]
fn an_influence_that_plays_no_part_is_refused_where_it_is_named() {
    let text = "name = 'a'\nnetwork.generate.star = { users = 3 }\n\
                model.fixed-threshold = { share = 0.1 }\ninfluence.uniform = { p = 0.1 }\n\
                [[option]]\nname = 'b'\nseeds.random = { count = 1 }\n";
    let parse = |text: &str| wordspread::scenario::ScenarioFile::parse(text, "a.toml", vec![]);
    let error = parse(text).expect_err("influence does not matter").to_string();
    assert!(error.contains("influence") && error.contains("fixed-threshold"), "{error}");
    let without = text.replace("influence.uniform = { p = 0.1 }\n", "");
    let file = parse(&without).expect("sound");
    assert!(file.scenario().resolved().get("influence").is_none());
    assert!(parse(&text.replace("0.1 }\ninf", "0.1, weighted = true }\ninf")).is_ok());
}
