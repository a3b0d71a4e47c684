//! Communities by the Louvain method (Blondel et al. 2008, doi:10.1088/1742-5468/2008/10/P10008).
//!
//! Each user begins alone and moves to whichever neighbouring community raises modularity (Newman &
//! Girvan 2004, doi:10.1103/PhysRevE.69.026113) most; once hardly anybody moves, communities become
//! the users of a smaller network, until none moves there. Ties have no direction: a follow counts
//! 1, a mutual one 2. Gains are compared in whole numbers and users come in the order of their ids.
//! So the communities are the same however users are stored. Of random choices and of threads it
//! knows nothing.

use super::Communities;
use crate::{
    error::{Error, Result},
    network::Network,
    progress::Progress,
};

/// A level is left once fewer than one in so many moves in a round: the next level finds the rest.
const SETTLED: usize = 200;

/// Rounds of one level at most.
const MOST_ROUNDS: u32 = 50;

/// The communities of a network. Of two of one size, the one whose first id comes first is first.
///
/// Cost: some dozens of walks over all edges, on one thread; 40 bytes a user, and 12 bytes for each
/// pair of neighbouring communities of the first level.
///
/// # Errors
/// [`Error::Stopped`] where `progress` was cancelled.
pub fn communities(network: &Network, progress: &dyn Progress) -> Result<Communities> {
    let users = network.users() as usize;
    progress.begin("finding communities", None);
    let found = of_places(network, progress);
    progress.end();
    let of_places = found?;
    // Numbered by size, then by the first place.
    let mut sizes = vec![0_u32; users];
    for &community in &of_places {
        sizes[community as usize] += 1;
    }
    let mut order: Vec<u32> = (0..users as u32).filter(|&c| sizes[c as usize] > 0).collect();
    order.sort_by_key(|&community| std::cmp::Reverse(sizes[community as usize]));
    let mut number = vec![0; users];
    for (new, &old) in order.iter().enumerate() {
        number[old as usize] = new as u32;
    }
    let place = |user| network.labels().place(user) as usize;
    Ok(Communities {
        of: (0..network.users()).map(|user| number[of_places[place(user)] as usize]).collect(),
        sizes: order.iter().map(|&old| sizes[old as usize]).collect(),
    })
}

impl Network {
    /// Its [`communities`](fn@communities). Found at the first call.
    ///
    /// # Errors
    /// [`Error::Stopped`] where `progress` was cancelled.
    pub fn communities(&self, progress: &dyn Progress) -> Result<&Communities> {
        if let Some(found) = self.derived.communities.get() {
            return Ok(found);
        }
        let found = communities(self, progress)?;
        Ok(self.derived.communities.get_or_init(|| found))
    }
}

/// For each place, in the order of ids, its community, which has the number of its first place.
fn of_places(network: &Network, progress: &dyn Progress) -> Result<Vec<u32>> {
    let mut found = settle(&UserTies::of(network), progress)?;
    let mut level = MergedTies::of(&UserTies::of(network), &mut found);
    let mut of_all = found;
    loop {
        let mut found = settle(&level, progress)?;
        let nodes = level.nodes();
        let above = MergedTies::of(&level, &mut found);
        for community in &mut of_all {
            *community = found[*community as usize];
        }
        if above.nodes() == nodes {
            break;
        }
        level = above;
    }
    // From numbers in the order of first places to the first places themselves.
    let mut first = vec![u32::MAX; of_all.len()];
    for (place, community) in of_all.iter_mut().enumerate() {
        let first = &mut first[*community as usize];
        *first = (*first).min(place as u32);
        *community = *first;
    }
    Ok(of_all)
}

/// A network of ties with weights.
trait WeightedTies {
    fn nodes(&self) -> usize;
    /// The ties of a node to others, in any order.
    fn for_each(&self, node: usize, visit: impl FnMut(u32, u64));
    /// The sum of the weights of a node's ties, those inside it counted at both ends.
    fn degree(&self, node: usize) -> u64;
}

/// The users, each by its place in the order of ids.
struct UserTies<'a> {
    network: &'a Network,
}

impl<'a> UserTies<'a> {
    const fn of(network: &'a Network) -> Self {
        Self { network }
    }

    fn user(&self, place: usize) -> u32 {
        self.network.labels().order().map_or(place as u32, |order| order.nodes[place])
    }
}

