//! Cascades of the linear threshold model, each world drawn whole for all options.

use std::{ops::Range, sync::Arc};

use super::whole::{CountWriter, OptionCounts, SharerBits, StopLatch, keep_all};
use crate::{
    kernel::batch::{
        fused::WORLDS,
        pointer_jumping::{self, OPTIONS, PointerJumping},
    },
    progress::Progress,
    rng::{Purpose, World},
    seeding::Seeds,
    simulate::{Block, Engine, EngineCost, Experiment, Worker, Workload, WorldLayout},
};

/// Nanoseconds to draw a user's choice and to find where it leads.
const CHASE: f64 = 11.0;

/// What the engine takes: 16 bytes a user.
pub(in crate::simulate) fn cost(work: &Workload) -> EngineCost {
    let options = work.options as f64;
    let groups = (options / OPTIONS as f64).ceil();
    let world = CHASE * groups * work.users + work.read();
    let show = work.show() * work.edges * work.distance() * options;
    EngineCost {
        worker_bytes: 16.0 * work.users + SharerBits::bytes(work, OPTIONS),
        cascade_bytes: 0.0,
        nanoseconds: world * work.distance() + show / work.block(),
    }
}

/// The engine of an experiment whose model lets each user keep one edge.
pub(in crate::simulate) struct ChaseEngine {
    experiment: Experiment,
    layout: WorldLayout,
}

impl ChaseEngine {
    pub(in crate::simulate) fn new(experiment: &Experiment) -> Self {
        Self { layout: experiment.layout(), experiment: experiment.clone() }
    }

    fn most_options(&self) -> usize {
        self.experiment.options.len().min(OPTIONS)
    }
}

impl Engine for ChaseEngine {
    fn layout(&self) -> &WorldLayout {
        &self.layout
    }

    fn worlds_at_once(&self) -> u64 {
        WORLDS as u64
    }

    fn worker_bytes(&self) -> u64 {
        cost(&self.experiment.workload(1)).worker_bytes as u64
    }

    fn worker(self: Arc<Self>) -> Box<dyn Worker> {
        Box::new(ChaseWorker {
            writer: CountWriter::new(&self.experiment, &self.layout),
            chase: PointerJumping::new(self.experiment.network.users()),
            bits: SharerBits::new(&self.experiment, self.most_options()),
            drawn: Vec::new(),
            engine: self,
        })
    }
}

/// The buffers of one thread.
struct ChaseWorker {
    writer: CountWriter,
    chase: PointerJumping,
    bits: Option<SharerBits>,
    drawn: Vec<u32>,
    engine: Arc<ChaseEngine>,
}

impl ChaseWorker {
    /// Seeds the options in a world, or in every world; gives the number of seeds of each.
    fn seed(&mut self, options: &[Seeds], world: u64) -> Vec<usize> {
        self.chase.forget_seeds();
        let mut counts = Vec::with_capacity(options.len());
        for (place, option) in options.iter().enumerate() {
            let users = option.of(world, &mut self.drawn);
            for &user in users {
                self.chase.seed(place, user);
            }
            counts.push(users.len());
        }
        counts
    }

    /// Runs the worlds of a block for some options.
    fn count(&mut self, options: &[Seeds], stop: &StopLatch<'_>) -> Vec<OptionCounts> {
        let engine = Arc::clone(&self.engine);
        let (rng_seed, picks) = (engine.experiment.rng_seed, engine.experiment.picks());
        let redrawn = options.iter().any(|option| !matches!(option, Seeds::Fixed(_)));
        let mut seeds = Vec::new();
        let mut counts = vec![0; options.len()];
        let mut counted: Vec<OptionCounts> =
            options.iter().map(|_| OptionCounts::default()).collect();
        let lanes: Vec<(usize, u64)> = self.writer.lanes().collect();
        // Where seeds are drawn anew, a world is run by itself.
        for lanes in lanes.chunks(if redrawn { 1 } else { pointer_jumping::WORLDS }) {
            if stop.is_set() {
                break;
            }
            if redrawn || seeds.is_empty() {
                seeds = self.seed(options, lanes[0].1);
            }
            let world =
                |&(_, index): &(usize, u64)| World::new(rng_seed, Purpose::Diffusion, index);
            let worlds: Vec<World> = lanes.iter().map(world).collect();
            self.chase.run(picks, &worlds, &|| stop.is_set());
            for (nth, &(lane, _)) in lanes.iter().enumerate() {
                self.chase.count(nth, &mut counts);
                for (option, counted) in counted.iter_mut().enumerate() {
                    counted.seeds = seeds[option];
                    counted.sharers[lane] = counts[option];
                    if let Some(bits) = &mut self.bits {
                        self.chase.sharers(nth, option, bits.sharers(option, lane));
                    }
                }
            }
        }
        counted
    }
}

impl Worker for ChaseWorker {
    fn run(&mut self, worlds: Range<u64>, progress: &dyn Progress) -> Block {
        let engine = Arc::clone(&self.engine);
        let stop = StopLatch::new(progress);
        self.writer.begin(worlds);
        for (group, options) in engine.experiment.options.chunks(OPTIONS).enumerate() {
            if let Some(bits) = &mut self.bits {
                bits.start();
            }
            let counted = self.count(options, &stop);
            let (first, bits) = (group * OPTIONS, self.bits.as_mut());
            keep_all(&engine.experiment, &mut self.writer, first, counted, bits, &stop);
        }
        self.writer.finish(&stop)
    }
}
