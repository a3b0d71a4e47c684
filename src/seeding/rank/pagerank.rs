//! The users of highest PageRank, which flows from followers to those they follow.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ranking::{Limits, Ranking, by_score};
use crate::{
    catalogue::Described,
    error::Result,
    seeding::{Filter, SeedChoice},
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

impl Ranking for PageRank {
    fn limits(&self) -> Limits<'_> {
        Limits { count: self.count, filter: self.filter.as_ref() }
    }

    fn ranked(&self, choice: &SeedChoice<'_>, most: u32) -> Result<Vec<u32>> {
        let ranks = choice.network.pageranks(choice.progress)?;
        by_score(choice, self.limits(), most, |user| [ranks[user as usize], 0.0])
    }
}
