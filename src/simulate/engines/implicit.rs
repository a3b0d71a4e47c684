//! Cascades over an implicit population: the same worlds, options and measures, and memory for the
//! cascades alone.

use std::{ops::Range, sync::Arc};

use crate::{
    kernel::{
        Trace,
        implicit::{ImplicitAudience, ImplicitCascade, Visited, impressions},
    },
    metric::{AnyMetric, Finished, Measure, Needs},
    network::implicit::Population,
    progress::{Progress, StopFlag},
    rng::{Purpose, World},
    seeding::AddressSeeds,
    simulate::{Block, Engine, Worker, WorldLayout, block::BlockWriter},
};

/// The input of a simulation on an implicit population.
#[derive(Debug, Clone)]
pub struct ImplicitExperiment {
    /// The users.
    pub population: Arc<Population>,
    /// The probability of every edge.
    pub p: f64,
    /// The number of sharers at which a cascade is stopped; no fewer than its seeds.
    pub most: u64,
    /// The seeds of each option.
    pub options: Arc<[AddressSeeds]>,
    /// The metrics of each cascade.
    pub metrics: Arc<[AnyMetric]>,
    /// The further measures; none may need segments or lists of users.
    pub measures: Arc<[Arc<dyn Measure>]>,
    /// Names all random numbers of the worlds.
    pub rng_seed: u64,
}

impl ImplicitExperiment {
    /// The engine, which walks worlds.
    #[must_use]
    pub fn engine(&self) -> Arc<dyn Engine> {
        let measures = Arc::clone(&self.measures);
        let layout = WorldLayout::new(self.options.len(), self.metrics.len(), measures);
        Arc::new(ImplicitEngine { experiment: self.clone(), layout })
    }

    /// What metrics and measures need of a cascade.
    #[must_use]
    pub fn needs(&self) -> Needs {
        let numbers = self.metrics.iter().map(|metric| metric.needs());
        numbers.chain(self.measures.iter().map(|it| it.needs())).fold(Needs::SHARERS, Needs::union)
    }
}

/// The engine of an experiment on an implicit population.
struct ImplicitEngine {
    experiment: ImplicitExperiment,
    layout: WorldLayout,
}

impl Engine for ImplicitEngine {
    fn layout(&self) -> &WorldLayout {
        &self.layout
    }

    fn worker(self: Arc<Self>) -> Box<dyn Worker> {
        let experiment = &self.experiment;
        let needs = experiment.needs();
        let population = Arc::clone(&experiment.population);
        Box::new(ImplicitWorker {
            writer: BlockWriter::new(&self.layout, &experiment.metrics),
            cascade: ImplicitCascade::new(population, experiment.p, experiment.most),
            sharers: Visited::default(),
            trace: needs.contains(Needs::TRACE).then(Trace::default),
            exposure: needs.contains(Needs::REACH).then(ImplicitAudience::default),
            shown: needs.contains(Needs::IMPRESSIONS),
            drawn: Vec::new(),
            engine: self,
        })
    }
}

/// The buffers of one thread.
struct ImplicitWorker {
    writer: BlockWriter,
    cascade: ImplicitCascade,
    sharers: Visited,
    trace: Option<Trace>,
    exposure: Option<ImplicitAudience>,
    /// Whether impressions are counted.
    shown: bool,
    drawn: Vec<u64>,
    engine: Arc<ImplicitEngine>,
}

impl ImplicitWorker {
    /// Runs the cascade of one option in one world, and measures it; false where it was stopped on
    /// its way, and so counts for nothing.
    fn measure(&mut self, option: usize, index: u64, stop: &StopFlag) -> bool {
        let experiment = &self.engine.experiment;
        let world = World::new(experiment.rng_seed, Purpose::Diffusion, index);
        let seeds = experiment.options[option].of(index, &mut self.drawn);
        match &mut self.trace {
            Some(trace) => self.cascade.run(world, seeds, &mut self.sharers, trace),
            None => self.cascade.run(world, seeds, &mut self.sharers, &mut ()),
        }
        let sharers = self.sharers.list();
        // The list of reached users gives impressions too; without it, numbers of followers do.
        let (reached, shown) = match &mut self.exposure {
            Some(exposure) => {
                exposure.count(&experiment.population, sharers, stop);
                (Some(exposure.reached().len()), Some(exposure.impressions()))
            }
            None => (None, self.shown.then(|| impressions(&experiment.population, sharers, stop))),
        };
        if stop.is_set() {
            return false;
        }
        let cascade = Finished {
            reached,
            impressions: shown,
            trace: self.trace.as_ref(),
            ..Finished::of_counts(sharers.len(), seeds.len())
        };
        self.writer.observe(index, option, &cascade);
        true
    }
}

impl Worker for ImplicitWorker {
    fn run(&mut self, worlds: Range<u64>, progress: &dyn Progress) -> Block {
        self.writer.begin(worlds.clone());
        let stop = progress.stop();
        self.cascade.stop_at(stop);
        self.sharers.stop_at(stop);
        'worlds: for index in worlds {
            for option in 0..self.engine.layout.options() {
                if stop.is_set() || !self.measure(option, index, stop) {
                    self.writer.cut(index);
                    break 'worlds;
                }
            }
            self.writer.compare(index);
        }
        let block = self.writer.take();
        progress.advance(block.worlds);
        block
    }
}
