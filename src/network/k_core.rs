//! How deep inside a network users are: their core numbers (Seidman 1983), by the algorithm of
//! Batagelj & Zaveršnik 2003, arXiv:cs/0310049. It must not know of influence or seeds.

use super::Network;

impl Network {
    /// The [core number](core_numbers) of each user, by node. They are computed at the first call, and then kept.
    #[must_use]
    pub fn cores(&self) -> &[u32] {
        self.derived.cores.get_or_init(|| core_numbers(self))
    }
}

/// The core number of each user, by node. It is the largest k for which the user is in some k-core: a group
/// whose members each have at least k edges within the group.
///
/// Edges of either direction count. A mutual edge counts as two, a parallel edge as often as it was kept.
///
/// Cost: O(users + edges), by Batagelj and Zaveršnik's buckets.
#[must_use]
pub fn core_numbers(network: &Network) -> Vec<u32> {
    let (forward, backward) = (network.forward(), network.backward());
    let users = network.users();
    let mut degree: Vec<usize> =
        (0..users).map(|user| forward.degree(user) + backward.degree(user)).collect();
    // `order` holds the users by degree; the users of degree d start at `starts[d]`.
    let mut starts = vec![0; degree.iter().max().map_or(1, |max| max + 2)];
    for &d in &degree {
        starts[d + 1] += 1;
    }
    for d in 1..starts.len() {
        starts[d] += starts[d - 1];
    }
    let mut order = vec![0; users as usize];
    let mut place = vec![0; users as usize];
    let mut next = starts.clone();
    for user in 0..users {
        let d = degree[user as usize];
        place[user as usize] = next[d];
        order[next[d]] = user;
        next[d] += 1;
    }
    for at in 0..order.len() {
        let user = order[at];
        let core = degree[user as usize];
        for &tie in forward.row(user).iter().chain(backward.row(user)) {
            let d = degree[tie as usize];
            if d > core {
                // The tie moves to the front of its bucket, which then begins one later.
                let first = starts[d].max(at + 1);
                let moved = order[first];
                order.swap(first, place[tie as usize]);
                place.swap(moved as usize, tie as usize);
                starts[d] = first + 1;
                degree[tie as usize] -= 1;
            }
        }
    }
    degree.into_iter().map(|core| core as u32).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::network::{
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        labels::Labels,
    };

    /// The definition: drop users with fewer than k ties until none is left to drop.
    fn obvious(network: &Network) -> Vec<u32> {
        let users = network.users();
        let mut cores = vec![0; users as usize];
        for k in 1..=2 * network.edges() as u32 {
            let mut inside = vec![true; users as usize];
            loop {
                let ties = |user: u32| {
                    let both = network.forward().row(user).iter();
                    both.chain(network.backward().row(user))
                        .filter(|&&tie| inside[tie as usize])
                        .count()
                };
                let dropped: Vec<u32> = (0..users)
                    .filter(|&user| inside[user as usize] && ties(user) < k as usize)
                    .collect();
                if dropped.is_empty() {
                    break;
                }
                for user in dropped {
                    inside[user as usize] = false;
                }
            }
            for user in 0..users as usize {
                if inside[user] {
                    cores[user] = k;
                }
            }
        }
        cores
    }

    proptest! {
        #[test]
        fn core_numbers_are_what_peeling_gives(
            edges in proptest::collection::vec((0_u32..12, 0_u32..12), 0..40)
        ) {
            let edges = edges.into_iter().map(|(a, b)| [a, b]).collect();
            let rules =
                Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Keep };
            let network = EdgeList { edges, columns: Vec::new() }
                .build(Labels::index(12), Vec::new(), rules);
            prop_assert_eq!(core_numbers(&network), obvious(&network));
        }
    }
}
