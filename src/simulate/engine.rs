//! What runs the worlds: an engine turns a range of worlds into a block of numbers.
//!
//! The loop over blocks, the stopping rules and the samples know nothing of networks and models; an
//! engine knows nothing of them, nor of threads.

use std::{ops::Range, sync::Arc};

use super::{Block, WorldLayout};
use crate::progress::Progress;

/// An experiment made ready, shared by all threads.
pub trait Engine: Send + Sync {
    /// How the numbers of a world stand in a row.
    fn layout(&self) -> &WorldLayout;

    /// How many worlds are run at once: no block reaches beyond a multiple of it.
    fn worlds_at_once(&self) -> u64 {
        1
    }

    /// Bytes that a worker takes.
    fn worker_bytes(&self) -> u64 {
        0
    }

    /// The buffers of one more thread.
    fn worker(self: Arc<Self>) -> Box<dyn Worker>;
}

/// Runs worlds, one block after the other, on whatever thread.
pub trait Worker: Send {
    /// The block of `worlds`, or of the first of them where the user asks to stop meanwhile. A
    /// block is a function of the experiment and its worlds alone.
    fn run(&mut self, worlds: Range<u64>, progress: &dyn Progress) -> Block;
}
