//! From edges to a network, by stated rules that are counted and reported.
//!
//! The rules: an edge runs from the influencer to the audience once its [`EdgeMeaning`] is applied;
//! self-loops are dropped; parallel edges are merged or kept as [`Parallel`] says. Nothing is
//! dropped without being counted in [`Built`].
//!
//! Two ways lead to rows. Edges that can be replayed ([`Replay`]: drawn from an address, read
//! from a text in memory) go straight into them by [`build_rows`], and no list of them ever exists:
//! at its peak building takes 5 bytes an edge (6 in networks of more than 64 million users) and 8 a
//! node, beside the 4 and 8 of the finished rows. Edges with numbers on them are an [`EdgeList`].
//! No row depends on the order in which edges come, nor on the number of threads.

mod list;
mod plan;
pub(super) mod pool;
mod replay;
mod rows;
mod scatter;
mod settle;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::{
    list::EdgeList,
    replay::{Listed, Replay},
    rows::{BuiltRows, PartOfRows, build_in_parts, build_rows},
};

/// What a line `a b` of a file means. Datasets disagree on edge direction, and each gives other results, so it is
/// never assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EdgeMeaning {
    /// A message of a is shown to b: a is followed by b.
    InfluencerToAudience,
    /// a follows b: a message of b is shown to a.
    FollowerToFollowed,
    /// Each is shown the other's messages, as among friends. A line `b a` is then the same tie as
    /// a line `a b`. Where every pair of users that stands both ways in the file stands so equally
    /// often each way, the two lines are the two directions of one tie, not two ties: a line `a b`
    /// is the edge from a to b with its numbers, `b a` the edge from b to a with its own. Where some
    /// pair stands unequally often, the order of a line says nothing, and each line is a tie.
    Mutual,
}

/// What becomes of edges that stand several times between the same two users in the same direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Parallel {
    /// They become one edge; its probability is 1 − Π(1 − p), the chance that at least one of them
    /// fires; of other numbers the first is kept.
    #[default]
    Merge,
    /// They stay, and each is a chance of its own.
    Keep,
}

/// The rules under which an [`EdgeList`] becomes a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// What an edge means.
    pub edge: EdgeMeaning,
    /// What becomes of parallel edges.
    pub parallel: Parallel,
}

/// How large a file says its network is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HeaderCounts {
    /// Number of users.
    pub users: u64,
    /// Number of edges, as the file writes them.
    pub edges: u64,
}

/// What reading and building did with the edges they were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Built {
    /// Edges as given: lines of a file, or edges drawn by a generator.
    pub given: u64,
    /// Given edges from a user to itself, which are dropped.
    pub self_loops: u64,
    /// Directed edges merged into an equal one; two for each mutual edge given both ways.
    pub merged: u64,
    /// Mutual ties given both ways, a line each, as [`EdgeMeaning::Mutual`] says.
    pub both_ways: u64,
    /// What the file says of its own size, right or wrong.
    pub header: Option<HeaderCounts>,
    /// Users that no given edge names: only a header, a list or a table of users does.
    pub listed_only: u64,
    /// Users that the table of users does not have, so that their attributes are missing.
    pub without_attributes: u64,
    /// Columns of the file that hold no numbers, which are left out.
    pub columns_left_out: u64,
}
