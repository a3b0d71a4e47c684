//! Rows that have a live edge: the law of their edges against drawing rows until one has any.

use std::collections::BTreeMap;

use super::*;
use crate::{
    influence::Influence,
    kernel::{
        LiveEdges, Memo,
        backward::{BATCH, BackwardBatch, walk_batch},
        live::{
            even_rows::EvenRows,
            geometric_skips::GeometricSkips,
            probability::PerEdgeProbability,
            skip_by_product::SkipByProduct,
            threshold_choice::{ThresholdChoice, ThresholdChoiceBackward},
        },
    },
};

/// Rows that hold.
const HELD: u32 = 10_000;

/// How often rows of `node` are of each kind: by their first live edge and the number of others, up
/// to two.
fn kinds(rows: impl Iterator<Item = Vec<usize>>) -> BTreeMap<(usize, usize), u32> {
    let mut kinds = BTreeMap::new();
    for row in rows.take(HELD as usize) {
        *kinds.entry((row[0], row.len().min(3))).or_default() += 1;
    }
    kinds
}

/// Two samples of one law: the sum over kinds of (a − b)² / (a + b) has as many degrees of freedom
/// f as there are kinds, less one, mean f and variance 2f; five standard deviations are allowed.
/// Kinds that are rare count as one. The chance that no edge is live is that of rows drawn until
/// `HELD` have one: of n such rows by √(n c (1 − c)), five of them allowed.
fn follows_the_law(live: &impl LiveEdges, node: u32, expected: f64) {
    let none_live = live.none_live(node).expect("it has a closed form");
    assert!((none_live - expected).abs() < 1e-6, "{none_live} {expected}");
    let mut memo = Memo::new(0);
    let mut drawn = 0;
    let rejecting = worlds(1).map(|world| {
        let mut hits = Vec::new();
        live.for_each_hit(world, node, &mut memo, |hit| hits.push(hit));
        drawn += 1;
        hits
    });
    let by_rejection = kinds(rejecting.filter(|hits| !hits.is_empty()));
    let error = f64::from(drawn) * (1.0 - none_live) - f64::from(HELD);
    let allowed = 5.0 * (f64::from(drawn) * none_live * (1.0 - none_live)).sqrt();
    assert!(error.abs() <= allowed, "{none_live}: {error}");
    let mut memo = Memo::new(0);
    let at_once = kinds(worlds(2).map(|world| {
        let mut hits = Vec::new();
        live.for_each_hit_of_some(world, node, &mut memo, |hit| hits.push(hit));
        hits
    }));
    let mut both: BTreeMap<Option<(usize, usize)>, [f64; 2]> = BTreeMap::new();
    let all: BTreeSet<_> = by_rejection.keys().chain(at_once.keys()).collect();
    for &kind in all {
        let counts =
            [&by_rejection, &at_once].map(|kinds| f64::from(*kinds.get(&kind).unwrap_or(&0)));
        let of = both.entry((counts[0] + counts[1] >= 20.0).then_some(kind)).or_default();
        of[0] += counts[0];
        of[1] += counts[1];
    }
    let sum: f64 = both.values().map(|[a, b]| (a - b).powi(2) / (a + b)).sum();
    let freedom = both.len() as f64 - 1.0;
    assert!(sum <= freedom + 5.0 * (2.0 * freedom).sqrt(), "{none_live}: {sum} of {freedom}");
}

/// Rows of these degrees, over as many users as they need.
fn followers(degrees: &[usize]) -> Arc<Rows> {
    let users = degrees.iter().max().map_or(0, |most| most + degrees.len()) as u32;
    let edges = (0..).zip(degrees).flat_map(|(user, &degree)| {
        (0..degree as u32).map(move |nth| [user, (user + 1 + nth) % users])
    });
    rows_of(users, edges.collect())
}

