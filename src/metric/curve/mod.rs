//! Measures of one cascade that are a curve and not a number: how many users did something at each of a
//! row of points, one file a measure.
//!
//! To add one: a file with a struct of its parameters that implements
//! [`Described`](crate::catalogue::Described) and [`Curve`], its line in the catalogue below, and a key of
//! `[answer]` that gives it. A curve counts in whole numbers, so that those of many replicates are added up
//! without a lost digit in whatever order; it draws no randomness and knows no replicate but its own.

mod generations;
mod timeline;

pub use self::{generations::Generations, timeline::Timeline};

use crate::{catalogue, kernel::Trace};

/// A measure of a cascade that is a row of numbers.
pub trait Curve: Sync {
    /// How many numbers there are.
    fn numbers(&self) -> usize;

    /// Writes the numbers of a cascade, whatever they were before.
    fn count(&self, trace: &Trace, numbers: &mut [u64]);
}

catalogue! {
    /// Every measure that is a curve, by its key in `[answer]`.
    pub enum AnyCurve: Curve {
        "timeline" => Timeline(Timeline),
        "generations" => Generations(Generations),
    }
}

#[cfg(test)]
pub(super) fn counted(curve: &impl Curve, trace: &Trace) -> Vec<u64> {
    // What was there before must not show.
    let mut numbers = vec![7; curve.numbers()];
    curve.count(trace, &mut numbers);
    numbers
}
