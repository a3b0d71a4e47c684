//! The best seeds in waves, and what that gains over choosing all at once.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Best, ready::Ready};
use crate::{
    error::{Error, Result},
    seeding::{
        Choice,
        reverse::{InWaves, in_waves},
    },
    statistics::{Comparison, Confidence, Moments},
};

/// What choosing in waves gains over choosing all at once, by simulation: each next wave is chosen
/// once it is seen who shares in that world.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Waves {
    /// How many seeds each wave has.
    pub sizes: Vec<u32>,
    /// Mean sharers of seeds in waves.
    pub in_waves: f64,
    /// Mean sharers of as many seeds at once, in the same worlds.
    pub at_once: f64,
    /// The difference of the two, with its interval.
    pub gain: Comparison,
}

impl Best {
    /// What choosing seeds in waves of these sizes gains over as many at once, in so many worlds, for
    /// independent cascades. `self` tells the first wave: whom to choose from, and how well.
    ///
    /// # Errors
    /// [`Error::Value`] for waves of nobody, more seeds than may be chosen, fewer than two worlds, or
    /// limits besides a number and lists of users; [`Error::Stopped`] where the user asked to stop.
    pub fn waves(&self, choice: &Choice<'_>, sizes: &[u32], worlds: u64) -> Result<Waves> {
        let refused = |key: &str, problem: String, remedy: &str| {
            Err(Error::value(choice.key_of(key), problem, remedy))
        };
        if sizes.len() < 2 || sizes.contains(&0) {
            let problem = "it takes two waves or more, each with a seed or more".to_owned();
            return refused("waves", problem, "give 10,10, say");
        }
        if worlds < 2 {
            let problem = format!("{worlds} worlds tell no difference");
            return refused("worlds", problem, "give 2 or more, such as 100");
        }
        let ready = Ready::of(self, choice)?;
        let question = ready.question(self, choice);
        if !question.rules.is_plain() || !question.aim.is_usual() {
            let problem = "waves are limited by numbers and lists of users alone".to_owned();
            let remedy = "leave out budget, quotas, fair, value, organic, deadline and rival";
            return refused("waves", problem, remedy);
        }
        let all: u64 = sizes.iter().map(|&size| u64::from(size)).sum();
        let eligible = ready.eligible.iter().filter(|eligible| **eligible).count();
        if all > eligible as u64 {
            let problem = format!("{all} seeds are wanted, and {eligible} users may be chosen");
            return refused("waves", problem, "ask for fewer");
        }
        let numbers: Vec<usize> = sizes.iter().map(|&size| size as usize).collect();
        let InWaves { waves, at_once } = in_waves(&question, &numbers, worlds, choice.progress)?;
        Ok(Waves {
            sizes: sizes.to_vec(),
            in_waves: Moments::of(&waves).mean,
            at_once: Moments::of(&at_once).mean,
            gain: Comparison::of(&waves, &at_once, Confidence::NINETY_FIVE),
        })
    }
}
