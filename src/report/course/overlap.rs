//! Whom two options have in common.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Mean;
use crate::{
    simulate::{OverlapOf, OverlapTally},
    statistics::{Confidence, RatioOfMeans},
};

/// Whom two options have in common in the same world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Overlap {
    /// The name of the first option.
    pub a: String,
    /// The name of the second option.
    pub b: String,
    /// Whether it is of the users who saw it or of those who passed it on.
    pub of: OverlapOf,
    /// How many users both have.
    pub common: Mean,
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
        let told = |((a, b), tally): ((usize, usize), &OverlapTally)| {
            let ratio = |sums| RatioOfMeans::of_sums(sums, replicates, confidence);
            let (share_of_a, share_of_b) = (ratio(&tally.of_first), ratio(&tally.of_second));
            let first_is_smaller = tally.of_first.second.sum <= tally.of_second.second.sum;
            Self {
                a: names[a].to_owned(),
                b: names[b].to_owned(),
                of,
                common: Mean::of(&tally.of_first.first.moments(replicates), confidence),
                share_of_smaller: if first_is_smaller { share_of_a } else { share_of_b },
                share_of_a,
                share_of_b,
                jaccard: ratio(&tally.of_either),
            }
        };
        pairs.zip(tallies).map(told).collect()
    }
}
