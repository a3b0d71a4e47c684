//! Models that go by either of two clocks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kernel::beat::Beat;

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

impl From<Clock> for Beat {
    fn from(clock: Clock) -> Self {
        match clock {
            Clock::Continuous => Self::Continuous,
            Clock::Steps => Self::Steps,
        }
    }
}
