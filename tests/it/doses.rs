//! Dose memory against exact values and against an obvious implementation of its own, in law.

use std::collections::BTreeMap;

use statrs::distribution::{ChiSquared, ContinuousCDF};
use wordspread::{
    influence::Influence,
    kernel::{Scratch, Trace},
    model::AnyModel,
    network::{Network, builder::EdgeMeaning},
    rng::{Purpose, Stream, World},
};

use crate::worlds::{G5, Weighted, assert_means, assert_shares, bare, sharers, weighted};

fn model(text: &str) -> AnyModel {
    toml::from_str(&format!("dose-memory = {{ {text} }}")).expect(text)
}

/// A leaf that meets the hub alone gets its dose in each step with p, and shares by step h with
/// 1 − (1 − p)^h; where it needs two doses in two steps, as often as two of h coins in a row fall so.
#[test]
fn a_leaf_shares_by_the_horizon_as_often_as_its_coins_say() {
    let star = bare(11, (1..11).map(|leaf| [0, leaf]).collect(), EdgeMeaning::InfluencerToAudience);
    let (p, influence) = (0.2_f64, Influence::Uniform(0.2));
    for horizon in [1, 4, 9] {
        let one = model(&format!("horizon = {horizon}"));
        let expected = 1.0 + 10.0 * (1.0 - (1.0 - p).powi(horizon));
        assert_means(&sharers(&star, &influence, &one, &[0], 200_000), expected, "one dose");
        // No success yet, the last step a success, two in a row.
        let (mut none, mut last, mut both) = (1.0, 0.0, 0.0);
        for _ in 0..horizon {
            both += last * p;
            (none, last) = ((none + last) * (1.0 - p), none * p);
        }
        let two = model(&format!("horizon = {horizon}, memory = 2, threshold = 2"));
        let values = sharers(&star, &influence, &two, &[0], 200_000);
        assert_means(&values, 1.0 + 10.0 * both, "two doses");
    }
    // Three doses of 0.1 are 0.3, and are never had within two steps.
    for (memory, expected) in [(3, 11.0), (2, 1.0)] {
        let text = format!("dose = 0.1, threshold = 0.3, horizon = 3, memory = {memory}");
        let values = sharers(&star, &Influence::Uniform(1.0), &model(&text), &[0], 10);
        assert_means(&values, expected, &text);
    }
}

/// Of two whom a user follows it meets one in each step, or both.
#[test]
fn one_of_two_is_met_half_the_time_and_all_are_met_always() {
    let two = bare(3, vec![[0, 2], [1, 2]], EdgeMeaning::InfluencerToAudience);
    let certain = Influence::Uniform(1.0);
    let one = model("horizon = 1");
    assert_shares(&sharers(&two, &certain, &one, &[0], 200_000), 2, 0.5, "one");
    let all = model("horizon = 1, contacts = 'all'");
    assert_shares(&sharers(&two, &certain, &all, &[0], 10), 2, 1.0, "all");
    let both = model("horizon = 1, contacts = 'all', threshold = 2");
    assert_shares(&sharers(&two, &certain, &both, &[0], 10), 1, 1.0, "one of both");
    assert_shares(&sharers(&two, &certain, &both, &[0, 1], 10), 3, 1.0, "both");
}

/// The parameters of the obvious implementation.
#[derive(Clone, Copy)]
struct Given {
    memory: usize,
    threshold: fn(&mut Stream) -> f64,
    dose: fn(&mut Stream) -> f64,
    all: bool,
    recovery: f64,
    horizon: usize,
}

/// Every user in every step: whom it meets, whether that gives a dose, what it remembers.
fn obvious(
    users: usize,
    edges: &[Weighted],
    seeds: &[u32],
    given: Given,
    coins: &mut Stream,
) -> usize {
    let thresholds: Vec<f64> = (0..users).map(|_| (given.threshold)(coins)).collect();
    let mut shares: Vec<bool> = (0..users).map(|user| seeds.contains(&(user as u32))).collect();
    let mut ever = shares.clone();
    let mut doses: Vec<Vec<f64>> = vec![Vec::new(); users];
    for _ in 0..given.horizon {
        let mut next = shares.clone();
        for user in 0..users {
            let followed: Vec<&Weighted> =
                edges.iter().filter(|edge| edge.1 as usize == user).collect();
            let mut dose = 0.0;
            let met = if given.all || followed.is_empty() {
                &followed[..]
            } else {
                let place = coins.below(followed.len() as u64) as usize;
                &followed[place..=place]
            };
            for &&(source, _, p) in met {
                if shares[source as usize] && coins.unit() < p {
                    dose += (given.dose)(coins);
                }
            }
            doses[user].push(dose);
            let sum: f64 = doses[user].iter().rev().take(given.memory).sum();
            if sum >= thresholds[user] - 1e-9 {
                next[user] |= dose > 0.0;
            } else if shares[user] && coins.unit() < given.recovery {
                next[user] = false;
            }
        }
        shares = next;
        for user in 0..users {
            ever[user] |= shares[user];
        }
    }
    ever.into_iter().filter(|&shared| shared).count()
}

