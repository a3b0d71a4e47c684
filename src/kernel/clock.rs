//! The clock of models in time: continuous, or one step after the other.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// By which clock a model goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// Anything happens at any time, and numbers are rates.
    #[default]
    Continuous,
    /// All happens once a step, and numbers are probabilities of a step.
    Steps,
}

impl Clock {
    /// The rate of an exponential wait that ends with this rate, or with this probability each
    /// step.
    pub(crate) fn rate(self, strength: f64) -> f64 {
        match self {
            Self::Continuous => strength,
            Self::Steps => -libm::log1p(-strength),
        }
    }

    /// When something happens after an exponential wait.
    #[inline]
    pub(crate) fn happens(self, after: f64) -> f64 {
        match self {
            Self::Continuous => after,
            Self::Steps => after.floor() + 1.0,
        }
    }

    /// When a delay is over: by steps, at the end of the step in which it ends.
    #[inline]
    pub(crate) fn lasts(self, delay: f64) -> f64 {
        match self {
            Self::Continuous => delay,
            Self::Steps => delay.ceil().max(1.0),
        }
    }
}
