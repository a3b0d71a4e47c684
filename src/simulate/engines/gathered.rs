//! Cascades of worlds that are drawn 64 at once and then run one by one, all options at once in each.

use std::{ops::Range, sync::Arc};

use super::whole::{CountWriter, OptionCounts, SharerBits, StopLatch, draw, keep_all};
use crate::{
    kernel::batch::{
        fused::WORLDS,
        gathered::{GatheredWorlds, OPTIONS},
    },
    memory::Large,
    progress::Progress,
    seeding::Seeds,
    simulate::{Block, Engine, Experiment, Worker, WorldLayout},
};

/// The engine of an experiment whose model draws masks.
pub(in crate::simulate) struct GatheredEngine {
    experiment: Experiment,
    layout: WorldLayout,
    /// What a worker takes, without the bits of its sharers.
    bytes: u64,
}

impl GatheredEngine {
    pub(in crate::simulate) fn new(experiment: &Experiment, bytes: u64) -> Self {
        Self { layout: experiment.layout(), experiment: experiment.clone(), bytes }
    }

    fn most_options(&self) -> usize {
        self.experiment.options.len().min(OPTIONS)
    }
}

impl Engine for GatheredEngine {
    fn layout(&self) -> &WorldLayout {
        &self.layout
    }

    fn worlds_at_once(&self) -> u64 {
        WORLDS as u64
    }

    fn worker_bytes(&self) -> u64 {
        self.bytes + SharerBits::bytes(&self.experiment, self.most_options())
    }

    fn worker(self: Arc<Self>) -> Box<dyn Worker> {
        let rows = self.experiment.network.forward();
        Box::new(GatheredWorker {
            writer: CountWriter::new(&self.experiment, &self.layout),
            masks: Large::zeroed(rows.edges()),
            gathered: GatheredWorlds::new(rows),
            bits: SharerBits::new(&self.experiment, self.most_options()),
            drawn: Vec::new(),
            engine: self,
        })
    }
}

/// The buffers of one thread.
struct GatheredWorker {
    writer: CountWriter,
    masks: Large<u64>,
    gathered: GatheredWorlds,
    bits: Option<SharerBits>,
    drawn: Vec<u32>,
    engine: Arc<GatheredEngine>,
}

impl GatheredWorker {
    /// Runs a gathered world for some options; gives the number of seeds of each.
    fn spread(&mut self, options: &[Seeds], lane: usize, world: u64) -> Vec<usize> {
        self.gathered.start();
        let mut counts = Vec::with_capacity(options.len());
        for (place, option) in options.iter().enumerate() {
            let users = option.of(world, &mut self.drawn);
            for &user in users {
                self.gathered.seed(place, user);
            }
            counts.push(users.len());
        }
        self.gathered.run(lane);
        counts
    }
}

impl Worker for GatheredWorker {
    fn run(&mut self, worlds: Range<u64>, progress: &dyn Progress) -> Block {
        let engine = Arc::clone(&self.engine);
        let experiment = &engine.experiment;
        let stop = StopLatch::new(progress);
        self.writer.begin(worlds.clone());
        draw(experiment.masks(), experiment.rng_seed, worlds.start, &mut self.masks, &stop);
        let rows = experiment.network.forward();
        self.gathered.gather(rows, &self.masks, &|| stop.is_set());
        for (group, options) in experiment.options.chunks(OPTIONS).enumerate() {
            if let Some(bits) = &mut self.bits {
                bits.start();
            }
            let mut counted: Vec<OptionCounts> =
                options.iter().map(|_| OptionCounts::default()).collect();
            let mut counts = vec![0; options.len()];
            for (lane, world) in self.writer.lanes() {
                if stop.is_set() {
                    break;
                }
                let seeds = self.spread(options, lane, world);
                self.gathered.count(&mut counts);
                for (option, counted) in counted.iter_mut().enumerate() {
                    counted.seeds = seeds[option];
                    counted.sharers[lane] = counts[option];
                    if let Some(bits) = &mut self.bits {
                        self.gathered.sharers(option, bits.sharers(option, lane));
                    }
                }
            }
            let (first, bits) = (group * OPTIONS, self.bits.as_mut());
            keep_all(experiment, &mut self.writer, first, counted, bits, &stop);
        }
        self.writer.finish(&stop)
    }
}
