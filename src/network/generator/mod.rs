//! Random and teaching networks, one file a model.
//!
//! A generator draws per fixed block of its work, addressed by block number
//! ([`Purpose::Network`](crate::rng::Purpose::Network)), so that a network depends on `rng_seed` alone and
//! never on the number of threads. To add one: a file with a struct of its parameters that
//! implements [`Described`](crate::catalogue::Described) and [`Generate`], and its line in the
//! catalogue below.

mod path;

use crate::{catalogue, error::Result, network::Network, progress::Progress};

/// A model of a network.
pub trait Generate {
    /// Draws the network that `rng_seed` names.
    ///
    /// # Errors
    /// [`Error::Value`](crate::Error::Value) naming the parameter that is out of its range, and the range.
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network>;

    /// About how many users and edges the network will have, for `check`.
    fn size(&self) -> Size;
}

/// About how large a network will be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Number of users.
    pub users: f64,
    /// Expected number of directed edges.
    pub edges: f64,
}

catalogue! {
    /// Every model of a network, by its keyword in `[network.generate.…]`.
    pub enum Generator: Generate {
        "path" => Path(path::Path),
    }
}
