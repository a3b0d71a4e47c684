//! How many users have the message at first, second, third … hand.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Band, OfOption};
use crate::{
    document::{Cell, CurveRow, Document, Table, numbers::with_error},
    statistics::{Confidence, Counts, JointTally, RatioOfMeans},
};

/// The table shows this many generations.
const SHOWN: usize = 12;

/// How many users of an option are in each generation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GenerationsAnswer {
    /// Generation by generation, from that of the seeds on.
    pub generations: Vec<Generation>,
    /// How many users are in later ones, on average.
    pub later: f64,
}

/// One generation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Generation {
    /// How often the message was passed on until it came there: 0 for seeds.
    pub generation: u32,
    /// The users.
    pub users: Band,
    /// Its branching number: the mean number of users of the next generation over that of this one,
    /// with its interval (Fieller); `null` in the last generation here, and where nobody is in this
    /// one.
    pub branching_number: Option<RatioOfMeans>,
}

impl GenerationsAnswer {
    /// From the counts of each generation, and the joint tally of a generation, second, and its next, first.
    pub(in super::super) fn of(
        counts: &[Counts],
        next_and_this: impl Fn(usize) -> JointTally,
        (mean_sharers, replicates): (f64, u64),
        confidence: Confidence,
    ) -> Self {
        let branching_number = |place: usize| {
            let is_last = place + 1 == counts.len();
            (!is_last)
                .then(|| RatioOfMeans::of_sums(&next_and_this(place), replicates, confidence))
                .flatten()
        };
        let generation = |(generation, (place, counts))| Generation {
            generation,
            users: Band::of(counts, confidence),
            branching_number: branching_number(place),
        };
        let generations: Vec<Generation> =
            (0..).zip(counts.iter().enumerate()).map(generation).collect();
        let sum: f64 = generations.iter().map(|generation| generation.users.mean).sum();
        // What rounding leaves of a sum is nobody.
        let later = mean_sharers - sum;
        Self { generations, later: if later > 1e-9 * mean_sharers { later } else { 0.0 } }
    }

    /// All generations, as rows.
    pub(in super::super) fn curve_rows(&self) -> Vec<CurveRow> {
        let rows = |generation: &Generation| {
            let at = generation.generation.into();
            let next = generation.branching_number.map(|next| CurveRow {
                curve: "branching-number",
                at,
                estimate: next.ratio,
                interval: next.interval,
                ..CurveRow::default()
            });
            std::iter::once(generation.users.row("generation", at)).chain(next)
        };
        self.generations.iter().flat_map(rows).collect()
    }
}

/// Adds a table of the users by generation, one column an option.
pub(in super::super) fn describe(
    options: &[OfOption<'_, &GenerationsAnswer>],
    document: &mut Document,
) {
    if options.is_empty() {
        return;
    }
    let last = options.iter().filter_map(|(_, answer)| {
        answer.generations.iter().rposition(|generation| generation.users.mean > 0.0)
    });
    let count = last.max().map_or(1, |last| last + 1);
    let shown = count.min(SHOWN);
    let names = (0..shown).map(|generation| generation.to_string());
    let mut table = Table::of(names).with_corner("generation");
    for (name, answer) in options {
        let cells = answer.generations[..shown].iter().map(|generation| {
            let users = with_error(generation.users.mean, generation.users.interval);
            // A ratio that could be anything is left out.
            let next = generation.branching_number.filter(|next| next.interval.is_some());
            let next = next.map(|next| format!("× {}", with_error(next.ratio, next.interval)));
            Cell::with(users, next.unwrap_or_default())
        });
        table.named_column(*name, cells);
    }
    document.heading("Users by generation, from the seeds on");
    document.table(table);
    let more = if count > shown { " Later generations are in JSON and CSV." } else { "" };
    document.note(format!(
        "Means; behind ×, how many of the next generation each of them makes (the branching number).\
         {more}"
    ));
}
