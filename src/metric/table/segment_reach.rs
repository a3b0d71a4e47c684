//! How many users of each segment a message reaches.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Captions, KeyContext, KeyedMeasure, MeanEstimate, MeasureFacts, Named, RunFacts};
use crate::{
    catalogue::Described,
    document::{
        Cell, Document, Side, SummaryRow, Table,
        amounts::whole,
        numbers::{percent, with_error},
    },
    error::{Error, Result},
    metric::{Finished, Measure, Needs, Observer},
    statistics::{Accumulator, Confidence, Interval, Tally},
};

/// Reached users of each segment, "unknown" last.
///
/// Rows of the CSV summary: `segment`, the mean reach in a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmentCounts {
    /// How many segments there are, the unknown one among them.
    pub segments: usize,
}

impl Described for SegmentCounts {
    const SUMMARY: &'static str = "users reached in each segment of a category column";
    const REFERENCE: &'static str = "–";
}

impl Measure for SegmentCounts {
    fn needs(&self) -> Needs {
        Needs::SEGMENT_REACH
    }

    fn per_option(&self) -> usize {
        self.segments
    }

    fn accumulator(&self, numbers: usize) -> Accumulator {
        Accumulator::sums(numbers)
    }

    fn observer(&self, _options: usize) -> Box<dyn Observer> {
        Box::new(*self)
    }
}

impl Observer for SegmentCounts {
    fn observe(&mut self, _option: usize, cascade: &Finished<'_>, numbers: &mut [f64]) {
        for (number, &reached) in numbers.iter_mut().zip(cascade.segment_reach) {
            *number = reached as f64;
        }
    }
}

impl KeyedMeasure for SegmentCounts {
    type Key = Option<String>;
    type Answer = Vec<SegmentReach>;
    const KEY_HELP: &'static str = "A category column of the users by which reached users are counted: \
        `\"region\"`. Default: none.";

    fn check(key: &mut Self::Key, _context: &KeyContext) -> Result<()> {
        if key.as_deref().is_some_and(|column| column.trim().is_empty()) {
            let remedy = "name a category column of the users, or leave it out";
            return Err(Error::value("answer.by_segment", "the name is empty", remedy));
        }
        Ok(())
    }

    fn ready(key: &Self::Key, facts: &MeasureFacts) -> Option<Self> {
        facts
            .segments
            .as_ref()
            .filter(|_| key.is_some())
            .map(|segments| Self { segments: segments.with_unknown() })
    }

    fn answer(&self, gathered: &Accumulator, option: usize, run: &RunFacts<'_>) -> Self::Answer {
        let sums = &gathered.as_sums()[option * self.segments..][..self.segments];
        let named = run.segments.expect("users are counted by segments with names");
        let segments = (&*named.names, &*named.users);
        SegmentReach::of(segments, sums, run.replicates, run.confidence)
    }

    fn rows(answer: &Self::Answer, _option: &str, _captions: &Captions<'_>) -> Vec<SummaryRow> {
        answer.iter().flat_map(SegmentReach::rows).collect()
    }

    fn describe(answers: &[&Self::Answer], captions: &Captions<'_>, document: &mut Document) {
        if let Some(segments) = captions.segments {
            let options: Vec<_> = captions.named(answers.iter().map(|it| &***it));
            describe(&options, &segments.column, document);
        }
    }
}

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
    fn of(
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
    fn rows(&self) -> Vec<SummaryRow> {
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
fn describe(options: &[Named<'_, &[SegmentReach]>], attribute: &str, document: &mut Document) {
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
