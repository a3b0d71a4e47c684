//! What runs the worlds: an engine turns a range of worlds into a block of values.
//!
//! The loop over blocks, the stopping rules and the samples know nothing of networks and models;
//! an engine knows nothing of them, nor of threads.

use std::ops::Range;

use super::{Samples, Tally};
use crate::progress::Progress;

/// How many values there are of a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Number of options.
    pub options: usize,
    /// Number of metrics.
    pub metrics: usize,
    /// Number of segments by which reached users are counted, with the unknown one; 0 without any.
    pub tallies: usize,
}

/// An experiment made ready: what is simulated, shared by all threads.
pub trait Engine: Sync {
    /// How many values it gives of a world.
    fn shape(&self) -> Shape;

    /// Worlds that are run together: a block does not reach beyond a multiple of it.
    fn worlds_together(&self) -> u64 {
        1
    }

    /// Bytes that a worker takes.
    fn worker_bytes(&self) -> u64 {
        0
    }

    /// The buffers of one more thread.
    fn worker(&self) -> Box<dyn Worker + '_>;
}

/// Runs worlds, one block after the other, on whatever thread.
pub trait Worker: Send {
    /// The block of `worlds`, or of the first of them where the user asks to stop meanwhile. A
    /// block is a function of the experiment and its worlds alone.
    fn run(&mut self, worlds: Range<u64>, progress: &dyn Progress) -> Block;
}

/// The values of consecutive worlds.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The first world.
    pub start: u64,
    /// How many worlds.
    pub worlds: u64,
    /// World by world, in each option by option, in each metric by metric.
    pub values: Vec<f64>,
    /// Option by option, in each segment by segment.
    pub segments: Vec<Tally>,
}

impl Block {
    /// A block of zeros.
    pub(super) fn empty(shape: Shape, worlds: Range<u64>) -> Self {
        let count = worlds.end - worlds.start;
        Self {
            start: worlds.start,
            worlds: count,
            values: vec![0.0; count as usize * shape.options * shape.metrics],
            segments: vec![Tally::default(); shape.options * shape.tallies],
        }
    }

    /// The values of an option in a world, and the tallies of the option.
    pub(super) fn of(
        &mut self,
        shape: Shape,
        world: u64,
        option: usize,
    ) -> (&mut [f64], &mut [Tally]) {
        let nth = (world - self.start) as usize;
        let values = (nth * shape.options + option) * shape.metrics;
        let tallies = option * shape.tallies;
        (
            &mut self.values[values..values + shape.metrics],
            &mut self.segments[tallies..tallies + shape.tallies],
        )
    }

    /// Leaves the worlds before `end`.
    pub(super) fn cut(&mut self, shape: Shape, end: u64) {
        self.worlds = end - self.start;
        self.values.truncate(self.worlds as usize * shape.options * shape.metrics);
    }

    /// Adds the values to samples that end where the block starts.
    pub(super) fn append_to(self, samples: &mut Samples) {
        samples.replicates += self.worlds;
        let mut values = self.values.into_iter();
        for _ in 0..self.worlds {
            for option in &mut samples.options {
                for metric in &mut option.values {
                    metric.push(values.next().expect("one value a world, option and metric"));
                }
            }
        }
        let mut tallies = self.segments.into_iter();
        for option in &mut samples.options {
            for tally in &mut option.segments {
                tally.merge(tallies.next().expect("one tally an option and segment"));
            }
        }
    }
}
