//! Cascades over a stored network, walked one after the other.

use std::{ops::Range, sync::Arc};

use crate::{
    kernel::{
        Scratch, Trace,
        audience::AudienceCounter,
        plan::{Pilot, WalkCost},
    },
    metric::{Finished, Needs},
    model::{Outcome, OutcomeRequest},
    progress::Progress,
    rng::{Purpose, World},
    simulate::{
        Block, Engine, EngineCost, Experiment, Worker, Workload, WorldLayout, block::BlockWriter,
    },
};

/// How many times as long a walk takes that also records who passed it on to whom, and has that
/// measured.
const TRACED: f64 = 1.7;

/// How many times as long a walk takes that also counts each message without the others.
const MESSAGES_APART: f64 = 3.0;

/// Nanoseconds of an event, at most, where users do things again and again.
const EVENT: f64 = 250.0;

/// How many times as long a walk takes because of what is measured.
pub(in crate::simulate) fn slowdown(work: &Workload) -> f64 {
    let traced = if work.needs.contains(Needs::TRACE) { TRACED } else { 1.0 };
    let apart = if work.needs.contains(Needs::MESSAGES) { MESSAGES_APART } else { 1.0 };
    traced * apart
}

/// What the engine takes: a list and a bit a user of those who share and of those who see it, at most.
pub(in crate::simulate) fn cost(work: &Workload, pilot: Pilot) -> EngineCost {
    let WalkCost { sharer, looks, look } = work.walk;
    let looked = pilot.sharers * sharer + pilot.followers * (looks * look + work.show());
    let lists = if work.exposed() { 2.0 } else { 1.0 } * (4.0 + 0.125);
    let traced = if work.needs.contains(Needs::TRACE) { 8.0 } else { 0.0 };
    EngineCost {
        worker_bytes: work.observer_bytes,
        cascade_bytes: work.users * (lists + traced + work.model.cascade_user),
        nanoseconds: slowdown(work) * (work.distance() * looked + EVENT * pilot.events),
    }
}

/// The engine that walks.
pub(in crate::simulate) struct WalkEngine {
    experiment: Experiment,
    layout: WorldLayout,
    chains: Vec<Vec<usize>>,
}

impl WalkEngine {
    pub(in crate::simulate) fn new(experiment: &Experiment) -> Self {
        Self {
            layout: experiment.layout(),
            chains: experiment.chains(),
            experiment: experiment.clone(),
        }
    }
}

impl Engine for WalkEngine {
    fn layout(&self) -> &WorldLayout {
        &self.layout
    }

    fn worker_bytes(&self) -> u64 {
        cost(&self.experiment.workload(1), Pilot::default()).worker_bytes as u64
    }

    fn worker(self: Arc<Self>) -> Box<dyn Worker> {
        Box::new(WalkWorker::new(self))
    }
}

/// The buffers of one thread.
struct WalkWorker {
    writer: BlockWriter,
    scratch: Scratch,
    trace: Option<Trace>,
    outcome: Outcome,
    /// Whether a measure needs the counts of the outcome.
    counts_outcome: bool,
    exposure: Option<AudienceCounter>,
    drawn: Vec<u32>,
    /// How many reached users each segment has.
    segment_reach: Vec<u64>,
    engine: Arc<WalkEngine>,
}

impl WalkWorker {
    fn new(engine: Arc<WalkEngine>) -> Self {
        let experiment = &engine.experiment;
        let users = experiment.network.users();
        let needs = experiment.needs();
        let segments =
            experiment.segments.as_ref().map_or(0, |segments| segments.count as usize + 1);
        Self {
            writer: BlockWriter::new(&engine.layout, &experiment.metrics),
            scratch: Scratch::new(users),
            trace: needs.contains(Needs::TRACE).then(Trace::default),
            outcome: Outcome::default(),
            counts_outcome: needs.intersects(Needs::OUTCOME),
            exposure: needs.intersects(Needs::EXPOSURE).then(|| AudienceCounter::new(users)),
            drawn: Vec::new(),
            segment_reach: vec![0; segments],
            engine,
        }
    }

    /// Runs the cascade of an option, or continues to it from the one before in its chain; gives the
    /// number of seeds. What was stopped on its way counts for nothing.
    fn spread(&mut self, option: usize, index: u64, first: bool) -> usize {
        let experiment = &self.engine.experiment;
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
        if self.scratch.stop().is_set() {
            return 0;
        }
        let mut reached = 0;
        if let Some(exposure) = &mut self.exposure {
            if first {
                exposure.start();
                self.segment_reach.fill(0);
            }
            reached = exposure.reached().len();
            exposure.share(&self.scratch.sharers()[before..]);
        }
        let mut show = self.exposure.as_mut().map(|exposure| |user| exposure.show(user));
        if self.counts_outcome || show.is_some() {
            let show = show.as_mut().map(|show| show as &mut dyn FnMut(u32));
            let stop = self.scratch.stop().clone();
            let counts = self.counts_outcome;
            let shown_before = before;
            let wanted = OutcomeRequest { world, seeds, shown_before, counts, show, stop: &stop };
            experiment.cascade.outcome(&mut self.scratch, wanted, &mut self.outcome);
        }
        if let Some(exposure) = &mut self.exposure {
            if !self.outcome.has_shown {
                let sharers = &self.scratch.sharers()[before..];
                exposure.show_followers(&experiment.network, sharers, self.scratch.stop());
            }
            if let Some(segments) = &experiment.segments {
                let (codes, unknown) = (&*segments.codes, segments.count);
                for &user in &exposure.reached()[reached..] {
                    self.segment_reach[codes[user as usize].min(unknown) as usize] += 1;
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
    fn measure(&mut self, seeds: usize, world: u64, option: usize) {
        let repeated = self.outcome.repeated_impressions;
        let impressions = self.exposure.as_ref().map(|exposure| exposure.impressions() + repeated);
        let cascade = Finished {
            sharers: self.scratch.sharers().len(),
            seeds,
            reached: self.exposure.as_ref().map(|exposure| exposure.reached().len()),
            impressions,
            trace: self.trace.as_ref(),
            outcome: self.counts_outcome.then_some(&self.outcome),
            segment_reach: &self.segment_reach,
            sharer_list: self.scratch.sharers(),
            reached_list: self.exposure.as_ref().map_or(&[], AudienceCounter::reached),
        };
        self.writer.observe(world, option, &cascade);
    }
}

impl Worker for WalkWorker {
    fn run(&mut self, worlds: Range<u64>, progress: &dyn Progress) -> Block {
        self.writer.begin(worlds.clone());
        self.scratch.stop_at(progress.stop());
        let engine = Arc::clone(&self.engine);
        'worlds: for world in worlds {
            for chain in &engine.chains {
                for (nth, &option) in chain.iter().enumerate() {
                    let seeds = self.spread(option, world, nth == 0);
                    // A cascade that was stopped on its way counts for nothing.
                    if progress.cancelled() {
                        self.writer.cut(world);
                        break 'worlds;
                    }
                    self.measure(seeds, world, option);
                }
            }
            self.writer.compare(world);
        }
        let block = self.writer.take();
        progress.advance(block.worlds);
        block
    }
}
