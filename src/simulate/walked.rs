//! Cascades over a stored network, walked one after the other.

use std::ops::Range;

use super::{Block, Engine, Experiment, Shape, Tally, Worker};
use crate::{
    kernel::{Scratch, Trace, exposure::Exposure},
    metric::{Finished, Needs},
    progress::Progress,
    rng::{Purpose, World},
};

/// The engine that walks.
pub(super) struct Walking<'a> {
    experiment: &'a Experiment<'a>,
    chains: Vec<Vec<usize>>,
}

impl<'a> Walking<'a> {
    pub(super) fn new(experiment: &'a Experiment<'a>) -> Self {
        Self { experiment, chains: experiment.chains() }
    }
}

impl Engine for Walking<'_> {
    fn shape(&self) -> Shape {
        self.experiment.shape()
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(Walked::new(self))
    }
}

/// The buffers of one thread.
struct Walked<'a> {
    experiment: &'a Experiment<'a>,
    chains: &'a [Vec<usize>],
    scratch: Scratch,
    trace: Option<Trace>,
    exposure: Option<Exposure>,
    drawn: Vec<u32>,
    /// How many of those reached have each code.
    counts: Vec<u64>,
}

impl<'a> Walked<'a> {
    fn new(engine: &'a Walking<'a>) -> Self {
        let experiment = engine.experiment;
        let users = experiment.network.users();
        let exposed = experiment.exposed();
        Self {
            experiment,
            chains: &engine.chains,
            scratch: Scratch::new(users),
            trace: experiment.needs(Needs::Trace).then(Trace::default),
            exposure: exposed.then(|| Exposure::new(users)),
            drawn: Vec::new(),
            counts: vec![0; experiment.shape().tallies],
        }
    }

    /// Runs the cascade of an option, or goes on to it from the one before in its chain; gives the
    /// number of seeds.
    fn spread(&mut self, option: usize, index: u64, first: bool) -> usize {
        let experiment = self.experiment;
        let seeds = experiment.options[option].of(index, &mut self.drawn);
        let world = World::new(experiment.rng_seed, Purpose::Diffusion, index);
        let before = if first { 0 } else { self.scratch.sharers().len() };
        match (&mut self.trace, experiment.cascade.live()) {
            (Some(trace), _) => {
                experiment.cascade.run_traced(world, seeds, &mut self.scratch, trace);
            }
            (None, Some(live)) if !first => live.run_on(world, seeds, &mut self.scratch),
            (None, _) => experiment.cascade.run(world, seeds, &mut self.scratch),
        }
        if let Some(exposure) = &mut self.exposure {
            if first {
                exposure.start();
                self.counts.fill(0);
            }
            let reached = exposure.reached().len();
            exposure.add(experiment.network, &self.scratch.sharers()[before..]);
            if let Some(segments) = experiment.segments {
                for &user in &exposure.reached()[reached..] {
                    let code = segments.codes[user as usize].min(segments.count);
                    self.counts[code as usize] += 1;
                }
            }
        }
        seeds.len()
    }

    /// Measures the cascade that was run last.
    fn measure(&self, seeds: usize, values: &mut [f64], tallies: &mut [Tally]) {
        let cascade = Finished {
            sharers: self.scratch.sharers().len(),
            seeds,
            reached: self.exposure.as_ref().map(|exposure| exposure.reached().len()),
            impressions: self.exposure.as_ref().map(Exposure::impressions),
            trace: self.trace.as_ref(),
        };
        for (value, metric) in values.iter_mut().zip(self.experiment.metrics) {
            *value = metric.of(&cascade);
        }
        for (tally, &count) in tallies.iter_mut().zip(&self.counts) {
            tally.add(count);
        }
    }
}

impl Worker for Walked<'_> {
    fn run(&mut self, worlds: Range<u64>, progress: &dyn Progress) -> Block {
        let shape = self.experiment.shape();
        let mut block = Block::empty(shape, worlds.clone());
        for index in worlds {
            if progress.cancelled() {
                block.cut(shape, index);
                break;
            }
            for chain in self.chains {
                for (nth, &option) in chain.iter().enumerate() {
                    let seeds = self.spread(option, index, nth == 0);
                    let (values, tallies) = block.of(shape, index, option);
                    self.measure(seeds, values, tallies);
                }
            }
        }
        progress.advance(block.worlds);
        block
    }
}
