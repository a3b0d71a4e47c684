//! The input of a strategy.

use super::{Filter, Price};
use crate::{
    error::{Error, Result},
    influence::Influence,
    model::{Cascade, LiveCascade, ReverseCascade},
    network::Network,
    progress::Progress,
};

/// The input of a strategy.
#[derive(Debug, Clone, Copy)]
pub struct SeedChoice<'a, N = Network, S = SpreadModel<'a>> {
    /// The network.
    pub network: &'a N,
    /// How a message spreads on it.
    pub spreading: S,
    /// The strategy's key in error messages: `option."ten stars".seeds.random`. Empty if its keys stand
    /// alone.
    pub key: &'a str,
    /// The price of seeds, if the option has one.
    pub charge: Option<Charge<'a>>,
    /// Names the random numbers.
    pub rng_seed: u64,
    /// The folder to which a file's path is relative.
    pub folder: &'a std::path::Path,
    /// Progress reports and cancellation.
    pub progress: &'a dyn Progress,
}

/// The size of a search, as far as it can be estimated beforehand.
#[derive(Debug, Clone, Copy)]
pub struct Searched {
    /// Users of the network.
    pub users: f64,
    /// The mean number of live edges in a world, at most.
    pub live_edges: f64,
    /// Worker threads.
    pub threads: f64,
}

/// A price with its key.
#[derive(Debug, Clone, Copy)]
pub struct Charge<'a> {
    /// The price.
    pub price: &'a Price,
    /// Its key in error messages.
    pub key: &'a str,
}

/// How a message spreads on a stored network.
#[derive(Clone, Copy)]
pub struct SpreadModel<'a> {
    /// The strength of each edge.
    pub influence: &'a Influence,
    /// The prepared model.
    pub cascade: &'a dyn Cascade,
}

impl std::fmt::Debug for SpreadModel<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Spreading({})", self.cascade.kernel())
    }
}

impl<N, S> SeedChoice<'_, N, S> {
    /// The path of one of the strategy's keys.
    pub(super) fn key_of(&self, key: &str) -> String {
        if self.key.is_empty() { key.to_owned() } else { format!("{}.{key}", self.key) }
    }

    /// An error at one of the strategy's keys.
    pub(super) fn fault(
        &self,
        key: &str,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Error {
        Error::value(self.key_of(key), problem, remedy)
    }
}

impl<'a> SeedChoice<'a> {
    /// The model as one with live edges, or an error.
    pub(super) fn live(&self) -> Result<&'a dyn LiveCascade> {
        let what = if self.key.is_empty() { "choosing these seeds" } else { self.key };
        self.spreading.cascade.live_for(what)
    }

    /// The model as one with reverse sets, or an error.
    pub(super) fn reverse(&self) -> Result<&'a dyn ReverseCascade> {
        let what = if self.key.is_empty() { "choosing these seeds" } else { self.key };
        self.spreading.cascade.reverse_for(what)
    }
}

impl SeedChoice<'_> {
    /// The users that pass a filter, in the order of their ids. It is an error if they are fewer
    /// than `count`.
    pub(super) fn candidates(&self, filter: Option<&Filter>, count: u32) -> Result<Vec<u32>> {
        let mut candidates = match filter {
            Some(filter) => filter.users(self.network, &format!("{}.where", self.key))?,
            None => (0..self.network.users()).collect(),
        };
        if count == 0 {
            return Err(self.fault("count", "0 users are no seeds", "give at least 1"));
        }
        if candidates.len() < count as usize {
            let (users, of) = match filter {
                Some(_) => (candidates.len(), "that the filter lets through"),
                None => (candidates.len(), "in the network"),
            };
            let problem = format!("{count} seeds are wanted, but there are {users} users {of}");
            return Err(self.fault("count", problem, "ask for fewer, or widen the filter"));
        }
        if self.network.labels().order().is_some() {
            candidates.sort_unstable_by_key(|&user| self.network.labels().place(user));
        }
        Ok(candidates)
    }
}
