//! The users deepest inside the network: highest core number, and among equals the largest audience.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ranking::{highest, ranked};
use crate::{
    catalogue::Described,
    error::Result,
    seeding::{Filter, Lineup, SeedChoice, Seeds, Strategy},
};

/// The users deepest inside the network: highest core number, and among equals the largest audience.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KCore {
    /// How many users, at least 1.
    pub count: u32,
    /// Only users who pass this filter.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
}

impl Described for KCore {
    const SUMMARY: &'static str = "the users deepest inside the network, by core number";
    const REFERENCE: &'static str =
        "Kitsak et al. 2010, doi:10.1038/nphys1746; Batagelj & Zaversnik 2003, arXiv:cs/0310049";
}

impl Strategy for KCore {
    fn choose(&self, choice: &SeedChoice<'_>) -> Result<Seeds> {
        let cores = choice.network.cores();
        let rows = choice.network.forward();
        highest(choice, self.count, self.filter.as_ref(), |user| {
            [f64::from(cores[user as usize]), rows.degree(user) as f64]
        })
    }

    fn lineup(&self, choice: &SeedChoice<'_>) -> Result<Option<Lineup>> {
        let cores = choice.network.cores();
        let rows = choice.network.forward();
        ranked(choice, self.count, self.filter.as_ref(), |user| {
            [f64::from(cores[user as usize]), rows.degree(user) as f64]
        })
    }
}
