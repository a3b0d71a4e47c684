//! Networks to petgraph's own graphs and back, ids kept.
//!
//! An edge of the graph runs as ours does: from the user whose message is shown to the follower.
//! User columns, and numbers on edges other than the probability, have no place in petgraph's graph
//! and stay behind.

use ::petgraph::{graph::DiGraph, visit::EdgeRef};

use crate::{
    error::{Error, Result},
    network::{
        Network,
        attributes::EdgeColumn,
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        csr::node_count,
        labels::{Labels, canonical_integer},
    },
};

/// Node i of the graph is node i of the network and carries its id; edge i is edge i of the forward
/// rows and carries nothing.
impl From<&Network> for DiGraph<String, ()> {
    fn from(network: &Network) -> Self {
        graph(network, |_| ())
    }
}

/// Node i of the graph is node i of the network and carries its id; edge i is edge i of the forward
/// rows and carries its probability, 1 where the network has none.
impl From<&Network> for DiGraph<String, f64> {
    fn from(network: &Network) -> Self {
        let probabilities = network.edge_column(EdgeColumn::PROBABILITY);
        graph(network, |place| probabilities.map_or(1.0, |probabilities| probabilities[place]))
    }
}

/// A network of the graph's nodes under their ids: whole numbers where all are, texts otherwise.
/// Parallel edges are kept. Self-loops are dropped, and [`Network::built`] counts them.
///
/// # Errors
/// [`Error::Value`] where two nodes have one id.
impl TryFrom<&DiGraph<String, ()>> for Network {
    type Error = Error;

    fn try_from(graph: &DiGraph<String, ()>) -> Result<Self> {
        network(graph, Vec::new())
    }
}

/// As from a graph without numbers, with the edges' numbers as their probability.
///
/// # Errors
/// [`Error::Value`] where two nodes have one id, or a number is not between 0 and 1.
impl TryFrom<&DiGraph<String, f64>> for Network {
    type Error = Error;

    fn try_from(graph: &DiGraph<String, f64>) -> Result<Self> {
        for edge in graph.edge_references() {
            if !(0.0..=1.0).contains(edge.weight()) {
                let (source, target) = (&graph[edge.source()], &graph[edge.target()]);
                return Err(Error::value(
                    "petgraph edge",
                    format!("{} on {source} -> {target} is not a probability", edge.weight()),
                    "give every edge a number from 0 to 1, or convert a graph without numbers",
                ));
            }
        }
        let values: Vec<f64> = graph.edge_references().map(|edge| *edge.weight()).collect();
        let name = EdgeColumn::PROBABILITY.to_owned();
        network(graph, vec![EdgeColumn { name, values: values.into() }])
    }
}

fn graph<E>(network: &Network, weight: impl Fn(usize) -> E) -> DiGraph<String, E> {
    let rows = network.forward();
    let mut graph = DiGraph::with_capacity(rows.nodes(), rows.edges());
    for user in 0..network.users() {
        graph.add_node(network.id(user).to_string());
    }
    for user in 0..network.users() {
        for place in rows.range(user) {
            graph.add_edge(user.into(), rows.targets()[place].into(), weight(place));
        }
    }
    graph
}

fn network<E>(graph: &DiGraph<String, E>, columns: Vec<EdgeColumn>) -> Result<Network> {
    let ids: Vec<&str> = graph.node_weights().map(String::as_str).collect();
    let (labels, order) = labels(&ids);
    if let Some(pair) = order.windows(2).find(|pair| ids[pair[0]] == ids[pair[1]]) {
        return Err(Error::value(
            "petgraph node",
            format!("two nodes are called \"{}\"", ids[pair[0]]),
            "give every node an id of its own",
        ));
    }
    let mut node = vec![0; ids.len()];
    for (place, &index) in order.iter().enumerate() {
        node[index] = node_count(place);
    }
    let ends = |edge: ::petgraph::graph::EdgeReference<'_, E>| {
        [node[edge.source().index()], node[edge.target().index()]]
    };
    let edges = graph.edge_references().map(ends).collect();
    let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Keep };
    Ok(EdgeList { edges, columns }.build(labels, Vec::new(), rules))
}

