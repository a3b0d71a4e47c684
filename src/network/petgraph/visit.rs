//! petgraph's visit traits on [`Network`]: a node is a `u32`, an edge is its place in the forward
//! rows, its weight is its probability.
//!
//! An outgoing edge leads from a user to a follower. Nothing is copied: an incoming edge finds its
//! place in the forward rows by a binary search.

use std::{ops::Range, slice};

use ::petgraph::{
    Directed, Direction, Graph,
    visit::{
        Data, EdgeCount, EdgeIndexable, EdgeRef, GetAdjacencyMatrix, GraphBase, GraphProp,
        IntoEdgeReferences, IntoEdges, IntoEdgesDirected, IntoNeighbors, IntoNeighborsDirected,
        IntoNodeIdentifiers, IntoNodeReferences, NodeCompactIndexable, NodeCount, NodeIndexable,
        Visitable,
    },
};

use crate::network::{Network, attributes::EdgeColumn, csr::node_count};

/// petgraph's own bit set, one bit a user.
type VisitedUsers = <Graph<(), (), Directed, u32> as Visitable>::Map;

/// One edge as petgraph's algorithms see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    source: u32,
    target: u32,
    place: usize,
    weight: f64,
}

impl EdgeRef for Edge {
    type NodeId = u32;
    type EdgeId = usize;
    type Weight = f64;

    /// The user whose message is shown.
    fn source(&self) -> u32 {
        self.source
    }

    /// The user to whom it is shown.
    fn target(&self) -> u32 {
        self.target
    }

    /// The edge's probability, 1 where the network has none.
    fn weight(&self) -> &f64 {
        &self.weight
    }

    /// The edge's place in the forward rows, so in every edge column.
    fn id(&self) -> usize {
        self.place
    }
}

/// The users at the other end of one user's edges.
#[derive(Debug, Clone)]
pub struct Neighbors<'a>(slice::Iter<'a, u32>);

impl Iterator for Neighbors<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.0.next().copied()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

/// The edges of one user, out or in, or all edges of a network.
#[derive(Debug, Clone)]
pub struct Edges<'a> {
    network: &'a Network,
    probabilities: Option<&'a [f64]>,
    /// The user whose row is walked.
    user: u32,
    direction: Direction,
    /// What is left of the row, as places in the rows of `direction`.
    places: Range<usize>,
    /// The users whose rows are walked after this one.
    later: Range<u32>,
}

impl<'a> Edges<'a> {
    fn of(network: &'a Network, user: u32, direction: Direction) -> Self {
        let rows = match direction {
            Direction::Outgoing => network.forward(),
            Direction::Incoming => network.backward(),
        };
        Self {
            network,
            probabilities: network.edge_column(EdgeColumn::PROBABILITY),
            user,
            direction,
            places: rows.range(user),
            later: 0..0,
        }
    }

    fn all(network: &'a Network) -> Self {
        Self {
            network,
            probabilities: network.edge_column(EdgeColumn::PROBABILITY),
            user: 0,
            direction: Direction::Outgoing,
            places: 0..0,
            later: 0..network.users(),
        }
    }

    fn edge(&self, source: u32, target: u32, place: usize) -> Edge {
        let weight = self.probabilities.map_or(1.0, |probabilities| probabilities[place]);
        Edge { source, target, place, weight }
    }

    /// The edge at a place of the user's backward row. Parallel edges stand side by side in both
    /// rows, so the second copy here is the second copy there.
    fn incoming(&self, place: usize) -> Edge {
        let (forward, backward) = (self.network.forward(), self.network.backward());
        let source = backward.targets()[place];
        let row = &backward.targets()[backward.range(self.user).start..place];
        let copy = row.len() - row.partition_point(|&other| other < source);
        let first = forward.row(source).partition_point(|&target| target < self.user);
        self.edge(source, self.user, forward.range(source).start + first + copy)
    }
}

