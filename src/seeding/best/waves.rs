//! The best seeds in waves, and the gain over choosing all at once.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Best, resolved::ResolvedBest};
use crate::{
    error::{Error, Result},
    seeding::{
        SeedChoice,
        reverse::{InWaves, WaveSizes, in_waves},
    },
    statistics::{Comparison, Confidence, Moments},
};

/// The waves to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WavesWanted {
    /// How many seeds each wave has, two waves or more; where there is a budget, how many parts of it.
    pub sizes: Vec<u32>,
    /// In how many worlds it is tried what waves gain, 2 or more.
    pub worlds: u64,
}

/// What choosing in waves gains over choosing all at once, by simulation: each next wave is chosen
/// once it is seen who shares in that world.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Waves {
    /// How many seeds each wave has; where there is a budget, how many parts of it.
    pub sizes: Vec<u32>,
    /// The most that all waves may cost, in the scenario's money; `null` where they have a number.
    pub budget: Option<f64>,
    /// Mean sharers of seeds in waves.
    pub in_waves: f64,
    /// Mean sharers of as many seeds at once, or for as much, in the same worlds.
    pub at_once: f64,
    /// The difference of the two, with its interval, and in how many worlds: fewer than wanted
    /// where the user stopped it.
    pub gain: Comparison,
}

impl WavesWanted {
    /// The money that may be spent up to the end of each wave.
    fn spent(&self, budget: f64) -> Vec<f64> {
        let parts = |sizes: &[u32]| sizes.iter().map(|&size| f64::from(size)).sum::<f64>();
        let all = parts(&self.sizes);
        (1..=self.sizes.len()).map(|waves| budget * parts(&self.sizes[..waves]) / all).collect()
    }
}

impl Best {
    /// The parameters of the first wave, with its part of the budget.
    #[must_use]
    pub fn first_of(&self, wanted: &WavesWanted) -> Self {
        let first = |budget| wanted.spent(budget).first().copied();
        Self { budget: self.budget.and_then(first), ..self.clone() }
    }

    /// What choosing seeds in waves gains over as many at once, or as many as the same money buys.
    /// `self` tells from whom, and how well, and how much money there is for all waves, where there is
    /// any; `first` is the first wave, which is [chosen already](Best::first_of).
    ///
    /// # Errors
    /// As [`Best::check_waves`]; [`Error::Stopped`] where the user stopped it before there was a
    /// difference to tell.
    pub fn waves(
        &self,
        choice: &SeedChoice<'_>,
        wanted: &WavesWanted,
        first: &[u32],
    ) -> Result<Waves> {
        self.check_waves(choice, wanted)?;
        let ready = ResolvedBest::of(self, choice)?;
        let question = ready.question(self, choice)?;
        let sizes: Vec<usize> = wanted.sizes.iter().map(|&size| size as usize).collect();
        let mut spent = wanted.spent(self.budget.unwrap_or_default());
        let sizes = match (self.budget, question.rules.money) {
            (Some(budget), Some(money)) => {
                // The first wave pays the fixed price.
                for spent in &mut spent {
                    *spent -= budget - money.budget;
                }
                WaveSizes::Money(&spent)
            }
            _ => WaveSizes::Seeds(&sizes),
        };
        let found = in_waves(&question, first, sizes, wanted.worlds, choice.progress)?;
        let InWaves { waves, at_once } = found;
        Ok(Waves {
            sizes: wanted.sizes.clone(),
            budget: self.budget,
            in_waves: Moments::of(&waves).mean,
            at_once: Moments::of(&at_once).mean,
            gain: Comparison::of(&waves, &at_once, Confidence::NINETY_FIVE),
        })
    }

    /// Refuses waves that cannot be, without a search.
    ///
    /// # Errors
    /// [`Error::Value`] for waves of nobody, more seeds than may be chosen, fewer than two worlds,
    /// limits besides a number or a budget and lists of users, a count that is not the first wave's, and
    /// a budget of which the first wave's part buys nobody.
    pub fn check_waves(&self, choice: &SeedChoice<'_>, wanted: &WavesWanted) -> Result<()> {
        let WavesWanted { sizes, worlds } = wanted;
        let refused = |key: &str, problem: String, remedy: &str| {
            Err(Error::value(choice.key_of(key), problem, remedy))
        };
        if sizes.len() < 2 || sizes.contains(&0) {
            let problem = "it takes two waves or more, each with a seed or more".to_owned();
            return refused("waves", problem, "give 10,10, say");
        }
        if self.budget.is_some() && self.count.is_some() {
            let problem = "waves have a number of seeds or a budget, and not both".to_owned();
            return refused("waves", problem, "leave out count, or the budget");
        }
        if self.budget.is_none() && self.count != Some(sizes[0]) {
            let problem = format!("the first wave has {} seeds, and count says another", sizes[0]);
            return refused("waves", problem, "let count be that of the first wave");
        }
        if *worlds < 2 {
            let problem = format!("{worlds} worlds tell no difference");
            return refused("worlds", problem, "give 2 or more, such as 100");
        }
        choice.live()?;
        let ready = ResolvedBest::of(self, choice)?;
        let question = ready.question(self, choice)?;
        let rules = question.rules;
        if rules.quotas.is_some() || rules.fair.is_some() || !question.aim.is_usual() {
            let problem = "waves are limited by a number, or money, and lists of users".to_owned();
            let remedy = "leave out quotas, fair, value, organic, deadline and rival";
            return refused("waves", problem, remedy);
        }
        if rules.money.is_some() {
            return ResolvedBest::of(&self.first_of(wanted), choice).map(drop);
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
