//! Several messages, and opinions of one: exact values here; below that of one message alone, laws, and what is
//! told and refused.

mod laws;
mod one_message;
mod told;

use wordspread::{
    influence::Influence,
    kernel::{Scratch, Trace, contests::TieRule, plan::Kernel},
    metric::AnyMetric,
    model::{
        AnyModel, Cascade, Companion, Competition, CompetitiveCascade, CompetitiveThreshold,
        ComplementaryCascade, NegativeOpinion, Outcome, OutcomeRequest, Rival, RivalSeeds,
    },
    network::{Network, builder::EdgeMeaning, generator::Generator},
    rng::{Purpose, Stream, World},
    scenario::{ScenarioFile, run},
    seeding::{Seeds, UserId},
};

use crate::worlds::{DIAMOND, Weighted, assert_mean, bare, ic, lt, sample, weighted};

const REPLICATES: u64 = 1_000_000;

fn ids(users: &[u32]) -> RivalSeeds {
    RivalSeeds::Ids(users.iter().map(|&user| UserId::Integer(user.into())).collect())
}

fn rival(name: &str, users: &[u32], factor: f64) -> Rival {
    Rival { name: name.to_owned(), seeds: ids(users), factor }
}

fn competitive(messages: Vec<Rival>, ties: TieRule, rank: Option<u32>) -> AnyModel {
    AnyModel::CompetitiveCascade(CompetitiveCascade(Competition {
        messages,
        factor: 1.0,
        ties,
        rank,
    }))
}

fn thresholds(messages: Vec<Rival>, ties: TieRule, rank: Option<u32>) -> AnyModel {
    AnyModel::CompetitiveThreshold(CompetitiveThreshold(Competition {
        messages,
        factor: 1.0,
        ties,
        rank,
    }))
}

fn complementary(other: &[u32], [ours, theirs]: [[f64; 2]; 2]) -> AnyModel {
    AnyModel::ComplementaryCascade(ComplementaryCascade {
        other: Companion { name: "other".to_owned(), seeds: ids(other) },
        q_ours: ours[0],
        q_ours_with_other: ours[1],
        q_other: theirs[0],
        q_other_with_ours: theirs[1],
    })
}

/// In the diamond with our message at 1 and another at 2, node 3 takes ours and the other as often as is
/// said.
fn assert_node_3(model: &AnyModel, [ours, other]: [f64; 2]) {
    let (network, influence) = weighted(4, DIAMOND, EdgeMeaning::InfluencerToAudience);
    let metrics = [AnyMetric::Sharers, AnyMetric::RivalSharers];
    let what = (&network, &influence, model);
    let values = sample(Kernel::Walk, what, Seeds::fixed(vec![1]), &metrics, REPLICATES);
    assert_mean(&values[0], 1.0 + ours, "ours");
    assert_mean(&values[1], 1.0 + other, "the other");
}

fn at_2() -> Vec<Rival> {
    vec![rival("B", &[2], 1.0)]
}

#[test]
fn competitive_diamond_a_dominant() {
    assert_node_3(&competitive(at_2(), TieRule::Dominance, Some(1)), [0.30, 0.42]);
}

#[test]
fn competitive_diamond_b_dominant() {
    assert_node_3(&competitive(at_2(), TieRule::Dominance, None), [0.12, 0.60]);
}

#[test]
fn competitive_diamond_fair() {
    assert_node_3(&competitive(at_2(), TieRule::Fair, None), [0.21, 0.51]);
}

#[test]
fn competitive_diamond_in_a_random_order_is_as_fair_where_each_tries_once() {
    assert_node_3(&competitive(at_2(), TieRule::FirstInRandomOrder, None), [0.21, 0.51]);
}

/// Of 0.18 in which both succeed, 0.3 : 0.6.
#[test]
fn competitive_diamond_proportional() {
    assert_node_3(&competitive(at_2(), TieRule::Proportional, None), [0.18, 0.54]);
}

/// Weights 0.3 and 0.6 bring node 3 over its threshold together with probability 0.9.
#[test]
fn competitive_diamond_of_linear_thresholds() {
    for (ties, rank, shares) in [
        (TieRule::Dominance, Some(1), [0.9, 0.0]),
        (TieRule::Fair, None, [0.45, 0.45]),
        (TieRule::Proportional, None, [0.3, 0.6]),
    ] {
        assert_node_3(&thresholds(at_2(), ties, rank), shares);
    }
}

/// Only ours reaches node 3 with 0.12, only the other with 0.42, both with 0.18, in either order. Where
/// they help each other the order does not matter: thinking again makes up for it. Where they hinder each
/// other, the first is in the way of the second.
#[test]
fn complementary_diamond_has_its_exact_values() {
    let helping = complementary(&[2], [[0.3, 0.8], [0.4, 0.9]]);
    let ours = 0.12 * 0.3 + 0.18 * (0.4 * 0.8 + 0.6 * 0.3);
    let other = 0.42 * 0.4 + 0.18 * (0.3 * 0.9 + 0.7 * 0.4);
    assert_node_3(&helping, [ours, other]);
    let hindering = complementary(&[2], [[0.8, 0.3], [0.4, 0.1]]);
    let ours = 0.12 * 0.8 + 0.18 * (0.8 + 0.4 * 0.3 + 0.6 * 0.8) / 2.0;
    let other = 0.42 * 0.4 + 0.18 * (0.4 + 0.8 * 0.1 + 0.2 * 0.4) / 2.0;
    assert_node_3(&hindering, [ours, other]);
}

/// Who think well of it are the beginning of the chain, up to distance d with probability p^d q^(d + 1).
#[test]
fn ic_n_chain() {
    let (p, q) = (0.7_f64, 0.8_f64);
    let chain = bare(6, (1..6).map(|v| [v - 1, v]).collect(), EdgeMeaning::InfluencerToAudience);
    let model = AnyModel::NegativeOpinion(NegativeOpinion { quality: q });
    let what = (&chain, &Influence::Uniform(p), &model);
    let metrics = [AnyMetric::Sharers, AnyMetric::Positive, AnyMetric::Negative];
    let values = sample(Kernel::Walk, what, Seeds::fixed(vec![0]), &metrics, REPLICATES);
    for distance in 0..6 {
        let expected = p.powi(distance) * q.powi(distance + 1);
        let hits = values[1].iter().filter(|&&positive| positive > f64::from(distance)).count();
        let share = hits as f64 / REPLICATES as f64;
        let error = (expected * (1.0 - expected) / REPLICATES as f64).sqrt();
        assert!((share - expected).abs() < 4.0 * error, "{distance}: {share} not {expected}");
    }
    assert_mean(&values[0], (1.0 - p.powi(6)) / (1.0 - p), "sharers");
    for ((sharers, positive), negative) in values[0].iter().zip(&values[1]).zip(&values[2]) {
        assert!((sharers - positive - negative).abs() < 1e-9);
    }
}
