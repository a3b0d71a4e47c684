//! Walks that draw ahead and fetch what they will need, against a plain queue.

use std::{collections::BTreeSet, sync::Arc};

use proptest::{collection::vec, prelude::*};

use super::{a_quarter, dealt, network, probability, queued, rows, user, worlds};
use crate::{
    influence::Influence,
    kernel::{
        LiveEdges, Scratch, Trace,
        backward::{BATCH, BackwardBatch, walk_batch},
        live::{
            even_rows::EvenRows,
            geometric_skips::GeometricSkips,
            probability::{
                PerEdgeProbability, PerTargetProbability, Probability, UniformProbability,
            },
            skip_by_product::SkipByProduct,
            threshold_choice::{ThresholdChoice, ThresholdChoiceBackward},
        },
        walk, walk_on,
    },
    network::csr::Rows,
    rng::World,
};

/// Walks a few worlds, with a trace and without, by the same buffers, and compares them with a
/// queue over the live edges: sharers in their order, parents and steps; and a walk that goes on
/// with further seeds.
fn compare<L: LiveEdges>(
    live: &L,
    rng_seed: u64,
    seeds: &[u32],
    scratch: &mut Scratch,
) -> Result<(), TestCaseError> {
    let mut trace = Trace::default();
    for world in worlds(rng_seed).take(3) {
        let expected = queued(seeds, |user| {
            let mut ends = Vec::new();
            live.for_each_live(world, user, |end| ends.push(end));
            ends
        });
        let users: Vec<u32> = expected.iter().map(|&(user, _)| user).collect();
        // In two parts: the same users, those of the first part first.
        let (some, others) = seeds.split_at(seeds.len() / 2);
        walk(live, world, some, scratch, &mut ());
        let first = scratch.sharers().to_vec();
        walk_on(live, world, others, scratch, &mut ());
        prop_assert!(scratch.sharers().starts_with(&first));
        let sorted = |users: &[u32]| users.iter().copied().collect::<BTreeSet<u32>>();
        prop_assert_eq!(sorted(scratch.sharers()), sorted(&users));
        prop_assert_eq!(scratch.sharers().len(), users.len());
        walk(live, world, seeds, scratch, &mut ());
        prop_assert_eq!(scratch.sharers(), &users[..]);
        walk(live, world, seeds, scratch, &mut trace);
        prop_assert_eq!(scratch.sharers(), &users[..]);
        let mut steps = Vec::new();
        for (place, &(user, parent)) in expected.iter().enumerate() {
            let (step, code) =
                parent.map_or((0, Trace::NOBODY), |place| (steps[place] + 1, place as u32));
            steps.push(step);
            prop_assert!(scratch.has_shared(user));
            prop_assert_eq!(trace.parents()[place], code);
        }
        prop_assert_eq!(trace.steps(), &steps[..]);
        prop_assert_eq!(trace.parents().len(), users.len());
    }
    Ok(())
}

/// Walks worlds in one batch, with the same buffers each time, and compares each with a queue of
/// its own: with users at whom walks end, and without.
fn compare_batch<L: LiveEdges>(
    live: &L,
    rng_seed: u64,
    starts: &[u32],
    users: u32,
) -> Result<(), TestCaseError> {
    let mut batch = BackwardBatch::new(users);
    let worlds: Vec<World> = worlds(rng_seed).take(starts.len()).collect();
    for every in [u32::MAX, 7, 2] {
        let ends = |user: u32| user % every == 1;
        walk_batch(live, &worlds, starts, ends, &mut batch);
        for (walk, (&world, &start)) in worlds.iter().zip(starts).enumerate() {
            let reached = queued(&[start], |user| {
                let mut found = Vec::new();
                live.for_each_live(world, user, |end| found.push(end));
                found
            });
            let mut reached: Vec<u32> = reached.into_iter().map(|(user, _)| user).collect();
            if let Some(end) = reached.iter().position(|&user| ends(user)) {
                reached.truncate(end + 1);
            }
            let own = batch.reached().filter(|&(number, _)| number == walk);
            prop_assert_eq!(own.map(|(_, user)| user).collect::<Vec<_>>(), reached);
        }
    }
    Ok(())
}

