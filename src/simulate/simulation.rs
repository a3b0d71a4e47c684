//! The parallel loop over worlds, as a value that can be paused and resumed.
//!
//! Blocks of worlds are handed out in order and appended in order, so the samples do
//! not depend on the number of threads. A block beyond a gap waits until the gap is filled, so no
//! finished world is ever run again.

use std::{
    collections::BTreeMap,
    fmt, iter,
    ops::Range,
    sync::{Arc, Mutex},
};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Block, Engine, Run, Samples, Stop, Stopped, WorldLayout, workers::Workers};
use crate::{
    error::{Error, Result},
    progress::Progress,
};

/// The worlds up to a checkpoint are cut into about this many blocks. So threads end at about the same
/// time, and handing out blocks costs nothing.
const BLOCKS: u64 = 1024;

/// No block has more worlds than this, unless they are run at once, so that a stop loses little and
/// progress shows soon.
const MOST_WORLDS: u64 = 16;

/// A running experiment: its samples so far, and its stopping rule.
pub struct Simulation {
    engine: Arc<dyn Engine>,
    workers: Workers,
    stop: Stop,
    state: SimulationState,
    /// Whether the user asked to stop, the last time that it went on.
    interrupted: bool,
}

/// The state of a simulation: all that is needed to resume it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SimulationState {
    samples: Samples,
    /// Finished blocks beyond a gap or a checkpoint, by their first world.
    waiting: BTreeMap<u64, Block>,
    /// Why it is over, once it is.
    over: Option<Stopped>,
}

impl fmt::Debug for Simulation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Simulation")
            .field("replicates", &self.state.samples.replicates)
            .field("over", &self.state.over)
            .finish_non_exhaustive()
    }
}

impl Simulation {
    /// A simulation without a replicate yet.
    #[must_use]
    pub fn new(engine: Arc<dyn Engine>, stop: Stop) -> Self {
        let samples = Samples::empty(engine.layout());
        let state = SimulationState { samples, waiting: BTreeMap::new(), over: None };
        Self::resume(engine, stop, state)
    }

    /// Resumes a simulation with the same experiment and stopping rule.
    #[must_use]
    pub fn resume(engine: Arc<dyn Engine>, stop: Stop, state: SimulationState) -> Self {
        Self { workers: Workers::of(&engine), engine, stop, state, interrupted: false }
    }

    /// The state from which it can be resumed.
    #[must_use]
    pub const fn state(&self) -> &SimulationState {
        &self.state
    }

    /// The samples of the replicates so far.
    #[must_use]
    pub const fn samples(&self) -> &Samples {
        &self.state.samples
    }

    /// The stopping rule.
    #[must_use]
    pub const fn stop(&self) -> &Stop {
        &self.stop
    }

