//! The clocks of models, and the name of their unit of time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
pub use crate::kernel::clock::Clock;

impl Clock {
    /// The unit of this clock's time.
    #[must_use]
    pub fn unit(self) -> TimeUnit {
        match self {
            Self::Continuous => TimeUnit::own(),
            Self::Steps => TimeUnit::steps(),
        }
    }
}

/// The name of a model's unit of time, in the singular: "step", "hour".
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

    /// The unit of the model's rates and delays, which has no name: "unit of time".
    #[must_use]
    pub fn own() -> Self {
        Self(OWN.to_owned())
    }

    /// Its plural: "steps".
    #[must_use]
    pub fn several(&self) -> String {
        if self.0 == OWN { "units of time".to_owned() } else { format!("{}s", self.0) }
    }

    /// A metric's unit, with "unit of time" replaced by this name.
    #[must_use]
    pub fn named(&self, unit: &str) -> String {
        unit.replace("units of time", &self.several()).replace(OWN, &self.0)
    }

    /// Checks that it is a word; `key` is the key of its setting.
    ///
    /// # Errors
    /// [`Error::Value`] if it is empty, or has other characters than letters and spaces.
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
