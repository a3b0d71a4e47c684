//! One way of starting the message, its price, and the step of the line that chooses its seeds.
//!
//! Amounts are in whatever money the user thinks in: no currency is known here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ScenarioFile, asked::Known, document};
use crate::{
    error::Result,
    network::Network,
    progress::Progress,
    seeding::{AnyStrategy, Charge, Choice, Plan, Price, Seeds, Spreading},
};

/// One way of starting the message.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeedingOption {
    /// The option's name in the report; each option has another one.
    pub name: String,

    /// Who has the message first: `seeds.random = { count = 10 }`, and so on.
    pub seeds: AnyStrategy,

    /// What the option costs, if costs are to be compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
}

/// The seeds of every option, with what is known of them, in the scenario's order.
pub(super) fn choose_seeds(
    file: &ScenarioFile,
    network: &Network,
    spreading: Spreading<'_>,
    progress: &dyn Progress,
) -> Result<Vec<(Seeds, Known)>> {
    for_each_option(file, network, spreading, progress, |option, choice| {
        let Plan { seeds, certificate } = option.seeds.plan(choice)?;
        let cost = |charge: Charge<'_>| charge.price.of_seeds(network, &seeds, charge.key);
        let cost = choice.charge.map(cost).transpose()?;
        Ok((seeds, Known { cost, certificate }))
    })
}

/// Refuses the seeds that [`choose_seeds`] would refuse, without a search.
pub(super) fn check_seeds(
    file: &ScenarioFile,
    network: &Network,
    spreading: Spreading<'_>,
    progress: &dyn Progress,
) -> Result<()> {
    let check = |option: &SeedingOption, choice: &Choice<'_>| {
        if let Some(Charge { price, key }) = choice.charge {
            price.of_users(network, key)?;
        }
        option.seeds.check(choice)
    };
    for_each_option(file, network, spreading, progress, check).map(drop)
}

/// Does something with every option, in the scenario's order.
fn for_each_option<T>(
    scenario_file: &ScenarioFile,
    network: &Network,
    spreading: Spreading<'_>,
    progress: &dyn Progress,
    act: impl Fn(&SeedingOption, &Choice<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let scenario = scenario_file.scenario();
    let of_option = |(place, option): (usize, &SeedingOption)| {
        let strategy = option.seeds.keyword();
        let path = ["option", &option.name, "seeds", strategy].map(ToOwned::to_owned);
        let price_key = price_key(&option.name);
        let charge = |price| Charge { price, key: &price_key };
        let file = option.seeds.file().map_or_else(|| "file.path".to_owned(), |(key, _)| key);
        let choice = Choice {
            network,
            spreading,
            key: &document::shown(&path),
            charge: option.price.as_ref().map(charge),
            rng_seed: scenario.rng_seed,
            folder: scenario_file.folder_of(&format!("option.{place}.seeds.{file}")),
            progress,
        };
        act(option, &choice)
    };
    scenario.option.iter().enumerate().map(of_option).collect()
}

/// Where the price of an option stands.
pub(super) fn price_key(option: &str) -> String {
    document::shown(&["option", option, "price"].map(ToOwned::to_owned))
}
