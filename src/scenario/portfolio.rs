//! Who is asked for which of a scenario's messages, with what is certified of all together.

use schemars::JsonSchema;
use serde::Serialize;

use super::{BestSeed, Scenario, ScenarioFile, asked, best_seeds::stored_only, network::Networks};
use crate::{
    error::{Error, Result},
    influence::Influence,
    network::Network,
    progress::Progress,
    report::NetworkNote,
    seeding::{Choice, Portfolio, PortfolioPlan, SeedCertificate, Seeds, Spreading},
};

/// Who is asked for which message.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PortfolioSeeds {
    /// The scenario's name.
    pub scenario: String,
    /// The network that they were chosen on.
    pub network: NetworkNote,
    /// The messages, in the scenario's order, each with its seeds.
    pub messages: Vec<MessageSeeds>,
    /// What all seeds cost together, in the scenario's money; `null` without a price.
    pub cost: Option<f64>,
    /// What is certified of all messages together.
    #[serde(flatten)]
    pub certificate: SeedCertificate,
    /// True where the user asked to stop on the way: the search ended early.
    pub partial: bool,
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
    pub seeds: Vec<BestSeed>,
}

impl PortfolioSeeds {
    /// Chooses who is asked for which message of the first point of a scenario's `[portfolio]`; its
    /// options are not looked at.
    ///
    /// # Errors
    /// What the scenario's network, influence and model may be refused for; [`Error::Value`] where there
    /// is no `[portfolio]`, for what it names and the network does not have, and for rules that no seeds
    /// can keep; [`Error::Stopped`] where the user asked to stop before there was a choice.
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
    /// let found = PortfolioSeeds::of(&file, &())?;
    /// assert_eq!(found.messages[0].seeds[0].id, "0");
    /// # Ok::<(), wordspread::Error>(())
    /// ```
    pub fn of(file: &ScenarioFile, progress: &dyn Progress) -> Result<Self> {
        let points = file.points()?;
        let file = &points[0];
        Self::of_point(file, progress).map_err(|error| file.placed(error))
    }

    fn of_point(file: &ScenarioFile, progress: &dyn Progress) -> Result<Self> {
        let scenario = file.scenario();
        let Some(portfolio) = &scenario.portfolio else {
            let remedy = "add [portfolio] with count = 20, and [[portfolio.message]] with a name for \
                          each message";
            return Err(Error::value("portfolio", "the scenario has no messages", remedy));
        };
        stored_only(scenario)?;
        let network = Networks::mapped().of(file, progress)?;
        let influence = scenario.influence.assign(&network, scenario.rng_seed)?;
        let plan = on(scenario, &network, &influence, progress, |choice| {
            portfolio.plan(choice, &scenario.model)
        });
        let PortfolioPlan { asked, spreads, certificate } = plan?;
        let all = Seeds::fixed(asked.iter().map(|asked| asked.user).collect());
        let cost = portfolio.price.as_ref();
        let cost =
            cost.map(|price| price.of_seeds(&network, &all, "portfolio.price")).transpose()?;
        let of_message = |(place, (message, spread))| {
            let own = asked.iter().filter(|asked| asked.message == place);
            let seed = |adds, user| BestSeed { id: network.id(user).to_string(), adds };
            MessageSeeds {
                message,
                spread,
                seeds: own.map(|asked| seed(asked.adds, asked.user)).collect(),
            }
        };
        let names = portfolio.message.iter().map(|message| message.name.clone());
        Ok(Self {
            scenario: scenario.name.clone(),
            network: NetworkNote::of(&network, asked::source(scenario)),
            messages: names.zip(spreads).enumerate().map(of_message).collect(),
            cost,
            partial: !certificate.reached && progress.cancelled(),
            certificate,
        })
    }
}

/// Refuses a portfolio that [`PortfolioSeeds::of`] would refuse, without a search.
pub(super) fn check(
    scenario: &Scenario,
    network: &Network,
    influence: &Influence,
    progress: &dyn Progress,
) -> Result<()> {
    let check = |portfolio: &Portfolio| {
        on(scenario, network, influence, progress, |choice| {
            portfolio.check(choice, &scenario.model)
        })
    };
    scenario.portfolio.as_ref().map_or(Ok(()), check)
}

/// Gives `then` what a portfolio is chosen by.
fn on<T>(
    scenario: &Scenario,
    network: &Network,
    influence: &Influence,
    progress: &dyn Progress,
    then: impl FnOnce(&Choice<'_>) -> Result<T>,
) -> Result<T> {
    let cascade = scenario.model.prepare(network, influence)?;
    then(&Choice {
        network,
        spreading: Spreading { influence, cascade: &*cascade },
        key: "portfolio",
        charge: None,
        rng_seed: scenario.rng_seed,
        folder: std::path::Path::new("."),
        progress,
    })
}
