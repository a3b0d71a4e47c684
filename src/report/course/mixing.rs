//! Who makes whom share: users of which segment those of which.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Mean;
use crate::{
    report::SegmentsAsked,
    statistics::{Confidence, Tally},
};

/// Whom the users of one segment make share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MixingRow {
    /// The segment of those who passed it on; `null` for users who are in none.
    pub from: Option<String>,
    /// Whom they made share, segment by segment, those in none last; seeds are made by nobody.
    pub made_to_share: Vec<MadeToShare>,
}

/// How many users of a segment are made to share by those of another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MadeToShare {
    /// The segment of those who then shared; `null` for users who are in none.
    pub to: Option<String>,
    /// How many a replicate.
    #[serde(flatten)]
    pub users: Mean,
    /// Their share of all whom `from` makes share, from 0 to 1; `null` where it makes nobody.
    pub share: Option<f64>,
}

impl MixingRow {
    /// One row a segment.
    pub(in super::super) fn of(
        segments: &SegmentsAsked,
        tallies: &[Tally],
        replicates: u64,
        confidence: Confidence,
    ) -> Vec<Self> {
        let names = || segments.names.iter().cloned().map(Some).chain([None]);
        let rows = tallies.chunks(segments.names.len() + 1);
        let row = |(from, tallies): (Option<String>, &[Tally])| {
            let all: u128 = tallies.iter().map(|tally| tally.sum).sum();
            let cell = |(to, tally): (Option<String>, &Tally)| MadeToShare {
                to,
                users: Mean::of(&tally.moments(replicates), confidence),
                share: (all > 0).then(|| tally.sum as f64 / all as f64),
            };
            Self { from, made_to_share: names().zip(tallies).map(cell).collect() }
        };
        names().zip(rows).map(row).collect()
    }
}
