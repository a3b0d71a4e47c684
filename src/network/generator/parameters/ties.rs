//! Whether a tie between two users carries messages both ways or one way, and the network of a
//! list of ties.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    error::Result,
    memory,
    network::{
        Network, NetworkSize,
        attributes::UserColumn,
        builder::{
            Built, EdgeList, EdgeMeaning, Parallel, Replay, Rules, build_in_parts, build_rows,
        },
        generator::InParts,
        labels::Labels,
    },
    progress::Progress,
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
    pub(crate) const fn one_way() -> Self {
        Self::OneWay
    }

    /// Directed edges that one tie makes.
    pub(crate) const fn edges(self) -> f64 {
        match self {
            Self::Mutual => 2.0,
            Self::OneWay => 1.0,
        }
    }

    /// The rules by which ties become rows.
    pub(crate) const fn rules(self) -> Rules {
        let edge = match self {
            Self::Mutual => EdgeMeaning::Mutual,
            Self::OneWay => EdgeMeaning::InfluencerToAudience,
        };
        Rules { edge, parallel: Parallel::Merge }
    }

    /// The network of ties (influencer, follower) among users 0, 1, 2, … that are replayed,
    /// the lower of two mutual friends first; self-loops are dropped and parallel ties merged, both
    /// counted in [`Built`]. A network whose `size` does not fit in memory is refused at once.
    pub(crate) fn replayed(
        self,
        users: u32,
        size: NetworkSize,
        ties: &impl Replay,
        progress: &dyn Progress,
    ) -> Result<Network> {
        memory::fits("the network", size.bytes())?;
        let made = build_rows(ties, users, self.rules(), progress)?;
        Ok(Network::new(made.rows, Vec::new(), Labels::index(users), Vec::new(), made.built))
    }

    /// The same in parts.
    pub(crate) fn replayed_in_parts(
        self,
        users: u32,
        ties: &impl Replay,
        parts: InParts<'_>,
        progress: &dyn Progress,
    ) -> Result<Option<Built>> {
        let InParts { budget, take } = parts;
        build_in_parts(ties, users, self.rules(), budget, progress, take).map(Some)
    }

    /// The same of ties `[influencer, follower]` in a list.
    pub(crate) fn network(
        self,
        users: u32,
        ties: Vec<[u32; 2]>,
        progress: &dyn Progress,
    ) -> Result<Network> {
        self.network_with(users, ties, Vec::new(), progress)
    }

    /// The same with attributes of the users.
    pub(crate) fn network_with(
        self,
        users: u32,
        mut ties: Vec<[u32; 2]>,
        attributes: Vec<UserColumn>,
        progress: &dyn Progress,
    ) -> Result<Network> {
        if self == Self::Mutual {
            // A pair drawn both ways is two ties, not the two directions of one.
            ties.par_iter_mut().for_each(|tie| tie.sort_unstable());
        }
        let list = EdgeList { edges: ties, columns: Vec::new() };
        list.try_build(Labels::index(users), attributes, self.rules(), progress)
    }
}
