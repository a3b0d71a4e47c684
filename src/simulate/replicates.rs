//! The parallel loop over worlds.
//!
//! Blocks of worlds are handed out in their order and put together in their order, so the samples
//! do not depend on the number of threads, and a stop loses only the few blocks under way.

use std::sync::Mutex;

use rayon::prelude::*;

use super::{Experiment, Samples, Tally};
use crate::{
    kernel::{Scratch, Trace, exposure::Exposure},
    metric::{Finished, Needs},
    progress::Progress,
    rng::{Purpose, World},
};

/// A checkpoint's worlds are cut into about this many blocks: enough that threads end together,
/// few enough that handing them out costs nothing.
const BLOCKS: u64 = 1024;

/// But no block has more worlds than this, so that a stop loses little and progress shows soon.
const MOST_WORLDS: u64 = 16;

/// Runs worlds until there are `until` replicates, or the user asks to stop.
pub(super) fn extend(
    experiment: &Experiment<'_>,
    samples: &mut Samples,
    until: u64,
    progress: &dyn Progress,
) {
    let first = samples.replicates;
    let length = ((until - first) / BLOCKS).clamp(1, MOST_WORLDS);
    let workers = Mutex::new(Vec::new());
    let block = |start: u64| {
        let idle = workers.lock().expect("no worker panics").pop();
        let mut worker = idle.unwrap_or_else(|| Worker::new(experiment));
        let block = worker.run(experiment, start..(start + length).min(until), progress);
        workers.lock().expect("no worker panics").push(worker);
        block
    };
    let starts = (first..until).step_by(length as usize).take_while(|_| !progress.cancelled());
    let mut blocks: Vec<Block> = starts.par_bridge().map(block).collect();
    blocks.sort_unstable_by_key(|block| block.start);
    for block in blocks {
        // After a stop the blocks under way are cut short: what follows a gap is let go, so that the
        // replicates kept are the first ones, whatever they held.
        if block.start != samples.replicates {
            break;
        }
        block.append_to(samples);
    }
}

/// The values of consecutive worlds.
struct Block {
    start: u64,
    worlds: u64,
    /// World by world, in each option by option, in each metric by metric.
    values: Vec<f64>,
    /// Option by option, in each segment by segment.
    segments: Vec<Tally>,
}

impl Block {
    fn append_to(self, samples: &mut Samples) {
        samples.replicates += self.worlds;
        let mut values = self.values.into_iter();
        for _ in 0..self.worlds {
            for option in &mut samples.options {
                for metric in &mut option.values {
                    metric.push(values.next().expect("one value a world, option and metric"));
                }
            }
        }
        let mut tallies = self.segments.into_iter();
        for option in &mut samples.options {
            for tally in &mut option.segments {
                tally.merge(tallies.next().expect("one tally an option and segment"));
            }
        }
    }
}

/// The buffers of one thread.
struct Worker {
    scratch: Scratch,
    trace: Option<Trace>,
    exposure: Option<Exposure>,
    drawn: Vec<u32>,
    counts: Vec<u64>,
}

impl Worker {
    fn new(experiment: &Experiment<'_>) -> Self {
        let users = experiment.network.users();
        let needed = |needs| experiment.metrics.iter().any(|metric| metric.needs() == needs);
        let exposed = experiment.segments.is_some() || needed(Needs::Exposure);
        Self {
            scratch: Scratch::new(users),
            trace: needed(Needs::Trace).then(Trace::default),
            exposure: exposed.then(|| Exposure::new(users)),
            drawn: Vec::new(),
            counts: experiment.segments.map_or_else(Vec::new, |s| vec![0; s.count as usize + 1]),
        }
    }

    /// The block of `worlds`, or of the first of them where the user asks to stop meanwhile.
    fn run(
        &mut self,
        experiment: &Experiment<'_>,
        worlds: std::ops::Range<u64>,
        progress: &dyn Progress,
    ) -> Block {
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
                self.measure(experiment, seeds, &mut block.values, &mut block.segments[tallies]);
            }
        }
        progress.advance(block.worlds);
        block
    }

    /// Measures the cascade that was run last.
    fn measure(
        &mut self,
        experiment: &Experiment<'_>,
        seeds: usize,
        values: &mut Vec<f64>,
        tallies: &mut [Tally],
    ) {
        let sharers = self.scratch.sharers();
        if let Some(exposure) = &mut self.exposure {
            exposure.count(experiment.network, sharers);
        }
        let cascade = Finished {
            sharers,
            seeds,
            exposure: self.exposure.as_ref(),
            trace: self.trace.as_ref(),
        };
        values.extend(experiment.metrics.iter().map(|metric| metric.of(&cascade)));
        if let Some(segments) = experiment.segments {
            self.counts.fill(0);
            for &user in cascade.exposure().reached() {
                let code = segments.codes[user as usize].min(segments.count);
                self.counts[code as usize] += 1;
            }
            for (tally, &count) in tallies.iter_mut().zip(&self.counts) {
                tally.add(count);
            }
        }
    }
}
