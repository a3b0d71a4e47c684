//! How many replicates are enough: when to look, how precise the estimates are, and when to stop.

mod checkpoints;
mod precision;
mod rule;

pub use self::{
    checkpoints::Checkpoints,
    precision::Precision,
    rule::{StoppingRule, needed_sum},
};
