//! The parallel loop over worlds.
//!
//! Blocks of worlds are handed out in their order and put together in their order, so the samples
//! do not depend on the number of threads, and a stop loses only the few blocks under way.

use std::sync::Mutex;

use rayon::prelude::*;

use super::{Block, Engine, Samples};
use crate::progress::Progress;

/// A checkpoint's worlds are cut into about this many blocks: enough that threads end together,
/// few enough that handing them out costs nothing.
const BLOCKS: u64 = 1024;

/// But no block has more worlds than this, so that a stop loses little and progress shows soon.
const MOST_WORLDS: u64 = 16;

/// Runs worlds until there are `until` replicates, or the user asks to stop.
pub(super) fn extend(
    engine: &dyn Engine,
    samples: &mut Samples,
    until: u64,
    progress: &dyn Progress,
) {
    let first = samples.replicates;
    let length = ((until - first) / BLOCKS).clamp(1, MOST_WORLDS);
    let workers = Mutex::new(Vec::new());
    let block = |start: u64| {
        let idle = workers.lock().expect("no worker panics").pop();
        let mut worker = idle.unwrap_or_else(|| engine.worker());
        let block = worker.run(start..(start + length).min(until), progress);
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
