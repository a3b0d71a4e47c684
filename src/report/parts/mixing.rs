//! Who makes whom share: users of which segment those of which.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{MeanEstimate, OfOption};
use crate::{
    document::{
        Cell, Document, SummaryRow, Table,
        numbers::{percent, with_error},
        quoted,
    },
    statistics::{Confidence, Tally},
};

/// This many segments fit a screen.
const MOST_SEGMENTS: usize = 8;

/// How many users the users of one segment make share.
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
    pub users: MeanEstimate,
    /// Their share of all whom `from` makes share, from 0 to 1; `null` where it makes nobody.
    pub share: Option<f64>,
}

impl MixingRow {
    /// From a tally for each segment with each: those of these `names`, and last the users in none.
    pub(in super::super) fn of(
        names: &[String],
        tallies: &[Tally],
        replicates: u64,
        confidence: Confidence,
    ) -> Vec<Self> {
        let segments = || names.iter().cloned().map(Some).chain([None]);
        let rows = tallies.chunks(names.len() + 1);
        let row = |(from, tallies): (Option<String>, &[Tally])| {
            let all: u128 = tallies.iter().map(|tally| tally.sum).sum();
            let cell = |(to, tally): (Option<String>, &Tally)| MadeToShare {
                to,
                users: MeanEstimate::of(&tally.moments(replicates), confidence),
                share: (all > 0).then(|| tally.sum as f64 / all as f64),
            };
            Self { from, made_to_share: segments().zip(tallies).map(cell).collect() }
        };
        segments().zip(rows).map(row).collect()
    }

    /// The segment with each other, as rows.
    pub(in super::super) fn rows(&self) -> Vec<SummaryRow> {
        let row = |cell: &MadeToShare| {
            cell.users.row(SummaryRow {
                kind: "mixing",
                metric: "sharers",
                segment: self.from.clone().unwrap_or_default(),
                other: cell.to.clone().unwrap_or_default(),
                unit: "users".to_owned(),
                ..SummaryRow::default()
            })
        };
        self.made_to_share.iter().map(row).collect()
    }
}

impl MadeToShare {
    fn cell(&self) -> Cell {
        let share = self.share.map(|share| format!("({})", percent(share)));
        Cell::with(with_error(self.users.mean, self.users.interval), share.unwrap_or_default())
    }
}

/// Adds a table an option, of the segments of `attribute`; those without `users` are left out.
pub(in super::super) fn describe(
    options: &[OfOption<'_, &[MixingRow]>],
    (attribute, users): (&str, &[u64]),
    document: &mut Document,
) {
    let shown: Vec<usize> = (0..users.len()).filter(|&place| users[place] > 0).collect();
    document.heading(format!("Who makes whom share, by {attribute}"));
    if shown.len() > MOST_SEGMENTS {
        let segments = shown.len();
        document.sentence(format!("A table of {segments} segments each way: see JSON or CSV."));
        return;
    }
    for (place, (option, rows)) in options.iter().enumerate() {
        if place > 0 {
            document.blank();
        }
        document.sentence(quoted(option));
        let name = |&place: &usize| rows[place].from.as_deref().unwrap_or("(in none)");
        let mut table = Table::of(shown.iter().map(name)).with_corner("from \\ to");
        for to in &shown {
            let cells = shown.iter().map(|&from| rows[from].made_to_share[*to].cell());
            table.named_column(name(to), cells);
        }
        document.table(table);
    }
    document.note(
        "Users a replicate, and their share of all whom users of the row's segment make share.",
    );
}
