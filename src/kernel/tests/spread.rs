//! Sixty-four worlds and several options at once, against one world of one option after the other.

use std::collections::BTreeSet;

use proptest::{collection::vec, prelude::*};

use super::{a_quarter, dealt, probability, queued, rows, user, width};
use crate::{
    kernel::batch::{
        fused::{BlockSpread, OPTIONS, WORLDS, WorldMasks, block_spread},
        masks::{PerEdgeMasks, UniformMasks},
    },
    network::csr::Rows,
    vector::at_most,
};

/// Who shares in each world of each option.
pub(super) type SharersByWorld = Vec<Vec<BTreeSet<u32>>>;

/// The seeds of an option: users by number, and the worlds in which they are seeds.
pub(super) type SeededWorlds = Vec<(u32, u64)>;

pub(super) fn seeds() -> impl Strategy<Value = Vec<SeededWorlds>> {
    let worlds = prop_oneof![Just(u64::MAX), any::<u64>()];
    vec(vec((any::<u32>(), worlds), 0..5), 1..=OPTIONS)
}

/// From all 64 worlds to one of them.
fn some_worlds() -> impl Strategy<Value = u64> {
    (1..=WORLDS as u32).prop_map(|worlds| u64::MAX >> (64 - worlds))
}

/// A queue for each world and option.
pub(super) fn twin(rows: &Rows, masks: &[u64], options: &[SeededWorlds]) -> SharersByWorld {
    let in_world = |seeds: &SeededWorlds, world: usize| {
        let seeds: Vec<u32> = seeds
            .iter()
            .filter(|(_, worlds)| worlds >> world & 1 == 1)
            .map(|&(number, _)| user(number, rows))
            .collect();
        let live = |user| {
            rows.range(user)
                .filter(|&place| masks[place] >> world & 1 == 1)
                .map(|place| rows.targets()[place])
                .collect()
        };
        queued(&seeds, live).into_iter().map(|(user, _)| user).collect()
    };
    let option = |seeds: &SeededWorlds| (0..WORLDS).map(|world| in_world(seeds, world)).collect();
    options.iter().map(option).collect()
}

/// Compares what a spread counts of who has seen it with who must have, if `shared` shared; `codes`
/// are given to users in turn.
fn compare_seen(
    spread: &mut dyn BlockSpread,
    rows: &Rows,
    shared: &SharersByWorld,
    codes: &[u32],
) -> Result<(), TestCaseError> {
    let impressions = spread.expose(rows, &|| false);
    let reached = spread.reached();
    let codes: Vec<u32> = codes.iter().copied().cycle().take(rows.nodes()).collect();
    let users: Vec<u32> = (0..rows.nodes() as u32).collect();
    for (option, shared) in shared.iter().enumerate() {
        // A user's own number as its code: then a count is whether that user has seen it.
        let mut seen = vec![[0; WORLDS]; users.len()];
        spread.reached_by(option, &users, &mut seen);
        // Counts are added to what is there; the last is for every code from 3 on.
        let mut by_code = vec![[1; WORLDS]; 4];
        spread.reached_by(option, &codes, &mut by_code);
        for (world, shared) in shared.iter().enumerate() {
            let showings = shared.iter().flat_map(|&sharer| rows.row(sharer)).copied();
            prop_assert_eq!(impressions[option][world], showings.clone().count() as u64);
            let expected: BTreeSet<u32> = showings.chain(shared.iter().copied()).collect();
            let found: BTreeSet<u32> =
                users.iter().copied().filter(|&user| seen[user as usize][world] == 1).collect();
            prop_assert_eq!(reached[option][world], expected.len() as u64);
            for (code, counts) in by_code.iter().enumerate() {
                let has = |&&user: &&u32| codes[user as usize].min(3) as usize == code;
                let expected = expected.iter().filter(has).count() as u64;
                prop_assert_eq!(counts[world], 1 + expected, "code {}", code);
            }
            prop_assert_eq!(found, expected);
        }
    }
    Ok(())
}

