//! Every loop that is compiled for several widths of vectors gives the same bits by each.

use proptest::{collection::vec, prelude::*};

use super::{a_quarter, dealt, probability, rows};
use crate::{
    kernel::batch::{
        fused::{WORLDS, WorldMasks, block_spread},
        masks::{PerEdgeMasks, UniformMasks},
    },
    vector::{Width, at_most, width},
};

const WIDTHS: [Width; 3] = [Width::Plain, Width::Avx2, Width::Avx512];

/// What `work` gives by each width that this machine has, the plainest first.
fn by_each<T>(mut work: impl FnMut() -> T) -> Vec<T> {
    let has = width();
    WIDTHS
        .into_iter()
        .filter(|&width| width <= has)
        .map(|limit| {
            at_most(limit, || {
                assert_eq!(width(), limit, "the width that is tested is the one that runs");
                work()
            })
        })
        .collect()
}

fn alike<T: PartialEq>(all: &[T]) -> bool {
    all.iter().all(|one| *one == all[0])
}

proptest! {
    #![proptest_config(a_quarter())]

    #[test]
    fn the_same_masks_are_drawn_by_every_width(
        p in probability(),
        some in vec(probability(), 1..9),
        // Past the end of a segment, and into a group of edges that is not full.
        edges in prop_oneof![0_usize..40, 4090_usize..4120],
        rng_seed: u64,
        block: u64,
    ) {
        let same = by_each(|| {
            let mut masks = vec![1; edges];
            UniformMasks(p).draw(rng_seed, block, 0, &mut masks);
            masks
        });
        prop_assert!(alike(&same));
        let each: Vec<f32> = dealt(&some, edges).into_iter().map(|p| p as f32).collect();
        let each = PerEdgeMasks(each);
        let each = by_each(|| {
            let mut masks = vec![1; edges];
            each.draw(rng_seed, block, 0, &mut masks);
            masks
        });
        prop_assert!(alike(&each));
    }

    #[test]
    fn the_same_is_found_of_a_spread_by_every_width(
        rows in rows(),
        p in probability(),
        options in 1_usize..=8,
        rng_seed: u64,
    ) {
        let users = rows.nodes() as u32;
        let mut masks = vec![0; rows.edges()];
        UniformMasks(p).draw(rng_seed, 0, 0, &mut masks);
        let codes: Vec<u32> = (0..users).map(|user| user % 5).collect();
        let found = by_each(|| {
            let mut spread = block_spread(options, users);
            (0..options).for_each(|option| spread.seed(option, option as u32 % users, u64::MAX));
            let work = spread.run(&rows, &masks, &|| false);
            let impressions = spread.expose(&rows, &|| false);
            let mut counts = vec![[0; WORLDS]; 4];
            (0..options).for_each(|option| spread.reached_by(option, &codes, &mut counts));
            (work, impressions, counts, spread.sharers(), spread.reached())
        });
        prop_assert!(alike(&found));
    }
}
