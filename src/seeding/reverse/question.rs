//! The input of a search for seeds, and its result.
//!
//! Nothing here knows how the result is found.

use super::{
    certify::certificate::Certificate, choose::fairness::SegmentShare, objective::Objective,
    rules::SeedRules,
};
use crate::model::ReverseCascade;

/// The accuracy at which a search ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AccuracyGoal {
    /// The certified ratio is at least 1 − 1/e − ε, or the guarantee of other rules
    /// ([`SeedRules::guarantee`]) less ε. Without a guarantee the search ends when memory is full.
    ///
    /// A few sets can reach this with seeds that are still some percent worse than possible. So the
    /// search doubles the sets as long as that is cheap: fewer than 2^19 members, counting each set
    /// as one more. It stops earlier once a doubling gains at most 1%, as
    /// [`Quality`](Self::Quality) measures it.
    Guarantee {
        /// ε, above 0.
        epsilon: f64,
    },
    /// Choosing by twice as many sets gains at most this share. The gain is measured on the testing
    /// sets, plus two standard errors.
    Quality {
        /// The share, above 0.
        gain: f64,
    },
}

/// A search to run.
#[expect(missing_debug_implementations, reason = "a cascade is any model")]
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The model, ready to run.
    pub cascade: &'a dyn ReverseCascade,
    /// The cascades of further messages. User u as a seed of message m is then the number u + m ×
    /// `users`, in rules, values and seeds; message 0 is `cascade`. [`SeedRules::people`] is
    /// `users`, and the spread is the sum over messages. Organic seeds, absent users, a rival,
    /// quotas and fairness are not supported.
    pub further: &'a [&'a dyn ReverseCascade],
    /// Users of the network, at least one. Users × messages must be below 2^32.
    pub users: u32,
    /// Which choices are allowed. At least one seed must be possible, and the required seeds must
    /// fit into number, money and quotas.
    pub rules: SeedRules<'a>,
    /// What counts as spread.
    pub aim: Objective<'a>,
    /// The accuracy to reach.
    pub accuracy: AccuracyGoal,
    /// The probability that the certificate is wrong.
    pub risk: f64,
    /// The most members of sets to keep, 4 bytes each. The search ends before it would exceed this
    /// by doubling. The first draw may exceed it, as its size cannot be predicted.
    pub most_members: u64,
    /// Names the random numbers.
    pub rng_seed: u64,
}

/// The result of a search: seeds in the order of choice.
#[derive(Debug, Clone, PartialEq)]
pub struct CertifiedChoice {
    /// The seeds, each with its estimated marginal gain in sharers.
    pub seeds: Vec<(u32, f64)>,
    /// The bounds that hold for the seeds.
    pub certificate: Certificate,
    /// The share of each segment, if the rules ask for fairness.
    pub segments: Vec<SegmentShare>,
    /// The spread of each message if there are several. They sum to the whole spread.
    pub messages: Vec<f64>,
}
