//! Seeds that spread farthest, with a certificate: by reverse sets.
//!
//! A reverse set is whoever would make a random user share, in a random world: seeds reach, in the
//! mean, the share of all users that is the share of reverse sets they meet (Borgs et al. 2014,
//! doi:10.1137/1.9781611973402.70). So the best seeds are those that meet most sets, and a lazy
//! greedy choice (`cover`) finds seeds that meet at least 1 − 1/e of what any could. Sets that
//! took no part in the choice then say what the chosen seeds spread, those that did how far any
//! others could have (`bound`), and more are drawn until both are as close as was asked
//! (`search`: OPIM-C, Tang et al. 2018, doi:10.1145/3183713.3183749). Where sets are large, walks end
//! at seeds that are taken beforehand (`sentinels`); where most have nobody but their root, these are not
//! drawn, but counted exactly (`alone`), under all rules but fairness.
//!
//! Where more than a number limits the choice (`rules`: money, quotas, fairness), the choice goes by
//! what users add for their price (`ruled`), and the optimum is bounded by what the money buys
//! (`ceiling`). What counts as spread is an aim of its own ([`Objective`]): users may differ in value
//! (`roots`, `weighted`), some may share anyway, there may be a deadline, and a rival's message (`aim`). Several
//! messages may share one number or budget, and each user takes one of them (`messages`). And seeds may
//! be chosen in waves, each when it is seen who shares (`waves`). What seeds do forward is counted as the
//! choice counts it (`forward`).
//!
//! Reverse set i is a function of `rng_seed` and i alone, so seeds and certificate are the same on
//! any number of threads.

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
    objective::{Objective, RivalMessage, RivalTies},
    question::{AccuracyGoal, CertifiedChoice, Question},
    rules::{FairnessRule, LeastShares, Money, SeedRules, SegmentQuotas},
    search::choose,
    waves::{InWaves, WaveSizes, in_waves},
};
