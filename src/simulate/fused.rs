//! Cascades of 64 worlds at once, all options over the same drawn edges.

use std::ops::Range;

use super::{
    Block, Engine, Experiment, Shape, Worker,
    whole::{Counted, Values, Watch, draw, expose},
};
use crate::{
    kernel::batch::fused::{BlockSpread, OPTIONS, WORLDS, WorldMasks, block_spread},
    memory::Large,
    progress::Progress,
    seeding::Seeds,
};

/// The engine of an experiment whose model draws masks.
pub(super) struct Fused<'a> {
    experiment: &'a Experiment<'a>,
    masks: &'a dyn WorldMasks,
    chains: Vec<Vec<usize>>,
}

impl<'a> Fused<'a> {
    pub(super) fn new(experiment: &'a Experiment<'a>, masks: &'a dyn WorldMasks) -> Self {
        Self { experiment, masks, chains: experiment.chains() }
    }

    /// Options that spread side by side.
    fn lanes(&self) -> usize {
        self.chains.len().min(OPTIONS)
    }
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
        8 * network.edges() + 16 * self.lanes() as u64 * u64::from(network.users())
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        let network = self.experiment.network;
        Box::new(Together {
            engine: self,
            masks: Large::zeroed(network.forward().edges()),
            spread: block_spread(self.lanes(), network.users()),
            drawn: Vec::new(),
        })
    }
}

/// The buffers of one thread.
struct Together<'a> {
    engine: &'a Fused<'a>,
    masks: Large<u64>,
    spread: Box<dyn BlockSpread>,
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

    /// Spreads from the seeds of some options, each given with its place side by side, and keeps
    /// what is asked of them.
    fn go_on(&mut self, options: &[(usize, usize)], values: &mut Values<'_>, watch: &Watch<'_>) {
        let experiment = self.engine.experiment;
        let mut seeds = Vec::with_capacity(options.len());
        for &(place, option) in options {
            seeds.push(self.seed(place, &experiment.options[option], values));
        }
        self.spread.run(experiment.network.forward(), &self.masks, &|| watch.stopped());
        let sharers = self.spread.sharers();
        let seen =
            experiment.exposed().then(|| expose(experiment.network, &mut *self.spread, watch));
        for (&(place, option), seeds) in options.iter().zip(seeds) {
            let seen = seen.as_ref().map(|seen| seen[place]);
            values.keep(option, &Counted { seeds, sharers: sharers[place], seen });
            values.keep_segments(option, &*self.spread, place);
        }
        if seen.is_some() {
            self.spread.conceal();
        }
    }
}

impl Worker for Together<'_> {
    fn run(&mut self, worlds: Range<u64>, progress: &dyn Progress) -> Block {
        let experiment = self.engine.experiment;
        let watch = Watch::new(progress);
        let mut values = Values::new(experiment, worlds.clone());
        draw(self.engine.masks, experiment.rng_seed, worlds.start, &mut self.masks, &watch);
        for chains in self.engine.chains.chunks(OPTIONS) {
            self.spread.start();
            // Each chain goes on to its next option, side by side.
            let longest = chains.iter().map(Vec::len).max().unwrap_or(0);
            for round in 0..longest {
                let options: Vec<(usize, usize)> = chains
                    .iter()
                    .enumerate()
                    .filter_map(|(place, chain)| Some((place, *chain.get(round)?)))
                    .collect();
                self.go_on(&options, &mut values, &watch);
            }
        }
        values.block(&watch)
    }
}