/// Compares who shares by a spread with who must.
fn compare_shared(spread: &dyn BlockSpread, shared: &SharersByWorld) -> Result<(), TestCaseError> {
    for (option, (found, shared)) in spread.sharers().iter().zip(shared).enumerate() {
        let counts: Vec<u64> = shared.iter().map(|users| users.len() as u64).collect();
        prop_assert_eq!(&found[..], &counts[..], "option {}", option);
    }
    Ok(())
}

/// Bits as [`BlockSpread::load`] takes them.
fn bits(shared: &[BTreeSet<u32>], users: usize) -> Vec<u64> {
    let words = users.div_ceil(64);
    let mut bits = vec![0; shared.len() * words];
    for (world, users) in shared.iter().enumerate() {
        for &user in users {
            bits[world * words + user as usize / 64] |= 1 << (user % 64);
        }
    }
    bits
}

proptest! {
    #![proptest_config(a_quarter())]

    /// Who shares, who has seen it, how often it was shown and to which segments, in each world of
    /// each option; in two blocks of worlds with the same buffers, by each width of vectors. Each
    /// option goes on with further seeds.
    #[test]
    fn fused_worlds_spread_as_queues_do_one_by_one(
        rows in rows(),
        some in vec(probability(), 1..4),
        options in seeds(),
        further in vec((any::<u32>(), any::<u64>()), OPTIONS),
        in_worlds in some_worlds(),
        rng_seed: u64,
        codes in vec(0_u32..6, 1..9),
        width in width(),
    ) {
        let mut options = options;
        options.iter_mut().flatten().for_each(|(_, worlds)| *worlds &= in_worlds);
        let mut grown = options.clone();
        for (seeds, (user, worlds)) in grown.iter_mut().zip(further) {
            seeds.push((user, worlds & in_worlds));
        }
        let masks: Box<dyn WorldMasks> = if let &[one] = &some[..] {
            Box::new(UniformMasks(one))
        } else {
            let dealt = dealt(&some, rows.edges()).into_iter().map(|p| p as f32);
            Box::new(PerEdgeMasks(dealt.collect::<Vec<_>>()))
        };
        let mut spread = block_spread(options.len(), rows.nodes() as u32);
        // Rubbish is there before the masks are drawn.
        let mut drawn = vec![0x5555_aaaa_3333_cccc; rows.edges()];
        for block in 0..2 {
            masks.draw(rng_seed, block, 0, &mut drawn);
            spread.start();
            for options in [&options, &grown] {
                let shared = twin(&rows, &drawn, options);
                for (option, seeds) in options.iter().enumerate() {
                    for &(number, worlds) in seeds {
                        spread.seed(option, user(number, &rows), worlds);
                    }
                }
                at_most(width, || {
                    let work = spread.run(&rows, &drawn, &|| false);
                    prop_assert!(work.hits <= work.looks);
                    compare_shared(&*spread, &shared)?;
                    compare_seen(&mut *spread, &rows, &shared, &codes)
                })?;
                spread.conceal();
            }
        }
    }

    #[test]
    fn sharers_taken_over_from_elsewhere_are_seen_as_if_spread_here(
        rows in rows(),
        p in probability(),
        options in seeds(),
        rng_seed: u64,
        codes in vec(0_u32..6, 1..9),
        width in width(),
    ) {
        let mut spread = block_spread(options.len(), rows.nodes() as u32);
        let mut drawn = vec![0; rows.edges()];
        for block in 0..2 {
            UniformMasks(p).draw(rng_seed, block, 0, &mut drawn);
            let shared = twin(&rows, &drawn, &options);
            for (option, shared) in shared.iter().enumerate() {
                spread.load(option, &bits(shared, rows.nodes()));
            }
            at_most(width, || {
                compare_shared(&*spread, &shared)?;
                compare_seen(&mut *spread, &rows, &shared, &codes)
            })?;
        }
    }
}