/// Labels in ascending order, and which of `ids` stands at each place of that order.
fn labels(ids: &[&str]) -> (Labels, Vec<usize>) {
    let mut order: Vec<usize> = (0..ids.len()).collect();
    let numbers: Option<Vec<i64>> = ids.iter().map(|id| canonical_integer(id)).collect();
    if let Some(numbers) = numbers {
        order.sort_by_key(|&index| numbers[index]);
        (Labels::integers(order.iter().map(|&index| numbers[index]).collect()), order)
    } else {
        order.sort_by_key(|&index| ids[index]);
        (Labels::texts(order.iter().map(|&index| ids[index])), order)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn network(labels: Labels, edges: Vec<[u32; 2]>, probabilities: Option<Vec<f64>>) -> Network {
        let name = EdgeColumn::PROBABILITY.to_owned();
        let columns = probabilities
            .map(|values| EdgeColumn { name, values: values.into() })
            .into_iter()
            .collect();
        let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Keep };
        EdgeList { edges, columns }.build(labels, Vec::new(), rules)
    }

    proptest! {
        #[test]
        fn a_network_comes_back_from_petgraph_as_it_went(
            edges in proptest::collection::vec(([0_u32..9, 0_u32..9], 0.0..=1.0_f64), 0..40)
        ) {
            let (ends, values): (Vec<_>, Vec<_>) = edges.into_iter().unzip();
            for labels in [
                Labels::index(9),
                Labels::integers(vec![-4, 0, 2, 10, 11, 100, 101, 5000, i64::MAX]),
                Labels::texts(["007", "1", "10", "2", "anna", "b c", "eve", "zoë", "łukasz"]),
            ] {
                let bare = network(labels.clone(), ends.clone(), None);
                let graph = DiGraph::<String, ()>::from(&bare);
                let back = Network::try_from(&graph).expect("sound");
                prop_assert_eq!(back.fingerprint(), bare.fingerprint());

                let weighted = network(labels, ends.clone(), Some(values.clone()));
                let graph = DiGraph::<String, f64>::from(&weighted);
                let back = Network::try_from(&graph).expect("sound");
                prop_assert_eq!(back.fingerprint(), weighted.fingerprint());
            }
        }
    }

    #[test]
    fn nodes_are_put_in_the_order_of_their_ids() {
        let mut graph = DiGraph::<String, f64>::new();
        let zoe = graph.add_node("zoe".to_owned());
        let anna = graph.add_node("anna".to_owned());
        graph.add_edge(zoe, anna, 0.25);
        graph.add_edge(zoe, zoe, 0.5);
        let network = Network::try_from(&graph).expect("sound");
        assert_eq!(network.direction().as_deref(), Some("A message of zoe is shown to anna."));
        assert_eq!(network.edge_column(EdgeColumn::PROBABILITY), Some(&[0.25][..]));
        assert_eq!(network.built().self_loops, 1);
    }

    #[test]
    fn two_nodes_of_one_id_and_numbers_that_are_no_probability_are_refused() {
        let mut graph = DiGraph::<String, f64>::new();
        let a = graph.add_node("7".to_owned());
        let b = graph.add_node("7".to_owned());
        let error = Network::try_from(&graph).expect_err("two users of one id");
        assert_eq!(error.to_string(), "petgraph node: two nodes are called \"7\"");

        graph[b] = "8".to_owned();
        graph.add_edge(a, b, 1.3);
        let error = Network::try_from(&graph).expect_err("no probability");
        assert_eq!(error.to_string(), "petgraph edge: 1.3 on 7 -> 8 is not a probability");
        graph.clear_edges();
        graph.add_edge(a, b, f64::NAN);
        assert!(Network::try_from(&graph).is_err());
    }
}
