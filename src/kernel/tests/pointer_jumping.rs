//! Chased picks against following them one by one, and against walks.

use std::collections::BTreeSet;

use proptest::{collection::vec, prelude::*};

use super::{a_quarter, dealt, network, rows, user, worlds};
use crate::{
    influence::Influence,
    kernel::{
        Scratch,
        batch::pointer_jumping::{OPTIONS, PointerJumping, WORLDS},
        live::threshold_choice::ThresholdChoice,
        walk,
    },
    network::Network,
    rng::World,
};

/// How weights are given.
#[derive(Debug, Clone, Copy)]
enum WeightKind {
    Uniform,
    PerTarget,
    PerEdge,
}

/// Weights that sum to at most `total` for every user: of one edge as much as of another, or, an
/// edge each, as `some` are to each other.
fn weights(network: &Network, given: WeightKind, total: f64, some: &[f64]) -> Influence {
    let rows = network.backward();
    let even = |user: u32| total / (rows.degree(user) as f64).max(1.0);
    let users = 0..network.users();
    match given {
        WeightKind::Uniform => Influence::Uniform(users.map(even).fold(total, f64::min)),
        WeightKind::PerTarget => Influence::PerTarget(users.map(even).collect()),
        WeightKind::PerEdge => {
            let raw = dealt(some, rows.edges());
            let mut sums = vec![0.0; rows.nodes()];
            let targets = network.forward().targets();
            targets.iter().zip(&raw).for_each(|(&user, raw)| sums[user as usize] += raw);
            let one = |(&user, raw): (&u32, f64)| {
                let sum = sums[user as usize];
                if sum > 0.0 { (total * raw / sum) as f32 } else { 0.0 }
            };
            Influence::PerEdge(targets.iter().zip(raw).map(one).collect())
        }
    }
}

/// Follows picks from a user until they end or come round, and says whether a seed lay on the way.
fn is_led_to(picks: &ThresholdChoice, world: World, user: u32, seeds: &BTreeSet<u32>) -> bool {
    let mut way = BTreeSet::new();
    let mut at = Some(user);
    while let Some(user) = at.filter(|&user| way.insert(user)) {
        at = picks.picked_by(world, user);
    }
    !way.is_disjoint(seeds)
}

proptest! {
    #![proptest_config(a_quarter())]

    /// Who shares in each option and world; twice with the same buffers.
    #[test]
    fn a_chase_leads_to_whom_following_picks_one_by_one_does(
        rows in rows(),
        given in prop::sample::select(&[WeightKind::Uniform, WeightKind::PerTarget, WeightKind::PerEdge][..]),
        total in prop_oneof![Just(0.0), Just(1.0), 0.0..1.0],
        some in vec(prop_oneof![Just(0.0), 0.0..1.0], 1..5),
        options in vec(vec(any::<u32>(), 0..6), 1..=OPTIONS),
        alike: bool,
        at_once in 1..=WORLDS,
        rng_seed: u64,
    ) {
        let mut options = options;
        if alike {
            // Every option the same: no seed is one of some options alone.
            let first = options[0].clone();
            options.fill(first);
        }
        let network = network(rows);
        let influence = weights(&network, given, total, &some);
        let picks = ThresholdChoice::new(&network, &influence).expect("weights of at most 1");
        let users = network.users();
        let mut chase = PointerJumping::new(users);
        let mut scratch = Scratch::new(users);
        let mut words = vec![u64::MAX; (users as usize).div_ceil(64)];
        let worlds: Vec<World> = worlds(rng_seed).take(2 * at_once).collect();
        for worlds in worlds.chunks(at_once) {
            chase.forget_seeds();
            for (option, seeds) in options.iter().enumerate() {
                for &number in seeds {
                    chase.seed(option, user(number, network.forward()));
                }
            }
            chase.run(&picks, worlds, &|| false);
            for (nth, &world) in worlds.iter().enumerate() {
                let mut counts = vec![u64::MAX; options.len()];
                chase.count(nth, &mut counts);
                for (option, seeds) in options.iter().enumerate() {
                    let seeds: Vec<u32> =
                        seeds.iter().map(|&number| user(number, network.forward())).collect();
                    let set: BTreeSet<u32> = seeds.iter().copied().collect();
                    let expected: BTreeSet<u32> =
                        (0..users).filter(|&user| is_led_to(&picks, world, user, &set)).collect();
                    chase.sharers(nth, option, &mut words);
                    let shares = |user: &u32| words[*user as usize / 64] >> (user % 64) & 1 == 1;
                    let found: BTreeSet<u32> =
                        (0..words.len() as u32 * 64).filter(shares).collect();
                    prop_assert_eq!(counts[option], expected.len() as u64);
                    prop_assert_eq!(&found, &expected);
                    walk(&picks, world, &seeds, &mut scratch, &mut ());
                    let walked: BTreeSet<u32> = scratch.sharers().iter().copied().collect();
                    prop_assert_eq!(&walked, &expected);
                }
            }
            // Other seeds in the second round, with the same buffers.
            options.rotate_left(1);
            options.iter_mut().flatten().for_each(|number| *number = number.wrapping_add(7));
        }
    }
}
