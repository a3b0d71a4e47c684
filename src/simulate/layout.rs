//! The row of a world: first the metrics, option by option, then the numbers of each further measure.

use std::sync::Arc;

use crate::{
    metric::{Measure, Observer},
    statistics::Accumulator,
};

/// The place of each number in the row of a world.
#[derive(Debug, Clone)]
pub struct WorldLayout {
    options: usize,
    metrics: usize,
    measures: Arc<[Arc<dyn Measure>]>,
    per_world: usize,
}

impl WorldLayout {
    /// The layout for this many options and metrics, and for further measures.
    #[must_use]
    pub fn new(options: usize, metrics: usize, measures: Arc<[Arc<dyn Measure>]>) -> Self {
        let mut layout = Self { options, metrics, measures, per_world: 0 };
        layout.per_world = options * metrics + layout.rows().sum::<usize>();
        layout
    }

    /// How many options there are.
    #[must_use]
    pub const fn options(&self) -> usize {
        self.options
    }

    /// How many metrics there are of each option.
    #[must_use]
    pub const fn metrics(&self) -> usize {
        self.metrics
    }

    /// How many numbers there are of a world.
    #[must_use]
    pub const fn per_world(&self) -> usize {
        self.per_world
    }

    /// How many numbers of a world each further measure has.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        let options = self.options;
        self.measures.iter().map(move |it| options * it.per_option() + it.per_world(options))
    }

    /// The further measures.
    #[must_use]
    pub fn measures(&self) -> &[Arc<dyn Measure>] {
        &self.measures
    }

    /// Empty accumulators, one a measure.
    #[must_use]
    pub fn accumulators(&self) -> Vec<Accumulator> {
        let numbered = self.measures.iter().zip(self.rows());
        numbered.map(|(measure, numbers)| measure.accumulator(numbers)).collect()
    }

    /// One observer a measure.
    pub(super) fn observers(&self) -> Vec<Box<dyn Observer>> {
        self.measures.iter().map(|measure| measure.observer(self.options)).collect()
    }

    /// For each measure where its numbers begin in a world's row, how many there are of each option, and
    /// where those of all options begin.
    pub(super) fn places(&self) -> Vec<MeasurePlace> {
        let mut start = self.options * self.metrics;
        let mut places = Vec::new();
        for (measure, numbers) in self.measures.iter().zip(self.rows()) {
            let per_option = measure.per_option();
            let compared = start + self.options * per_option;
            places.push(MeasurePlace { start, per_option, compared, end: start + numbers });
            start += numbers;
        }
        places
    }
}

/// Where a measure's numbers stand in a world's row.
#[derive(Debug, Clone, Copy)]
pub(super) struct MeasurePlace {
    pub(super) start: usize,
    pub(super) per_option: usize,
    pub(super) compared: usize,
    pub(super) end: usize,
}
