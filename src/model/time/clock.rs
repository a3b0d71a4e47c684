//! By which clock models go, and what the unit of their time is called.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
pub use crate::kernel::clock::Clock;

impl Clock {
    /// The unit of the time that goes by it.
    #[must_use]
    pub fn unit(self) -> TimeUnit {
        match self {
            Self::Continuous => TimeUnit::own(),
            Self::Steps => TimeUnit::steps(),
        }
    }
}

/// What the unit of a model's time is called, one of it: "step", "hour".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct TimeUnit(String);

/// A unit that has no name.
const OWN: &str = "unit of time";

impl TimeUnit {
    /// Steps from a seed, or of the model's clock.
    #[must_use]
    pub fn steps() -> Self {
        Self("step".to_owned())
    }

    /// Hours of the day.
    #[must_use]
    pub fn hours() -> Self {
        Self("hour".to_owned())
    }

    /// Whatever unit the rates and delays of the model were given in.
    #[must_use]
    pub fn own() -> Self {
        Self(OWN.to_owned())
    }

    /// Several of it: "steps".
    #[must_use]
    pub fn several(&self) -> String {
        if self.0 == OWN { "units of time".to_owned() } else { format!("{}s", self.0) }
    }

    /// A measure's unit, in which this is called a unit of time.
    #[must_use]
    pub fn named(&self, unit: &str) -> String {
        unit.replace("units of time", &self.several()).replace(OWN, &self.0)
    }

    /// Refuses what is no word; `key` is where it stands in the scenario.
    ///
    /// # Errors
    /// [`Error::Value`] where it is empty or has other than letters and spaces.
    pub fn checked(&self, key: &str) -> Result<()> {
        let is_word = |letter: char| letter.is_alphabetic() || letter == ' ';
        if self.0.trim().is_empty() || !self.0.chars().all(is_word) {
            let problem = format!("{:?} is no word", self.0);
            return Err(Error::value(key, problem, "give one of it, such as \"day\""));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_named_one_or_several() {
        let day = TimeUnit("day".to_owned());
        for (unit, several, rate) in [
            (TimeUnit::steps(), "steps", "new sharers a step"),
            (TimeUnit::own(), "units of time", "new sharers a unit of time"),
            (day, "days", "new sharers a day"),
        ] {
            assert_eq!(unit.several(), several);
            assert_eq!(unit.named("units of time"), several);
            assert_eq!(unit.named("new sharers a unit of time"), rate);
            assert_eq!(unit.named("users"), "users");
            assert!(unit.checked("answer.time_unit").is_ok());
        }
        for wrong in ["", "  ", "day\n", "<b>"] {
            assert!(TimeUnit(wrong.to_owned()).checked("answer.time_unit").is_err(), "{wrong}");
        }
    }
}
