//! A directed path: each user's messages are shown to the next.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Generate, Size};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    network::{
        Network,
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        labels::Labels,
    },
    progress::Progress,
};

/// Users 0, 1, 2, …, each followed by the next.
///
/// A message of user 0 under uniform p is shared by (1 − pⁿ)/(1 − p) users on average.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Path {
    /// Number of users, at least 1.
    pub users: u32,
}

impl Described for Path {
    const SUMMARY: &'static str = "a directed path, each user followed by the next";
    const REFERENCE: &'static str = "–";
}

impl Generate for Path {
    fn generate(&self, _rng_seed: u64, _progress: &dyn Progress) -> Result<Network> {
        if self.users == 0 {
            return Err(Error::value(
                "network.generate.path.users",
                "0 users make no network",
                "give at least 1",
            ));
        }
        let edges = (1..self.users).map(|node| [node - 1, node]).collect();
        let list = EdgeList { edges, columns: Vec::new() };
        let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };
        Ok(list.build(Labels::Index(self.users), Vec::new(), rules))
    }

    fn size(&self) -> Size {
        let users = f64::from(self.users);
        Size { users, edges: (users - 1.0).max(0.0) }
    }
}
