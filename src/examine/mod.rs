//! Questions around a chosen way of seeding. How many ordinary users do as much? What does each seed
//! add? What would fewer or more seeds do? Does the ranking of the options hold where influence,
//! edges or the model are not quite what was assumed?
//!
//! One file a question. Each runs further seeds in the worlds of the options, so that every
//! difference is paired, and gives plain numbers with their uncertainty. Nothing here chooses
//! seeds, and nothing puts an answer into words.

mod break_even;
mod curve;
mod each_seed;
mod missing;
mod robustness;
#[cfg(test)]
mod tests;
mod worlds;

pub use self::{
    break_even::{Amount, BreakEven, BreakEvenMoney, Ordinary, Tried, break_even},
    curve::{CurvePoint, CurveStep, LEAST_POINTS, Ordered, SeedCurve, SeedOrder, curve},
    each_seed::{By, EachSeed, MOST_SEEDS, OpenedSegment, SeedGain, each_seed},
    robustness::{
        Assumptions, Change, Flip, LeftOut, MOST_CHANGES, OptionUnder, Robustness, Variation,
        robustness,
    },
    worlds::ExperimentWorlds,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    error::Result,
    seeding::Seeds,
    statistics::{Confidence, Interval, Moments, mean_interval},
};

/// A question around a chosen way of seeding.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Inquiry {
    /// How many ordinary users do as much, and what it is worth not to need them.
    BreakEven,
    /// What fewer or more seeds would do, and where more no longer pay.
    Curve,
    /// What each seed adds to the others, and what of its own the others reach anyway.
    EachSeed,
    /// Whether the ranking of the options holds under weaker and stronger influence, with edges
    /// missing, and under another model.
    Robustness,
}

impl Inquiry {
    /// Every question, in the order of the report.
    pub const ALL: [Self; 4] = [Self::BreakEven, Self::Curve, Self::EachSeed, Self::Robustness];

    /// Its word in scenarios.
    #[must_use]
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::BreakEven => "break-even",
            Self::Curve => "curve",
            Self::EachSeed => "each-seed",
            Self::Robustness => "robustness",
        }
    }
}

/// The option that is examined.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// The worlds in which it is examined.
    pub worlds: ExperimentWorlds,
    /// The option's seeds.
    pub seeds: &'a Seeds,
    /// What the option has in each of the worlds, by the first of their metrics.
    pub values: &'a [f64],
}

/// What seeds cost, in the scenario's money; a fault where one of them has no price.
pub type PriceOfSeeds<'a> = dyn Fn(&Seeds) -> Result<f64> + 'a;

/// A difference of means, paired world by world.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// The mean difference.
    pub mean: f64,
    /// Its standard error; `null` under two worlds.
    pub standard_error: Option<f64>,
    /// The interval for the true mean difference, by Student's law; `null` under two worlds.
    pub interval: Option<Interval>,
}

impl Difference {
    /// By how much `a` is more than `b`, the values of both in the same worlds.
    #[must_use]
    pub fn of(a: &[f64], b: &[f64], confidence: Confidence) -> Self {
        assert_eq!(a.len(), b.len(), "differences are of the same worlds");
        let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
        Self::from(&Moments::of(&differences), confidence)
    }

    fn from(moments: &Moments, confidence: Confidence) -> Self {
        Self {
            mean: moments.mean,
            standard_error: moments.standard_error,
            interval: mean_interval(moments, confidence),
        }
    }

    /// True where it surely is more than 0, as far as worlds can tell.
    #[must_use]
    pub fn is_surely_more(&self) -> bool {
        self.interval.is_some_and(|interval| interval.low > 0.0)
    }
}
