//! Gains in shared worlds, against the models' own cascades.

use proptest::prelude::*;

use super::*;
use crate::{
    influence::Influence,
    kernel::Scratch,
    model::{IndependentCascade, LinearThreshold, Model},
    seeding::tests::network_of,
};

proptest! {
    /// Against the model's own cascades in the same worlds, with live edges kept or drawn.
    #[test]
    fn gains_are_those_of_cascades(
        edges in proptest::collection::vec((0_u32..25, 0_u32..25), 1..80),
        seeds in proptest::collection::vec(0_u32..25, 0..3),
        threshold in proptest::bool::ANY,
        viral_at in 1_u32..26,
    ) {
        let edges: Vec<[u32; 2]> = edges.into_iter().map(|(a, b)| [a, b]).collect();
        let network = network_of(25, &edges);
        let most = (0..25).map(|user| network.backward().degree(user)).max().unwrap_or(1);
        let independent = IndependentCascade::default();
        let by_threshold = LinearThreshold::default();
        let (model, p): (&dyn Model, f64) = if threshold {
            (&by_threshold, 1.0 / most.max(1) as f64)
        } else {
            (&independent, 0.4)
        };
        let influence = Influence::Uniform(p);
        let cascade = model.prepare(&network, &influence).expect("it fits");
        let worlds = || SharedWorlds::drawn(cascade.live().expect("live edges"), 25, 3, 0..40);
        let kept = worlds().kept(&()).expect("nobody stops it");
        prop_assert_eq!(kept.kept.len(), 40);
        let mut scratch = Scratch::new(25);
        let mut sharers = |world: usize, seeds: &[u32]| {
            let world = World::new(3, Purpose::Search, world as u64);
            cascade.run(world, seeds, &mut scratch);
            scratch.sharers().len() as u32
        };
        for worlds in [worlds(), kept] {
            let gains = |target| worlds.gains(&seeds, target, &()).expect("nobody stops it");
            let sums = gains(SharerTarget::NONE);
            prop_assert_eq!(&sums, &gains(SharerTarget::NONE));
            let target = SharerTarget::viral_at(viral_at);
            let aimed = gains(target);
            let covered = worlds.covered_by(&seeds);
            for user in 0..25 {
                let gains = worlds.gain(&covered, user);
                let sum = gains.iter().map(|&gain| u64::from(gain)).sum();
                prop_assert_eq!(WorldGain { viral: 0, sharers: sum }, sums[user as usize]);
                let more: Vec<u32> = seeds.iter().copied().chain([user]).collect();
                prop_assert_eq!(worlds.worth(&covered, user, target), aimed[user as usize]);
                let mut viral = 0;
                for (world, gain) in gains.into_iter().enumerate() {
                    let before = if seeds.is_empty() { 0 } else { sharers(world, &seeds) };
                    let after = sharers(world, &more);
                    prop_assert_eq!(gain, after - before);
                    viral += u64::from(before < viral_at && after >= viral_at);
                }
                prop_assert_eq!(viral, aimed[user as usize].viral);
            }
        }
    }
}

/// Dense worlds with one large strong component and hubs that lead into it.
#[test]
fn gains_are_those_of_cascades_where_many_reach_many() {
    let edges: Vec<[u32; 2]> = (0..2400_u64)
        .map(|i| [crate::rng::mix(i) % 600, crate::rng::mix(!i) % 600].map(|end| end as u32))
        .collect();
    let network = network_of(600, &edges);
    for p in [0.2, 0.3, 0.5, 1.0] {
        let influence = Influence::Uniform(p);
        let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
        let cascade = cascade.live().expect("live edges");
        let worlds = SharedWorlds::drawn(cascade, 600, 3, 0..12);
        for seeds in [&[][..], &[5, 77]] {
            let covered = worlds.covered_by(seeds);
            for target in [SharerTarget::NONE, SharerTarget::viral_at(150)] {
                let sums = worlds.gains(seeds, target, &()).expect("nobody stops it");
                for user in (0..600).step_by(7) {
                    let sum = worlds.worth(&covered, user, target);
                    assert_eq!(sum, sums[user as usize], "{p} {user}");
                }
            }
        }
    }
}
