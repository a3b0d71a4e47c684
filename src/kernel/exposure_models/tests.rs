//! The walk against a naive twin: whole steps, everybody counted anew at each.

use proptest::prelude::*;

use super::*;
use crate::{
    kernel::{Scratch, Trace, live::probability::PerEdgeProbability},
    network::csr::Rows,
    rng::Purpose,
};

/// Rows of `users` with these edges, parallel ones kept.
fn rows(users: u32, edges: &[(u32, u32)]) -> Rows {
    let mut edges = edges.to_vec();
    edges.sort_unstable();
    let offset = |user: u32| edges.partition_point(|edge| edge.0 < user) as u64;
    let offsets: Vec<u64> = (0..=users).map(offset).collect();
    let targets: Vec<u32> = edges.iter().map(|edge| edge.1).collect();
    Rows::new(offsets.into(), targets.into()).expect("sound")
}

/// Who shares at which step. `shares` decides from all exposures of a user so far, as places in the
/// forward rows, in the order of the sharers and of their rows.
fn naive(rows: &Rows, seeds: &[u32], shares: impl Fn(u32, &[usize]) -> bool) -> Vec<(u32, u32)> {
    let mut sharers: Vec<(u32, u32)> = Vec::new();
    for &seed in seeds {
        if !sharers.contains(&(seed, 0)) {
            sharers.push((seed, 0));
        }
    }
    let mut exposures = vec![Vec::new(); rows.nodes()];
    let mut step = 0;
    loop {
        let mut new = Vec::new();
        for &(sharer, of) in &sharers {
            if of < step {
                continue;
            }
            for place in rows.range(sharer) {
                let user = rows.targets()[place];
                let exposed: &mut Vec<usize> = &mut exposures[user as usize];
                exposed.push(place);
                let has = sharers.iter().chain(&new).any(|&(sharer, _)| sharer == user);
                if !has && shares(user, exposed) {
                    new.push((user, step + 1));
                }
            }
        }
        if new.is_empty() {
            return sharers;
        }
        sharers.extend(new);
        step += 1;
    }
}

/// The same by the walk; each sharer's parent is held to be one who exposes it a step before.
fn walked<E: Exposures>(
    rows: &Rows,
    exposures: &E,
    (world, seeds): (World, &[u32]),
    states: &mut ExposureStates<E::State>,
) -> Vec<(u32, u32)> {
    let mut scratch = Scratch::new(rows.nodes() as u32);
    let mut trace = Trace::default();
    trace.start();
    let (mut sharers, _) = scratch.start();
    spread((rows, exposures), (world, seeds), &mut sharers, states, &mut trace);
    let traced = sharers.list().to_vec();
    let (mut sharers, _) = scratch.start();
    spread((rows, exposures), (world, seeds), &mut sharers, states, &mut ());
    assert_eq!(traced, sharers.list(), "a record changes nothing");
    for (&sharer, &parent) in traced.iter().zip(trace.parents()) {
        assert!(parent == Trace::NOBODY || rows.row(traced[parent as usize]).contains(&sharer));
    }
    traced.into_iter().zip(trace.steps().iter().copied()).collect()
}

proptest! {
    #[test]
    fn whoever_is_exposed_often_enough_shares_at_the_step_at_which_it_is(
        edges in proptest::collection::vec((0_u32..40, 0_u32..40), 0..400),
        needed in proptest::collection::vec(1_u32..7, 40),
        seeds in proptest::collection::vec(0_u32..40, 0..9),
    ) {
        let rows = rows(40, &edges);
        let counted = CountThreshold(CountPerUser::new(40, |user| needed[user as usize]));
        let mut states = ExposureStates::new(40);
        let expected = naive(&rows, &seeds, |user, exposed| {
            exposed.len() >= needed[user as usize] as usize
        });
        // Nothing is left of one world in the next.
        for world in 0..3 {
            let world = World::new(1, Purpose::Diffusion, world);
            let found = walked(&rows, &counted, (world, &seeds), &mut states);
            prop_assert_eq!(&found, &expected);
        }
    }

    #[test]
    fn weights_and_chances_add_up_exposure_by_exposure(
        edges in proptest::collection::vec((0_u32..30, 0_u32..30), 0..300),
        strengths in proptest::collection::vec(0_u8..=8, 300),
        needed in proptest::collection::vec(-1_i8..20, 30),
        seeds in proptest::collection::vec(0_u32..30, 1..5),
    ) {
        let rows = rows(30, &edges);
        // Eighths, so that sums are exact.
        let weights: Vec<f32> =
            strengths[..edges.len()].iter().map(|&eighths| f32::from(eighths) / 8.0).collect();
        let sum = |exposed: &[usize]| exposed.iter().map(|&place| f64::from(weights[place])).sum();
        let needs = |user: u32| f64::from(needed[user as usize]) / 8.0;
        let world = World::new(4, Purpose::Diffusion, 0);
        let weighed = WeightThreshold { weights: weights.clone().into(), needed: |_, user| needs(user) };
        let expected = naive(&rows, &seeds, |user, exposed| {
            let sum: f64 = sum(exposed);
            sum > 0.0 && sum >= needs(user)
        });
        prop_assert_eq!(walked(&rows, &weighed, (world, &seeds), &mut ExposureStates::new(30)), expected);

        let factor = |exposure: usize| 1.0 / (exposure as f64 + 1.0);
        let hazards = Hazards {
            probability: PerEdgeProbability(&weights),
            factors: (0..300).map(factor).collect(),
        };
        let expected = naive(&rows, &seeds, |user, exposed| {
            let spared: f64 = exposed
                .iter()
                .enumerate()
                .map(|(nth, &place)| 1.0 - f64::from(weights[place]) * factor(nth))
                .product();
            world.stream(u64::from(user)).unit() < 1.0 - spared
        });
        prop_assert_eq!(walked(&rows, &hazards, (world, &seeds), &mut ExposureStates::new(30)), expected);

        // One probability for all edges: what the coins say at once and one by one is the same.
        let half = vec![0.5_f32; edges.len()];
        let at_once = CountThreshold(CountByChance::new((0..300).map(|nth| 0.5 * factor(nth))));
        let one_by_one =
            Hazards { probability: PerEdgeProbability(&half), factors: (0..300).map(factor).collect() };
        prop_assert_eq!(
            walked(&rows, &at_once, (world, &seeds), &mut ExposureStates::new(30)),
            walked(&rows, &one_by_one, (world, &seeds), &mut ExposureStates::new(30))
        );
    }
}

#[test]
fn a_row_longer_than_what_is_looked_up_at_once_is_exposed_whole() {
    let edges: Vec<(u32, u32)> = (1..1000).map(|leaf| (0, leaf)).collect();
    let rows = rows(1000, &edges);
    let world = World::new(1, Purpose::Diffusion, 0);
    let found = walked(
        &rows,
        &CountThreshold(SameCount(1)),
        (world, &[0, 0]),
        &mut ExposureStates::new(1000),
    );
    assert_eq!(found.len(), 1000);
    let found =
        walked(&rows, &CountThreshold(SameCount(2)), (world, &[0]), &mut ExposureStates::new(1000));
    assert_eq!(found, [(0, 0)]);
}

#[test]
fn nothing_is_left_after_four_billion_worlds() {
    let mut states = ExposureStates::<Countdown>::new(1);
    states.forget();
    states.of_users[0] = Countdown::new(7).of(states.epoch);
    states.epoch = u32::MAX;
    states.forget();
    assert_ne!(states.of_users[0].epoch(), states.epoch);
}
