//! How many users of each segment are reached.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{MeanEstimate, OfOption};
use crate::{
    document::{
        Cell, Document, Side, SummaryRow, Table,
        amounts::whole,
        numbers::{percent, with_error},
    },
    statistics::{Confidence, Interval, Tally},
};

/// How many users of one segment an option reaches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SegmentReach {
    /// The segment's name; `null` for the users who are in none.
    pub segment: Option<String>,
    /// How many users the segment has.
    pub users: u64,
    /// The mean number of them that is reached.
    pub reached: f64,
    /// The standard error of `reached`, in users; `null` under two replicates.
    pub standard_error: Option<f64>,
    /// The interval for the true mean of `reached`, in users; `null` under two replicates.
    pub interval: Option<Interval>,
    /// `reached` over `users`, from 0 to 1; `null` for an empty segment. Its interval is
    /// `interval` over `users`.
    pub share_of_segment: Option<f64>,
    /// `reached` over the mean reach of all segments, from 0 to 1; `null` where nobody is reached.
    pub share_of_reach: Option<f64>,
}

impl SegmentReach {
    /// From a tally a segment: those of these `names`, and last the users in none.
    pub(in super::super) fn of(
        (names, users): (&[String], &[u64]),
        tallies: &[Tally],
        replicates: u64,
        confidence: Confidence,
    ) -> Vec<Self> {
        let total: u128 = tallies.iter().map(|tally| tally.sum).sum();
        let names = names.iter().map(|name| Some(name.clone())).chain([None]);
        let row = |((segment, &users), tally): ((Option<String>, &u64), &Tally)| {
            let mean = MeanEstimate::of(&tally.moments(replicates), confidence);
            let possible = Interval { low: 0.0, high: users as f64 };
            Self {
                segment,
                users,
                reached: mean.mean,
                standard_error: mean.standard_error,
                interval: mean.interval.map(|interval| interval.within(possible)),
                share_of_segment: (users > 0).then(|| mean.mean / users as f64),
                share_of_reach: (total > 0).then(|| tally.sum as f64 / total as f64),
            }
        };
        names.zip(users).zip(tallies).map(row).collect()
    }

    /// The segment, as rows.
    pub(in super::super) fn rows(&self) -> Vec<SummaryRow> {
        let row = SummaryRow {
            kind: "segment",
            metric: "reach",
            segment: self.segment.clone().unwrap_or_default(),
            unit: "users".to_owned(),
            estimate: self.reached,
            standard_error: self.standard_error,
            ..SummaryRow::default()
        };
        vec![row.within(self.interval)]
    }

    fn cell(&self) -> Cell {
        let share = self.share_of_segment.map(|share| format!("({})", percent(share)));
        Cell::with(with_error(self.reached, self.interval), share.unwrap_or_default())
    }
}

/// Adds a table of reached users: one row a segment of `attribute`, one column an option.
pub(in super::super) fn describe(
    options: &[OfOption<'_, &[SegmentReach]>],
    attribute: &str,
    document: &mut Document,
) {
    let shown = |segment: &&SegmentReach| segment.users > 0;
    let first = options.first().map_or(&[][..], |(_, segments)| segments);
    let segments = || first.iter().filter(shown);
    let name = |segment: &SegmentReach| segment.segment.clone();
    let names = segments().map(|each| name(each).unwrap_or_else(|| "(in none)".to_owned()));
    let mut table = Table::of(names);
    table.column("users", Side::Right, segments().map(|each| Cell::of(whole(each.users))));
    for (name, segments) in options {
        table.named_column(*name, segments.iter().filter(shown).map(SegmentReach::cell));
    }
    document
        .heading(format!("Reached users by {attribute}, and the share of the segment they are"));
    document.table(table);
}
