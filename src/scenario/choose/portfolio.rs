//! The users of each of a scenario's messages, with one certificate for all messages.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Simulated,
    best_seeds::stored_only,
    simulated::{tells_interval, unless_stopped},
};
use crate::{
    error::{Error, Result},
    progress::Progress,
    report::{NetworkNote, influence_in_words, model_in_words},
    scenario::{Scenario, ScenarioFile, networks::Networks, question},
    seeding::{
        ChosenSeed, Portfolio, PortfolioPlan, SeedCertificate, SeedChoice, Seeds, reverse::Spreads,
    },
    study::Setting,
};

/// The users of each message.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PortfolioSeeds {
    /// The scenario's name.
    pub scenario: String,
    /// The network that they were chosen on.
    pub network: NetworkNote,
    /// The scenario's rule of influence, in a few words; messages may have their own.
    pub influence: String,
    /// The diffusion model, in a few words.
    pub model: String,
    /// Names all random numbers.
    pub rng_seed: u64,
    /// The messages, in the scenario's order, each with its seeds.
    pub messages: Vec<MessageSeeds>,
    /// What all seeds cost, in the scenario's money; `null` without a price.
    pub cost: Option<f64>,
    /// What is certified of all messages.
    pub certificate: SeedCertificate,
    /// True where something is missing: the search ended before the seeds were as good as wanted, or the
    /// simulation was not finished.
    pub partial: bool,
    /// True where that is because the work was stopped; where not, memory was full.
    pub interrupted: bool,
}

/// The seeds of a message.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MessageSeeds {
    /// The message's name.
    pub message: String,
    /// What it spreads from its seeds in the mean, by sets that took no part in the choice.
    pub spread: f64,
    /// Its seeds in the order in which they were chosen, of whom each adds to this message; there may be
    /// none.
    pub seeds: Vec<ChosenSeed>,
    /// What the message does in fresh worlds from these seeds, forward; `null` where that is not wanted,
    /// or not answered, or it has none.
    pub simulated: Option<Simulated>,
}

impl PortfolioSeeds {
    /// Chooses the users of each message of the first point of a scenario's `[portfolio]`; its
    /// options are not looked at. Where `simulate` says in how many fresh worlds, 2 or more, each message
    /// is simulated as well.
    ///
    /// # Errors
    /// What the scenario's network, influence and model may be refused for; [`Error::Value`] where there
    /// is no `[portfolio]`, for what it names and the network does not have, and for rules that no seeds
    /// can keep; [`Error::Stopped`] where the work was stopped before there was a choice.
    ///
    /// # Examples
    /// ```
    /// use wordspread::scenario::{PortfolioSeeds, ScenarioFile};
    /// let text = r#"
    ///     name = "two messages"
    ///     network.generate.star = { users = 10 }
    ///     influence.uniform.p = 0.5
    ///     [portfolio]
    ///     count = 2
    ///     [[portfolio.message]]
    ///     name = "loud"
    ///     [[portfolio.message]]
    ///     name = "quiet"
    ///     factor = 0.5
    /// "#;
    /// let file = ScenarioFile::parse(text, "two.toml", vec![])?;
    /// let found = PortfolioSeeds::of(&file, Some(1000), &())?;
    /// assert_eq!(found.messages[0].seeds[0].id, "0");
    /// # Ok::<(), wordspread::Error>(())
    /// ```
    pub fn of(file: &ScenarioFile, simulate: Option<u64>, progress: &dyn Progress) -> Result<Self> {
        let points = file.points()?;
        let file = &points[0];
        Self::of_point(file, simulate, progress).map_err(|error| file.placed(error))
    }

