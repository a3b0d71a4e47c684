//! The answer in a few plain sentences, which every output shows first.
//!
//! It must never claim what the intervals do not bear, and never hide that a run is partial.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The answer in a few plain sentences.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// What to know before believing any of it: that the run is partial, or less precise than asked
    /// for; otherwise `null`.
    pub warning: Option<String>,
    /// The sentences, the most important first.
    pub sentences: Vec<String>,
    /// The option with the highest mean, first, and those that are not distinguishable from it.
    pub leaders: Vec<String>,
    /// The option with the lowest cost per unit, first, and those that are not distinguishable from
    /// it; empty where fewer than two options have a price.
    pub cheapest: Vec<String>,
}
