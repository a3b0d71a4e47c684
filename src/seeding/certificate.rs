//! The certificate of chosen seeds, as reports repeat it.
//!
//! Every estimate in it is from sets that took no part in the choice.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::amounts::{number, several};

use super::{Deadline, SeedChoice, TieWinner, reverse::Certificate};

/// The certificate of chosen seeds: their spread, and how near it is to the optimum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SeedCertificate {
    /// The unit of the spread: "sharers", or "value" if users have one.
    pub unit: String,
    /// The estimated mean spread of all seeds, beyond that of organic seeds. The reverse sets of the estimate
    /// took no part in the choice.
    pub spread: f64,
    /// The lower bound of their spread.
    pub at_least: f64,
    /// The upper bound of the spread of any seeds that the rules allow.
    pub optimum_at_most: f64,
    /// The certified share of the optimum, from 0 to 1: the lower bound over the upper one, and 1 if there was
    /// no choice.
    pub ratio: f64,
    /// Whether the rules leave no choice, as all seeds are required or all users have room. Then
    /// the seeds are the best possible, and only their spread is estimated.
    pub only_choice: bool,
    /// The probability with which a bound may be wrong.
    pub risk: f64,
    /// The share of the optimum that this algorithm reaches on any network, but for the error of the sets;
    /// `null` if none is proven for these limits.
    pub guarantee: Option<f64>,
    /// The number of reverse sets for the choice; as many others tested it. If most sets would hold their root
    /// alone, that part is counted exactly, and only sets with more users are drawn.
    pub sets: u64,
    /// Whether the accuracy was reached; if not, the search was interrupted, or memory was at its
    /// limit.
    pub reached: bool,
    /// Whether the user stopped the search.
    pub interrupted: bool,
    /// The budget for the seeds, in the currency of the price; `null` without one.
    pub budget: Option<f64>,
    /// The steps, or the time, within which a sharer counts; `null` without a deadline.
    pub deadline: Option<Deadline>,
    /// The unit of the deadline: `"steps"`, or the model's own `"time"`; `null` without a deadline.
    pub deadline_unit: Option<String>,
    /// The rival, whose sharers do not count; `null` without one.
    pub rival: Option<CertifiedRival>,
    /// The results of each segment that must be reached; empty without such a rule.
    pub segments: Vec<CertifiedSegment>,
}

impl SeedCertificate {
    /// The deadline in words, with a space before it: " within 3 steps"; empty without one.
    #[must_use]
    pub fn deadline_phrase(&self) -> String {
        match (self.deadline, self.deadline_unit.as_deref()) {
            (Some(Deadline(time)), Some("time")) => format!(" within a time of {}", number(time)),
            (Some(Deadline(steps)), _) => format!(" within {}", several(steps as u64, "step")),
            (None, _) => String::new(),
        }
    }

    /// An amount of what the spread is counted in: "153 sharers", "1 sharer", "a value of 153".
    #[must_use]
    pub fn amount(&self, shown: &str) -> String {
        match (&*self.unit, shown) {
            ("value", _) => format!("a value of {shown}"),
            (unit, "1") => format!("1 {}", unit.trim_end_matches('s')),
            (unit, _) => format!("{shown} {unit}"),
        }
    }

    /// The certificate of a search, without the parameters that it was given.
    pub(super) fn of(found: &Certificate, has_value: bool) -> Self {
        Self {
            unit: if has_value { "value" } else { "sharers" }.to_owned(),
            spread: found.spread,
            at_least: found.at_least,
            optimum_at_most: found.optimum_at_most,
            ratio: found.ratio(),
            only_choice: found.only_choice,
            risk: found.risk,
            guarantee: found.guarantee,
            sets: found.sets,
            reached: found.reached,
            interrupted: found.interrupted,
            budget: None,
            deadline: None,
            deadline_unit: None,
            rival: None,
            segments: Vec::new(),
        }
    }

    /// The same certificate with a deadline, in the unit of the choice's model.
    pub(super) fn within(self, deadline: Option<Deadline>, choice: &SeedChoice<'_>) -> Self {
        let unit = Deadline::unit(choice.spreading.cascade);
        let deadline_unit = deadline.map(|_| unit.to_owned());
        Self { deadline, deadline_unit, ..self }
    }
}

/// A rival whose message goes out at the same time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CertifiedRival {
    /// How many seeds it has.
    pub seeds: u32,
    /// Who wins a user whom both messages reach in the same step.
    pub ties: TieWinner,
}

/// What a segment has that must have something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CertifiedSegment {
    /// The segment's name.
    pub segment: String,
    /// The share of its users, or of their value, that shares in the mean, from 0 to 1, by sets that
    /// took no part in the choice; `null` where no set starts in the segment.
    pub share: Option<f64>,
    /// The share that it must have.
    pub least: f64,
    /// Whether it has it.
    pub met: bool,
}
