//! Who wins ties against a rival, as a parameter.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::seeding::reverse;

/// Who wins a user whom our message and a rival's reach in the same step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TieWinner {
    /// The rival: what is certified is then the least that any rule for ties would leave us.
    #[default]
    Rival,
    /// We.
    Ours,
}

impl From<TieWinner> for reverse::RivalTies {
    fn from(ties: TieWinner) -> Self {
        match ties {
            TieWinner::Rival => Self::Rival,
            TieWinner::Ours => Self::Ours,
        }
    }
}