#[test]
fn rows_of_equal_chances_that_have_a_live_edge_are_those_that_rejection_leaves() {
    let degrees = [1, 3, 20, 2500];
    let rows = followers(&degrees);
    for p in [0.0004, 0.02, 0.4, 1.0] {
        let jumps = GeometricSkips::new(&rows, p);
        let even = EvenRows::new(&rows, &vec![p; rows.nodes()]);
        let column = vec![p as f32; rows.targets().len()];
        let stretches =
            SkipByProduct { rows: rows.clone(), probability: PerEdgeProbability(&column) };
        for (node, degree) in (0..).zip(degrees) {
            let expected = (1.0 - p).powi(i32::try_from(degree).expect("few edges"));
            // Else hardly any row would be held.
            if expected < 0.99 {
                follows_the_law(&jumps, node, expected);
                follows_the_law(&even, node, expected);
                follows_the_law(&stretches, node, expected);
            }
        }
    }
}

#[test]
fn rows_of_chances_that_differ_that_have_a_live_edge_are_those_that_rejection_leaves() {
    let degrees = [1, 9, 30];
    let rows = followers(&degrees);
    let chances = dealt(&[0.05, 0.0, 0.3, 0.001, 0.1, 0.0], rows.targets().len());
    let column: Vec<f32> = chances.iter().map(|&p| p as f32).collect();
    let stretches = SkipByProduct { rows: rows.clone(), probability: PerEdgeProbability(&column) };
    for node in 0..3 {
        let none = rows.range(node).map(|place| 1.0 - chances[place]).product();
        follows_the_law(&stretches, node, none);
    }
}

/// Equal weights and weights that differ, 0 among them; a whole, and a part.
#[test]
fn a_pick_that_there_is_follows_the_law_that_rejection_leaves() {
    let rows = followers(&[1, 4, 7]);
    let network = network(rows.transposed().into());
    for scale in [0.1, 1.0] {
        let of = |some: &[f64]| -> Vec<f32> {
            dealt(some, network.forward().targets().len())
                .iter()
                .map(|&w| (w * scale) as f32)
                .collect()
        };
        for influence in [
            Influence::Uniform(scale / 7.0),
            Influence::PerTarget(vec![scale / 7.0; network.users() as usize].into()),
            Influence::PerEdge(of(&[0.05, 0.0, 0.1, 0.02]).into()),
        ] {
            let picks = ThresholdChoice::new(&network, &influence).expect("they sum to at most 1");
            let live = ThresholdChoiceBackward(&picks);
            for node in 0..3 {
                let expected = live.none_live(node).expect("it has a closed form");
                if expected < 0.999 {
                    follows_the_law(&live, node, expected);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(a_quarter())]

    /// But for its first row, a walk in company is the walk of its world.
    #[test]
    fn walks_in_company_have_a_live_edge_at_their_start_and_else_go_as_they_would(
        rows in rows(), p in 0.001_f64..1.0, rng_seed in any::<u64>(),
    ) {
        let live = GeometricSkips::new(&rows, p);
        let users = rows.nodes() as u32;
        let possible = |user: &u32| live.none_live(*user) < Some(1.0);
        let starts: Vec<u32> = (0..users).filter(possible).take(BATCH).collect();
        let worlds: Vec<World> = worlds(rng_seed).take(starts.len()).collect();
        let mut batch = BackwardBatch::new(users).given_live_start();
        walk_batch(&live, &worlds, &starts, |_| false, &mut batch);
        let mut found = vec![BTreeSet::new(); starts.len()];
        for (walk, user) in batch.reached() {
            found[walk].insert(user);
        }
        let mut memo = Memo::new(0);
        for ((&world, &start), found) in worlds.iter().zip(&starts).zip(found) {
            let mut first = Vec::new();
            live.for_each_hit_of_some(world, start, &mut memo, |hit| first.push(live.node_of(hit)));
            prop_assert!(!first.is_empty());
            let mut expected = BTreeSet::from([start]);
            expected.extend(first);
            // Whoever is reached from these without the start's own row.
            let mut queue: Vec<u32> = expected.iter().copied().filter(|&user| user != start).collect();
            while let Some(user) = queue.pop() {
                live.for_each_live(world, user, |next| {
                    if expected.insert(next) {
                        queue.push(next);
                    }
                });
            }
            prop_assert_eq!(&found, &expected);
        }
    }
}
