//! Options whose seeds lie in one another's, to be run as one cascade that goes on.
//!
//! With more seeds, everybody who shares still does in the same world. So if the seeds of one option are
//! all among those of the next, as with a growing budget, the next cascade continues from the first. The
//! whole chain costs about as much as its last option.

use crate::seeding::Seeds;

/// Numbers of options, each in one chain; the seeds of an option lie in those of the next of its
/// chain, in every world. The chains are in the order of their first options.
pub(super) fn chains(options: &[Seeds]) -> Vec<Vec<usize>> {
    let mut by_count: Vec<usize> = (0..options.len()).collect();
    by_count.sort_by_key(|&option| options[option].count());
    let mut chains: Vec<Vec<usize>> = Vec::new();
    for option in by_count {
        let last = |chain: &[usize]| &options[chain[chain.len() - 1]];
        // The longest end that fits: it leaves the least to do.
        let fitting = chains
            .iter_mut()
            .filter(|chain| last(chain).lie_in(&options[option]))
            .max_by_key(|chain| last(chain).count());
        match fitting {
            Some(chain) => chain.push(option),
            None => chains.push(vec![option]),
        }
    }
    chains.sort();
    chains
}

/// Every option on its own.
pub(super) fn singles(options: &[Seeds]) -> Vec<Vec<usize>> {
    (0..options.len()).map(|option| vec![option]).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::seeding::SeedDraw;

    #[test]
    fn a_growing_budget_is_one_chain_and_strangers_are_not() {
        let fixed = |users: &[u32]| Seeds::fixed(users.to_vec());
        let drawn =
            |count, rng_seed| Seeds::Redrawn(SeedDraw { pool: vec![1, 2, 3], count, rng_seed });
        let options = [
            fixed(&[5, 6, 7]),
            fixed(&[1]),
            fixed(&[5, 6]),
            drawn(3, 1),
            drawn(2, 1),
            drawn(2, 9),
            fixed(&[6, 5]),
        ];
        assert_eq!(chains(&options), [vec![1], vec![2, 6, 0], vec![4, 3], vec![5]]);
        assert_eq!(singles(&options).len(), 7);
    }

    proptest! {
        #[test]
        fn every_option_is_in_one_chain_and_each_lies_in_the_next(
            sets in prop::collection::vec(prop::collection::vec(0_u32..6, 0..5), 0..12)
        ) {
            let options: Vec<Seeds> = sets.into_iter().map(Seeds::fixed).collect();
            let chains = chains(&options);
            let mut all: Vec<usize> = chains.concat();
            all.sort_unstable();
            prop_assert!(all.into_iter().eq(0..options.len()));
            let mut drawn = Vec::new();
            for pair in chains.iter().flat_map(|chain| chain.windows(2)) {
                let larger = options[pair[1]].of(0, &mut drawn).to_vec();
                prop_assert!(options[pair[0]].of(0, &mut drawn).iter().all(|user| larger.contains(user)));
            }
        }
    }
}
