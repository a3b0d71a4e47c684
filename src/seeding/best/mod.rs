//! The seeds that spread farthest, for a number or a budget and within rules, with a certificate.
//!
//! `parameters` is what a scenario says. `resolved` is the same on a network, with users in place of
//! ids. `feasibility` refuses rules that no seeds can satisfy, and `strategy` runs the search of
//! [`reverse`](super::reverse). `portfolio` shares one number or budget among several messages.

mod deadline;
mod feasibility;
mod forward;
mod parameters;
mod portfolio;
mod resolved;
mod segments;
mod strategy;
#[cfg(test)]
mod tests;
mod ties;
mod waves;

pub use self::{
    deadline::Deadline,
    parameters::{Accuracy, Best},
    portfolio::{Assignment, Portfolio, PortfolioMessage, PortfolioPlan},
    segments::{BySegment, Fairness, Quotas, UserValue},
    strategy::BestUsers,
    ties::TieWinner,
    waves::{Waves, WavesWanted},
};
