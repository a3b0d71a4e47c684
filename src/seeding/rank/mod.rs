//! Rankings: strategies that order users by a score of their place in the network.
//!
//! They look at the network alone and never run a cascade. A ranking is [`ranking`]'s adaptor for a
//! fixed score, or a [lazy greedy choice](super::lazy_greedy) where each seed discounts the others.

mod betweenness;
mod collective_influence;
mod community_spread;
mod degree_discount;
mod eigenvector;
mod k_core;
mod pagerank;
mod ranking;
mod single_discount;
mod top_degree;
mod vote_rank;

pub use self::{
    betweenness::Betweenness, collective_influence::CollectiveInfluence,
    community_spread::CommunitySpread, degree_discount::DegreeDiscount, eigenvector::Eigenvector,
    k_core::KCore, pagerank::PageRank, single_discount::SingleDiscount, top_degree::TopDegree,
    vote_rank::VoteRank,
};
