//! Which segment passes the message to which.
//!
//! It must never count a seed, who has it from nobody.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Captions, KeyContext, KeyedMeasure, MeanEstimate, MeasureFacts, RunFacts, SizeLimits,
    segment_pairs,
};
use crate::{
    catalogue::Described,
    document::{
        Cell, Document, SummaryRow,
        numbers::{percent, with_error},
    },
    error::Result,
    kernel::Trace,
    metric::{Finished, Measure, Needs, Observer, Segments},
    statistics::{Accumulator, Confidence, Tally},
};

/// For each segment, "unknown" last, how many users of each segment its users make share.
///
/// Rows of the CSV summary: `mixing`, the users of the segment `other` whom those of `segment` make share.
#[derive(Debug, Clone)]
pub struct SegmentMixing {
    /// The segment of each user.
    pub segments: Segments,
}

impl Described for SegmentMixing {
    const SUMMARY: &'static str =
        "how many users of each segment share because of users of each segment";
    const REFERENCE: &'static str = "Newman 2003, doi:10.1103/PhysRevE.67.026126";
}

impl Measure for SegmentMixing {
    fn needs(&self) -> Needs {
        Needs::TRACE.union(Needs::SHARER_LIST)
    }

    fn per_option(&self) -> usize {
        self.segments.with_unknown() * self.segments.with_unknown()
    }

    fn accumulator(&self, numbers: usize) -> Accumulator {
        Accumulator::sums(numbers)
    }

    fn observer(&self, _options: usize) -> Box<dyn Observer> {
        Box::new(self.clone())
    }
}

impl Observer for SegmentMixing {
    fn observe(&mut self, _option: usize, cascade: &Finished<'_>, numbers: &mut [f64]) {
        let sharers = cascade.sharer_list;
        for (&user, &parent) in sharers.iter().zip(cascade.trace().parents()) {
            if parent != Trace::NOBODY {
                let from = self.segments.of(sharers[parent as usize]);
                numbers[from * self.segments.with_unknown() + self.segments.of(user)] += 1.0;
            }
        }
    }
}

impl KeyedMeasure for SegmentMixing {
    type Key = bool;
    type Answer = Vec<MixingRow>;
    const KEY_HELP: &'static str = "With `by_segment`: how many users of each segment share because of \
        users of each segment, as a table of pairs; up to 100 segments. Default false.";

    fn check(key: &mut Self::Key, context: &KeyContext) -> Result<()> {
        if *key { segment_pairs::check("mixing", context) } else { Ok(()) }
    }

    fn fits(key: &Self::Key, limits: &SizeLimits<'_>) -> Result<()> {
        if *key { segment_pairs::fits("mixing", limits) } else { Ok(()) }
    }

    fn ready(key: &Self::Key, facts: &MeasureFacts) -> Option<Self> {
        facts.segments.clone().filter(|_| *key).map(|segments| Self { segments })
    }

    fn answer(&self, gathered: &Accumulator, option: usize, run: &RunFacts<'_>) -> Self::Answer {
        let sums = &gathered.as_sums()[option * self.per_option()..][..self.per_option()];
        let named = run.segments.expect("users are counted by segments with names");
        MixingRow::of(&named.names, sums, run.replicates, run.confidence)
    }

    fn rows(answer: &Self::Answer, _option: &str, _captions: &Captions<'_>) -> Vec<SummaryRow> {
        answer.iter().flat_map(MixingRow::rows).collect()
    }

    fn describe(answers: &[&Self::Answer], captions: &Captions<'_>, document: &mut Document) {
        if answers.iter().all(|rows| rows.is_empty()) {
            return;
        }
        let heading = |column: &str| format!("Who makes whom share, by {column}");
        let cell = |option: usize, from: usize, to: usize| {
            let rows: &[MixingRow] = answers[option];
            rows[from].made_to_share[to].cell()
        };
        segment_pairs::describe(heading, "from \\ to", captions, document, cell);
        document.note(
            "Users a replicate, and their share of all whom users of the row's segment make share.",
        );
    }
}

/// How many users the users of one segment make share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MixingRow {
    /// The segment of those who passed it on; `null` for users who are in none.
    pub from: Option<String>,
    /// The users that they made share, by segment, those in none last. Nobody makes a seed share.
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
    /// Their share of all that `from` makes share, from 0 to 1; `null` where it makes nobody.
    pub share: Option<f64>,
}

impl MixingRow {
    /// From a tally for each segment with each: those of these `names`, and last the users in none.
    fn of(
        names: &[String],
        tallies: &[Tally],
        replicates: u64,
        confidence: Confidence,
    ) -> Vec<Self> {
        let segments = || segment_pairs::names(names);
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
    fn rows(&self) -> Vec<SummaryRow> {
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