    /// True once there are no more replicates to come.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.state.over.is_some()
    }

    /// Why it goes no further, for now or for good.
    #[must_use]
    pub fn stopped(&self) -> Stopped {
        let for_now = if self.interrupted { Stopped::Interrupted } else { Stopped::Paused };
        self.state.over.unwrap_or(for_now)
    }

    /// Goes on to the next checkpoint, or until the user asks to stop.
    pub fn advance(&mut self, progress: &dyn Progress) {
        self.advance_to(self.next_checkpoint(), progress);
    }

    /// Goes on until there are so many replicates, it is over, or the user asks to stop.
    pub fn advance_to(&mut self, replicates: u64, progress: &dyn Progress) {
        self.interrupted = false;
        while !self.is_over() && self.samples().replicates < replicates {
            let checkpoint = self.next_checkpoint();
            let until = checkpoint.min(replicates);
            self.extend(until, progress);
            if self.samples().replicates < until {
                self.interrupted = true;
                return;
            }
            if until == checkpoint {
                self.look();
            }
        }
    }

    /// Goes on until it is over, or the user asks to stop.
    pub fn finish(&mut self, progress: &dyn Progress) {
        let fixed = self.stop.fixed();
        let what = if fixed.is_some() { "simulating" } else { "simulating until precise" };
        progress.begin(what, fixed);
        self.advance_to(u64::MAX, progress);
        progress.end();
    }

    /// The number of replicates at which the stopping rule looks next.
    fn next_checkpoint(&self) -> u64 {
        let done = self.samples().replicates;
        self.stop.checkpoints().find(|&checkpoint| checkpoint > done).unwrap_or(done)
    }

    /// Asks the stopping rule whether it is over.
    fn look(&mut self) {
        let stopped = self.stop.look(self.samples());
        if stopped == Stopped::PrecisionReached || self.samples().replicates == self.stop.most() {
            self.state.over = Some(stopped);
            self.workers.release();
        }
    }

    /// The samples, and why it stopped.
    ///
    /// # Errors
    /// [`Error::Stopped`] if there is no replicate yet.
    pub fn into_run(self) -> Result<Run> {
        let stopped = self.stopped();
        let samples = self.into_samples();
        if samples.replicates == 0 { Err(Error::Stopped) } else { Ok(Run { samples, stopped }) }
    }

    /// The samples themselves, of a simulation that goes no further.
    #[must_use]
    pub fn into_samples(self) -> Samples {
        self.state.samples
    }

    /// Runs worlds until there are `until` replicates, or the user asks to stop.
    fn extend(&mut self, until: u64, progress: &dyn Progress) {
        BlockQueue { layout: self.engine.layout(), state: &mut self.state, until }.settle();
        let ranges = self.missing(until);
        let queue =
            Mutex::new(BlockQueue { layout: self.engine.layout(), state: &mut self.state, until });
        let workers = &self.workers;
        let ranges = ranges.into_iter().take_while(|_| !progress.cancelled());
        ranges.par_bridge().for_each(|range| {
            let block = workers.with_one(|worker| worker.run(range, progress));
            queue.lock().expect("no worker panics").add(block);
        });
    }

    /// The blocks of worlds below `until` that are not finished, in their order. Where worlds are run at once
    /// and these are too few for all threads, further ones follow: small steps then cost as much as large
    /// ones, for the threads that would wait have the next steps ready.
    fn missing(&self, until: u64) -> impl Iterator<Item = Range<u64>> + Send + use<> {
        let first = self.samples().replicates;
        let at_once = self.engine.worlds_at_once();
        let most = self.stop.most();
        let length = (until.saturating_sub(first) / BLOCKS).clamp(1, MOST_WORLDS);
        let end = move |start: u64| {
            // Worlds that are run at once are finished at once: the next checkpoint has them ready.
            if at_once > 1 {
                ((start / at_once + 1) * at_once).min(most)
            } else {
                (start + length).min(until)
            }
        };
        let finished: BTreeMap<u64, u64> =
            self.state.waiting.iter().map(|(&start, block)| (start, block.end())).collect();
        #[expect(
            clippy::disallowed_methods,
            reason = "which worlds come early, not what they give"
        )]
        let threads = rayon::current_num_threads();
        let (mut next, mut given) = (first, 0);
        iter::from_fn(move || {
            while let Some(&finished) = finished.get(&next) {
                next = finished;
            }
            let start = next;
            let gap = finished.range(start..).next().map_or(u64::MAX, |(&start, _)| start);
            next = end(start).min(gap);
            let is_ahead = at_once > 1 && (1..threads).contains(&given) && start < most;
            given += 1;
            (start < until || is_ahead).then_some(start..next)
        })
    }
}

/// The blocks in their order.
struct BlockQueue<'a> {
    layout: &'a WorldLayout,
    state: &'a mut SimulationState,
    /// The samples end here: what is beyond waits.
    until: u64,
}

impl BlockQueue<'_> {
    fn add(&mut self, block: Block) {
        if block.worlds > 0 {
            self.state.waiting.insert(block.start, block);
            self.settle();
        }
    }

    /// Appends to the samples whatever follows them without a gap.
    fn settle(&mut self) {
        let SimulationState { samples, waiting, .. } = self.state;
        let per_world = self.layout.per_world();
        while samples.replicates < self.until {
            let Some(mut block) = waiting.remove(&samples.replicates) else { return };
            if block.end() > self.until {
                let rest = block.split_off(self.until, per_world);
                waiting.insert(rest.start, rest);
            }
            samples.append(self.layout, block.rows(per_world));
        }
    }
}
