//! Weak and strong components, over the forward rows alone.
//!
//! Neither way recurses, so a path of millions of users is no danger. petgraph's own algorithms are
//! the oracle in tests; its `kosaraju_scc` would need the backward rows and a list for each part.

use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::by_block::{by_block, ratio};
use crate::{
    memory::Large,
    network::{
        Network,
        csr::{index, node_count},
    },
};

/// How a network falls into components.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Components {
    /// Number of components; an isolated user is one of its own.
    pub count: u64,
    /// Number of users in the largest.
    pub largest: u64,
    /// The share of all users in the largest.
    pub largest_share: Option<f64>,
}

/// Which component each user is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    /// For each node the number of its component: 0, 1, 2, … in the order of their first nodes.
    pub component: Vec<u32>,
    /// For each component its number of users.
    pub sizes: Vec<u32>,
}

/// The parts that are connected when directions are ignored. Cost: near linear, in parallel; 4 bytes
/// a user besides the result.
///
/// A forest in which each part hangs from its first node (Jayanti & Tarjan 2021,
/// doi:10.1007/s00446-020-00388-x, but by the nodes' numbers instead of random ones): parents only
/// ever fall, so threads need not wait for each other, and the roots do not depend on them.
#[must_use]
pub fn weak(network: &Network) -> Partition {
    let rows = network.forward();
    let parents: Vec<AtomicU32> = (0..network.users()).map(AtomicU32::new).collect();
    by_block(rows.nodes(), |block| {
        for user in block {
            for &follower in rows.row(user) {
                join(&parents, user, follower);
            }
        }
    });
    let roots = (0..network.users()).into_par_iter().map(|user| root(&parents, user)).collect();
    Partition::numbered(roots)
}

/// The first node of a tree, with paths halved on the way: any ancestor will do as a parent.
fn root(parents: &[AtomicU32], mut node: u32) -> u32 {
    let parent = |node: u32| parents[node as usize].load(Ordering::Relaxed);
    loop {
        let (above, top) = (parent(node), parent(parent(node)));
        if above == top {
            return top;
        }
        parents[node as usize].store(top, Ordering::Relaxed);
        node = top;
    }
}

/// Hangs the tree of one node from that of the other.
fn join(parents: &[AtomicU32], mut a: u32, mut b: u32) {
    loop {
        (a, b) = (root(parents, a), root(parents, b));
        if a == b {
            return;
        }
        let (low, high) = (a.min(b), a.max(b));
        let hung = parents[high as usize].compare_exchange(
            high,
            low,
            Ordering::Relaxed,
            Ordering::Relaxed,
        );
        if hung.is_ok() {
            return;
        }
    }
}

/// A node whose row is being walked.
pub(super) struct Visit {
    next: u64,
    node: u32,
    /// No earlier node was reached from here so far.
    is_root: bool,
}

