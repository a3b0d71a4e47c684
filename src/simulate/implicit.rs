//! Cascades over an implicit population: the same worlds, options and metrics, and memory for the
//! cascades alone.

use std::ops::Range;

use super::{Asks, Block, Engine, Shape, Slot, Worker};
use crate::{
    kernel::{
        Trace,
        implicit::{ImplicitAudience, ImplicitCascade, Visited, impressions},
    },
    metric::{AnyMetric, Finished, Needs},
    network::implicit::Population,
    progress::Progress,
    rng::{Purpose, World},
    seeding::AddressSeeds,
};

/// What is simulated on an implicit population.
#[derive(Debug, Clone, Copy)]
pub struct ImplicitExperiment<'a> {
    /// The users.
    pub population: &'a Population,
    /// The probability of every edge.
    pub p: f64,
    /// A cascade ends once it has so many sharers, no fewer than its seeds.
    pub most: u64,
    /// The seeds of each option.
    pub options: &'a [AddressSeeds],
    /// What is measured of each cascade.
    pub metrics: &'a [AnyMetric],
    /// What is asked of it beside that; neither segments nor overlaps are known here.
    pub asks: Asks<'a>,
    /// Names the worlds.
    pub rng_seed: u64,
}

impl Engine for ImplicitExperiment<'_> {
    fn shape(&self) -> Shape {
        Shape {
            options: self.options.len(),
            metrics: self.metrics.len(),
            numbers: self.asks.numbers(),
            times: self.asks.times_to.len(),
            ..Shape::default()
        }
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        let needed = |needs| self.metrics.iter().any(|metric| metric.needs() == needs);
        Box::new(Computed {
            experiment: self,
            cascade: ImplicitCascade::new(self.population, self.p, self.most),
            sharers: Visited::default(),
            trace: (self.asks.traced() || needed(Needs::Trace)).then(Trace::default),
            exposure: needed(Needs::Reach).then(ImplicitAudience::default),
            shown: needed(Needs::Impressions),
            drawn: Vec::new(),
        })
    }
}

/// The buffers of one thread.
struct Computed<'a> {
    experiment: &'a ImplicitExperiment<'a>,
    cascade: ImplicitCascade<'a>,
    sharers: Visited,
    trace: Option<Trace>,
    exposure: Option<ImplicitAudience>,
    /// Whether impressions are counted.
    shown: bool,
    drawn: Vec<u64>,
}

impl Computed<'_> {
    /// Runs the cascade of one option in one world, and measures it.
    fn measure(&mut self, option: &AddressSeeds, index: u64, mut slot: Slot<'_>) {
        let experiment = self.experiment;
        let world = World::new(experiment.rng_seed, Purpose::Diffusion, index);
        let seeds = option.of(index, &mut self.drawn);
        match &mut self.trace {
            Some(trace) => self.cascade.run(world, seeds, &mut self.sharers, trace),
            None => self.cascade.run(world, seeds, &mut self.sharers, &mut ()),
        }
        let sharers = self.sharers.list();
        // Who saw it tells how often it was shown; without that, numbers of followers do.
        let (reached, shown) = match &mut self.exposure {
            Some(exposure) => {
                exposure.count(experiment.population, sharers);
                (Some(exposure.reached().len()), Some(exposure.impressions()))
            }
            None => (None, self.shown.then(|| impressions(experiment.population, sharers))),
        };
        let cascade = Finished {
            sharers: sharers.len(),
            seeds: seeds.len(),
            reached,
            impressions: shown,
            trace: self.trace.as_ref(),
            outcome: None,
        };
        for (value, metric) in slot.values.iter_mut().zip(experiment.metrics) {
            *value = metric.of(&cascade);
        }
        if let Some(trace) = &self.trace {
            experiment.asks.tell(trace, &mut slot);
        }
    }
}

impl Worker for Computed<'_> {
    fn run(&mut self, worlds: Range<u64>, progress: &dyn Progress) -> Block {
        let shape = self.experiment.shape();
        let mut block = Block::empty(shape, worlds.clone());
        for index in worlds {
            if progress.cancelled() {
                block.cut(shape, index);
                break;
            }
            for (place, option) in self.experiment.options.iter().enumerate() {
                self.measure(option, index, block.of(shape, index, place));
            }
        }
        progress.advance(block.worlds);
        block
    }
}