/// Walks over stretches, and compares their live edges with a number for each stretch, held against
/// the product of one edge after the other.
fn compare_stretches<P: Probability>(
    rows: &Arc<Rows>,
    probability: P,
    rng_seed: u64,
    seeds: &[u32],
    scratch: &mut Scratch,
) -> Result<(), TestCaseError> {
    let live = SkipByProduct { rows: Arc::clone(rows), probability };
    for (world, user) in worlds(rng_seed).zip(0..rows.nodes() as u32) {
        let mut stream = world.stream(u64::from(user));
        let mut unit = 1.0 - stream.unit();
        let (mut all_dead, mut expected) = (1.0, Vec::new());
        for (place, &target) in rows.range(user).zip(rows.row(user)) {
            all_dead *= 1.0 - live.probability.of(place, target);
            if all_dead < unit {
                expected.push(target);
                (unit, all_dead) = (1.0 - stream.unit(), 1.0);
            }
        }
        let mut found = Vec::new();
        live.for_each_live(world, user, |end| found.push(end));
        prop_assert_eq!(found, expected);
    }
    compare(&live, rng_seed, seeds, scratch)
}

proptest! {
    #![proptest_config(a_quarter())]

    #[test]
    fn a_walk_over_any_live_edges_is_a_queue_over_them(
        rows in rows(),
        some in vec(probability(), 1..5),
        seeds in vec(any::<u32>(), 0..70),
        rng_seed: u64,
    ) {
        let seeds: Vec<u32> = seeds.into_iter().map(|number| user(number, &rows)).collect();
        let mut scratch = Scratch::new(rows.nodes() as u32);
        let p = some[0];
        compare(&GeometricSkips::new(&rows, p), rng_seed, &seeds, &mut scratch)?;
        compare_stretches(&rows, UniformProbability(p), rng_seed, &seeds, &mut scratch)?;
        let users = dealt(&some, rows.nodes());
        compare_stretches(&rows, PerTargetProbability::new(&users), rng_seed, &seeds, &mut scratch)?;
        compare(&EvenRows::new(&rows, &users), rng_seed, &seeds, &mut scratch)?;
        let edges: Vec<f32> = dealt(&some, rows.edges()).into_iter().map(|p| p as f32).collect();
        compare_stretches(&rows, PerEdgeProbability(edges), rng_seed, &seeds, &mut scratch)?;
    }

    #[test]
    fn walks_together_are_the_walks_that_they_are_alone(
        rows in rows(),
        some in vec(probability(), 1..5),
        starts in vec(any::<u32>(), 0..=BATCH),
        rng_seed: u64,
    ) {
        let users = rows.nodes() as u32;
        let starts: Vec<u32> = starts.into_iter().map(|number| user(number, &rows)).collect();
        compare_batch(&GeometricSkips::new(&rows, some[0]), rng_seed, &starts, users)?;
        let strengths = dealt(&some, rows.nodes());
        compare_batch(&EvenRows::new(&rows, &strengths), rng_seed, &starts, users)?;
        let probability = PerTargetProbability::new(&strengths);
        compare_batch(&SkipByProduct { rows: rows.clone(), probability }, rng_seed, &starts, users)?;
        let network = network(rows);
        let followed = |user| network.backward().degree(user).max(1) as f64;
        let even: Vec<f64> = (0..users).map(|user| 1.0 / followed(user)).collect();
        let influence = Influence::PerTarget(even.into());
        let picks = ThresholdChoice::new(&network, &influence).expect("weights of at most 1");
        compare_batch(&ThresholdChoiceBackward(&picks), rng_seed, &starts, users)?;
    }

    #[test]
    fn a_walk_along_picks_is_a_queue_over_them_both_ways(
        rows in rows(),
        total in prop_oneof![Just(0.0), Just(1.0), 0.0..1.0],
        seeds in vec(any::<u32>(), 0..70),
        rng_seed: u64,
    ) {
        let seeds: Vec<u32> = seeds.into_iter().map(|number| user(number, &rows)).collect();
        let network = network(rows);
        let followed = |user| network.backward().degree(user) as f64;
        let even = (0..network.users()).map(|user| total / followed(user).max(1.0));
        let influence = Influence::PerTarget(even.collect());
        let picks = ThresholdChoice::new(&network, &influence).expect("weights of at most 1");
        let mut scratch = Scratch::new(network.users());
        // A walk backward remembers nothing, one forward must not believe what it finds of another
        // world.
        compare(&picks, rng_seed, &seeds, &mut scratch)?;
        compare(&ThresholdChoiceBackward(&picks), rng_seed, &seeds, &mut scratch)?;
        compare(&picks, rng_seed.wrapping_add(1), &seeds, &mut scratch)?;
    }
}
