//! What replicates gave: one value an option, metric and world, in the order of the worlds.

use super::Shape;

/// The values of all replicates so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples {
    /// How many worlds every option has met.
    pub replicates: u64,
    /// The values of each option, in the experiment's order.
    pub options: Vec<OptionSamples>,
}

/// The values of one option.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionSamples {
    /// For each metric, in the experiment's order, its value in worlds 0, 1, 2, …
    pub values: Vec<Vec<f64>>,
    /// For each segment, "unknown" last, the reached users; empty without segments.
    pub segments: Vec<Tally>,
}

/// Exact sums of a count over all replicates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// The sum of the counts.
    pub sum: u128,
    /// The sum of their squares.
    pub squares: u128,
}

impl Tally {
    /// Counts one replicate in.
    pub fn add(&mut self, count: u64) {
        self.sum += u128::from(count);
        self.squares += u128::from(count) * u128::from(count);
    }

    /// Counts in what another tally has counted.
    pub fn merge(&mut self, other: Self) {
        self.sum += other.sum;
        self.squares += other.squares;
    }
}

impl Samples {
    /// No replicate yet.
    #[must_use]
    pub fn empty(shape: Shape) -> Self {
        let option = OptionSamples {
            values: vec![Vec::new(); shape.metrics],
            segments: vec![Tally::default(); shape.tallies],
        };
        Self { replicates: 0, options: vec![option; shape.options] }
    }
}
