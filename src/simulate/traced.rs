//! One cascade of a walked run, repeated with a record of who passed it on to whom.

use super::Experiment;
use crate::{
    error::{Error, Result},
    kernel::{Scratch, Trace},
    progress::Progress,
    rng::{Purpose, World},
};

/// One cascade: who shared, and from whom they have it.
#[derive(Debug, Clone)]
pub struct TracedCascade {
    /// The sharers, in the order in which they shared.
    pub sharers: Vec<u32>,
    /// Who passed it on to each of them, and when.
    pub trace: Trace,
}

impl Experiment {
    /// The cascade of an option in a world, the same to the bit as in a walked run.
    ///
    /// # Errors
    /// [`Error::Stopped`] if the user stops the work meanwhile.
    pub fn traced_cascade(
        &self,
        option: usize,
        world: u64,
        progress: &dyn Progress,
    ) -> Result<TracedCascade> {
        let (mut scratch, mut trace) = (Scratch::new(self.network.users()), Trace::default());
        scratch.stop_at(progress.stop());
        let mut drawn = Vec::new();
        let seeds = self.options[option].of(world, &mut drawn);
        let world = World::new(self.rng_seed, Purpose::Diffusion, world);
        self.cascade.run_traced(world, seeds, &mut scratch, &mut trace);
        if progress.cancelled() {
            return Err(Error::Stopped);
        }
        Ok(TracedCascade { sharers: scratch.sharers().to_vec(), trace })
    }
}
