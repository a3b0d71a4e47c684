//! What is asked of a search for seeds, and what it answers.
//!
//! It must never know how the answer is found.

use super::{aim::Aim, fair::SegmentShare, rules::Rules};
use crate::model::ReverseCascade;

/// How good seeds must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Accuracy {
    /// At least 1 − 1/e − ε of what any seeds could spread; where the rules guarantee another share
    /// ([`Rules::guarantee`]), that less ε. Where they guarantee none, it ends with the memory.
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
    /// `users` in rules, values and seeds, and [`Rules::people`] are the users. Spread is the sum over
    /// messages. Nobody then shares anyway, is absent or a rival's, and there are no quotas nor fairness.
    pub further: &'a [&'a dyn ReverseCascade],
    /// Users of the network, at least one; with the further messages fewer than 2^32 numbers.
    pub users: u32,
    /// Who may be chosen: at least one seed, as many as there are, and what is required and the least
    /// that segments give within money, number and quotas.
    pub rules: Rules<'a>,
    /// What counts as spread.
    pub aim: Aim<'a>,
    /// How good they must be.
    pub accuracy: Accuracy,
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
pub struct Chosen {
    /// The seeds, and by how many sharers each is thought to enlarge the spread of those before it.
    pub seeds: Vec<(u32, f64)>,
    /// What is known of them.
    pub certificate: Certificate,
    /// What each segment has, where the rules ask for fairness.
    pub segments: Vec<SegmentShare>,
    /// What the seeds spread of each message, where there are several: together the spread.
    pub messages: Vec<f64>,
}

/// What is known of the spread of chosen seeds. Both bounds hold at once, but for the risk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Certificate {
    /// The spread of the seeds, in users or units of value, by sets that took no part in choosing them,
    /// and by what is known without sets: without bias at a number of sets that is fixed beforehand.
    pub spread: f64,
    /// The seeds spread at least so far.
    pub at_least: f64,
    /// No seeds that are allowed spread farther in the mean.
    pub optimum_at_most: f64,
    /// The probability with which a bound may be wrong.
    pub risk: f64,
    /// Reverse sets by which the seeds were chosen; as many others tested them. Where most would have
    /// nobody but their root, that part is counted exactly, and these are sets of somebody else as well.
    pub sets: u64,
    /// The share of the optimum that the choice meets whatever the network, but for what the sets err:
    /// nothing where several limits at once leave none that is known beforehand.
    pub guarantee: Option<f64>,
    /// Whether they are as good as was asked; if not, memory was at its limit, or the user stopped it.
    pub reached: bool,
    /// Whether the user stopped it.
    pub interrupted: bool,
    /// Whether the rules leave no choice: then they are the best possible.
    pub only_choice: bool,
}

impl Certificate {
    /// The certified share of the optimum.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        if self.only_choice { 1.0 } else { self.at_least / self.optimum_at_most }
    }

    /// What is going on while it gets better, for whoever waits.
    pub(super) fn so_far(&self) -> String {
        let percent = (100.0 * self.ratio()).floor();
        format!("choosing seeds, {percent}% of the best certified")
    }
}
