//! What replicates gave: one value an option, metric and world, in the order of the worlds; and exact sums
//! of what is told as a curve, a table or an overlap.

use super::{OverlapTally, Shape};
use crate::statistics::{Counts, JointTally, Tally};

/// The values of all replicates so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples {
    /// How many worlds every option has met.
    pub replicates: u64,
    /// The values of each option, in the experiment's order.
    pub options: Vec<OptionSamples>,
    /// Whom each option has in common with each later one, in their order: of three options, 0 and 1,
    /// 0 and 2, 1 and 2; empty where it is not asked for.
    pub overlaps: Vec<OverlapTally>,
}

/// The values of one option.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OptionSamples {
    /// For each metric, in the experiment's order, its value in worlds 0, 1, 2, …
    pub values: Vec<Vec<f64>>,
    /// For each segment, "unknown" last, the reached users; empty without segments.
    pub segments: Vec<Tally>,
    /// The numbers of all curves, one curve after the other.
    pub curves: CurveSamples,
    /// For each number of sharers that is asked for, when there were so many, of the replicates that
    /// got there.
    pub times: Vec<Vec<f64>>,
    /// Whom users of a segment make share: for each segment, "unknown" last, those of each segment;
    /// empty where it is not asked for.
    pub mixing: Vec<Tally>,
    /// For each message, ours first, who shares it with all messages, and without: of ours without any
    /// other, of another without ours; empty where that is not told.
    pub messages: Vec<JointTally>,
}

/// The numbers of curves over all replicates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CurveSamples {
    numbers: Vec<Counts>,
    /// The sums of the products of each number with the next.
    products: Vec<u128>,
}

impl CurveSamples {
    fn new(numbers: usize) -> Self {
        Self { numbers: vec![Counts::default(); numbers], products: vec![0; numbers] }
    }

    /// Counts in the numbers of a cascade.
    pub(super) fn add(&mut self, numbers: &[u64]) {
        let mut next = numbers.iter().skip(1);
        for (place, &number) in numbers.iter().enumerate() {
            self.numbers[place].add(number);
            if let Some(&next) = next.next() {
                self.products[place] += u128::from(number) * u128::from(next);
            }
        }
    }

    /// How often each value of each number was seen.
    #[must_use]
    pub fn numbers(&self) -> &[Counts] {
        &self.numbers
    }

    /// The sums of the number at `place` + 1, first, and of the one at `place`, second.
    ///
    /// # Panics
    /// Where there are not so many.
    #[must_use]
    pub fn next_and_this(&self, place: usize) -> JointTally {
        JointTally {
            first: self.numbers[place + 1].tally(),
            second: self.numbers[place].tally(),
            products: self.products[place],
        }
    }
}

impl Samples {
    /// No replicate yet.
    #[must_use]
    pub fn empty(shape: Shape) -> Self {
        let option = OptionSamples {
            values: vec![Vec::new(); shape.metrics],
            segments: vec![Tally::default(); shape.tallies],
            curves: CurveSamples::new(shape.numbers),
            times: vec![Vec::new(); shape.times],
            mixing: vec![Tally::default(); shape.cells],
            messages: vec![JointTally::default(); shape.messages],
        };
        Self {
            replicates: 0,
            options: vec![option; shape.options],
            overlaps: vec![OverlapTally::default(); shape.pairs],
        }
    }
}
