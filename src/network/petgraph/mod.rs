//! petgraph on our rows: its algorithms run on `&Network` without a copy, and its graphs convert
//! to networks and back.
//!
//! ```
//! use petgraph::algo::{connected_components, dijkstra, kosaraju_scc};
//! use wordspread::network::{
//!     Network,
//!     builder::{EdgeList, EdgeMeaning, Parallel, Rules},
//!     labels::Labels,
//! };
//!
//! let list = EdgeList { edges: vec![[0, 1], [1, 0], [1, 2]], columns: Vec::new() };
//! let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };
//! let network = list.build(Labels::index(4), Vec::new(), rules);
//! assert_eq!(connected_components(&network), 2);
//! assert_eq!(kosaraju_scc(&network).len(), 3);
//! assert_eq!(dijkstra(&network, 0, Some(2), |_| 1)[&2], 2);
//!
//! let graph = petgraph::graph::DiGraph::<String, ()>::from(&network);
//! assert_eq!(Network::try_from(&graph).unwrap().fingerprint(), network.fingerprint());
//! ```
//!
//! What is safe on a large network (read in petgraph 0.8.3):
//!
//! | algorithm | on a network of millions |
//! |---|---|
//! | `connected_components`, `UnionFind`, `Bfs`, `Dfs`, `kosaraju_scc`, `dijkstra` | safe: iterative; [`measure`](super::measure) takes its components from them |
//! | `tarjan_scc`, `depth_first_search`, `is_cyclic_directed` | recursive, one frame a user on a path: they overflow the stack on a long one |
//! | `page_rank` | O(users · edges) a step, and no random jump along existing edges, so it is PageRank only at damping 1; [`pagerank`](super::pagerank) is the linear one |
//!
//! Nothing here may be on a hot path of a simulation: those walk the rows themselves.

mod convert;
mod visit;

pub use self::visit::{Edge, Edges, Neighbors};
