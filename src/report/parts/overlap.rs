//! Which users two options have in common.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::MeanEstimate;
use crate::{
    document::{
        Cell, Document, Side, SummaryRow, Table,
        numbers::{percent, percent_range, with_error},
    },
    simulate::{OverlapOf, OverlapTally},
    statistics::{Confidence, RatioOfMeans},
};

/// This many pairs of options fit a screen.
const MOST_PAIRS: usize = 15;

/// Which users two options have in common in the same world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Overlap {
    /// The name of the first option.
    pub a: String,
    /// The name of the second option.
    pub b: String,
    /// Whether it is of the users who saw it or of those who passed it on.
    pub of: OverlapOf,
    /// How many users both have.
    pub common: MeanEstimate,
    /// The mean number of those over that of the option that has fewer on average: the share of the
    /// smaller option that the other has as well, with its interval (Fieller). `null` where it has
    /// nobody.
    pub share_of_smaller: Option<RatioOfMeans>,
    /// The same over the first option's users.
    pub share_of_a: Option<RatioOfMeans>,
    /// The same over the second option's users.
    pub share_of_b: Option<RatioOfMeans>,
    /// The same over the users whom either has: Jaccard's index, 1 for the same users and 0 for none
    /// in common.
    pub jaccard: Option<RatioOfMeans>,
}

impl Overlap {
    /// Of each option with each later one, in their order.
    pub(in super::super) fn of_all(
        names: &[&str],
        of: OverlapOf,
        tallies: &[OverlapTally],
        replicates: u64,
        confidence: Confidence,
    ) -> Vec<Self> {
        let later = |first: usize| (first + 1..names.len()).map(move |second| (first, second));
        let pairs = (0..names.len()).flat_map(later);
        let overlap = |((a, b), tally): ((usize, usize), &OverlapTally)| {
            let ratio = |sums| RatioOfMeans::of_sums(sums, replicates, confidence);
            let (share_of_a, share_of_b) = (ratio(&tally.of_first), ratio(&tally.of_second));
            let first_is_smaller = tally.of_first.second.sum <= tally.of_second.second.sum;
            Self {
                a: names[a].to_owned(),
                b: names[b].to_owned(),
                of,
                common: MeanEstimate::of(&tally.of_first.first.moments(replicates), confidence),
                share_of_smaller: if first_is_smaller { share_of_a } else { share_of_b },
                share_of_a,
                share_of_b,
                jaccard: ratio(&tally.of_either),
            }
        };
        pairs.zip(tallies).map(overlap).collect()
    }

    /// The pair, as rows of its first option.
    pub(in super::super) fn rows(&self) -> Vec<SummaryRow> {
        let of = |unit: &str| SummaryRow {
            kind: "overlap",
            metric: match self.of {
                OverlapOf::Reach => "reach",
                OverlapOf::Sharers => "sharers",
            },
            other: self.b.clone(),
            unit: unit.to_owned(),
            ..SummaryRow::default()
        };
        let shares = [
            (self.share_of_smaller, "share of the smaller"),
            (self.jaccard, "share of both together"),
        ];
        let share = |(share, unit): (Option<RatioOfMeans>, &str)| {
            share.map(|share| {
                SummaryRow { estimate: share.ratio, ..of(unit) }.within(share.interval)
            })
        };
        let users = self.common.row(of("users"));
        std::iter::once(users).chain(shares.into_iter().filter_map(share)).collect()
    }
}

/// Adds a table with a row a pair; of many pairs, only those of the option that is `leader`.
pub(in super::super) fn describe(
    overlaps: &[Overlap],
    of: OverlapOf,
    leader: &str,
    document: &mut Document,
) {
    let is_all = overlaps.len() <= MOST_PAIRS;
    let is_shown = |pair: &&Overlap| is_all || pair.a == leader || pair.b == leader;
    let shown: Vec<&Overlap> = overlaps.iter().filter(is_shown).collect();
    let mut table = Table::of(shown.iter().map(|pair| format!("{} · {}", pair.a, pair.b)));
    let mut column = |heading, cell: fn(&Overlap) -> Cell| {
        table.column(heading, Side::Right, shown.iter().map(|pair| cell(pair)));
    };
    column("in both", |pair| Cell::of(with_error(pair.common.mean, pair.common.interval)));
    column("of the smaller", |pair| share(pair.share_of_smaller));
    column("of both together", |pair| share(pair.jaccard));
    document.heading(match of {
        OverlapOf::Reach => "Reached users whom options have in common",
        OverlapOf::Sharers => "Sharers whom options have in common",
    });
    document.table(table);
}

/// "34% (33.2% to 35.0%)".
fn share(ratio: Option<RatioOfMeans>) -> Cell {
    let Some(ratio) = ratio else { return Cell::default() };
    let interval = ratio.interval.filter(|ends| ends.half_width() > 0.0);
    let interval = interval.map(|ends| format!("({})", percent_range(ends)));
    Cell::with(percent(ratio.ratio), interval.unwrap_or_default())
}