/// A standard normal number, by Box and Muller.
fn normal(coins: &mut Stream) -> f64 {
    let radius = (-2.0 * (1.0 - coins.unit()).ln()).sqrt();
    radius * (std::f64::consts::TAU * coins.unit()).cos()
}

/// Two samples of sizes are of one law: the chi-square of both is not among the rarest thousandth.
fn assert_one_law(ours: &[f64], theirs: &[f64], what: &str) {
    assert_eq!(ours.len(), theirs.len());
    let mut counts: BTreeMap<u64, [f64; 2]> = BTreeMap::new();
    for (which, values) in [ours, theirs].into_iter().enumerate() {
        for &value in values {
            counts.entry(value as u64).or_default()[which] += 1.0;
        }
    }
    // Sizes that are too rare for the law of the square are one class.
    let mut rare = [0.0; 2];
    let mut square = 0.0;
    let mut classes = 0;
    let mut add = |[a, b]: [f64; 2]| {
        if a + b > 0.0 {
            square += (a - b) * (a - b) / (a + b);
            classes += 1;
        }
    };
    for [a, b] in counts.into_values() {
        if a + b < 20.0 {
            rare = [rare[0] + a, rare[1] + b];
        } else {
            add([a, b]);
        }
    }
    add(rare);
    assert!(classes > 2, "{what}: {classes} sizes tell nothing");
    let law = ChiSquared::new(f64::from(classes) - 1.0).expect("several sizes");
    assert!(1.0 - law.cdf(square) > 1e-3, "{what}: {square} of {classes} classes");
}

