//! Who shares each of several messages, with the others and without them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Captions, KeyedMeasure, MeanEstimate, MeasureFacts, Named, RunFacts};
use crate::{
    catalogue::Described,
    document::{Cell, Document, Side, SummaryRow, Table, quoted},
    metric::{Finished, Measure, Needs, Observer},
    statistics::{Accumulator, Confidence, JointTally, Moments},
};

/// Sharers of each message, ours first: with all messages, and without; of ours without any other, of
/// another without ours.
///
/// Rows of the CSV summary: `message`, the mean sharers of the message that `segment` names;
/// `message-alone`, those without the others; and `message-change`, the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageCounts {
    /// How many messages there are, ours among them.
    pub messages: usize,
}

impl Described for MessageCounts {
    const SUMMARY: &'static str =
        "who shares each of several messages, with the others and without them";
    const REFERENCE: &'static str = "–";
}

impl Measure for MessageCounts {
    fn needs(&self) -> Needs {
        Needs::MESSAGES
    }

    fn per_option(&self) -> usize {
        2 * self.messages
    }

    fn accumulator(&self, numbers: usize) -> Accumulator {
        Accumulator::joint_sums(numbers / 2)
    }

    fn observer(&self, _options: usize) -> Box<dyn Observer> {
        Box::new(*self)
    }
}

impl Observer for MessageCounts {
    fn observe(&mut self, _option: usize, cascade: &Finished<'_>, numbers: &mut [f64]) {
        let (ours, others) = cascade.messages();
        let shared = std::iter::once(&ours).chain(others);
        for (pair, shared) in numbers.chunks_exact_mut(2).zip(shared) {
            pair.copy_from_slice(&[shared.with as f64, shared.without as f64]);
        }
    }
}

impl KeyedMeasure for MessageCounts {
    type Key = ();
    type Answer = Vec<MessageAnswer>;
    const KEY_HELP: &'static str = "";

    fn ready(_key: &Self::Key, facts: &MeasureFacts) -> Option<Self> {
        (facts.messages > 0).then_some(Self { messages: facts.messages })
    }

    fn answer(&self, gathered: &Accumulator, option: usize, run: &RunFacts<'_>) -> Self::Answer {
        let sums = &gathered.as_joint_sums()[option * self.messages..][..self.messages];
        MessageAnswer::of(run.messages, sums, run.replicates, run.confidence)
    }

    fn rows(answer: &Self::Answer, _option: &str, _captions: &Captions<'_>) -> Vec<SummaryRow> {
        answer.iter().flat_map(MessageAnswer::rows).collect()
    }

    fn describe(answers: &[&Self::Answer], captions: &Captions<'_>, document: &mut Document) {
        let options: Vec<_> = captions.named(answers.iter().map(|it| &***it));
        describe(&options, document);
    }
}

/// Who shares one message under an option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MessageAnswer {
    /// The message's name; ours is "ours".
    pub name: String,
    /// How many users share it.
    pub sharers: MeanEstimate,
    /// How many would in the same worlds: of ours without any other message, of another without ours.
    pub alone: MeanEstimate,
    /// `sharers` less `alone`, replicate by replicate: below 0 where other messages take sharers from
    /// it, above where they help it.
    pub change: MeanEstimate,
}

impl MessageAnswer {
    /// From a tally for each of these messages: its sharers with all messages, first, and without the others,
    /// second.
    fn of(
        names: &[String],
        tallies: &[JointTally],
        replicates: u64,
        confidence: Confidence,
    ) -> Vec<Self> {
        let mean = |moments: Moments| MeanEstimate::of(&moments, confidence);
        let answer = |(name, tally): (&String, &JointTally)| Self {
            name: name.clone(),
            sharers: mean(tally.first.moments(replicates)),
            alone: mean(tally.second.moments(replicates)),
            change: mean(change(tally, replicates)),
        };
        names.iter().zip(tallies).map(answer).collect()
    }

    /// The message, as rows.
    fn rows(&self) -> Vec<SummaryRow> {
        let row = |(kind, mean): (&'static str, &MeanEstimate)| {
            mean.row(SummaryRow {
                kind,
                metric: "sharers",
                segment: self.name.clone(),
                unit: "users".to_owned(),
                ..SummaryRow::default()
            })
        };
        let Self { sharers, alone, change, .. } = self;
        let means = [("message", sharers), ("message-alone", alone), ("message-change", change)];
        means.into_iter().map(row).collect()
    }
}

/// The moments of the first count less the second.
fn change(tally: &JointTally, replicates: u64) -> Moments {
    let JointTally { first, second, products } = tally;
    let sum = first.sum.cast_signed() - second.sum.cast_signed();
    let squares = first.squares + second.squares - 2 * products;
    let n = u128::from(replicates);
    // n·Σx² − (Σx)² in whole numbers: no digit is lost where all are nearly equal.
    let scatter = n * squares - sum.unsigned_abs() * sum.unsigned_abs();
    let variance = (replicates > 1).then(|| scatter as f64 / (n * (n - 1)) as f64);
    Moments {
        count: replicates,
        mean: sum as f64 / replicates as f64,
        variance,
        sd: variance.map(f64::sqrt),
        standard_error: variance.map(|variance| (variance / replicates as f64).sqrt()),
    }
}

/// Adds a table for each message, with a row an option; the first message is ours.
fn describe(options: &[Named<'_, &[MessageAnswer]>], document: &mut Document) {
    let first = options.first().map_or(&[][..], |(_, messages)| messages);
    for (place, message) in first.iter().enumerate() {
        let (title, alone) = match place {
            0 => ("Sharers of our message, and what others take".to_owned(), "without\nothers"),
            _ => (
                format!("Sharers of {}, and what ours takes", quoted(&message.name)),
                "without\nours",
            ),
        };
        let mut table = Table::of(options.iter().map(|(name, _)| *name));
        let mut column = |heading, of: fn(&MessageAnswer) -> &MeanEstimate| {
            let means = options.iter().map(|(_, messages)| of(&messages[place]));
            let cells = means.map(|mean| Cell::measured(mean.mean, mean.interval));
            table.column(heading, Side::Right, cells);
        };
        column("sharers", |message| &message.sharers);
        column(alone, |message| &message.alone);
        column("change", |message| &message.change);
        document.heading(title);
        document.table(table);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_sums_give_the_moments_of_the_differences() {
        let pairs = [(3_u64, 9_u64), (4, 4), (7, 2), (0, 5)];
        let mut tally = JointTally::default();
        for (with, without) in pairs {
            tally.add(with, without);
        }
        let confidence = Confidence::NINETY_FIVE;
        let found = &MessageAnswer::of(&["ours".to_owned()], &[tally], 4, confidence)[0];
        let ends = |mean: MeanEstimate| {
            let interval = mean.interval.expect("four replicates");
            [mean.mean, interval.low, interval.high]
        };
        for (found, values) in [
            (found.sharers, [3.0, 4.0, 7.0, 0.0]),
            (found.alone, [9.0, 4.0, 2.0, 5.0]),
            (found.change, [-6.0, 0.0, 5.0, -5.0]),
        ] {
            let expected = ends(MeanEstimate::of(&Moments::of(&values), confidence));
            let near = ends(found).into_iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12);
            assert!(near, "{found:?} is not {expected:?}");
        }
    }
}
