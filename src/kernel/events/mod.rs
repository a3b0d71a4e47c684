//! Cascades in time: events in a queue, one file or folder a kind of process.

pub mod arrivals;
pub mod compartments;
pub mod edge_rates;
pub mod hawkes;
pub mod multiplex;
pub mod queue;
mod wheel;
