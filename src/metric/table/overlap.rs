//! Which users two options have in common in the same world.
//!
//! It must never compare options over different worlds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Captions, KeyContext, KeyedMeasure, MeanEstimate, MeasureFacts, RunFacts};
use crate::{
    catalogue::Described,
    document::{
        Cell, Document, Side, SummaryRow, Table,
        numbers::{percent, percent_range, with_error},
    },
    error::{Error, Result},
    metric::{Finished, Measure, Needs, Observer},
    statistics::{Accumulator, Confidence, JointTally, RatioOfMeans},
};

/// Which users of two options are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OverlapOf {
    /// The users who were shown the message.
    Reach,
    /// The users who passed it on.
    Sharers,
}

/// The users whom each option has in common with each later one: of three options, 0 and 1, 0 and 2, 1
/// and 2. Of each pair three pairs of numbers: users in both with users of the first, with users of the
/// second, and with users in either.
///
/// Rows of the CSV summary: `overlap`, first users in both the option and `other`, then their share of the
/// smaller of the two, then their share of either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionOverlap {
    /// Which users are compared.
    pub of: OverlapOf,
    /// How many users the network has.
    pub users: u32,
}

/// Most options of which each two are compared user by user.
const MOST_COMPARED: usize = 50;

/// Pairs of numbers of each pair of options.
pub(super) const JOINT_SUMS: usize = 3;

impl Described for OptionOverlap {
    const SUMMARY: &'static str = "which users two options have in common in the same world";
    const REFERENCE: &'static str = "–";
}

impl Measure for OptionOverlap {
    fn needs(&self) -> Needs {
        let users = match self.of {
            OverlapOf::Reach => Needs::REACHED_LIST,
            OverlapOf::Sharers => Needs::SHARER_LIST,
        };
        users.union(Needs::ALONE)
    }

    fn per_world(&self, options: usize) -> usize {
        2 * JOINT_SUMS * (options * options.saturating_sub(1) / 2)
    }

    fn accumulator(&self, numbers: usize) -> Accumulator {
        Accumulator::joint_sums(numbers / 2)
    }

    fn observer(&self, options: usize) -> Box<dyn Observer> {
        let sets = (0..options).map(|_| OptionUsers::new(self.users)).collect();
        Box::new(OptionUserss { of: self.of, sets })
    }

    fn observer_bytes(&self, options: usize) -> u64 {
        options as u64 * OptionUsers::bytes(self.users)
    }
}

/// The users of each option in one world.
struct OptionUserss {
    of: OverlapOf,
    sets: Vec<OptionUsers>,
}

impl Observer for OptionUserss {
    fn observe(&mut self, option: usize, cascade: &Finished<'_>, _numbers: &mut [f64]) {
        self.sets[option].fill(match self.of {
            OverlapOf::Reach => cascade.reached_list,
            OverlapOf::Sharers => cascade.sharer_list,
        });
    }

    fn compare(&mut self, numbers: &mut [f64]) {
        let mut rows = numbers.chunks_exact_mut(2 * JOINT_SUMS);
        for (place, first) in self.sets.iter().enumerate() {
            for second in &self.sets[place + 1..] {
                let common = first.common(second);
                let [a, b] = [first, second].map(|set| set.users.len() as u64);
                let row = [common, a, common, b, common, a + b - common].map(|count| count as f64);
                rows.next().expect("a row a pair of options").copy_from_slice(&row);
            }
        }
    }
}

/// A set of users, as a list and as one bit a user.
#[derive(Debug)]
struct OptionUsers {
    bits: Vec<u64>,
    users: Vec<u32>,
}

impl OptionUsers {
    /// Room for a network of `users`.
    fn new(users: u32) -> Self {
        Self { bits: vec![0; (users as usize).div_ceil(64)], users: Vec::new() }
    }

    /// Bytes of it at most: a bit and a place in the list for each user.
    fn bytes(users: u32) -> u64 {
        u64::from(users) * 4 + u64::from(users) / 8
    }

    /// Holds these users, none of them given twice, and no others.
    fn fill(&mut self, users: &[u32]) {
        for &user in &self.users {
            self.bits[user as usize / 64] = 0;
        }
        for &user in users {
            self.bits[user as usize / 64] |= 1 << (user % 64);
        }
        self.users.clear();
        self.users.extend_from_slice(users);
    }

    fn has(&self, user: u32) -> bool {
        self.bits[user as usize / 64] & (1 << (user % 64)) != 0
    }

    /// How many users are in both. Cost: the smaller of the two.
    fn common(&self, other: &Self) -> u64 {
        let (few, many) =
            if self.users.len() <= other.users.len() { (self, other) } else { (other, self) };
        few.users.iter().filter(|&&user| many.has(user)).count() as u64
    }
}

