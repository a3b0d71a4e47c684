//! Populations too large to store: the followers of a user are computed from its address.
//!
//! A cascade over such a population needs memory for itself alone, so billions of users fit where
//! their edges would take terabytes. Nothing that looks at everybody (PageRank, degrees in order,
//! attributes) has a place here.
//!
//! # The law of `follower`, exactly
//!
//! For n users, mean k, exponent a, greatest expectation x₁, C communities and homophily h:
//!
//! 1. **Followers.** User u expects W followers, drawn from the power law p(x) ∝ x^(−a) between x₀
//!    and x₁, where x₀ makes the mean of W exactly k. Its number of followers is
//!    D = ⌊W⌋ or ⌊W⌋ + 1, such that E\[D | W\] = W. The D of different users are independent.
//! 2. **Communities** are ranges of addresses: community c of C starts at ⌊n·√(c/C)⌋, so sizes fall
//!    as 1/√rank.
//! 3. **Who.** Of the D followers hD are in the community of u (rounded up or down, with this
//!    mean), but at most half of the others there unless h = 1; all where C = 1. They are drawn by
//!    stratified systematic sampling (`spread.rs`): **distinct, never u itself**, each other user of
//!    the community as likely as any other; and likewise outside.
//!
//! It follows that:
//!
//! * P(v follows u) depends on their communities alone, and is k/(n − 1) where C = 1;
//! * whether v follows u is independent of whether it follows w, so the number of users that v
//!   follows is **binomial**, B(n − 1, k/(n − 1)), where C = 1, and in general a sum of C binomials,
//!   one a community; with many users, Poisson of mean near k. How many v follows is independent
//!   of how many follow it;
//! * a follower's own D is drawn from the same law as anybody's, so cascades under a uniform p are,
//!   as long as they do not meet themselves, branching processes of mean pk: below 1/k, each seed
//!   makes 1/(1 − pk) sharers on average;
//! * follows are returned by chance alone, k/n of them: an implicit population has no reciprocity,
//!   no closed triangles beyond those of communities, no heavy tail of how many a user follows and
//!   no attributes. The generator of the same name has them all, up to what memory holds.
//!
//! [`Population::materialised`] gives the same users and rows as a stored network.

mod communities;
mod follower;
mod materialised;
mod population;
mod spread;
#[cfg(test)]
mod tests;

pub use self::{
    follower::Follower,
    population::{Audience, Population},
};

use crate::{catalogue, error::Result, network::NetworkSize};

/// A model of a population.
pub trait Imply {
    /// The population that `rng_seed` names.
    ///
    /// # Errors
    /// [`Error::Value`](crate::Error::Value) naming the parameter that is out of its range, and the
    /// range.
    fn population(&self, rng_seed: u64) -> Result<Population>;

    /// How many users it has, and how many edges it is expected to have.
    fn size(&self) -> NetworkSize;
}

catalogue! {
    /// Every model of an implicit population, by its keyword in `[network.implicit.…]`.
    pub enum Implicit: Imply {
        "follower" => Follower(Follower),
    }
}
