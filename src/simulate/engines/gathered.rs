//! Cascades of worlds that are drawn 64 at once and then run one by one, all options at once in each.

use std::{ops::Range, sync::Arc};

use super::whole::{CountWriter, OptionCounts, SharerBits, StopLatch, draw, keep_all};
use crate::{
    kernel::{
        batch::{
            fused::WORLDS,
            gathered::{GatheredWorlds, OPTIONS},
        },
        plan::Pilot,
    },
    memory::Large,
    progress::Progress,
    seeding::Seeds,
    simulate::{
        Block, Engine, EngineCost, Experiment, Worker, Workload, WorldLayout, workers::MOST_BYTES,
        workload::DRAW,
    },
};

/// Nanoseconds to see in which of 64 worlds an edge is live …
const SCAN: f64 = 6.0;

/// … and to write it to the list of one.
const GATHER: f64 = 2.0;

/// Nanoseconds to follow a live edge.
const FOLLOW: f64 = 7.2;

/// How often a live edge is followed at most in a world, for up to sixteen options with nothing in
/// common.
const FOLLOWED_AGAIN: f64 = 1.4;

/// What the engine takes: 8 bytes an edge, and in each of 64 worlds 4 a live edge and 4 a user.
pub(in crate::simulate) fn cost(work: &Workload, pilot: Pilot) -> EngineCost {
    let options = work.options as f64;
    let groups = (options / OPTIONS as f64).ceil();
    let lists = 4.0 * WORLDS as f64 * (work.live_edges + work.users);
    let bytes = 8.0 * work.edges + lists + 2.0 * work.users;
    let draw = DRAW * work.edges;
    let listed = GATHER * work.live_edges * WORLDS as f64;
    let gather = (SCAN * work.edges + listed) * work.distance();
    let show = work.show() * work.edges * work.distance() * options;
    let followed = pilot.sharers.min(FOLLOWED_AGAIN * work.live_edges * groups);
    let world = FOLLOW * followed + work.read();
    let nanoseconds = (draw + gather + show) / work.block() + world * work.distance();
    let most = MOST_BYTES as f64;
    EngineCost {
        // What is larger is not run.
        worker_bytes: bytes.min(most) + SharerBits::bytes(work, OPTIONS),
        cascade_bytes: 0.0,
        nanoseconds: if bytes > most { f64::INFINITY } else { nanoseconds },
    }
}

/// The engine of an experiment whose model draws masks.
pub(in crate::simulate) struct GatheredEngine {
    experiment: Experiment,
    layout: WorldLayout,
}

impl GatheredEngine {
    pub(in crate::simulate) fn new(experiment: &Experiment) -> Self {
        Self { layout: experiment.layout(), experiment: experiment.clone() }
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
        cost(&self.experiment.workload(1), Pilot::default()).worker_bytes as u64
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
