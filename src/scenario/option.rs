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
    seeding::{AnyStrategy, Charge, Choice, Lineup, Plan, Price, Seeds, Spreading},
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
        let Plan { seeds, certificate, order } = option.seeds.plan(choice)?;
        let cost = |charge: Charge<'_>| charge.price.of_seeds(network, &seeds, charge.key);
        let cost = choice.charge.map(cost).transpose()?;
        Ok((seeds, Known { cost, certificate, order }))
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

/// The users of the option at `place` in the order in which it chooses them, if it has one.
pub(super) fn lineup(
    file: &ScenarioFile,
    network: &Network,
    spreading: Spreading<'_>,
    progress: &dyn Progress,
    place: usize,
) -> Result<Option<Lineup>> {
    let lineup = |option: &SeedingOption, choice: &Choice<'_>| option.seeds.lineup(choice);
    on_option(file, network, spreading, progress, place, lineup)
}

/// Does something with every option, in the scenario's order.
fn for_each_option<T>(
    file: &ScenarioFile,
    network: &Network,
    spreading: Spreading<'_>,
    progress: &dyn Progress,
    act: impl Fn(&SeedingOption, &Choice<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let of_option = |place| on_option(file, network, spreading, progress, place, &act);
    (0..file.scenario().option.len()).map(of_option).collect()
}

/// Does something with the option at `place`.
fn on_option<T>(
    file: &ScenarioFile,
    network: &Network,
    spreading: Spreading<'_>,
    progress: &dyn Progress,
    place: usize,
    act: impl FnOnce(&SeedingOption, &Choice<'_>) -> Result<T>,
) -> Result<T> {
    let scenario = file.scenario();
    let option = &scenario.option[place];
    let strategy = option.seeds.keyword();
    let path = ["option", &option.name, "seeds", strategy].map(ToOwned::to_owned);
    let price_key = price_key(&option.name);
    let charge = |price| Charge { price, key: &price_key };
    let path_key = option.seeds.file().map_or_else(|| "file.path".to_owned(), |(key, _)| key);
    let choice = Choice {
        network,
        spreading,
        key: &document::shown(&path),
        charge: option.price.as_ref().map(charge),
        rng_seed: scenario.rng_seed,
        folder: file.folder_of(&format!("option.{place}.seeds.{path_key}")),
        progress,
    };
    act(option, &choice)
}

/// Where the price of an option stands.
pub(super) fn price_key(option: &str) -> String {
    document::shown(&["option", option, "price"].map(ToOwned::to_owned))
}