/// The parts in which there is a way from everyone to everyone, by one walk in depth over the forward
/// rows alone (Pearce 2016, doi:10.1016/j.ipl.2015.08.010). Cost: linear; up to 20 bytes a user
/// besides the result.
#[must_use]
pub fn strong(network: &Network) -> Partition {
    let rows = network.forward();
    // 0: not reached; ascending from 1: on the way; descending from the top: of a finished part.
    // There are never more numbers of both kinds than nodes, so the two kinds do not meet.
    let mut number = Large::<u32>::zeroed(rows.nodes());
    let (mut reached, mut part) = (0, u32::MAX);
    let (mut open, mut waiting) = (Vec::<Visit>::new(), Vec::<u32>::new());
    let visit = |node: u32| Visit { next: rows.offsets()[node as usize], node, is_root: true };
    for start in 0..network.users() {
        if number[start as usize] != 0 {
            continue;
        }
        reached += 1;
        number[start as usize] = reached;
        open.push(visit(start));
        while let Some(walk) = open.last_mut() {
            let node = walk.node as usize;
            let mut lowest = number[node];
            let mut unmet = None;
            for &other in &rows.targets()[index(walk.next)..index(rows.offsets()[node + 1])] {
                walk.next += 1;
                let met = number[other as usize];
                if met == 0 {
                    unmet = Some(other);
                    break;
                }
                lowest = lowest.min(met);
            }
            walk.is_root &= lowest == number[node];
            number[node] = lowest;
            if let Some(other) = unmet {
                reached += 1;
                number[other as usize] = reached;
                open.push(visit(other));
                continue;
            }
            if walk.is_root {
                while let Some(member) = waiting.pop_if(|last| number[*last as usize] >= lowest) {
                    number[member as usize] = part;
                    reached -= 1;
                }
                number[node] = part;
                reached -= 1;
                part -= 1;
            } else {
                waiting.push(walk.node);
            }
            open.pop();
            if let Some(before) = open.last_mut() {
                let (own, found) = (number[before.node as usize], number[node]);
                before.is_root &= found >= own;
                number[before.node as usize] = own.min(found);
            }
        }
    }
    Partition::numbered(number.par_iter().map(|&number| u32::MAX - number).collect())
}

impl Partition {
    /// Components of nodes with equal labels, where labels are below the number of nodes.
    fn numbered(labels: Vec<u32>) -> Self {
        const NEW: u32 = u32::MAX;
        let mut numbers = vec![NEW; labels.len()];
        let mut sizes = Vec::new();
        let mut component = labels;
        for label in &mut component {
            let number = &mut numbers[*label as usize];
            if *number == NEW {
                *number = node_count(sizes.len());
                sizes.push(0);
            }
            *label = *number;
            sizes[*number as usize] += 1;
        }
        Self { component, sizes }
    }

    /// The component's number of users, count and share.
    #[must_use]
    pub fn summary(&self) -> Components {
        let largest = self.sizes.iter().copied().max().unwrap_or(0);
        Components {
            count: self.sizes.len() as u64,
            largest: u64::from(largest),
            largest_share: ratio(f64::from(largest), self.component.len() as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use ::petgraph::{
        algo::{connected_components, tarjan_scc},
        graph::DiGraph,
    };
    use proptest::prelude::*;

    use super::*;
    use crate::network::{
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        labels::Labels,
    };

    fn network(users: u32, edges: Vec<[u32; 2]>) -> Network {
        let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };
        EdgeList { edges, columns: Vec::new() }.build(Labels::index(users), Vec::new(), rules)
    }

    proptest! {
        #[test]
        fn components_are_those_of_petgraphs_own_graph(
            edges in proptest::collection::vec([0_u32..30, 0_u32..30], 0..60)
        ) {
            let network = network(30, edges);
            let graph = DiGraph::<String, ()>::from(&network);
            prop_assert_eq!(weak(&network).sizes.len(), connected_components(&graph));
            let strong = strong(&network);
            let oracle = tarjan_scc(&graph);
            prop_assert_eq!(strong.sizes.len(), oracle.len());
            for members in oracle {
                let number = strong.component[members[0].index()];
                prop_assert_eq!(strong.sizes[number as usize] as usize, members.len());
                for member in members {
                    prop_assert_eq!(strong.component[member.index()], number);
                }
            }
        }
    }

    #[test]
    fn a_path_of_200_000_users_is_one_weak_component_and_as_many_strong_ones() {
        let users = 200_000;
        let path = network(users, (1..users).map(|node| [node - 1, node]).collect());
        assert_eq!(weak(&path).summary().largest, 200_000);
        assert_eq!(strong(&path).summary().count, 200_000);
        let ring = network(users, (0..users).map(|node| [node, (node + 1) % users]).collect());
        assert_eq!(
            strong(&ring).summary(),
            Components { count: 1, largest: 200_000, largest_share: Some(1.0) }
        );
    }
}
