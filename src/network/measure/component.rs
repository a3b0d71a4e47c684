//! Weak and strong components, through petgraph.
//!
//! Weak ones by its union-find, strong ones by its `kosaraju_scc`: both are iterative, so a path of
//! millions of users is no danger (its `tarjan_scc` recurses and would overflow the stack).

use ::petgraph::{algo::kosaraju_scc, unionfind::UnionFind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ratio;
use crate::network::{Network, csr::node_count};

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

/// The parts that are connected when directions are ignored. Cost: near linear.
#[must_use]
pub fn weak(network: &Network) -> Partition {
    let mut sets = UnionFind::<u32>::new(network.forward().nodes());
    for user in 0..network.users() {
        for &follower in network.forward().row(user) {
            sets.union(user, follower);
        }
    }
    Partition::numbered(sets.into_labeling())
}

/// The parts in which there is a way from everyone to everyone (Kosaraju 1978; Sharir 1981,
/// doi:10.1016/0898-1221(81)90008-0). Cost: linear.
#[must_use]
pub fn strong(network: &Network) -> Partition {
    let mut labels = vec![0; network.forward().nodes()];
    for (label, members) in kosaraju_scc(network).into_iter().enumerate() {
        for node in members {
            labels[node as usize] = node_count(label);
        }
    }
    Partition::numbered(labels)
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
        EdgeList { edges, columns: Vec::new() }.build(Labels::Index(users), Vec::new(), rules)
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
