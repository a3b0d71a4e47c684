//! Cascades over a stored network, walked one after the other.

use std::ops::Range;

use super::{
    Block, Engine, Experiment, OverlapOf, Shape, Slot, Worker,
    mixing::Mixing,
    overlap::{Crowd, compare},
};
use crate::{
    kernel::{Scratch, Trace, audience::AudienceCounter},
    metric::{Finished, Needs},
    model::{Outcome, OutcomeRequest},
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

    fn worker_bytes(&self) -> u64 {
        let users = self.experiment.network.users();
        let compared = self.experiment.asks.overlap.map_or(0, |_| self.experiment.options.len());
        compared as u64 * Crowd::bytes(users)
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
    outcome: Outcome,
    /// Whether a measure needs the counts of the outcome.
    counts_outcome: bool,
    exposure: Option<AudienceCounter>,
    drawn: Vec<u32>,
    /// How many of those reached have each code.
    counts: Vec<u64>,
    mixing: Option<Mixing>,
    /// Whom each option has, in the world that is run; empty where none are compared.
    crowds: Vec<Crowd>,
}

impl<'a> Walked<'a> {
    fn new(engine: &'a Walking<'a>) -> Self {
        let experiment = engine.experiment;
        let users = experiment.network.users();
        let exposed = experiment.exposed();
        let counted = [Needs::Reposts, Needs::Spreading, Needs::Opinions, Needs::Messages];
        let counts_outcome = counted.into_iter().any(|needs| experiment.needs(needs));
        let compared = experiment.asks.overlap.map_or(0, |_| experiment.options.len());
        Self {
            experiment,
            chains: &engine.chains,
            scratch: Scratch::new(users),
            trace: experiment.is_traced().then(Trace::default),
            outcome: Outcome::default(),
            counts_outcome,
            exposure: exposed.then(|| AudienceCounter::new(users)),
            drawn: Vec::new(),
            counts: vec![0; experiment.shape().tallies],
            mixing: experiment.asks.mixing.then(|| Mixing::new(experiment.shape().tallies)),
            crowds: (0..compared).map(|_| Crowd::new(users)).collect(),
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
        let mut reached = 0;
        if let Some(exposure) = &mut self.exposure {
            if first {
                exposure.start();
                self.counts.fill(0);
            }
            reached = exposure.reached().len();
            exposure.share(&self.scratch.sharers()[before..]);
        }
        let mut show = self.exposure.as_mut().map(|exposure| |user| exposure.show(user));
        if self.counts_outcome || show.is_some() {
            let show = show.as_mut().map(|show| show as &mut dyn FnMut(u32));
            let wanted = OutcomeRequest { world, seeds, counts: self.counts_outcome, show };
            experiment.cascade.outcome(&mut self.scratch, wanted, &mut self.outcome);
        }
        if let Some(exposure) = &mut self.exposure {
            if !self.outcome.has_shown {
                exposure.show_followers(experiment.network, &self.scratch.sharers()[before..]);
            }
            if let Some(segments) = experiment.segments {
                for &user in &exposure.reached()[reached..] {
                    self.counts[segments.of(user)] += 1;
                }
            }
        }
        // Another message may have won some of ours.
        let is_ours = |&&seed: &&u32| self.scratch.has_shared(seed);
        match experiment.cascade.messages() {
            0 => seeds.len(),
            _ => seeds.iter().filter(is_ours).count(),
        }
    }

    /// Measures the cascade that was run last.
    fn measure(&mut self, seeds: usize, option: usize, mut slot: Slot<'_>) {
        let experiment = self.experiment;
        let repeated = self.outcome.repeated_impressions;
        let impressions = self.exposure.as_ref().map(|exposure| exposure.impressions() + repeated);
        let cascade = Finished {
            sharers: self.scratch.sharers().len(),
            seeds,
            reached: self.exposure.as_ref().map(|exposure| exposure.reached().len()),
            impressions,
            trace: self.trace.as_ref(),
            outcome: self.counts_outcome.then_some(&self.outcome),
        };
        for (value, metric) in slot.values.iter_mut().zip(experiment.metrics) {
            *value = metric.of(&cascade);
        }
        for (tally, &count) in slot.segments.iter_mut().zip(&self.counts) {
            tally.add(count);
        }
        for (tally, shared) in slot.messages.iter_mut().zip(&self.outcome.messages) {
            tally.add(shared.with, shared.without);
        }
        let sharers = self.scratch.sharers();
        if let Some(trace) = &self.trace {
            experiment.asks.tell(trace, &mut slot);
            if let (Some(mixing), Some(segments)) = (&mut self.mixing, &experiment.segments) {
                mixing.tell(segments, sharers, trace, slot.mixing);
            }
        }
        if let Some(crowd) = self.crowds.get_mut(option) {
            crowd.fill(match (&self.exposure, experiment.asks.overlap) {
                (Some(exposure), Some(OverlapOf::Reach)) => exposure.reached(),
                _ => sharers,
            });
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
                    self.measure(seeds, option, block.of(shape, index, option));
                }
            }
            compare(&self.crowds, &mut block.overlaps);
        }
        progress.advance(block.worlds);
        block
    }
}
