//! The users of highest PageRank, which flows from followers to those they follow.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ranking::{highest, ranked};
use crate::{
    catalogue::Described,
    error::Result,
    seeding::{Filter, Lineup, SeedChoice, Seeds, Strategy},
};

/// The users of highest PageRank, which flows from followers to those they follow.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageRank {
    /// How many users, at least 1.
    pub count: u32,
    /// Only users who pass this filter.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
}

impl Described for PageRank {
    const SUMMARY: &'static str =
        "the users of highest PageRank, which flows from followers to those they follow";
    const REFERENCE: &'static str = "Page, Brin, Motwani & Winograd 1999";
}

impl Strategy for PageRank {
    fn choose(&self, choice: &SeedChoice<'_>) -> Result<Seeds> {
        let ranks = choice.network.pageranks(choice.progress)?;
        highest(choice, self.count, self.filter.as_ref(), |user| [ranks[user as usize], 0.0])
    }

    fn lineup(&self, choice: &SeedChoice<'_>) -> Result<Option<Lineup>> {
        let ranks = choice.network.pageranks(choice.progress)?;
        ranked(choice, self.count, self.filter.as_ref(), |user| [ranks[user as usize], 0.0])
    }
}
