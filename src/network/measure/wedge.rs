//! Wedges drawn at random, that is, pairs of neighbours of one user, and who these neighbours are.
//!
//! A wedge is drawn as two places in its centre's list of neighbours, which is not at hand; only the
//! influencers of the centres that were drawn are then gathered, in one walk of the edges. Which
//! wedges are drawn depends on the seed and the degrees alone.

use rayon::prelude::*;

use super::{
    effort::Effort,
    lists::UserLists,
    tie::{UndirectedTies, distinct},
};
use crate::{
    network::csr::node_count,
    rng::{Purpose, Stream, World},
};

/// Two neighbours of a user, by their places in the ascending list of all its neighbours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wedge {
    centre: u32,
    first: u32,
    second: u32,
}

impl Wedge {
    /// As many as the effort says, each around the one of the `centres` whose place `draw` tells. All
    /// have two neighbours.
    pub(super) fn drawn(
        ties: &UndirectedTies,
        centres: &[u32],
        effort: Effort,
        world: u64,
        draw: impl Fn(&mut Stream) -> usize + Sync,
    ) -> Vec<Self> {
        /// Wedges drawn from one stream.
        const BLOCK: u32 = 1 << 12;
        let world = World::new(effort.rng_seed, Purpose::Inspection, world);
        (0..effort.wedges.div_ceil(BLOCK))
            .into_par_iter()
            .flat_map_iter(|block| {
                let mut stream = world.stream(u64::from(block));
                let count = BLOCK.min(effort.wedges - block * BLOCK);
                let draw = &draw;
                (0..count).map(move |_| {
                    let centre = centres[draw(&mut stream)];
                    let degree = u64::from(ties.degrees()[centre as usize]);
                    let first = stream.below(degree) as u32;
                    let other = stream.below(degree - 1) as u32;
                    Self { centre, first, second: other + u32::from(other >= first) }
                })
            })
            .collect()
    }
}

/// The neighbours of some users: their followers stand in the rows, the others here.
pub(super) struct Neighbourhoods<'a> {
    ties: &'a UndirectedTies<'a>,
    /// The users, ascending.
    users: Vec<u32>,
    /// For each of them, who is its influencer and not its follower.
    influencers: UserLists,
}

impl<'a> Neighbourhoods<'a> {
    /// The neighbours of the centres of wedges.
    pub(super) fn of<'w>(
        ties: &'a UndirectedTies<'a>,
        wedges: impl Iterator<Item = &'w Wedge>,
    ) -> Self {
        const NONE: u32 = u32::MAX;
        let rows = ties.rows();
        let mut users: Vec<u32> = wedges.map(|wedge| wedge.centre).collect();
        users.par_sort_unstable();
        users.dedup();
        let mut list = vec![NONE; rows.nodes()];
        for (place, &user) in users.iter().enumerate() {
            list[user as usize] = node_count(place);
        }
        let length =
            |&user: &u32| ties.degrees()[user as usize] - node_count(distinct(rows, user).count());
        let influencers =
            UserLists::filled(users.iter().map(length), rows.nodes(), |block, tell| {
                ties.each_one_way(block, |influencer, user| {
                    if list[user as usize] != NONE {
                        tell(list[user as usize] as usize, influencer);
                    }
                });
            });
        Self { ties, users, influencers }
    }

    /// Whether the two neighbours are tied.
    pub(super) fn is_closed(&self, wedge: Wedge) -> bool {
        let place = self.users.binary_search(&wedge.centre).expect("the centre of a wedge");
        let (rows, influencers) = (self.ties.rows(), self.influencers.list(place));
        let row = rows.row(wedge.centre);
        let followers = self.ties.degrees()[wedge.centre as usize] as usize - influencers.len();
        let [a, b] = if followers == row.len() {
            [wedge.first, wedge.second].map(|place| nth(row, influencers, place as usize))
        } else {
            // Parallel edges stand in the row once for each copy.
            let row: Vec<u32> = distinct(rows, wedge.centre).map(|(_, other)| other).collect();
            [wedge.first, wedge.second].map(|place| nth(&row, influencers, place as usize))
        };
        self.ties.are_tied(a, b)
    }
}

/// What stands at a place of two ascending lists without a common entry, merged into one.
fn nth(a: &[u32], b: &[u32], place: usize) -> u32 {
    // So many of `a` come before: the least number from which on the next of `a` is not before the
    // last taken of `b`.
    let (mut low, mut high) = (place.saturating_sub(b.len()), place.min(a.len()));
    while low < high {
        let middle = usize::midpoint(low, high);
        if a[middle] < b[place - middle - 1] { low = middle + 1 } else { high = middle }
    }
    match (a.get(low), b.get(place - low)) {
        (Some(&x), Some(&y)) => x.min(y),
        (Some(&x), None) | (None, Some(&x)) => x,
        (None, None) => panic!("place {place} of {} users", a.len() + b.len()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_place_in_two_lists_is_that_in_the_merged_one(
            mut users in proptest::collection::btree_set(0_u32..100, 1..40), ways in any::<u64>()
        ) {
            let merged: Vec<u32> = users.iter().copied().collect();
            let b: Vec<u32> = merged.iter().copied().filter(|&u| ways >> (u % 64) & 1 == 1).collect();
            users.retain(|user| !b.contains(user));
            let a: Vec<u32> = users.into_iter().collect();
            for (place, &user) in merged.iter().enumerate() {
                prop_assert_eq!(nth(&a, &b, place), user);
            }
        }
    }
}
