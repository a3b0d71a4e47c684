//! By which clock anything happens: at any time, or once a step.
//!
//! Nothing here knows what happens, nor to whom.

/// By which clock users contact each other, change, and wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    /// At any time: a strength is a rate.
    Continuous,
    /// Once a step: a strength is the probability that the contact of a step is one.
    Steps,
}

impl Beat {
    /// The rate at which waiting ends, where it ends with this rate, or this probability each step.
    pub(super) fn rate(self, strength: f64) -> f64 {
        match self {
            Self::Continuous => strength,
            Self::Steps => -libm::log1p(-strength),
        }
    }

    /// When something happens that happened after so much time, of exponential law.
    #[inline]
    pub(super) fn happens(self, after: f64) -> f64 {
        match self {
            Self::Continuous => after,
            Self::Steps => after.floor() + 1.0,
        }
    }

    /// When a delay is over: by steps, at the end of the step that it ends in.
    #[inline]
    pub(super) fn lasts(self, delay: f64) -> f64 {
        match self {
            Self::Continuous => delay,
            Self::Steps => delay.ceil().max(1.0),
        }
    }
}
