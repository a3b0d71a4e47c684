//! Whether a tie between two users carries messages both ways or one way, and the network of a
//! list of ties.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::network::{
    Network,
    attributes::UserColumn,
    builder::{EdgeList, EdgeMeaning, Parallel, Rules},
    labels::Labels,
};

/// Whether a tie carries messages both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ties {
    /// Both ways, as among friends: each user follows the other, and a tie is two edges.
    #[default]
    Mutual,
    /// One way: a tie is one edge, from the influencer to the follower.
    OneWay,
}

impl Ties {
    /// One way, as the default of networks that have a beginning.
    pub(super) const fn one_way() -> Self {
        Self::OneWay
    }

    /// Directed edges that one tie makes.
    pub(super) const fn edges(self) -> f64 {
        match self {
            Self::Mutual => 2.0,
            Self::OneWay => 1.0,
        }
    }

    /// The network of ties `[influencer, follower]` among users 0, 1, 2, …; self-loops are dropped
    /// and parallel ties merged, both counted in [`Built`](crate::network::builder::Built).
    pub(super) fn network(self, users: u32, ties: Vec<[u32; 2]>) -> Network {
        self.network_with(users, ties, Vec::new())
    }

    /// The same with attributes of the users.
    pub(super) fn network_with(
        self,
        users: u32,
        mut ties: Vec<[u32; 2]>,
        attributes: Vec<UserColumn>,
    ) -> Network {
        let edge = match self {
            Self::Mutual => EdgeMeaning::Mutual,
            Self::OneWay => EdgeMeaning::InfluencerToAudience,
        };
        if self == Self::Mutual {
            // A pair drawn both ways is two ties, not the two directions of one.
            ties.par_iter_mut().for_each(|tie| tie.sort_unstable());
        }
        let list = EdgeList { edges: ties, columns: Vec::new() };
        list.build(Labels::Index(users), attributes, Rules { edge, parallel: Parallel::Merge })
    }
}
