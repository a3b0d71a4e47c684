//! Checks of parameters, so that every generator refuses a bad value in the same words.
//!
//! A check never corrects a value: it accepts it or names it, with what would be valid.

use std::fmt::Display;

use crate::error::{Error, Result};

/// More edges than this are refused by models that list them: a list, at 8 bytes an edge, and the
/// rows made of it would not fit in the memory of most machines.
pub(crate) const MOST_EDGES: f64 = 4_294_967_296.0;

/// More edges than this are refused by models that tell them by address: their rows alone would be
/// a file of 275 gigabytes.
const MOST_REPLAYED: f64 = 68_719_476_736.0;

/// The keys of one section of a scenario, such as `network.generate.gnp`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keys(pub(in crate::network) &'static str);

impl Keys {
    /// The error that refuses the value of `key`.
    pub(crate) fn refused(
        self,
        key: &str,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Error {
        Error::value(format!("{}.{key}", self.0), problem, remedy)
    }

    /// Accepts a whole number of `least` or more.
    pub(crate) fn at_least<T: PartialOrd + Display + Copy>(
        self,
        key: &str,
        value: T,
        least: T,
    ) -> Result<()> {
        if value >= least {
            return Ok(());
        }
        Err(self.refused(key, format!("{value} is too few"), format!("give at least {least}")))
    }

    /// Accepts a whole number of `most` or less, where `why` says what sets the limit.
    pub(crate) fn at_most<T: PartialOrd + Display + Copy>(
        self,
        key: &str,
        value: T,
        most: T,
        why: &str,
    ) -> Result<()> {
        if value <= most {
            return Ok(());
        }
        let problem = format!("{value} is too many: {why}");
        Err(self.refused(key, problem, format!("give at most {most}")))
    }

    /// Accepts a number from 0 to 1, both included.
    pub(crate) fn share(self, key: &str, value: f64) -> Result<()> {
        self.between(key, value, 0.0, 1.0)
    }

    /// Accepts a number from `least` to `most`, both included; never NaN.
    pub(crate) fn between(self, key: &str, value: f64, least: f64, most: f64) -> Result<()> {
        if (least..=most).contains(&value) {
            return Ok(());
        }
        let remedy = if most >= f64::MAX {
            format!("give a number of at least {least}")
        } else {
            format!("give a number from {least} to {most}")
        };
        Err(self.refused(key, format!("{value} is out of range"), remedy))
    }

    /// Accepts a finite number above `bound`.
    pub(crate) fn above(self, key: &str, value: f64, bound: f64) -> Result<()> {
        if value > bound && value.is_finite() {
            return Ok(());
        }
        let problem = format!("{value} is out of range");
        Err(self.refused(key, problem, format!("give a finite number above {bound}")))
    }

    /// Accepts an expected number of directed edges that a machine can list, where `key` is what
    /// the user would lower.
    pub(crate) fn edges_fit(self, key: &str, edges: f64) -> Result<()> {
        self.edges_within(key, edges, MOST_EDGES)
    }

    /// Accepts an expected number of directed edges that can be replayed.
    pub(crate) fn edges_can_be_told(self, key: &str, edges: f64) -> Result<()> {
        self.edges_within(key, edges, MOST_REPLAYED)
    }

    fn edges_within(self, key: &str, edges: f64, most: f64) -> Result<()> {
        if edges <= most {
            return Ok(());
        }
        let problem = format!("this would make about {edges:.0} edges");
        Err(self.refused(key, problem, format!("lower it: at most {most} edges are made")))
    }
}
