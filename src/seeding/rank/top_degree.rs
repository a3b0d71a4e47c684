//! The users with the largest audiences.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ranking::{highest, ranked};
use crate::{
    catalogue::Described,
    error::Result,
    seeding::{Filter, Lineup, SeedChoice, Seeds, Strategy},
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

impl Strategy for TopDegree {
    fn choose(&self, choice: &SeedChoice<'_>) -> Result<Seeds> {
        let rows = choice.network.forward();
        highest(choice, self.count, self.filter.as_ref(), |user| [rows.degree(user) as f64, 0.0])
    }

    fn lineup(&self, choice: &SeedChoice<'_>) -> Result<Option<Lineup>> {
        let rows = choice.network.forward();
        ranked(choice, self.count, self.filter.as_ref(), |user| [rows.degree(user) as f64, 0.0])
    }
}
