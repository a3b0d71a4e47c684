//! What is asked of a search for seeds, and what it answers.
//!
//! It must never know how the answer is found.

use super::{
    certify::certificate::Certificate, choose::fairness::SegmentShare, objective::Objective,
    rules::SeedRules,
};
use crate::model::ReverseCascade;

/// How good seeds must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AccuracyGoal {
    /// At least 1 − 1/e − ε of what any seeds could spread; where the rules guarantee another share
    /// ([`SeedRules::guarantee`]), that less ε. Where they guarantee none, it ends with the memory.
    ///
    /// Seeds that a few sets chose have it and are still some percent worse than they could be. So the
    /// search goes on while that is cheap: to twice as many sets as long as they have fewer than 2^19
    /// members, one more counted for each set, unless the last doubling told that there is no more than
    /// 1% to gain, as [`Quality`](Self::Quality) does.
    Guarantee {
        /// ε, above 0.
        epsilon: f64,
    },
    /// So good that the choice by twice as many sets spreads no more than this share farther, as far
    /// as the sets that test them tell: with two standard errors.
    Quality {
        /// The share, above 0.
        gain: f64,
    },
}

/// What seeds are sought.
#[expect(missing_debug_implementations, reason = "a cascade is any model")]
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The model, ready to run.
    pub cascade: &'a dyn ReverseCascade,
    /// How each further message spreads, where there are several, of which each user is asked for one at
    /// most: user u asked for the m-th message, from 0 for that of `cascade`, is then number u + m ×
    /// `users` in rules, values and seeds, and [`SeedRules::people`] are the users. Spread is the sum over
    /// messages. Nobody then shares anyway, is absent or a rival's, and there are no quotas nor fairness.
    pub further: &'a [&'a dyn ReverseCascade],
    /// Users of the network, at least one; with the further messages fewer than 2^32 numbers.
    pub users: u32,
    /// Who may be chosen: at least one seed, as many as there are, and what is required and the least
    /// that segments give within money, number and quotas.
    pub rules: SeedRules<'a>,
    /// What counts as spread.
    pub aim: Objective<'a>,
    /// How good they must be.
    pub accuracy: AccuracyGoal,
    /// The probability with which the certificate may be wrong.
    pub risk: f64,
    /// Most members of sets to keep, 4 bytes each: the search ends before it would draw twice as
    /// many. What the first sets take is not known before they are drawn.
    pub most_members: u64,
    /// Names the random numbers.
    pub rng_seed: u64,
}

/// Seeds in the order in which they were chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct CertifiedChoice {
    /// The seeds, and by how many sharers each is thought to enlarge the spread of those before it.
    pub seeds: Vec<(u32, f64)>,
    /// What is known of them.
    pub certificate: Certificate,
    /// What each segment has, where the rules ask for fairness.
    pub segments: Vec<SegmentShare>,
    /// What the seeds spread of each message, where there are several: together the spread.
    pub messages: Vec<f64>,
}
