//! The users with the largest audiences.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ranking::{Limits, Ranking, by_score};
use crate::{
    catalogue::Described,
    error::Result,
    seeding::{Filter, SeedChoice},
};

/// The users with the largest audiences.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TopDegree {
    /// How many users, at least 1.
    pub count: u32,
    /// Only users who pass this filter.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
}

impl Described for TopDegree {
    const SUMMARY: &'static str = "the users with most followers";
    const REFERENCE: &'static str =
        "Kempe, Kleinberg & Tardos, KDD 2003, doi:10.1145/956750.956769";
}

impl Ranking for TopDegree {
    fn limits(&self) -> Limits<'_> {
        Limits { count: self.count, filter: self.filter.as_ref() }
    }

    fn ranked(&self, choice: &SeedChoice<'_>, most: u32) -> Result<Vec<u32>> {
        let rows = choice.network.forward();
        by_score(choice, self.limits(), most, |user| [rows.degree(user) as f64, 0.0])
    }
}
