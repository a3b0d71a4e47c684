//! The deadline until which sharers count.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::{
    error::{Error, Result},
    model::{Cascade, ReverseCascade},
};

/// Within what a sharer counts: a number of steps, or a time where the model takes time.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Deadline(#[schemars(extend("exclusiveMinimum" = 0))] pub f64);

impl Deadline {
    /// Whether a deadline of this model is a time.
    pub(super) fn is_time(cascade: &dyn Cascade) -> bool {
        cascade.reverse().is_some_and(ReverseCascade::takes_time)
    }

    /// The unit of a deadline of this model.
    pub(in crate::seeding) fn unit(cascade: &dyn Cascade) -> &'static str {
        if Self::is_time(cascade) { "time" } else { "steps" }
    }

    /// Refuses a deadline at `key` that does not suit the model.
    pub(super) fn can_be(self, cascade: &dyn Cascade, key: &str) -> Result<()> {
        let Self(deadline) = self;
        let refused = |problem, remedy| Err(Error::value(key, problem, remedy));
        if Self::is_time(cascade) {
            if !(deadline > 0.0 && deadline.is_finite()) {
                return refused(format!("{deadline} is no time to share"), "give a number above 0");
            }
        } else if !(deadline >= 1.0 && deadline.fract() == 0.0 && deadline <= u32::MAX.into()) {
            let problem = format!("{deadline} is no number of steps in which to share");
            return refused(problem, "give 1 or more, whole, for this model goes by steps");
        }
        Ok(())
    }
}

impl From<Deadline> for f64 {
    fn from(Deadline(deadline): Deadline) -> Self {
        deadline
    }
}

/// Whole numbers are written without a fraction, as most are steps.
impl Serialize for Deadline {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            steps if steps.fract() == 0.0 && steps.abs() <= u32::MAX.into() => {
                serializer.serialize_i64(steps as i64)
            }
            time => serializer.serialize_f64(time),
        }
    }
}
