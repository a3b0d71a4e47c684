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
pub(super) struct Walking<'a>(pub(super) &'a Experiment<'a>);

impl Engine for Walking<'_> {
    fn shape(&self) -> Shape {
        self.0.shape()
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(Walked::new(self.0))
    }
}

/// The buffers of one thread.
struct Walked<'a> {
    experiment: &'a Experiment<'a>,
    scratch: Scratch,
    trace: Option<Trace>,
    exposure: Option<Exposure>,
    drawn: Vec<u32>,
    counts: Vec<u64>,
}

impl<'a> Walked<'a> {
    fn new(experiment: &'a Experiment<'a>) -> Self {
        let users = experiment.network.users();
        let exposed = experiment.exposed();
        Self {
            experiment,
            scratch: Scratch::new(users),
            trace: experiment.needs(Needs::Trace).then(Trace::default),
            exposure: exposed.then(|| Exposure::new(users)),
            drawn: Vec::new(),
            counts: experiment.segments.map_or_else(Vec::new, |s| vec![0; s.count as usize + 1]),
        }
    }

    /// Measures the cascade that was run last.
    fn measure(&mut self, seeds: usize, values: &mut Vec<f64>, tallies: &mut [Tally]) {
        let experiment = self.experiment;
        let sharers = self.scratch.sharers();
        if let Some(exposure) = &mut self.exposure {
            exposure.count(experiment.network, sharers);
        }
        let cascade = Finished {
            sharers: sharers.len(),
            seeds,
            reached: self.exposure.as_ref().map(|exposure| exposure.reached().len()),
            impressions: self.exposure.as_ref().map(Exposure::impressions),
            trace: self.trace.as_ref(),
        };
        values.extend(experiment.metrics.iter().map(|metric| metric.of(&cascade)));
        if let (Some(segments), Some(exposure)) = (experiment.segments, &self.exposure) {
            self.counts.fill(0);
            for &user in exposure.reached() {
                let code = segments.codes[user as usize].min(segments.count);
                self.counts[code as usize] += 1;
            }
            for (tally, &count) in tallies.iter_mut().zip(&self.counts) {
                tally.add(count);
            }
        }
    }
}

impl Worker for Walked<'_> {
    fn run(&mut self, worlds: Range<u64>, progress: &dyn Progress) -> Block {
        let experiment = self.experiment;
        let mut block = Block {
            start: worlds.start,
            worlds: worlds.end - worlds.start,
            values: Vec::with_capacity(
                (worlds.end - worlds.start) as usize
                    * experiment.options.len()
                    * experiment.metrics.len(),
            ),
            segments: vec![Tally::default(); self.counts.len() * experiment.options.len()],
        };
        for index in worlds {
            if progress.cancelled() {
                block.worlds = index - block.start;
                break;
            }
            for (place, option) in experiment.options.iter().enumerate() {
                let tallies = place * self.counts.len()..(place + 1) * self.counts.len();
                let seeds = option.of(index, &mut self.drawn);
                let world = World::new(experiment.rng_seed, Purpose::Diffusion, index);
                match &mut self.trace {
                    Some(trace) => {
                        experiment.cascade.run_traced(world, seeds, &mut self.scratch, trace);
                    }
                    None => experiment.cascade.run(world, seeds, &mut self.scratch),
                }
                let seeds = seeds.len();
                self.measure(seeds, &mut block.values, &mut block.segments[tallies]);
            }
        }
        progress.advance(block.worlds);
        block
    }
}