/// Models as scenarios have them, and their parameters.
fn cases() -> [(&'static str, Given); 7] {
    let one = |_: &mut Stream| 1.0;
    [
        (
            "memory = 3, threshold = 2",
            Given {
                memory: 3,
                threshold: |_| 2.0,
                dose: one,
                all: false,
                recovery: 0.0,
                horizon: 20,
            },
        ),
        (
            "memory = 2, threshold = 1.2, dose = { exponential = { mean = 1 } }, recovery = 0.4",
            Given {
                memory: 2,
                threshold: |_| 1.2,
                dose: |coins| -(1.0 - coins.unit()).ln(),
                all: false,
                recovery: 0.4,
                horizon: 12,
            },
        ),
        (
            "memory = 4, threshold = 1.5, contacts = 'all', recovery = 0.2, \
             dose = { log-normal = { mu = 0, sigma = 0.7 } }",
            Given {
                memory: 4,
                threshold: |_| 1.5,
                dose: |coins| (0.7 * normal(coins)).exp(),
                all: true,
                recovery: 0.2,
                horizon: 5,
            },
        ),
        (
            "memory = 2, threshold = 3, contacts = 'all'",
            Given {
                memory: 2,
                threshold: |_| 3.0,
                dose: one,
                all: true,
                recovery: 0.0,
                horizon: 6,
            },
        ),
        (
            "memory = 4, threshold = { uniform = { from = 0.5, to = 6 } }, contacts = 'all', recovery = 0.5",
            Given {
                memory: 4,
                threshold: |coins| 0.5 + 5.5 * coins.unit(),
                dose: one,
                all: true,
                recovery: 0.5,
                horizon: 9,
            },
        ),
        // More steps than fit into a word.
        (
            "memory = 70, threshold = 3, contacts = 'all', recovery = 0.5",
            Given {
                memory: 70,
                threshold: |_| 3.0,
                dose: one,
                all: true,
                recovery: 0.5,
                horizon: 6,
            },
        ),
        (
            "memory = 5, threshold = { uniform = { from = 0.5, to = 3.5 } }, recovery = 1",
            Given {
                memory: 5,
                threshold: |coins| 0.5 + 3.0 * coins.unit(),
                dose: one,
                all: false,
                recovery: 1.0,
                horizon: 10,
            },
        ),
    ]
}

#[test]
fn doses_are_those_of_an_obvious_implementation_in_law() {
    // G5 with stronger ties, and a tie back for each.
    let edges: Vec<Weighted> = G5
        .iter()
        .flat_map(|&(u, v, p)| [(u, v, 0.3 + p), (v, u, 0.9 - p)])
        .filter(|&(u, v, _)| (u, v) != (0, 4) && (u, v) != (4, 0))
        .collect();
    let (network, influence) = weighted(5, &edges, EdgeMeaning::InfluencerToAudience);
    assert_eq!(network.edges() as usize, edges.len());
    let runs = 10_000;
    for (text, given) in cases() {
        for horizon in [given.horizon / 2, given.horizon] {
            let given = Given { horizon, ..given };
            let model = model(&format!("{text}, horizon = {horizon}"));
            let mut values = sharers(&network, &influence, &model, &[0, 3], runs);
            let mut coins = World::new(5, Purpose::Bootstrap, 0).stream(0);
            let theirs: Vec<f64> =
                (0..runs).map(|_| obvious(5, &edges, &[0, 3], given, &mut coins) as f64).collect();
            let (_, ours) = values.pop().expect("a walk");
            assert_one_law(&ours, &theirs, &format!("{text}, horizon {horizon}"));
        }
    }
}

fn small_world() -> Network {
    let ties = (0..60_u32)
        .flat_map(|u| [[u, (u + 1) % 60], [u, (u * 7 + 3) % 60]])
        .filter(|[u, v]| u != v);
    bare(60, ties.collect(), EdgeMeaning::Mutual)
}

#[test]
fn who_gave_the_last_dose_began_before_and_a_record_changes_nothing() {
    let network = small_world();
    for text in ["recovery = 0.3, memory = 2", "contacts = 'all', threshold = 2, memory = 3"] {
        let model = model(&format!("{text}, horizon = 40"));
        let influence = Influence::Uniform(0.4);
        let cascade = model.prepare(&network, &influence).expect("it fits");
        let (mut plain, mut traced) = (Scratch::new(60), Scratch::new(60));
        let mut trace = Trace::default();
        let mut passed = 0;
        for world in 0..200 {
            let world = World::new(2, Purpose::Diffusion, world);
            cascade.run(world, &[0, 1, 0], &mut plain);
            cascade.run_traced(world, &[0, 1, 0], &mut traced, &mut trace);
            assert_eq!(plain.sharers(), traced.sharers());
            for (place, &sharer) in traced.sharers().iter().enumerate() {
                let parent = trace.parents()[place];
                if parent == Trace::NOBODY {
                    assert!(sharer < 2 && trace.time(place).abs() < 1e-12);
                    continue;
                }
                passed += 1;
                assert!(trace.time(parent as usize) < trace.time(place));
                assert!(network.forward().row(traced.sharers()[parent as usize]).contains(&sharer));
                assert!(trace.time(place - 1) <= trace.time(place) && trace.time(place) <= 40.0);
            }
        }
        assert!(passed > 1000, "{text}: {passed}");
    }
}

#[test]
fn doses_that_make_no_sense_are_refused_with_their_key() {
    let network = small_world();
    for (text, key) in [
        ("memory = 0", "memory"),
        ("horizon = 0", "horizon"),
        ("recovery = 1.5", "recovery"),
        ("threshold = -1", "threshold"),
        ("dose = 0", "dose"),
        ("dose = { exponential = { mean = -1 } }", "dose.exponential.mean"),
        ("dose = { log-normal = { mu = 0, sigma = -1 } }", "dose.log-normal"),
    ] {
        match model(text).prepare(&network, &Influence::Uniform(1.0)) {
            Err(wordspread::Error::Value { key: named, remedy, .. }) => {
                assert_eq!(named, format!("model.dose-memory.{key}"));
                assert!(!remedy.is_empty());
            }
            Err(other) => panic!("{text}: {other:?}"),
            Ok(_) => panic!("{text} is not refused"),
        }
    }
}