impl KeyedMeasure for OptionOverlap {
    type Key = Option<OverlapOf>;
    type Answer = Vec<Overlap>;
    const KEY_HELP: &'static str = "Which users each two options, of 2 to 50, have in common in the same \
        world: among those who were shown the message (`\"reach\"`) or among those who passed it on \
        (`\"sharers\"`). Default: not measured.";

    fn check(key: &mut Self::Key, context: &KeyContext) -> Result<()> {
        let options = context.options;
        if key.is_some() && options == 1 {
            let problem = "one option alone has nobody in common with another";
            let remedy = "add a second [[option]], or leave it out";
            return Err(Error::value("answer.overlap", problem, remedy));
        }
        if key.is_some() && options > MOST_COMPARED {
            let problem = format!("{options} options make {} pairs", options * (options - 1) / 2);
            let remedy = format!("compare at most {MOST_COMPARED}, or leave it out");
            return Err(Error::value("answer.overlap", problem, remedy));
        }
        Ok(())
    }

    fn ready(key: &Self::Key, facts: &MeasureFacts) -> Option<Self> {
        key.map(|of| Self { of, users: facts.users })
    }

    fn answer(&self, gathered: &Accumulator, _option: usize, run: &RunFacts<'_>) -> Self::Answer {
        let pairs = gathered.as_joint_sums().chunks_exact(JOINT_SUMS);
        Overlap::of_all(run.options, self.of, pairs, run.replicates, run.confidence)
    }

    fn rows(answer: &Self::Answer, option: &str, _captions: &Captions<'_>) -> Vec<SummaryRow> {
        answer.iter().filter(|pair| pair.a == option).flat_map(Overlap::rows).collect()
    }

    fn describe(answers: &[&Self::Answer], captions: &Captions<'_>, document: &mut Document) {
        for overlaps in answers {
            describe(overlaps, captions.leader, document);
        }
    }
}

/// This many pairs of options fit a screen.
const MOST_PAIRS: usize = 15;

/// Which users two options have in common in the same world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Overlap {
    /// The name of the first option.
    pub a: String,
    /// The name of the second option.
    pub b: String,
    /// Which users are compared: those who have seen it, or those who shared it.
    pub of: OverlapOf,
    /// How many users both have.
    pub common: MeanEstimate,
    /// The share of the smaller option's users that the other has too: ratio of means, with its interval
    /// (Fieller). The smaller option has fewer on average. `null` if it has nobody.
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
    /// Of each option with each later one, in their order; each pair has three joint sums.
    fn of_all<'a>(
        names: &[&str],
        of: OverlapOf,
        pairs: impl Iterator<Item = &'a [JointTally]>,
        replicates: u64,
        confidence: Confidence,
    ) -> Vec<Self> {
        let later = |first: usize| (first + 1..names.len()).map(move |second| (first, second));
        let overlap = |((a, b), sums): ((usize, usize), &[JointTally])| {
            let ratio = |sums| RatioOfMeans::of_sums(sums, replicates, confidence);
            let [of_first, of_second, of_either] = [&sums[0], &sums[1], &sums[2]];
            let (share_of_a, share_of_b) = (ratio(of_first), ratio(of_second));
            let first_is_smaller = of_first.second.sum <= of_second.second.sum;
            Self {
                a: names[a].to_owned(),
                b: names[b].to_owned(),
                of,
                common: MeanEstimate::of(&of_first.first.moments(replicates), confidence),
                share_of_smaller: if first_is_smaller { share_of_a } else { share_of_b },
                share_of_a,
                share_of_b,
                jaccard: ratio(of_either),
            }
        };
        (0..names.len()).flat_map(later).zip(pairs).map(overlap).collect()
    }

    /// The pair, as rows of its first option.
    fn rows(&self) -> Vec<SummaryRow> {
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
fn describe(overlaps: &[Overlap], leader: &str, document: &mut Document) {
    let Some(Overlap { of, .. }) = overlaps.first() else { return };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_have_in_common_the_users_in_both_whatever_they_held_before() {
        let mut sets = OptionUserss {
            of: OverlapOf::Sharers,
            sets: [(); 3].map(|()| OptionUsers::new(200)).into(),
        };
        sets.sets[0].fill(&[1, 2, 3, 199]);
        sets.sets[0].fill(&[5, 64, 65, 130]);
        sets.sets[1].fill(&[65, 130, 131]);
        let mut numbers = [0.0; 18];
        sets.compare(&mut numbers);
        let numbers = numbers.map(|number| number as u64);
        assert_eq!(numbers[..6], [2, 4, 2, 3, 2, 5]);
        assert_eq!(numbers[6..12], [0, 4, 0, 0, 0, 4]);
        assert_eq!(numbers[12..], [0, 3, 0, 0, 0, 3]);
        let measure = OptionOverlap { of: OverlapOf::Sharers, users: 200 };
        assert_eq!([0, 1, 2, 5].map(|options| measure.per_world(options)), [0, 0, 6, 60]);
    }
}
