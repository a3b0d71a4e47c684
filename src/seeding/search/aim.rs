//! The aim of a choice in shared worlds: the mean, going viral, or a quantile.
//!
//! The probability of going viral is not submodular: one user may add nothing and two users
//! everything. So the greedy choice maximises the sharers capped at the viral number, which is
//! submodular, and swaps then maximise the share of viral worlds. Nothing here may use a world that
//! judges the choice.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::worlds::SharerTarget;
use crate::{error::Result, seeding::SeedChoice};

/// What seeds are chosen for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// Most sharers in the mean.
    #[default]
    Mean,
    /// That most often so many share, seeds among them: the probability of going viral.
    ViralAt(u32),
    /// Most sharers where things go badly: `{ quantile = 0.1 }` is the number that is reached in all but
    /// a tenth of worlds.
    Quantile(f64),
}

/// How well seeds meet an aim in some worlds; greater is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Merit {
    /// The quantile, if the aim is one; else 0.
    pub(crate) quantile: u32,
    /// The number of worlds that reach the target. For a quantile, those that exceed it.
    pub(crate) viral: u64,
    /// The sharers of all worlds, capped at the target in each.
    pub(crate) sharers: u64,
}

impl Aim {
    /// Whether the aim is the mean.
    #[must_use]
    pub const fn is_mean(&self) -> bool {
        matches!(self, Self::Mean)
    }

    /// Refuses an aim that no seeds can have.
    pub(crate) fn check(self, choice: &SeedChoice<'_>) -> Result<()> {
        let users = choice.network.users();
        match self {
            Self::ViralAt(sharers) if sharers == 0 || sharers > users => {
                let problem = format!("{sharers} sharers are never a matter of luck");
                let remedy = format!("give a number from 1 to {users}, the number of users");
                Err(choice.fault("aim.viral_at", problem, remedy))
            }
            Self::Quantile(share) if !(share > 0.0 && share < 1.0) => {
                let problem = format!("{share} is no quantile");
                let remedy = "give a number above 0 and below 1, such as 0.1";
                Err(choice.fault("aim.quantile", problem, remedy))
            }
            _ => Ok(()),
        }
    }

    /// The number of sharers to reach, for seeds with these sharers in each world.
    pub(crate) fn target(self, sharers: &[u32]) -> SharerTarget {
        match self {
            Self::Mean => SharerTarget::NONE,
            Self::ViralAt(viral) => SharerTarget::viral_at(viral),
            Self::Quantile(share) => SharerTarget::viral_at(quantile(share, sharers) + 1),
        }
    }

    /// The merit of seeds with these sharers in each world.
    pub(crate) fn merit(self, sharers: &[u32]) -> Merit {
        let quantile = match self {
            Self::Quantile(share) => quantile(share, sharers),
            Self::Mean | Self::ViralAt(_) => 0,
        };
        let target = self.target(sharers);
        let mut merit = Merit { quantile, viral: 0, sharers: 0 };
        for &sharers in sharers {
            let worth = target.worth(0, sharers);
            merit.viral += worth.viral;
            merit.sharers += worth.sharers;
        }
        merit
    }
}

/// The greatest number that all but this share of the worlds reach.
fn quantile(share: f64, sharers: &[u32]) -> u32 {
    let mut sorted = sharers.to_vec();
    sorted.sort_unstable();
    // A product that is whole in exact arithmetic may fall slightly below.
    let fewer = (share * sorted.len() as f64 + 1e-9) as usize;
    sorted[fewer.min(sorted.len() - 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_the_share_reach_the_quantile() {
        let sharers = [9, 1, 5, 3, 7, 2, 8, 4, 6, 10];
        let quantiles = [0.05, 0.1, 0.3, 0.95].map(|share| quantile(share, &sharers));
        assert_eq!(quantiles, [1, 2, 4, 10]);
        let merit = Aim::Quantile(0.3).merit(&sharers);
        // More than four: six worlds, 5 each, and 1 + 2 + 3 + 4.
        assert_eq!(merit, Merit { quantile: 4, viral: 6, sharers: 40 });
        assert_eq!(Aim::Mean.merit(&sharers), Merit { quantile: 0, viral: 0, sharers: 55 });
        assert_eq!(Aim::ViralAt(9).merit(&sharers).viral, 2);
    }
}
