//! The users deepest inside the network: highest core number, and among equals the largest audience.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ranking::{Limits, Ranking, by_score};
use crate::{
    catalogue::Described,
    error::Result,
    seeding::{Filter, SeedChoice},
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

impl Ranking for KCore {
    fn limits(&self) -> Limits<'_> {
        Limits { count: self.count, filter: self.filter.as_ref() }
    }

    fn ranked(&self, choice: &SeedChoice<'_>, most: u32) -> Result<Vec<u32>> {
        let cores = choice.network.cores();
        let rows = choice.network.forward();
        by_score(choice, self.limits(), most, |user| {
            [f64::from(cores[user as usize]), rows.degree(user) as f64]
        })
    }
}
