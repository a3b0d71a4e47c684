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

/// How seeds are to be chosen in waves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WavesWanted {
    /// How many seeds each wave has, two waves or more.
    pub sizes: Vec<u32>,
    /// In how many worlds it is tried what waves gain, 2 or more.
    pub worlds: u64,
}

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
    /// The difference of the two, with its interval, and in how many worlds: fewer than asked for,
    /// where the user stopped it.
    pub gain: Comparison,
}

impl Best {
    /// What choosing seeds in waves gains over as many at once, for independent cascades. `self` tells
    /// the `first` wave, which is chosen already: from whom, and how well.
    ///
    /// # Errors
    /// As [`Best::check_waves`]; [`Error::Stopped`] where the user asked to stop before there was a
    /// difference to tell.
    pub fn waves(&self, choice: &Choice<'_>, wanted: &WavesWanted, first: &[u32]) -> Result<Waves> {
        self.check_waves(choice, wanted)?;
        let ready = Ready::of(self, choice)?;
        let question = ready.question(self, choice);
        let sizes: Vec<usize> = wanted.sizes.iter().map(|&size| size as usize).collect();
        let found = in_waves(&question, first, &sizes, wanted.worlds, choice.progress)?;
        let InWaves { waves, at_once } = found;
        Ok(Waves {
            sizes: wanted.sizes.clone(),
            in_waves: Moments::of(&waves).mean,
            at_once: Moments::of(&at_once).mean,
            gain: Comparison::of(&waves, &at_once, Confidence::NINETY_FIVE),
        })
    }

    /// Refuses waves that cannot be, without a search.
    ///
    /// # Errors
    /// [`Error::Value`] for waves of nobody, more seeds than may be chosen, fewer than two worlds,
    /// limits besides a number and lists of users, and a count that is not the first wave's.
    pub fn check_waves(&self, choice: &Choice<'_>, wanted: &WavesWanted) -> Result<()> {
        let WavesWanted { sizes, worlds } = wanted;
        let refused = |key: &str, problem: String, remedy: &str| {
            Err(Error::value(choice.key_of(key), problem, remedy))
        };
        if sizes.len() < 2 || sizes.contains(&0) {
            let problem = "it takes two waves or more, each with a seed or more".to_owned();
            return refused("waves", problem, "give 10,10, say");
        }
        if self.count != Some(sizes[0]) {
            let problem = format!("the first wave has {} seeds, and count says another", sizes[0]);
            return refused("waves", problem, "let count be that of the first wave");
        }
        if *worlds < 2 {
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
        Ok(())
    }
}
