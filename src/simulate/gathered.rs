//! Cascades of worlds that are drawn 64 at once and then run one by one, all options at once in each.

use std::ops::Range;

use super::{
    Block, Engine, Experiment, Shape, Worker,
    whole::{Audience, Counted, Values, Watch, draw, keep_all},
};
use crate::{
    kernel::batch::{
        fused::{WORLDS, WorldMasks},
        gathered::{GatheredWorlds, OPTIONS},
    },
    memory::Large,
    progress::Progress,
    seeding::Seeds,
};

/// The engine of an experiment whose model draws masks.
pub(super) struct Gathering<'a> {
    pub(super) experiment: &'a Experiment<'a>,
    pub(super) masks: &'a dyn WorldMasks,
    /// What a worker takes, without what is kept of who has seen it.
    pub(super) bytes: u64,
}

impl Gathering<'_> {
    fn most_options(&self) -> usize {
        self.experiment.options.len().min(OPTIONS)
    }
}

impl Engine for Gathering<'_> {
    fn shape(&self) -> Shape {
        self.experiment.shape()
    }

    fn worlds_together(&self) -> u64 {
        WORLDS as u64
    }

    fn worker_bytes(&self) -> u64 {
        self.bytes + Audience::bytes(self.experiment, self.most_options())
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        let rows = self.experiment.network.forward();
        Box::new(Together {
            engine: self,
            masks: Large::zeroed(rows.edges()),
            gathered: GatheredWorlds::new(rows),
            audience: Audience::new(self.experiment, self.most_options()),
            drawn: Vec::new(),
        })
    }
}

/// The buffers of one thread.
struct Together<'a> {
    engine: &'a Gathering<'a>,
    masks: Large<u64>,
    gathered: GatheredWorlds,
    audience: Option<Audience>,
    drawn: Vec<u32>,
}

impl Together<'_> {
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

impl Worker for Together<'_> {
    fn run(&mut self, worlds: Range<u64>, progress: &dyn Progress) -> Block {
        let experiment = self.engine.experiment;
        let watch = Watch::new(progress);
        let mut values = Values::new(experiment, worlds.clone());
        draw(self.engine.masks, experiment.rng_seed, worlds.start, &mut self.masks, &watch);
        let rows = experiment.network.forward();
        self.gathered.gather(rows, &self.masks, &|| watch.stopped());
        for (group, options) in experiment.options.chunks(OPTIONS).enumerate() {
            if let Some(audience) = &mut self.audience {
                audience.start();
            }
            let mut counted: Vec<Counted> = options.iter().map(|_| Counted::default()).collect();
            let mut counts = vec![0; options.len()];
            for (lane, world) in values.lanes() {
                if watch.stopped() {
                    break;
                }
                let seeds = self.spread(options, lane, world);
                self.gathered.count(&mut counts);
                for (option, counted) in counted.iter_mut().enumerate() {
                    counted.seeds = seeds[option];
                    counted.sharers[lane] = counts[option];
                    if let Some(audience) = &mut self.audience {
                        self.gathered.sharers(option, audience.sharers(option, lane));
                    }
                }
            }
            keep_all(&mut values, group * OPTIONS, counted, self.audience.as_mut(), &watch);
        }
        values.block(&watch)
    }
}
