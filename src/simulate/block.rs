//! A block: the numbers of consecutive worlds, filled by an engine.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{WorldLayout, layout::MeasurePlace};
use crate::metric::{AnyMetric, Finished, Observer};

/// The numbers of consecutive worlds, world by world, each laid out by a [`WorldLayout`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// The first world.
    pub start: u64,
    /// How many worlds are finished.
    pub worlds: u64,
    /// The numbers of the finished worlds.
    pub numbers: Vec<f64>,
}

impl Block {
    /// The world after the last finished one.
    #[must_use]
    pub const fn end(&self) -> u64 {
        self.start + self.worlds
    }

    /// The rows of its worlds, each of so many numbers.
    pub(super) fn rows(&self, per_world: usize) -> impl Iterator<Item = &[f64]> {
        let row = move |world: usize| &self.numbers[world * per_world..(world + 1) * per_world];
        (0..self.worlds as usize).map(row)
    }

    /// Cuts the block before the world `at`; gives the rest.
    pub(super) fn split_off(&mut self, at: u64, per_world: usize) -> Self {
        let kept = at - self.start;
        let numbers = self.numbers.split_off(kept as usize * per_world);
        let rest = Self { start: at, worlds: self.worlds - kept, numbers };
        self.worlds = kept;
        rest
    }
}

/// Fills in blocks, one after the other; one on each thread.
pub(super) struct BlockWriter {
    layout: WorldLayout,
    metrics: Vec<AnyMetric>,
    observers: Vec<Box<dyn Observer>>,
    places: Vec<MeasurePlace>,
    block: Block,
}

impl BlockWriter {
    pub(super) fn new(layout: &WorldLayout, metrics: &[AnyMetric]) -> Self {
        Self {
            observers: layout.observers(),
            places: layout.places(),
            layout: layout.clone(),
            metrics: metrics.to_vec(),
            block: Block { start: 0, worlds: 0, numbers: Vec::new() },
        }
    }

    /// Begins the block of these worlds.
    pub(super) fn begin(&mut self, worlds: Range<u64>) {
        let count = worlds.end - worlds.start;
        let numbers = vec![0.0; count as usize * self.layout.per_world()];
        self.block = Block { start: worlds.start, worlds: count, numbers };
    }

    /// Measures the finished cascade of an option in a world of the block.
    #[inline]
    pub(super) fn observe(&mut self, world: u64, option: usize, cascade: &Finished<'_>) {
        let first = (world - self.block.start) as usize * self.layout.per_world();
        let row = &mut self.block.numbers[first..first + self.layout.per_world()];
        let count = self.metrics.len();
        let values = &mut row[option * count..(option + 1) * count];
        for (value, metric) in values.iter_mut().zip(&self.metrics) {
            *value = metric.of(cascade);
        }
        for (observer, place) in self.observers.iter_mut().zip(&self.places) {
            let start = place.start + option * place.per_option;
            observer.observe(option, cascade, &mut row[start..start + place.per_option]);
        }
    }

    /// Compares the options of a world of which each was observed.
    pub(super) fn compare(&mut self, world: u64) {
        let first = (world - self.block.start) as usize * self.layout.per_world();
        for (observer, place) in self.observers.iter_mut().zip(&self.places) {
            if place.compared < place.end {
                let numbers = first + place.compared..first + place.end;
                observer.compare(&mut self.block.numbers[numbers]);
            }
        }
    }

    /// Leaves out the worlds from `end` on, which are not finished.
    pub(super) fn cut(&mut self, end: u64) {
        self.block.worlds = end - self.block.start;
        self.block.numbers.truncate(self.block.worlds as usize * self.layout.per_world());
    }

    /// The worlds of the block.
    pub(super) fn worlds(&self) -> Range<u64> {
        self.block.start..self.block.end()
    }

    /// The finished block.
    pub(super) fn take(&mut self) -> Block {
        std::mem::replace(&mut self.block, Block { start: 0, worlds: 0, numbers: Vec::new() })
    }
}
