//! Cascades of 64 worlds at once, all options over the same drawn edges.

use std::ops::Range;

use super::{
    Block, Engine, Experiment, Shape, Worker,
    whole::{Counted, Values, expose},
};
use crate::{
    kernel::fused::{Masks, OPTIONS, Spreading, WORLDS, spreading},
    memory::Large,
    progress::Progress,
    seeding::Seeds,
};

/// The engine of an experiment whose model draws masks.
pub(super) struct Fused<'a> {
    pub(super) experiment: &'a Experiment<'a>,
    pub(super) masks: &'a dyn Masks,
}

impl Engine for Fused<'_> {
    fn shape(&self) -> Shape {
        self.experiment.shape()
    }

    fn worlds_together(&self) -> u64 {
        WORLDS as u64
    }

    fn worker_bytes(&self) -> u64 {
        let network = self.experiment.network;
        let options = self.experiment.options.len().min(OPTIONS) as u64;
        8 * network.edges() + 16 * options * u64::from(network.users())
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        let network = self.experiment.network;
        Box::new(Together {
            engine: self,
            masks: Large::zeroed(network.forward().edges()),
            spread: spreading(self.experiment.options.len().min(OPTIONS), network.users()),
            drawn: Vec::new(),
        })
    }
}

/// The buffers of one thread.
struct Together<'a> {
    engine: &'a Fused<'a>,
    masks: Large<u64>,
    spread: Box<dyn Spreading>,
    drawn: Vec<u32>,
}

impl Together<'_> {
    /// Seeds an option in every world of a block; gives the number of seeds of a world.
    fn seed(&mut self, place: usize, option: &Seeds, values: &Values<'_>) -> usize {
        if let Seeds::Fixed(users) = option {
            let worlds = values.mask();
            for &user in users {
                self.spread.seed(place, user, worlds);
            }
            return users.len();
        }
        let mut count = 0;
        for (lane, world) in values.lanes() {
            let users = option.of(world, &mut self.drawn);
            for &user in users {
                self.spread.seed(place, user, 1 << lane);
            }
            count = users.len();
        }
        count
    }
}

impl Worker for Together<'_> {
    fn run(&mut self, worlds: Range<u64>, progress: &dyn Progress) -> Block {
        let experiment = self.engine.experiment;
        let mut values = Values::new(experiment, worlds.clone());
        let block = worlds.start / WORLDS as u64;
        self.engine.masks.draw(experiment.rng_seed, block, &mut self.masks);
        for (group, options) in experiment.options.chunks(OPTIONS).enumerate() {
            self.spread.start();
            let mut seeds = Vec::with_capacity(options.len());
            for (place, option) in options.iter().enumerate() {
                seeds.push(self.seed(place, option, &values));
            }
            self.spread.run(experiment.network.forward(), &self.masks);
            let sharers: Vec<_> =
                (0..options.len()).map(|place| self.spread.sharers(place)).collect();
            let mut seen = experiment
                .exposed()
                .then(|| expose(experiment.network, &mut *self.spread, options.len()).into_iter());
            for (place, (sharers, seeds)) in sharers.into_iter().zip(seeds).enumerate() {
                let option = group * OPTIONS + place;
                let seen = seen.as_mut().and_then(Iterator::next);
                values.keep(option, seeds, &Counted { sharers, seen });
                values.keep_segments(option, &*self.spread, place);
            }
        }
        progress.advance(worlds.end - worlds.start);
        values.block()
    }
}