impl WeightedTies for UserTies<'_> {
    fn nodes(&self) -> usize {
        self.network.users() as usize
    }

    fn for_each(&self, node: usize, mut visit: impl FnMut(u32, u64)) {
        let user = self.user(node);
        let (forward, backward) = (self.network.forward(), self.network.backward());
        for &tied in forward.row(user).iter().chain(backward.row(user)) {
            visit(self.network.labels().place(tied), 1);
        }
    }

    fn degree(&self, node: usize) -> u64 {
        let user = self.user(node);
        (self.network.forward().degree(user) + self.network.backward().degree(user)) as u64
    }
}

/// Communities as nodes.
struct MergedTies {
    starts: Vec<usize>,
    ties: Vec<(u32, u64)>,
    degrees: Vec<u64>,
}

impl MergedTies {
    /// Merges the nodes of each community, and numbers the communities by their first nodes.
    fn of(level: &impl WeightedTies, communities: &mut [u32]) -> Self {
        const NONE: u32 = u32::MAX;
        let mut number = vec![NONE; level.nodes()];
        let mut count = 0;
        for community in &mut *communities {
            let number = &mut number[*community as usize];
            if *number == NONE {
                *number = count;
                count += 1;
            }
            *community = *number;
        }
        let count = count as usize;
        let mut members: Vec<u32> = (0..level.nodes() as u32).collect();
        members.sort_by_key(|&node| communities[node as usize]);
        let mut merged =
            Self { starts: vec![0], ties: Vec::new(), degrees: Vec::with_capacity(count) };
        let mut links = CommunityLinks::new(count);
        for own in members.chunk_by(|&a, &b| communities[a as usize] == communities[b as usize]) {
            let community = communities[own[0] as usize];
            let mut degree = 0;
            for &node in own {
                degree += level.degree(node as usize);
                level.for_each(node as usize, |tied, weight| {
                    links.add(communities[tied as usize], weight);
                });
            }
            merged.degrees.push(degree);
            links.take(|tied, weight| {
                if tied != community {
                    merged.ties.push((tied, weight));
                }
            });
            merged.starts.push(merged.ties.len());
        }
        merged
    }
}

impl WeightedTies for MergedTies {
    fn nodes(&self) -> usize {
        self.degrees.len()
    }

    fn for_each(&self, node: usize, mut visit: impl FnMut(u32, u64)) {
        for &(tied, weight) in &self.ties[self.starts[node]..self.starts[node + 1]] {
            visit(tied, weight);
        }
    }

    fn degree(&self, node: usize) -> u64 {
        self.degrees[node]
    }
}

/// Weights by community, of those few that were met.
struct CommunityLinks {
    weights: Vec<u64>,
    met: Vec<u32>,
}

impl CommunityLinks {
    fn new(communities: usize) -> Self {
        Self { weights: vec![0; communities], met: Vec::new() }
    }

    fn add(&mut self, community: u32, weight: u64) {
        let sum = &mut self.weights[community as usize];
        if *sum == 0 {
            self.met.push(community);
        }
        *sum += weight;
    }

    /// Gives every weight that was added, and forgets it.
    fn take(&mut self, mut visit: impl FnMut(u32, u64)) {
        for community in self.met.drain(..) {
            visit(community, std::mem::take(&mut self.weights[community as usize]));
        }
    }
}

