//! The parallel loop over worlds.
//!
//! Blocks of worlds are handed out in their order and put together in their order, each as soon as those
//! before it are there, so the samples do not depend on the number of threads, few blocks wait, and a
//! stop loses only those under way.

use std::{
    collections::BTreeMap,
    iter,
    sync::{Condvar, Mutex},
};

use rayon::prelude::*;

use super::{Block, Engine, Samples, Worker};
use crate::progress::Progress;

/// A checkpoint's worlds are cut into about this many blocks: enough that threads end together,
/// few enough that handing them out costs nothing.
const BLOCKS: u64 = 1024;

/// But no block has more worlds than this, unless they are run together, so that a stop loses
/// little and progress shows soon.
const MOST_WORLDS: u64 = 16;

/// All workers together take no more than this, or there is one: what a block gives does not depend
/// on how many there are.
pub const MOST_BYTES: u64 = 8 << 30;

/// Runs worlds until there are `until` replicates, or the user asks to stop.
pub(super) fn extend(
    engine: &dyn Engine,
    samples: &mut Samples,
    until: u64,
    progress: &dyn Progress,
) {
    let first = samples.replicates;
    let together = engine.worlds_together();
    let length =
        if together > 1 { together } else { ((until - first) / BLOCKS).clamp(1, MOST_WORLDS) };
    let end = |start: u64| {
        let end = if together > 1 { (start / length + 1) * length } else { start + length };
        end.min(until)
    };
    let workers = Workers::of(engine);
    let block = |start: u64| workers.with_one(|worker| worker.run(start..end(start), progress));
    let starts = iter::successors(Some(first), |&start| Some(end(start)))
        .take_while(|&start| start < until && !progress.cancelled());
    let row = Mutex::new(Row { samples, waiting: BTreeMap::new() });
    starts.par_bridge().for_each(|start| {
        let block = block(start);
        row.lock().expect("no worker panics").add(block);
    });
}

/// The blocks in their order.
struct Row<'a> {
    /// Those up to the first that is missing.
    samples: &'a mut Samples,
    /// Those beyond it. After a stop the blocks under way are cut short: what follows a gap then stays
    /// here and is let go, so that the replicates kept are the first ones, whatever they held.
    waiting: BTreeMap<u64, Block>,
}

impl Row<'_> {
    fn add(&mut self, block: Block) {
        self.waiting.insert(block.start, block);
        while let Some(block) = self.waiting.remove(&self.samples.replicates) {
            block.append_to(self.samples);
        }
    }
}

/// The workers of an engine: no more than there are threads, and than there is memory for.
struct Workers<'a> {
    engine: &'a dyn Engine,
    most: u64,
    pool: Mutex<Pool<'a>>,
    returned: Condvar,
}

struct Pool<'a> {
    idle: Vec<Box<dyn Worker + 'a>>,
    made: u64,
}

impl<'a> Workers<'a> {
    fn of(engine: &'a dyn Engine) -> Self {
        let most = (MOST_BYTES / engine.worker_bytes().max(1)).max(1);
        let pool = Mutex::new(Pool { idle: Vec::new(), made: 0 });
        Self { engine, most, pool, returned: Condvar::new() }
    }

    fn with_one<T>(&self, work: impl FnOnce(&mut dyn Worker) -> T) -> T {
        let mut worker = self.take();
        let result = work(&mut *worker);
        self.pool.lock().expect("no worker panics").idle.push(worker);
        self.returned.notify_one();
        result
    }

    fn take(&self) -> Box<dyn Worker + 'a> {
        let pool = self.pool.lock().expect("no worker panics");
        let mut pool = self
            .returned
            .wait_while(pool, |pool| pool.idle.is_empty() && pool.made == self.most)
            .expect("no worker panics");
        if let Some(worker) = pool.idle.pop() {
            return worker;
        }
        pool.made += 1;
        drop(pool);
        self.engine.worker()
    }
}