impl Iterator for Edges<'_> {
    type Item = Edge;

    fn next(&mut self) -> Option<Edge> {
        loop {
            if let Some(place) = self.places.next() {
                return Some(match self.direction {
                    Direction::Outgoing => {
                        self.edge(self.user, self.network.forward().targets()[place], place)
                    }
                    Direction::Incoming => self.incoming(place),
                });
            }
            self.user = self.later.next()?;
            self.places = self.network.forward().range(self.user);
        }
    }
}

impl GraphBase for Network {
    type NodeId = u32;
    type EdgeId = usize;
}

impl GraphProp for Network {
    type EdgeType = Directed;
}

impl Data for Network {
    type NodeWeight = ();
    type EdgeWeight = f64;
}

impl NodeCount for Network {
    fn node_count(&self) -> usize {
        self.forward().nodes()
    }
}

impl EdgeCount for Network {
    fn edge_count(&self) -> usize {
        self.forward().edges()
    }
}

impl NodeIndexable for Network {
    fn node_bound(&self) -> usize {
        self.forward().nodes()
    }

    fn to_index(&self, node: u32) -> usize {
        node as usize
    }

    fn from_index(&self, index: usize) -> u32 {
        node_count(index)
    }
}

impl NodeCompactIndexable for Network {}

impl EdgeIndexable for Network {
    fn edge_bound(&self) -> usize {
        self.forward().edges()
    }

    fn to_index(&self, edge: usize) -> usize {
        edge
    }

    fn from_index(&self, index: usize) -> usize {
        index
    }
}

impl Visitable for Network {
    type Map = VisitedUsers;

    fn visit_map(&self) -> VisitedUsers {
        VisitedUsers::with_capacity(self.forward().nodes())
    }

    fn reset_map(&self, map: &mut VisitedUsers) {
        map.clear();
        map.grow(self.forward().nodes());
    }
}

/// The rows are the matrix: asking for one edge is a binary search in its row.
impl GetAdjacencyMatrix for Network {
    type AdjMatrix = ();

    fn adjacency_matrix(&self) {}

    fn is_adjacent(&self, _matrix: &(), source: u32, target: u32) -> bool {
        self.forward().row(source).binary_search(&target).is_ok()
    }
}

impl IntoNodeIdentifiers for &Network {
    type NodeIdentifiers = Range<u32>;

    fn node_identifiers(self) -> Range<u32> {
        0..self.users()
    }
}

impl IntoNodeReferences for &Network {
    type NodeRef = (u32, ());
    type NodeReferences = std::iter::Map<Range<u32>, fn(u32) -> (u32, ())>;

    fn node_references(self) -> Self::NodeReferences {
        (0..self.users()).map(|node| (node, ()))
    }
}

impl<'a> IntoNeighbors for &'a Network {
    type Neighbors = Neighbors<'a>;

    fn neighbors(self, node: u32) -> Neighbors<'a> {
        Neighbors(self.forward().row(node).iter())
    }
}

impl<'a> IntoNeighborsDirected for &'a Network {
    type NeighborsDirected = Neighbors<'a>;

    fn neighbors_directed(self, node: u32, direction: Direction) -> Neighbors<'a> {
        Neighbors(match direction {
            Direction::Outgoing => self.forward().row(node).iter(),
            Direction::Incoming => self.backward().row(node).iter(),
        })
    }
}

impl<'a> IntoEdgeReferences for &'a Network {
    type EdgeRef = Edge;
    type EdgeReferences = Edges<'a>;

    fn edge_references(self) -> Edges<'a> {
        Edges::all(self)
    }
}

impl<'a> IntoEdges for &'a Network {
    type Edges = Edges<'a>;

    fn edges(self, node: u32) -> Edges<'a> {
        Edges::of(self, node, Direction::Outgoing)
    }
}

impl<'a> IntoEdgesDirected for &'a Network {
    type EdgesDirected = Edges<'a>;

    fn edges_directed(self, node: u32, direction: Direction) -> Edges<'a> {
        Edges::of(self, node, direction)
    }
}