/// For each node its community, once hardly any has a better one to move to.
fn settle(level: &impl WeightedTies, progress: &dyn Progress) -> Result<Vec<u32>> {
    let nodes = level.nodes();
    let mut of: Vec<u32> = (0..nodes as u32).collect();
    let mut totals: Vec<u64> = (0..nodes).map(|node| level.degree(node)).collect();
    let all: u128 = totals.iter().map(|&degree| u128::from(degree)).sum();
    let mut links = CommunityLinks::new(nodes);
    for _ in 0..MOST_ROUNDS {
        let mut moved = 0;
        for node in 0..nodes {
            if node % (1 << 14) == 0 && progress.cancelled() {
                return Err(Error::Stopped);
            }
            let own = of[node];
            let degree = level.degree(node);
            totals[own as usize] -= degree;
            // What modularity gains by each community, times all² / 2.
            level.for_each(node, |tied, weight| links.add(of[tied as usize], weight));
            let gain = |community: u32, weight: u64| {
                let expected = u128::from(totals[community as usize]) * u128::from(degree);
                (u128::from(weight) * all).cast_signed() - expected.cast_signed()
            };
            let stays = gain(own, links.weights[own as usize]);
            let mut best = (stays, own);
            links.take(|community, weight| {
                let gain = gain(community, weight);
                let is_better =
                    gain > best.0 || gain == best.0 && best.1 != own && community < best.1;
                if is_better {
                    best = (gain, community);
                }
            });
            let chosen = best.1;
            totals[chosen as usize] += degree;
            moved += usize::from(chosen != own);
            of[node] = chosen;
        }
        if moved * SETTLED < nodes.max(1) {
            break;
        }
    }
    Ok(of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        generator::Generator,
        labels::Labels,
    };

    fn mutual(users: u32, edges: Vec<[u32; 2]>) -> Network {
        let rules = Rules { edge: EdgeMeaning::Mutual, parallel: Parallel::Merge };
        EdgeList { edges, columns: Vec::new() }.build(Labels::index(users), Vec::new(), rules)
    }

    /// Newman and Girvan's modularity, from the definition.
    fn modularity(network: &Network, of: &[u32]) -> f64 {
        let ends = 2.0 * network.edges() as f64;
        let degree = |u: u32| (network.forward().degree(u) + network.backward().degree(u)) as f64;
        let mut inside = 0.0;
        let mut totals = vec![0.0; of.len()];
        for user in 0..network.users() {
            totals[of[user as usize] as usize] += degree(user);
            let same = |&&v: &&u32| of[v as usize] == of[user as usize];
            inside += 2.0 * network.forward().row(user).iter().filter(same).count() as f64;
        }
        inside / ends - totals.iter().map(|total| (total / ends).powi(2)).sum::<f64>()
    }

    fn clique(users: std::ops::Range<u32>) -> Vec<[u32; 2]> {
        let end = users.end;
        users.flat_map(|a| (a + 1..end).map(move |b| [a, b])).collect()
    }

    /// Thirty cliques of five in a ring, each tied to the next by one tie (Fortunato & Barthélemy
    /// 2007): of 11 ties a clique, two ends in 22 lead out. With cliques taken in pairs modularity is
    /// 21/22 − 1/15, more than the 10/11 − 1/30 of single cliques: 0.8879 against 0.8758.
    #[test]
    fn a_ring_of_cliques_is_cut_between_cliques() {
        let mut edges: Vec<[u32; 2]> = (0..30).flat_map(|c| clique(5 * c..5 * c + 5)).collect();
        edges.extend((0..30).map(|c| [5 * c, (5 * c + 6) % 150]));
        let network = mutual(150, edges);
        let found = communities(&network, &()).expect("nobody stops it");
        for clique in found.of.chunks(5) {
            assert!(clique.iter().all(|&community| community == clique[0]), "{clique:?}");
        }
        assert!(modularity(&network, &found.of) >= 10.0 / 11.0 - 1.0 / 30.0 - 1e-12);
    }

    #[test]
    fn two_cliques_and_a_loner_are_three_communities_the_largest_first() {
        let mut edges = clique(1..5);
        edges.extend(clique(5..10));
        edges.push([4, 5]);
        let found = communities(&mutual(10, edges), &()).expect("nobody stops it");
        assert_eq!(found.sizes, [5, 4, 1]);
        assert_eq!(found.of, [2, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
        let none = communities(&mutual(0, Vec::new()), &()).expect("nothing to do");
        assert!(none.of.is_empty() && none.sizes.is_empty());
    }

    /// Four blocks of 100 users, each with 15 ties inside its block and 1.5 outside.
    #[test]
    fn planted_blocks_are_found_and_relabelling_changes_nothing() {
        let generator: Generator = toml::from_str(
            "stochastic-block = { sizes = [100, 100, 100, 100], \
             probabilities = { planted = { inside = 0.15, between = 0.005 } } }",
        )
        .expect("a generator");
        let network = generator.generate(3, &()).expect("a network");
        let found = communities(&network, &()).expect("nobody stops it");
        let block = |user: usize| user / 100;
        let mut misplaced = 0;
        for community in 0..found.sizes.len() as u32 {
            let mut of_block = [0; 4];
            for user in 0..400 {
                of_block[block(user)] += usize::from(found.of[user] == community);
            }
            misplaced += of_block.iter().sum::<usize>() - of_block.iter().max().expect("four");
        }
        assert!(misplaced <= 8 && found.sizes.len() < 12, "{misplaced} {:?}", found.sizes);
        let labels = network.labels().clone();
        let relabelled = network.relabelled_by_degree().expect("small");
        let again = communities(&relabelled, &()).expect("nobody stops it");
        assert_eq!(again.sizes, found.sizes);
        for user in 0..400 {
            let node = labels.node(&relabelled.id(user).to_string()).expect("the same");
            assert_eq!(again.of[user as usize], found.of[node as usize]);
        }
    }
}
