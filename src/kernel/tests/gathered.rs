//! Worlds gathered one by one, against one option of one world after the other.

use std::collections::BTreeSet;

use proptest::{collection::vec, prelude::*};

use super::{
    a_quarter, dealt, probability, rows,
    spread::{seeds, twin},
    user, width,
};
use crate::{
    kernel::batch::{
        fused::{WORLDS, WorldMasks},
        gathered::GatheredWorlds,
        masks::{PerEdgeMasks, live_edges},
    },
    vector::at_most,
};

proptest! {
    #![proptest_config(a_quarter())]

    /// Who shares in each world of each option; in two blocks of worlds with the same buffers, by
    /// each width of vectors.
    #[test]
    fn gathered_worlds_spread_as_queues_do_one_by_one(
        rows in rows(),
        some in vec(probability(), 1..4),
        options in seeds(),
        rng_seed: u64,
        width in width(),
    ) {
        let dealt = dealt(&some, rows.edges()).into_iter().map(|p| p as f32);
        let masks = PerEdgeMasks(dealt.collect::<Vec<_>>());
        let mut gathered = GatheredWorlds::new(&rows);
        let mut drawn = vec![0; rows.edges()];
        let users = rows.nodes() as u32;
        for block in 0..2 {
            masks.draw(rng_seed, block, 0, &mut drawn);
            let shared = twin(&rows, &drawn, &options);
            at_most(width, || {
                gathered.gather(&rows, &drawn, &|| false);
                for world in 0..WORLDS {
                    gathered.start();
                    for (option, seeds) in options.iter().enumerate() {
                        for &(number, _) in seeds.iter().filter(|seed| seed.1 >> world & 1 == 1) {
                            gathered.seed(option, user(number, &rows));
                        }
                    }
                    gathered.run(world);
                    let mut counts = vec![u64::MAX; options.len()];
                    gathered.count(&mut counts);
                    for (option, shared) in shared.iter().enumerate() {
                        let mut words = vec![u64::MAX; rows.nodes().div_ceil(64)];
                        gathered.sharers(option, &mut words);
                        let shares = |user: &u32| words[*user as usize / 64] >> (user % 64) & 1 == 1;
                        let found: BTreeSet<u32> = (0..users).filter(shares).collect();
                        prop_assert_eq!(&found, &shared[world]);
                        prop_assert_eq!(counts[option], found.len() as u64);
                    }
                }
                Ok(())
            })?;
        }
    }

    /// Where all edges are looked at, which are so few, live ones are counted and not estimated.
    #[test]
    fn live_edges_of_a_small_network_are_those_of_its_first_worlds(
        p in probability(),
        edges in 0_usize..5000,
        rng_seed: u64,
    ) {
        let masks = PerEdgeMasks(vec![p as f32; edges]);
        let mut drawn = vec![0; edges];
        masks.draw(rng_seed, 0, 0, &mut drawn);
        let live: u32 = drawn.iter().map(|mask: &u64| mask.count_ones()).sum();
        let said = live_edges(&masks, rng_seed, edges);
        prop_assert!((said - f64::from(live) / WORLDS as f64).abs() < 1e-6 * (1.0 + said));
    }
}
