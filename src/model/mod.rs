//! How a message passes from user to user, one file a model.
//!
//! A model is prepared once for a network and an influence, and then runs cascades, each a pure
//! function of a [`World`] and the seeds. To add a live-edge model: a file with a struct of its
//! parameters that implements [`Described`](crate::catalogue::Described) and [`Model`], returning
//! [`LiveEdgeCascade`] around a type of yours that implements
//! [`LiveEdges`]; and its line in the catalogue below. A model counts
//! nothing: who shared, and in what order, is all it says.

mod independent_cascade;
mod linear_threshold;

pub use self::{independent_cascade::IndependentCascade, linear_threshold::LinearThreshold};

use std::{fmt, sync::LazyLock};

use crate::{
    catalogue,
    error::Result,
    influence::Influence,
    kernel::{LiveEdges, Scratch, Trace, walk},
    network::Network,
    rng::World,
};

/// A diffusion model.
pub trait Model {
    /// Makes the model ready to run on a network under an influence.
    ///
    /// # Errors
    /// [`Error::Value`](crate::Error::Value) where the model does not fit the influence: linear threshold weights that
    /// sum to more than 1.
    fn prepare<'a>(
        &self,
        network: &'a Network,
        influence: &'a Influence,
    ) -> Result<Box<dyn Cascade + 'a>>;
}

/// A model made ready: runs cascades.
pub trait Cascade: Sync {
    /// Runs the cascade of one world from `seeds` (a seed given twice counts once); the sharers are
    /// then in `scratch`.
    fn run(&self, world: World, seeds: &[u32], scratch: &mut Scratch);

    /// The same cascade, to the bit, with a record of who passed it to whom.
    fn run_traced(&self, world: World, seeds: &[u32], scratch: &mut Scratch, trace: &mut Trace);

    /// Walks backward from `user`: `scratch` then holds every user whose message would be shared by
    /// `user`, itself first. Its mean size over random users is n times the chance that a random
    /// user's message makes another random user share (Borgs et al. 2014,
    /// doi:10.1137/1.9781611973402.70).
    fn run_backward(&self, world: World, user: u32, scratch: &mut Scratch);

    /// In a few words, which kernel runs it and why, for `explain`.
    fn kernel(&self) -> &'static str;
}

catalogue! {
    /// Every diffusion model, by its keyword in `[model.…]`.
    pub enum AnyModel: Model {
        "independent-cascade" => IndependentCascade(IndependentCascade),
        "linear-threshold" => LinearThreshold(LinearThreshold),
    }
}

impl Default for AnyModel {
    fn default() -> Self {
        Self::IndependentCascade(IndependentCascade::default())
    }
}

/// The cascade of a model in which an edge is live or not whatever else happens.
pub struct LiveEdgeCascade<'a, F, B> {
    forward: F,
    backward: LazyLock<B, Box<dyn FnOnce() -> B + Send + 'a>>,
    kernel: &'static str,
}

impl<F, B> fmt::Debug for LiveEdgeCascade<'_, F, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "LiveEdgeCascade({})", self.kernel)
    }
}

impl<'a, F, B> LiveEdgeCascade<'a, F, B> {
    /// Cascades over `forward`, the live edges from a sharer to its followers. `backward` makes,
    /// when it is first needed, the live edges from a user to those it may have the message from:
    /// the same in law or, better, coin by coin. `kernel` says in a few words how live edges are
    /// found, and why that way.
    pub fn new(forward: F, backward: impl FnOnce() -> B + Send + 'a, kernel: &'static str) -> Self {
        Self { forward, backward: LazyLock::new(Box::new(backward)), kernel }
    }
}

impl<F: LiveEdges, B: LiveEdges + Send> Cascade for LiveEdgeCascade<'_, F, B> {
    fn run(&self, world: World, seeds: &[u32], scratch: &mut Scratch) {
        walk(&self.forward, world, seeds, scratch, &mut ());
    }

    fn run_traced(&self, world: World, seeds: &[u32], scratch: &mut Scratch, trace: &mut Trace) {
        walk(&self.forward, world, seeds, scratch, trace);
    }

    fn run_backward(&self, world: World, user: u32, scratch: &mut Scratch) {
        walk(&*self.backward, world, &[user], scratch, &mut ());
    }

    fn kernel(&self) -> &'static str {
        self.kernel
    }
}
