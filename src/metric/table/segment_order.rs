//! Which segment has the message before which.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Captions, KeyContext, KeyedMeasure, MeasureFacts, RunFacts, SizeLimits, segment_pairs,
};
use crate::{
    catalogue::Described,
    document::{Cell, Document, SummaryRow, numbers::chance},
    error::Result,
    metric::{Finished, Measure, Needs, Observer, Segments},
    statistics::{Accumulator, Proportion},
};

/// For each segment, "unknown" last, and each other: 1 where its first sharer shares before the first of
/// the other, or the other has none. Of two who share at the same time neither is first.
///
/// Rows of the CSV summary: `before`, the probability that `segment` has a sharer before `other` has.
#[derive(Debug, Clone)]
pub struct SegmentOrder {
    /// The segment of each user.
    pub segments: Segments,
}

impl Described for SegmentOrder {
    const SUMMARY: &'static str = "which segment has a sharer before which";
    const REFERENCE: &'static str = "–";
}

impl Measure for SegmentOrder {
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
        let first = vec![f64::INFINITY; self.segments.with_unknown()];
        Box::new(FirstTimes { segments: self.segments.clone(), first })
    }

    fn observer_bytes(&self, _options: usize) -> u64 {
        8 * self.segments.with_unknown() as u64
    }
}

/// When each segment has its first sharer.
struct FirstTimes {
    segments: Segments,
    first: Vec<f64>,
}

impl Observer for FirstTimes {
    fn observe(&mut self, _option: usize, cascade: &Finished<'_>, numbers: &mut [f64]) {
        let Self { segments, first } = self;
        first.fill(f64::INFINITY);
        let trace = cascade.trace();
        for (place, &user) in cascade.sharer_list.iter().enumerate() {
            let first = &mut first[segments.of(user)];
            *first = first.min(trace.time(place));
        }
        let pairs = first.iter().flat_map(|one| first.iter().map(move |other| one < other));
        for (number, is_before) in numbers.iter_mut().zip(pairs) {
            *number = f64::from(u8::from(is_before));
        }
    }
}

impl KeyedMeasure for SegmentOrder {
    type Key = bool;
    type Answer = Vec<OrderRow>;
    const KEY_HELP: &'static str = "With `by_segment`: how often each segment has a sharer before each other \
        has, as a table of pairs; up to 100 segments. Default false.";

    fn check(key: &mut Self::Key, context: &KeyContext) -> Result<()> {
        if *key { segment_pairs::check("segment_order", context) } else { Ok(()) }
    }

    fn fits(key: &Self::Key, limits: &SizeLimits<'_>) -> Result<()> {
        if *key { segment_pairs::fits("segment_order", limits) } else { Ok(()) }
    }

    fn ready(key: &Self::Key, facts: &MeasureFacts) -> Option<Self> {
        facts.segments.clone().filter(|_| *key).map(|segments| Self { segments })
    }

    fn answer(&self, gathered: &Accumulator, option: usize, run: &RunFacts<'_>) -> Self::Answer {
        let sums = &gathered.as_sums()[option * self.per_option()..][..self.per_option()];
        let named = run.segments.expect("users are counted by segments with names");
        let segments = || segment_pairs::names(&named.names);
        let row = |(place, segment)| {
            let tallies = &sums[place * self.segments.with_unknown()..];
            let others = segments().zip(tallies).enumerate().filter(|&(other, _)| other != place);
            let before = others.map(|(_, (other, tally))| Before {
                other,
                before: Proportion::of(tally.sum as u64, run.replicates, run.confidence),
            });
            OrderRow { segment, before: before.collect() }
        };
        segments().enumerate().map(row).collect()
    }

    fn rows(answer: &Self::Answer, _option: &str, _captions: &Captions<'_>) -> Vec<SummaryRow> {
        answer.iter().flat_map(OrderRow::rows).collect()
    }

    fn describe(answers: &[&Self::Answer], captions: &Captions<'_>, document: &mut Document) {
        if answers.iter().all(|rows| rows.is_empty()) {
            return;
        }
        let heading = |column: &str| format!("Which {column} has a sharer before which");
        let cell = |option: usize, row: usize, other: usize| {
            let rows: &[OrderRow] = answers[option];
            rows[row].cell(row, other)
        };
        segment_pairs::describe(heading, "this \\ before", captions, document, cell);
        document.note(
            "The probability that the row's segment has a sharer before the column's has one, or that \
             only the row's ever has.",
        );
    }
}

/// How often a segment has a sharer before each other has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OrderRow {
    /// The segment; `null` for users who are in none.
    pub segment: Option<String>,
    /// Against each other segment, those in none last.
    pub before: Vec<Before>,
}

/// How often a segment has a sharer before another has, or alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Before {
    /// The other segment; `null` for users who are in none.
    pub other: Option<String>,
    /// In how many replicates, and Wilson's interval for the probability.
    pub before: Proportion,
}

impl OrderRow {
    /// The segment with each other, as rows.
    fn rows(&self) -> Vec<SummaryRow> {
        let row = |pair: &Before| SummaryRow {
            segment: self.segment.clone().unwrap_or_default(),
            other: pair.other.clone().unwrap_or_default(),
            ..SummaryRow::probability("before", "sharers", None, &pair.before)
        };
        self.before.iter().map(row).collect()
    }

    /// The chance to be before the segment at `other`, for the table; `own` is the place of this one.
    fn cell(&self, own: usize, other: usize) -> Cell {
        if own == other {
            return Cell::of("");
        }
        // The row leaves itself out.
        let place = if other > own { other - 1 } else { other };
        let chance = chance(&self.before[place].before);
        Cell::of(chance.short)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{metric::tests::timed, network::storage::Storage};

    #[test]
    fn who_shares_first_is_before_whoever_shares_later_or_never() {
        // Segments: users 0 and 1 are in 0, 2 in 1, 3 in 2, 4 in none; 3 never shares.
        let codes = Storage::from(vec![0, 0, 1, 2, u32::MAX]);
        let measure = SegmentOrder { segments: Segments { codes, count: 3 } };
        let trace = timed(&[(None, 0.0), (Some(0), 2.0), (Some(0), 2.0)]);
        let sharers = [0, 2, 4];
        let cascade =
            Finished { trace: Some(&trace), sharer_list: &sharers, ..Finished::of_counts(3, 1) };
        let mut numbers = vec![0.0; measure.per_option()];
        measure.observer(1).observe(0, &cascade, &mut numbers);
        let found: Vec<Vec<u8>> =
            numbers.chunks(4).map(|row| row.iter().map(|&it| it as u8).collect()).collect();
        // 1 and none share at the same time: neither is first.
        assert_eq!(found, [[0, 1, 1, 1], [0, 0, 1, 0], [0, 0, 0, 0], [0, 0, 1, 0]]);
    }
}
