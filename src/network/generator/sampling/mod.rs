//! How generators draw: blocks with streams of their own, pairs, weights, power laws and orders.

pub(crate) mod bijection;
pub(crate) mod draw;
pub(crate) mod pairs;
pub(crate) mod power_law;
pub(crate) mod quadrants;
pub(crate) mod weighted;
