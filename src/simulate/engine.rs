//! What runs the worlds: an engine turns a range of worlds into a block of values.
//!
//! The loop over blocks, the stopping rules and the samples know nothing of networks and models;
//! an engine knows nothing of them, nor of threads.

use std::ops::Range;

use super::{OverlapTally, Samples};
use crate::{
    progress::Progress,
    statistics::{JointTally, Tally},
};

/// How many values there are of a world.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shape {
    /// Number of options.
    pub options: usize,
    /// Number of metrics.
    pub metrics: usize,
    /// Number of segments by which reached users are counted, with the unknown one; 0 without any.
    pub tallies: usize,
    /// Numbers of all curves together.
    pub numbers: usize,
    /// Numbers of sharers of which it is asked when they are reached.
    pub times: usize,
    /// Pairs of segments of which it is counted who makes whom share; 0 where it is not.
    pub cells: usize,
    /// Pairs of options whose overlap is counted; 0 where it is not.
    pub pairs: usize,
    /// Number of messages of which it is told who shares them, ours among them; 0 where of none.
    pub messages: usize,
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
    /// World by world, in each option by option, in each the numbers of all curves.
    pub numbers: Vec<u64>,
    /// World by world, in each option by option, when there were as many sharers as is asked for, if
    /// there were.
    pub times: Vec<Option<f64>>,
    /// Option by option, for each segment of who made somebody share, each of whom.
    pub mixing: Vec<Tally>,
    /// Each option with each later one.
    pub overlaps: Vec<OverlapTally>,
    /// Option by option, for each message who shares it with all messages, and without.
    pub messages: Vec<JointTally>,
}

/// What is kept of an option in a world.
#[derive(Debug)]
pub(super) struct Slot<'a> {
    /// The value of each metric.
    pub(super) values: &'a mut [f64],
    /// The numbers of all curves.
    pub(super) numbers: &'a mut [u64],
    /// When there were so many sharers.
    pub(super) times: &'a mut [Option<f64>],
    /// Of each segment, over the worlds of the block.
    pub(super) segments: &'a mut [Tally],
    /// Of each pair of segments, over the worlds of the block.
    pub(super) mixing: &'a mut [Tally],
    /// Of each message, over the worlds of the block.
    pub(super) messages: &'a mut [JointTally],
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
            numbers: vec![0; count as usize * shape.options * shape.numbers],
            times: vec![None; count as usize * shape.options * shape.times],
            mixing: vec![Tally::default(); shape.options * shape.cells],
            overlaps: vec![OverlapTally::default(); shape.pairs],
            messages: vec![JointTally::default(); shape.options * shape.messages],
        }
    }

    /// What is kept of an option in a world.
    pub(super) fn of(&mut self, shape: Shape, world: u64, option: usize) -> Slot<'_> {
        let nth = (world - self.start) as usize * shape.options + option;
        Slot {
            values: part(&mut self.values, nth, shape.metrics),
            numbers: part(&mut self.numbers, nth, shape.numbers),
            times: part(&mut self.times, nth, shape.times),
            segments: part(&mut self.segments, option, shape.tallies),
            mixing: part(&mut self.mixing, option, shape.cells),
            messages: part(&mut self.messages, option, shape.messages),
        }
    }

    /// Leaves the worlds before `end`, up to which tallies have counted, or none.
    pub(super) fn cut(&mut self, shape: Shape, end: u64) {
        if end == self.start {
            // What was counted on the way is of no whole world.
            *self = Self::empty(shape, end..end);
            return;
        }
        self.worlds = end - self.start;
        let cascades = self.worlds as usize * shape.options;
        self.values.truncate(cascades * shape.metrics);
        self.numbers.truncate(cascades * shape.numbers);
        self.times.truncate(cascades * shape.times);
    }

    /// Adds the values to samples that end where the block starts.
    pub(super) fn append_to(self, samples: &mut Samples) {
        samples.replicates += self.worlds;
        let mut values = self.values.into_iter();
        let mut times = self.times.into_iter();
        let mut numbers = self.numbers.as_slice();
        for _ in 0..self.worlds {
            for option in &mut samples.options {
                for metric in &mut option.values {
                    metric.push(values.next().expect("one value a world, option and metric"));
                }
                for wanted in &mut option.times {
                    wanted.extend(times.next().expect("one time a world, option and number"));
                }
                let (of_option, others) = numbers.split_at(option.curves.numbers().len());
                option.curves.add(of_option);
                numbers = others;
            }
        }
        let mut segments = self.segments.into_iter();
        let mut mixing = self.mixing.into_iter();
        let mut messages = self.messages.into_iter();
        for option in &mut samples.options {
            merge(&mut option.segments, &mut segments);
            merge(&mut option.mixing, &mut mixing);
            for tally in &mut option.messages {
                tally.merge(messages.next().expect("as many tallies of a block as of all"));
            }
        }
        for (overlap, more) in samples.overlaps.iter_mut().zip(&self.overlaps) {
            overlap.merge(more);
        }
    }
}

/// The `nth` part of a list whose parts are of `length`.
fn part<T>(list: &mut [T], nth: usize, length: usize) -> &mut [T] {
    &mut list[nth * length..(nth + 1) * length]
}

/// Counts the next of `more` into each tally.
fn merge(tallies: &mut [Tally], more: &mut impl Iterator<Item = Tally>) {
    for tally in tallies {
        tally.merge(more.next().expect("as many tallies of a block as of all"));
    }
}
