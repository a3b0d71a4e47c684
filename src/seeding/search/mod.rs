//! Strategies that weigh users by simulation, in worlds that all users share.

mod aim;
mod greedy;
mod local_search;
mod swaps;
mod worlds;

pub use self::{aim::Aim, greedy::Greedy, local_search::LocalSearch};
