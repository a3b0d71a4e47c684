//! Cascades of 64 worlds at once, all options over the same drawn edges.

use std::{ops::Range, sync::Arc};

use super::whole::{CountWriter, OptionCounts, StopLatch, draw, expose, segment_reach};
use crate::{
    kernel::batch::fused::{BlockSpread, OPTIONS, WORLDS, block_spread},
    memory::Large,
    metric::Needs,
    progress::Progress,
    seeding::Seeds,
    simulate::{Block, Engine, Experiment, Worker, WorldLayout},
};

/// The engine of an experiment whose model draws masks.
pub(in crate::simulate) struct FusedEngine {
    experiment: Experiment,
    layout: WorldLayout,
    chains: Vec<Vec<usize>>,
}

impl FusedEngine {
    pub(in crate::simulate) fn new(experiment: &Experiment) -> Self {
        Self {
            layout: experiment.layout(),
            chains: experiment.chains(),
            experiment: experiment.clone(),
        }
    }

    /// Options that spread side by side.
    fn lanes(&self) -> usize {
        self.chains.len().min(OPTIONS)
    }
}

impl Engine for FusedEngine {
    fn layout(&self) -> &WorldLayout {
        &self.layout
    }

    fn worlds_at_once(&self) -> u64 {
        WORLDS as u64
    }

    fn worker_bytes(&self) -> u64 {
        let network = &self.experiment.network;
        8 * network.edges() + 16 * self.lanes() as u64 * u64::from(network.users())
    }

    fn worker(self: Arc<Self>) -> Box<dyn Worker> {
        let network = &self.experiment.network;
        Box::new(FusedWorker {
            writer: CountWriter::new(&self.experiment, &self.layout),
            masks: Large::zeroed(network.forward().edges()),
            spread: block_spread(self.lanes(), network.users()),
            drawn: Vec::new(),
            engine: self,
        })
    }
}

/// The buffers of one thread.
struct FusedWorker {
    writer: CountWriter,
    masks: Large<u64>,
    spread: Box<dyn BlockSpread>,
    drawn: Vec<u32>,
    engine: Arc<FusedEngine>,
}

impl FusedWorker {
    /// Seeds an option in every world of a block; gives the number of seeds of a world.
    fn seed(&mut self, place: usize, option: &Seeds) -> usize {
        if let Seeds::Fixed(users) = option {
            let worlds = self.writer.mask();
            for &user in users {
                self.spread.seed(place, user, worlds);
            }
            return users.len();
        }
        let mut count = 0;
        for (lane, world) in self.writer.lanes() {
            let users = option.of(world, &mut self.drawn);
            for &user in users {
                self.spread.seed(place, user, 1 << lane);
            }
            count = users.len();
        }
        count
    }

    /// Spreads from the seeds of some options, each given with its place side by side, and measures
    /// them.
    fn spread(&mut self, options: &[(usize, usize)], stop: &StopLatch<'_>) {
        let engine = Arc::clone(&self.engine);
        let experiment = &engine.experiment;
        let mut seeds = Vec::with_capacity(options.len());
        for &(place, option) in options {
            seeds.push(self.seed(place, &experiment.options[option]));
        }
        self.spread.run(experiment.network.forward(), &self.masks, &|| stop.is_set());
        let sharers = self.spread.sharers();
        let exposed = experiment.needs().intersects(Needs::EXPOSURE);
        let shown = exposed.then(|| expose(&experiment.network, &mut *self.spread, stop));
        for (&(place, option), seeds) in options.iter().zip(seeds) {
            let shown = shown.as_ref().map(|shown| shown[place]);
            let segment_reach = segment_reach(experiment, &*self.spread, place);
            let counts = OptionCounts { seeds, sharers: sharers[place], shown, segment_reach };
            self.writer.keep(option, &counts);
        }
        if shown.is_some() {
            self.spread.conceal();
        }
    }
}

impl Worker for FusedWorker {
    fn run(&mut self, worlds: Range<u64>, progress: &dyn Progress) -> Block {
        let engine = Arc::clone(&self.engine);
        let experiment = &engine.experiment;
        let stop = StopLatch::new(progress);
        self.writer.begin(worlds.clone());
        draw(experiment.masks(), experiment.rng_seed, worlds.start, &mut self.masks, &stop);
        for chains in engine.chains.chunks(OPTIONS) {
            self.spread.start();
            // Each chain goes on to its next option, side by side.
            let longest = chains.iter().map(Vec::len).max().unwrap_or(0);
            for round in 0..longest {
                let options: Vec<(usize, usize)> = chains
                    .iter()
                    .enumerate()
                    .filter_map(|(place, chain)| Some((place, *chain.get(round)?)))
                    .collect();
                self.spread(&options, &stop);
            }
        }
        self.writer.finish(&stop)
    }
}
