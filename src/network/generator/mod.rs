//! Random and teaching networks, one file a model.
//!
//! A generator draws per fixed block of its work, addressed by block number
//! ([`Purpose::Network`](crate::rng::Purpose::Network)). So a network depends on `rng_seed` alone
//! and never on the number of threads. To add one: a file with a struct of its parameters that
//! implements [`Described`](crate::catalogue::Described) and [`Generate`], its line in the
//! catalogue below, and a line in each table of `tests.rs`. `gnp.rs` is a good one to copy:
//! `parameters/` refuses bad values and makes the network of a list of ties, and `sampling/` gives
//! random numbers in blocks.

pub mod barabasi_albert;
pub mod chung_lu;
pub mod complete;
pub mod configuration;
pub mod cycle;
pub mod directed_scale_free;
pub mod follower;
pub mod gnm;
pub mod gnp;
pub mod holme_kim;
pub(crate) mod parameters;
pub mod path;
pub mod platforms;
pub mod r_mat;
pub mod random_regular;
pub mod ring_lattice;
pub(crate) mod sampling;
pub mod star;
pub mod stochastic_block;
#[cfg(test)]
mod tests;
pub mod tree;
pub mod watts_strogatz;

use std::fmt;

pub use self::parameters::ties::Ties;
use super::{
    Network, NetworkSize,
    builder::{Built, PartOfRows},
};
use crate::{catalogue, error::Result, progress::Progress};

/// A model of a network.
pub trait Generate {
    /// Draws the network that `rng_seed` names.
    ///
    /// # Errors
    /// [`Error::Value`](crate::Error::Value) naming the parameter that is out of its range, and the range.
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network>;

    /// About how many users and edges the network will have, for `check`.
    fn size(&self) -> NetworkSize;

    /// Draws the same network part by part, so that it need not fit in memory; what became of the
    /// edges drawn. Nothing is done, and nothing given, by models that cannot.
    ///
    /// # Errors
    /// As [`Generate::generate`], and whatever the taker of the parts gives.
    fn generate_in_parts(
        &self,
        rng_seed: u64,
        parts: InParts<'_>,
        progress: &dyn Progress,
    ) -> Result<Option<Built>> {
        let _ = (rng_seed, parts, progress);
        Ok(None)
    }
}

/// Who takes a network that is drawn in parts.
pub struct InParts<'a> {
    /// About how many bytes a part may take in memory.
    pub budget: u64,
    /// Takes the rows of the next users.
    pub take: &'a mut dyn FnMut(PartOfRows<'_>) -> Result<()>,
}

impl fmt::Debug for InParts<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("InParts").field("budget", &self.budget).finish_non_exhaustive()
    }
}

catalogue! {
    /// Every model of a network, by its keyword in `[network.generate.…]`.
    pub enum Generator: Generate {
        "follower" => Follower(follower::Follower),
        "path" => Path(path::Path),
        "cycle" => Cycle(cycle::Cycle),
        "star" => Star(star::Star),
        "tree" => Tree(tree::Tree),
        "complete" => Complete(complete::Complete),
        "gnp" => Gnp(gnp::Gnp),
        "gnm" => Gnm(gnm::Gnm),
        "ring-lattice" => RingLattice(ring_lattice::RingLattice),
        "watts-strogatz" => WattsStrogatz(watts_strogatz::WattsStrogatz),
        "random-regular" => RandomRegular(random_regular::RandomRegular),
        "configuration" => Configuration(configuration::Configuration),
        "barabasi-albert" => BarabasiAlbert(barabasi_albert::BarabasiAlbert),
        "chung-lu" => ChungLu(chung_lu::ChungLu),
        "holme-kim" => HolmeKim(holme_kim::HolmeKim),
        "directed-scale-free" => DirectedScaleFree(directed_scale_free::DirectedScaleFree),
        "stochastic-block" => StochasticBlock(stochastic_block::StochasticBlock),
        "r-mat" => RMat(r_mat::RMat),
        "platforms" => Platforms(platforms::Platforms),
    }
}
