//! What the engines that draw whole worlds share: the values of a block, from counts by world.

use std::{cell::Cell, ops::Range};

use super::{Block, Experiment};
use crate::{
    kernel::fused::{Spreading, WORLDS},
    metric::Finished,
    network::Network,
    progress::Progress,
};

/// Whether a block must be left unfinished because the user has asked to stop.
pub(super) struct Watch<'a> {
    progress: &'a dyn Progress,
    seen: Cell<bool>,
}

impl<'a> Watch<'a> {
    pub(super) fn new(progress: &'a dyn Progress) -> Self {
        Self { progress, seen: Cell::new(false) }
    }

    /// True from when the user has asked to stop; whoever asks this leaves its work then.
    pub(super) fn stopped(&self) -> bool {
        if !self.seen.get() {
            self.seen.set(self.progress.cancelled());
        }
        self.seen.get()
    }
}

/// One number for each world of a block.
pub(super) type Lanes = [u64; WORLDS];

/// The block being made: values are found option by option, and belong world by world.
pub(super) struct Values<'a> {
    experiment: &'a Experiment<'a>,
    block: Block,
    /// The place of the first world among the 64 that are drawn together.
    first: usize,
}

/// What was counted of one option, world by world.
pub(super) struct Counted {
    /// Users who shared.
    pub(super) sharers: Lanes,
    /// Users who saw it, and how often it was shown, where that is asked.
    pub(super) seen: Option<[Lanes; 2]>,
}

impl<'a> Values<'a> {
    pub(super) fn new(experiment: &'a Experiment<'a>, worlds: Range<u64>) -> Self {
        let first = (worlds.start % WORLDS as u64) as usize;
        Self { experiment, block: Block::empty(experiment.shape(), worlds), first }
    }

    /// The worlds of the block among the 64 that are drawn together, with their numbers.
    pub(super) fn lanes(&self) -> impl Iterator<Item = (usize, u64)> + use<> {
        let (first, start) = (self.first, self.block.start);
        (0..self.block.worlds).map(move |nth| (first + nth as usize, start + nth))
    }

    /// The same as a mask.
    pub(super) fn mask(&self) -> u64 {
        self.lanes().fold(0, |mask, (lane, _)| mask | 1 << lane)
    }

    /// Keeps what is asked of an option.
    pub(super) fn keep(&mut self, option: usize, seeds: usize, counted: &Counted) {
        let shape = self.experiment.shape();
        for (lane, world) in self.lanes() {
            let cascade = Finished {
                sharers: counted.sharers[lane] as usize,
                seeds,
                reached: counted.seen.map(|[reached, _]| reached[lane] as usize),
                impressions: counted.seen.map(|[_, impressions]| impressions[lane]),
                trace: None,
            };
            let (values, _) = self.block.of(shape, world, option);
            for (value, metric) in values.iter_mut().zip(self.experiment.metrics) {
                *value = metric.of(&cascade);
            }
        }
    }

    /// Keeps who has seen it by segment, where that is asked: `place` is that of the option in
    /// `spread`.
    pub(super) fn keep_segments(&mut self, option: usize, spread: &dyn Spreading, place: usize) {
        let Some(segments) = self.experiment.segments else { return };
        let mut counts = vec![[0; WORLDS]; segments.count as usize + 1];
        spread.reached_by(place, segments.codes, &mut counts);
        let shape = self.experiment.shape();
        for (lane, world) in self.lanes() {
            let (_, tallies) = self.block.of(shape, world, option);
            for (tally, counts) in tallies.iter_mut().zip(&counts) {
                tally.add(counts[lane]);
            }
        }
    }

    /// The block; without worlds where it was stopped on the way.
    pub(super) fn block(mut self, watch: &Watch<'_>) -> Block {
        if watch.seen.get() {
            self.block.cut(self.experiment.shape(), self.block.start);
        }
        watch.progress.advance(self.block.worlds);
        self.block
    }
}

/// Who has seen it and how often, for the options of `spread` in their order.
pub(super) fn expose(
    network: &Network,
    spread: &mut dyn Spreading,
    watch: &Watch<'_>,
) -> Vec<[Lanes; 2]> {
    let impressions = spread.expose(network.forward(), &|| watch.stopped());
    spread.reached().into_iter().zip(impressions).map(<[Lanes; 2]>::from).collect()
}
