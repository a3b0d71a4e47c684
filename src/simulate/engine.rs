//! An engine turns a range of worlds into a block of numbers.
//!
//! The loop over blocks, the stopping rules and the samples do not depend on networks and models. An
//! engine does not depend on them, nor on threads.

use std::{ops::Range, sync::Arc};

use super::{Block, WorldLayout};
use crate::progress::Progress;

/// Simulates an experiment with one kernel; shared by all threads.
pub trait Engine: Send + Sync {
    /// The place of each number in the row of a world.
    fn layout(&self) -> &WorldLayout;

    /// How many worlds are run at once; no block crosses a multiple of it. Default 1.
    fn worlds_at_once(&self) -> u64 {
        1
    }

    /// Bytes of a worker. Default 0.
    fn worker_bytes(&self) -> u64 {
        0
    }

    /// The buffers of one more thread.
    fn worker(self: Arc<Self>) -> Box<dyn Worker>;
}

/// Runs worlds, one block after the other, on any thread.
pub trait Worker: Send {
    /// The block of `worlds`, or of the first of them if the user stops the work meanwhile. A block
    /// depends on the experiment and its worlds alone.
    fn run(&mut self, worlds: Range<u64>, progress: &dyn Progress) -> Block;
}