    fn of_point(
        file: &ScenarioFile,
        simulate: Option<u64>,
        progress: &dyn Progress,
    ) -> Result<Self> {
        let scenario = file.scenario();
        let Some(portfolio) = &scenario.portfolio else {
            let remedy = "add [portfolio] with count = 20, and [[portfolio.message]] with a name for \
                          each message";
            return Err(Error::value("portfolio", "the scenario has no messages", remedy));
        };
        stored_only(scenario)?;
        tells_interval(simulate)?;
        let network = Networks::mapped().of(file, progress)?;
        let setting = file.spec().setting(network)?;
        let network = &setting.network;
        let mut interrupted = false;
        let (plan, in_worlds) = on(scenario, &setting, progress, |choice| {
            let plan = portfolio.plan(choice, &scenario.model)?;
            interrupted = plan.certificate.interrupted;
            let in_worlds = simulate.map(|worlds| {
                if !portfolio.counts_every_sharer() {
                    let spreads =
                        portfolio.forward(choice, &scenario.model, &plan.assignments, worlds)?;
                    let simulated = |spreads: Option<Spreads>| spreads.as_ref().map(Simulated::of);
                    return Ok(spreads.into_iter().map(simulated).collect());
                }
                portfolio.each(choice, &scenario.model, |place, cascade| {
                    let own = plan.assignments.iter().filter(|it| it.message == place);
                    let seeds = Seeds::fixed(own.map(|assignment| assignment.user).collect());
                    let is_seeded = seeds.count() > 0;
                    let within = (scenario.rng_seed, worlds);
                    let run = || {
                        Simulated::sharers(network, Arc::clone(cascade), seeds, within, progress)
                    };
                    is_seeded.then(run).transpose()
                })
            });
            // Seeds that are found are not lost where what comes after them is stopped.
            Ok((plan, unless_stopped(in_worlds, &mut interrupted)?))
        })?;
        let PortfolioPlan { assignments, spreads, certificate } = plan;
        let in_worlds = in_worlds.unwrap_or_else(|| vec![None; spreads.len()]);
        let is_short = |it: &Option<Simulated>| it.is_some_and(|it| Some(it.replicates) < simulate);
        interrupted |= in_worlds.iter().any(is_short);
        let all = Seeds::fixed(assignments.iter().map(|assignment| assignment.user).collect());
        let cost = portfolio.price.as_ref();
        let cost =
            cost.map(|price| price.of_seeds(network, &all, "portfolio.price")).transpose()?;
        let of_message = |(place, (message, spread))| {
            let own = assignments.iter().filter(|it| it.message == place);
            let seed = |adds, user| {
                let id = network.id(user).to_string();
                ChosenSeed { id, adds: Some(adds) }
            };
            MessageSeeds {
                message,
                spread,
                seeds: own.map(|assignment| seed(assignment.adds, assignment.user)).collect(),
                simulated: in_worlds[place],
            }
        };
        let names = portfolio.message.iter().map(|message| message.name.clone());
        Ok(Self {
            scenario: scenario.name.clone(),
            network: NetworkNote::of(network, question::source(scenario)),
            influence: influence_in_words(&scenario.influence, &scenario.model),
            model: model_in_words(&scenario.model),
            rng_seed: scenario.rng_seed,
            messages: names.zip(spreads).enumerate().map(of_message).collect(),
            cost,
            partial: interrupted || !certificate.reached,
            interrupted,
            certificate,
        })
    }
}

impl MessageSeeds {
    /// In how many worlds the message has been simulated, where it should have been: it has seeds.
    #[must_use]
    pub fn replicates(&self) -> Option<u64> {
        let done = self.simulated.map_or(0, |simulated| simulated.replicates);
        (!self.seeds.is_empty()).then_some(done)
    }
}

/// Refuses a portfolio that [`PortfolioSeeds::of`] would refuse, without a search.
pub(in crate::scenario) fn check(
    scenario: &Scenario,
    setting: &Setting,
    progress: &dyn Progress,
) -> Result<()> {
    let check = |portfolio: &Portfolio| {
        on(scenario, setting, progress, |choice| portfolio.check(choice, &scenario.model))
    };
    scenario.portfolio.as_ref().map_or(Ok(()), check)
}

/// Gives `then` what a portfolio is chosen by.
fn on<T>(
    scenario: &Scenario,
    setting: &Setting,
    progress: &dyn Progress,
    then: impl FnOnce(&SeedChoice<'_>) -> Result<T>,
) -> Result<T> {
    then(&SeedChoice {
        network: &setting.network,
        spreading: setting.spreading(),
        key: "portfolio",
        charge: None,
        rng_seed: scenario.rng_seed,
        folder: std::path::Path::new("."),
        progress,
    })
}
