//! The results of replicates, in the order of the worlds: every value of each metric, and an accumulator of
//! each further measure.

use serde::{Deserialize, Serialize};

use super::WorldLayout;
use crate::statistics::Accumulator;

/// The results of all replicates so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Samples {
    /// How many worlds every option has met.
    pub replicates: u64,
    /// The metrics of each option, in the experiment's order.
    pub options: Vec<OptionSamples>,
    /// The accumulator of each further measure, in the experiment's order. It holds the numbers of option
    /// 0, then of option 1, and so on; last those that compare options.
    pub measures: Vec<Accumulator>,
}

/// The metrics of one option.
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
