//! One way of starting the message, its price, and the step of the line that chooses its seeds.
//!
//! Amounts are in whatever money the user thinks in: no currency is known here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ScenarioFile, asked::Known, text::key_places};
use crate::{
    error::{Error, Result},
    network::Network,
    progress::Progress,
    seeding::{AnyStrategy, Charge, ChosenSeeds, Lineup, Price, SeedChoice, Seeds, SpreadModel},
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

/// The seeds of options, in the scenario's order.
pub(super) struct OptionSeeds {
    pub(super) seeds: Vec<Seeds>,
    /// What is known of each.
    pub(super) known: Vec<Known>,
    /// Where the user asked to stop on the way, the names of the options that have none.
    pub(super) left_out: Option<Vec<String>>,
}

/// The seeds of every option, with what is known of them. Where the user asks to stop and some are sought
/// already, these are given, and those that take no search.
pub(super) fn choose_seeds(
    file: &ScenarioFile,
    network: &Network,
    spreading: SpreadModel<'_>,
    progress: &dyn Progress,
) -> Result<OptionSeeds> {
    let chosen = for_each_option(file, network, spreading, progress, |option, choice| {
        let plan = match option.seeds.plan(choice) {
            Err(Error::Stopped) => return Ok(None),
            plan => plan?,
        };
        let cost = |charge: Charge<'_>| charge.price.of_seeds(network, &plan.seeds, charge.key);
        let cost = choice.charge.map(cost).transpose()?;
        let chosen = plan.chosen(network);
        let ChosenSeeds { seeds, certificate, order } = plan;
        let order = order.map(|order| order.into_iter().map(|sought| sought.user).collect());
        Ok(Some((seeds, Known { place: 0, cost, certificate, order, chosen })))
    })?;
    let (mut seeds, mut known, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    for (place, chosen) in chosen.into_iter().enumerate() {
        match chosen {
            Some((of_option, about)) => {
                seeds.push(of_option);
                known.push(Known { place, ..about });
            }
            None => left_out.push(file.scenario().option[place].name.clone()),
        }
    }
    let is_stopped = progress.cancelled() || !left_out.is_empty();
    if is_stopped && known.iter().all(|known| known.certificate.is_none()) {
        return Err(Error::Stopped);
    }
    Ok(OptionSeeds { seeds, known, left_out: is_stopped.then_some(left_out) })
}

/// Refuses the seeds that [`choose_seeds`] would refuse, without a search.
pub(super) fn check_seeds(
    file: &ScenarioFile,
    network: &Network,
    spreading: SpreadModel<'_>,
    progress: &dyn Progress,
) -> Result<()> {
    let check = |option: &SeedingOption, choice: &SeedChoice<'_>| {
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
    spreading: SpreadModel<'_>,
    progress: &dyn Progress,
    place: usize,
) -> Result<Option<Lineup>> {
    let lineup = |option: &SeedingOption, choice: &SeedChoice<'_>| option.seeds.lineup(choice);
    on_option(file, network, spreading, progress, place, lineup)
}

/// Does something with every option, in the scenario's order.
fn for_each_option<T>(
    file: &ScenarioFile,
    network: &Network,
    spreading: SpreadModel<'_>,
    progress: &dyn Progress,
    act: impl Fn(&SeedingOption, &SeedChoice<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let of_option = |place| on_option(file, network, spreading, progress, place, &act);
    (0..file.scenario().option.len()).map(of_option).collect()
}

/// Does something with the option at `place`.
fn on_option<T>(
    file: &ScenarioFile,
    network: &Network,
    spreading: SpreadModel<'_>,
    progress: &dyn Progress,
    place: usize,
    act: impl FnOnce(&SeedingOption, &SeedChoice<'_>) -> Result<T>,
) -> Result<T> {
    let scenario = file.scenario();
    let option = &scenario.option[place];
    let strategy = option.seeds.keyword();
    let path = ["option", &option.name, "seeds", strategy].map(ToOwned::to_owned);
    let price_key = price_key(&option.name);
    let charge = |price| Charge { price, key: &price_key };
    let path_key = option.seeds.file().map_or_else(|| "file.path".to_owned(), |(key, _)| key);
    let choice = SeedChoice {
        network,
        spreading,
        key: &key_places::shown(&path),
        charge: option.price.as_ref().map(charge),
        rng_seed: scenario.rng_seed,
        folder: file.folder_of(&format!("option.{place}.seeds.{path_key}")),
        progress,
    };
    act(option, &choice)
}

/// Where the price of an option stands.
pub(super) fn price_key(option: &str) -> String {
    key_places::shown(&["option", option, "price"].map(ToOwned::to_owned))
}
