//! Seeds that spread farthest, found and certified by reverse sets.
//!
//! A **reverse set** holds all users who would make one random user, its **root**, share in one
//! random world. The share of reverse sets that seeds meet is an unbiased estimate of the share of
//! users that they reach (Borgs et al. 2014, doi:10.1137/1.9781611973402.70). So the best seeds are
//! those that meet most sets.
//!
//! The search (`search`) is OPIM-C (Tang et al. 2018, doi:10.1145/3183713.3183749). It draws two
//! independent collections of sets (`draw`). A greedy choice by the first collection finds seeds
//! that meet at least 1 − 1/e of what any seeds could (`choose`). The second collection bounds the
//! spread of these seeds from below, and the first bounds the optimum from above ([`certify`]). The
//! search doubles the sets until both bounds are close enough.
//!
//! Two cases would waste work. Where sets are large, walks end at seeds that are fixed beforehand
//! (`sentinels`). Where most sets hold only their root, that part of the spread is computed in
//! closed form (`singleton_sets`).
//!
//! [`SeedRules`] limit the choice by number, money, quotas and fairness. [`Objective`] says what
//! counts as spread: the value of users, organic seeds, a deadline, a rival's message. Several
//! messages may share one number or budget (`messages`). Seeds may be chosen in waves, each after
//! the sharers of the last one are seen (`waves`). `forward` simulates chosen seeds with the same
//! objective.
//!
//! Reverse set i is a function of `rng_seed` and i alone, so the result does not depend on the
//! number of threads.

pub mod certify;
mod choose;
mod draw;
mod forward;
mod messages;
mod objective;
mod question;
mod rules;
mod search;
mod sentinels;
mod singleton_sets;
pub mod sketch;
#[cfg(test)]
mod tests;
mod waves;

pub use self::{
    certify::certificate::Certificate,
    choose::fairness::SegmentShare,
    forward::{ForwardSpread, Spreads},
    objective::{CompetingMessage, Objective, RivalTies},
    question::{AccuracyGoal, CertifiedChoice, Question},
    rules::{FairnessRule, LeastShares, Money, SeedRules, SegmentQuotas},
    search::choose,
    waves::{InWaves, WaveSizes, in_waves},
};