#[cfg(test)]
mod tests {
    use ::petgraph::{
        algo::{dijkstra, is_isomorphic, kosaraju_scc, tarjan_scc},
        graph::DiGraph,
        visit::{Bfs, Reversed},
    };
    use proptest::prelude::*;

    use super::*;
    use crate::network::{
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        labels::Labels,
    };

    fn network(users: u32, edges: Vec<[u32; 2]>) -> Network {
        let values: Vec<f64> = (0..edges.len()).map(|place| 1.0 / (place + 2) as f64).collect();
        let column = EdgeColumn { name: EdgeColumn::PROBABILITY.to_owned(), values: values.into() };
        let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Keep };
        EdgeList { edges, columns: vec![column] }.build(Labels::index(users), Vec::new(), rules)
    }

    /// One writing of a partition, whatever the order of components and members it came in.
    fn sorted(mut components: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
        for component in &mut components {
            component.sort_unstable();
        }
        components.sort_unstable();
        components
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn petgraph_sees_on_our_rows_what_it_sees_in_its_own_graph(
            edges in proptest::collection::vec([0_u32..12, 0_u32..12], 0..40)
        ) {
            let network = network(12, edges);
            let graph = DiGraph::<String, f64>::from(&network);
            let node = |index: u32| ::petgraph::graph::NodeIndex::<u32>::from(index);

            prop_assert_eq!((&network).edge_references().count(), graph.edge_count());
            for user in 0..12 {
                for direction in [Direction::Outgoing, Direction::Incoming] {
                    let mut ours: Vec<(u32, u32, u64)> = (&network)
                        .edges_directed(user, direction)
                        .map(|edge| (edge.source(), edge.target(), edge.weight().to_bits()))
                        .collect();
                    let mut theirs: Vec<(u32, u32, u64)> = graph
                        .edges_directed(node(user), direction)
                        .map(|edge| {
                            let ends = (edge.source().index(), edge.target().index());
                            (node_count(ends.0), node_count(ends.1), edge.weight().to_bits())
                        })
                        .collect();
                    ours.sort_unstable();
                    theirs.sort_unstable();
                    prop_assert_eq!(ours, theirs);
                }
                let far = dijkstra(&network, user, None, |edge| -edge.weight().ln());
                let oracle = dijkstra(&graph, node(user), None, |edge| -edge.weight().ln());
                for other in 0..12 {
                    prop_assert_eq!(far.get(&other), oracle.get(&node(other)));
                }
            }
            prop_assert_eq!(sorted(kosaraju_scc(&network)), sorted(tarjan_scc(&network)));
            prop_assert_eq!(
                sorted(tarjan_scc(&graph).into_iter()
                    .map(|component| component.iter().map(|user| node_count(user.index())).collect())
                    .collect()),
                sorted(kosaraju_scc(Reversed(&network)))
            );
        }
    }

    #[test]
    fn an_edge_is_adjacent_one_way_only() {
        let network = network(3, vec![[0, 1], [1, 2]]);
        assert!(network.is_adjacent(&(), 0, 1));
        assert!(!network.is_adjacent(&(), 1, 0));
        assert!(is_isomorphic(&network, &network));
    }

    #[test]
    fn parallel_edges_keep_their_own_places_both_ways() {
        let network = network(3, vec![[0, 2], [1, 2], [1, 2], [0, 1]]);
        let out = (&network).edges_directed(1, Direction::Outgoing);
        let incoming = (&network).edges_directed(2, Direction::Incoming);
        assert_eq!(out.map(|edge| edge.id()).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(incoming.map(|edge| edge.id()).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn a_walk_visits_the_audience_of_the_audience() {
        let network = network(5, vec![[3, 1], [1, 4], [0, 3]]);
        let mut walk = Bfs::new(&network, 3);
        let mut met = Vec::new();
        while let Some(user) = walk.next(&network) {
            met.push(user);
        }
        assert_eq!(met, [3, 1, 4]);
    }
}
