//! The parameters of `seeds.best`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    deadline::Deadline,
    segments::{Fairness, Quotas, UserValue},
    ties::TieWinner,
};
use crate::{
    catalogue::Described,
    seeding::{Filter, UserId, reverse},
};

/// The users of the greatest spread, a number of them or as many as a budget buys at the option's
/// price, with a certificate of how near they are to the best.
///
/// They are chosen by reverse sets. The spread is the expected number of sharers, unless users have
/// a value, a deadline ends the count, or a rival takes some. The simulation of the option that
/// follows counts all sharers alike, and has no other message.
///
/// A rival's message goes out at the same time as ours, over the same live edges, one step an edge.
/// A user takes the message that arrives first, shares that one, and never the other (Bharathi,
/// Kempe & Salek 2007). Both bounds of the certificate are of the sharers of our message.
///
/// Waves, of which each is chosen after the sharers of the last one are seen, are not a key here:
/// the seeds of an option are fixed before its worlds are run. `wordspread seeds --waves` shows
/// what waves gain.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Best {
    /// How many users, the required ones among them; beside a budget, at most so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub count: Option<u32>,
    /// How much money the option may cost, its fixed price among it. Needs the option's price. Users
    /// who cost nothing are taken first; money for which nobody adds anything is not spent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0))]
    pub budget: Option<f64>,
    /// Only users who pass this filter, but for the required ones.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// The ids of users who are seeds whatever they spread.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub require: Vec<UserId>,
    /// The ids of users who are not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<UserId>,
    /// The ids of users who share anyway and cost nothing, organic seeds: what counts is what the
    /// chosen ones add to their spread. They are no seeds of the option.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub organic: Vec<UserId>,
    /// How many seeds segments give: `{ by = "region", at_most = { north = 5 } }`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quotas: Option<Quotas>,
    /// How much of each segment must be reached, before anything else is sought:
    /// `{ by = "region", of_best = 0.5 }`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fair: Option<Fairness>,
    /// What each user is worth: the name of a column of numbers, or
    /// `{ by = "region", segments = { north = 2.0 }, others = 0.5 }`. Each counts 1 without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<UserValue>,
    /// Only those count who share within so many steps of a seed; where the model takes time, so long
    /// after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Deadline>,
    /// The ids of the seeds of a rival's message, which goes out at the same time: only those count who
    /// take ours. They cannot be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rival: Vec<UserId>,
    /// Who wins a user whom both messages reach in the same step: `"rival"` or `"ours"`. Default
    /// `"rival"`, which promises least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ties: Option<TieWinner>,
    /// How good they must be. Default `{ quality = 0.005 }`.
    pub accuracy: Accuracy,
}

/// How good chosen seeds must be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Accuracy {
    /// The search ends once the seeds certainly spread 1 − 1/e less this of what any could; under a
    /// budget or quotas, 1/2 less this. Of several messages it is 1/2, or 1/3 under a budget, less this.
    /// Where few sets do, it goes on as long as these stay few and twice as many may find seeds that
    /// spread 1% farther.
    Guarantee(f64),
    /// It goes on until twice the sampling finds no seeds that spread farther by more than this share.
    Quality(f64),
}

impl Default for Accuracy {
    fn default() -> Self {
        Self::Quality(0.005)
    }
}

impl From<Accuracy> for reverse::AccuracyGoal {
    fn from(accuracy: Accuracy) -> Self {
        match accuracy {
            Accuracy::Guarantee(epsilon) => Self::Guarantee { epsilon },
            Accuracy::Quality(gain) => Self::Quality { gain },
        }
    }
}

impl Described for Best {
    const SUMMARY: &'static str =
        "the users who spread farthest for a number or a budget, with a certificate";
    const REFERENCE: &'static str = "Tang, Tang, Xiao & Yuan 2018, doi:10.1145/3183713.3183749; \
         Yaroslavtsev, Zhou & Avdiukhin 2020, arXiv:1910.05646";
}
