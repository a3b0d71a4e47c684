//! One way of starting the message, its price, and the step of the line that chooses its seeds.
//!
//! Amounts are in whatever money the user thinks in: no currency is known here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ScenarioFile, document};
use crate::{
    error::Result,
    network::Network,
    progress::Progress,
    report,
    seeding::{AnyStrategy, Choice, Seeds, Spreading},
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

/// What an option costs, in any one currency: `fixed` + `per_user` × number of seeds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Price {
    /// The price of each seed, 0 or more. Default 0.
    #[schemars(range(min = 0))]
    pub per_user: f64,
    /// The price of the option whatever the number of its seeds, 0 or more. Default 0.
    #[schemars(range(min = 0))]
    pub fixed: f64,
}

impl From<Price> for report::Price {
    fn from(price: Price) -> Self {
        Self { per_user: price.per_user, fixed: price.fixed }
    }
}

/// The seeds of every option, in the scenario's order.
pub(super) fn choose_seeds(
    file: &ScenarioFile,
    network: &Network,
    spreading: Spreading<'_>,
    progress: &dyn Progress,
) -> Result<Vec<Seeds>> {
    for_each_option(file, network, spreading, progress, |strategy, choice| strategy.choose(choice))
}

/// Refuses the seeds that [`choose_seeds`] would refuse, without a search.
pub(super) fn check_seeds(
    file: &ScenarioFile,
    network: &Network,
    spreading: Spreading<'_>,
    progress: &dyn Progress,
) -> Result<()> {
    let check = |strategy: &AnyStrategy, choice: &Choice<'_>| strategy.check(choice);
    for_each_option(file, network, spreading, progress, check).map(drop)
}

/// Does something with the strategy of every option, in the scenario's order.
fn for_each_option<T>(
    file: &ScenarioFile,
    network: &Network,
    spreading: Spreading<'_>,
    progress: &dyn Progress,
    act: impl Fn(&AnyStrategy, &Choice<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let scenario = file.scenario();
    let of_option = |(place, option): (usize, &SeedingOption)| {
        let strategy = option.seeds.keyword();
        let path = ["option", &option.name, "seeds", strategy].map(ToOwned::to_owned);
        let choice = Choice {
            network,
            spreading,
            key: &document::shown(&path),
            rng_seed: scenario.rng_seed,
            folder: file.folder_of(&format!("option.{place}.seeds.file.path")),
            progress,
        };
        act(&option.seeds, &choice)
    };
    scenario.option.iter().enumerate().map(of_option).collect()
}
