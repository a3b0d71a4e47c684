//! Generations: how many users are so many steps from a seed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Band, Captions, KeyContext, KeyedMeasure, MeasureFacts, Named, RunFacts};
use crate::{
    catalogue::Described,
    document::{Cell, CurveRow, Document, Table, numbers::with_error},
    error::{Error, Result},
    metric::{Finished, Measure, Needs, Observer},
    statistics::{Accumulator, Confidence, Counts, JointTally, RatioOfMeans},
};

/// Most generations beside that of the seeds: nobody reads more.
const MOST_GENERATIONS: u32 = 1000;

/// How many users have the message after it was passed on 0, 1, 2 … times, up to `until`; seeds are
/// generation 0.
///
/// The mean number of a generation over that of the one before is its branching number.
///
/// Curves in CSV: users of a `generation`, and its `branching-number`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Generations {
    /// The last generation that is counted by itself: from 1 to 1,000.
    #[schemars(range(min = 1, max = 1000))]
    pub until: u32,
}

impl Generations {
    /// Refuses a number of generations that makes no curve.
    fn checked(self) -> Result<()> {
        let until = self.until;
        if (1..=MOST_GENERATIONS).contains(&until) {
            return Ok(());
        }
        let problem = format!("{until} is no number of generations");
        let remedy = format!("give a whole number from 1 to {MOST_GENERATIONS}: 10, say");
        Err(Error::value("answer.generations.until", problem, remedy))
    }
}

impl Described for Generations {
    const SUMMARY: &'static str = "how many users have the message at second, third … hand, and how \
         many new ones each generation makes a user";
    const REFERENCE: &'static str = "Goel, Watts & Goldstein, EC 2012, doi:10.1145/2229012.2229058";
}

impl Measure for Generations {
    fn needs(&self) -> Needs {
        Needs::TRACE
    }

    fn per_option(&self) -> usize {
        self.until as usize + 1
    }

    fn accumulator(&self, numbers: usize) -> Accumulator {
        Accumulator::counts(numbers)
    }

    fn observer(&self, _options: usize) -> Box<dyn Observer> {
        Box::new(*self)
    }
}

impl Observer for Generations {
    fn observe(&mut self, _option: usize, cascade: &Finished<'_>, numbers: &mut [f64]) {
        for &step in cascade.trace().steps() {
            if let Some(number) = numbers.get_mut(step as usize) {
                *number += 1.0;
            }
        }
    }
}

impl KeyedMeasure for Generations {
    type Key = Option<Self>;
    type Answer = Option<GenerationsAnswer>;
    const KEY_HELP: &'static str = "How many users have the message at first, second, third … hand, \
        with bands, and the branching number of each generation: `{ until = 10 }`. Default: not \
        measured.";
    const HAS_CURVES: bool = true;

    fn check(key: &mut Self::Key, _context: &KeyContext) -> Result<()> {
        key.map_or(Ok(()), Self::checked)
    }

    fn ready(key: &Self::Key, _facts: &MeasureFacts) -> Option<Self> {
        *key
    }

    fn answer(&self, gathered: &Accumulator, option: usize, run: &RunFacts<'_>) -> Self::Answer {
        let (counts, first) = (gathered.as_counts(), option * self.per_option());
        let numbers = &counts.numbers()[first..][..self.per_option()];
        let over = (run.mean_sharers[option], run.replicates);
        let next = |place| counts.next_and_this(first + place);
        Some(GenerationsAnswer::of(numbers, next, over, run.confidence))
    }

    fn curve_rows(answer: &Self::Answer) -> Vec<CurveRow> {
        answer.iter().flat_map(GenerationsAnswer::curve_rows).collect()
    }

    fn describe(answers: &[&Self::Answer], captions: &Captions<'_>, document: &mut Document) {
        let options: Vec<_> = captions.named(answers.iter().filter_map(|it| it.as_ref()));
        describe(&options, document);
    }
}

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
    fn of(
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
    fn curve_rows(&self) -> Vec<CurveRow> {
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
fn describe(options: &[Named<'_, &GenerationsAnswer>], document: &mut Document) {
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

#[cfg(test)]
mod tests {
    use super::{super::counted, *};
    use crate::metric::tests::{timed, trace};

    #[test]
    fn a_complete_ternary_tree_has_three_to_the_power_of_the_generation() {
        let tree: Vec<_> = (0..40_usize).map(|place| place.checked_sub(1).map(|p| p / 3)).collect();
        assert_eq!(counted(&Generations { until: 5 }, &trace(&tree)), [1, 3, 9, 27, 0, 0]);
        assert_eq!(counted(&Generations { until: 2 }, &trace(&tree)), [1, 3, 9]);
    }

    #[test]
    fn a_late_child_of_a_seed_is_of_the_first_generation() {
        let late = timed(&[(None, 0.0), (Some(0), 1.0), (Some(1), 2.0), (Some(0), 9.0)]);
        assert_eq!(counted(&Generations { until: 3 }, &late), [1, 2, 1, 0]);
    }
}
