//! What replicates gave, in the order of the worlds: the value of each plain number, and of every other
//! measure what it gathers.

use serde::{Deserialize, Serialize};

use super::WorldLayout;
use crate::statistics::Accumulator;

/// What all replicates so far gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Samples {
    /// How many worlds every option has met.
    pub replicates: u64,
    /// The plain numbers of each option, in the experiment's order.
    pub options: Vec<OptionSamples>,
    /// What each further measure has gathered, in the experiment's order: option by option its numbers,
    /// then those of all options.
    pub measures: Vec<Accumulator>,
}

/// The plain numbers of one option.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OptionSamples {
    /// For each metric, in the experiment's order, its value in worlds 0, 1, 2, …
    pub values: Vec<Vec<f64>>,
}

impl Samples {
    /// No replicate yet.
    #[must_use]
    pub fn empty(layout: &WorldLayout) -> Self {
        let option = OptionSamples { values: vec![Vec::new(); layout.metrics()] };
        Self {
            replicates: 0,
            options: vec![option; layout.options()],
            measures: layout.accumulators(),
        }
    }

    /// Adds the rows of the next worlds.
    pub(super) fn append<'a>(
        &mut self,
        layout: &WorldLayout,
        rows: impl Iterator<Item = &'a [f64]>,
    ) {
        for row in rows {
            self.replicates += 1;
            let (mut values, mut rest) = row.split_at(layout.options() * layout.metrics());
            for option in &mut self.options {
                let (of_option, others) = values.split_at(layout.metrics());
                option.values.iter_mut().zip(of_option).for_each(|(all, &value)| all.push(value));
                values = others;
            }
            for (accumulator, numbers) in self.measures.iter_mut().zip(layout.rows()) {
                let (of_measure, others) = rest.split_at(numbers);
                accumulator.add(of_measure);
                rest = others;
            }
        }
    }
}
