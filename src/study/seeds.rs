//! The step that chooses the seeds of every option.

use serde::{Deserialize, Serialize};

use super::{OptionSpec, Setting};
use crate::{
    error::{Error, Result},
    network::Network,
    progress::Progress,
    seeding::{Charge, ChosenSeed, ChosenSeeds, Lineup, SeedCertificate, SeedChoice, Seeds},
};

/// What is found out about an option's seeds before the simulation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OptionFacts {
    /// The place of the option in the study.
    pub place: usize,
    /// How many users are seeds.
    pub count: usize,
    /// Whether the seeds are drawn anew in every replicate.
    pub redrawn: bool,
    /// The first earlier option with the same seeds, by its place among the options that have seeds.
    pub same_as: Option<usize>,
    /// The option's cost, if it has a price.
    pub cost: Option<f64>,
    /// How near the seeds are to the optimum, if `seeds.best` chose them.
    pub certificate: Option<SeedCertificate>,
    /// The seeds in the order in which a search found them, if there was one.
    pub order: Option<Vec<u32>>,
    /// The seeds by their ids, if they are the same in every replicate of a stored network.
    pub chosen: Option<Vec<ChosenSeed>>,
}

/// The seeds of options, in the study's order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OptionSeeds<S> {
    /// The seeds of each option that has any.
    pub seeds: Vec<S>,
    /// The facts about each of them, in the same order.
    pub facts: Vec<OptionFacts>,
    /// If the work was stopped: the names of the options without seeds.
    pub left_out: Option<Vec<String>>,
}

impl<S: PartialEq> OptionSeeds<S> {
    /// Notes which options have the same seeds, how many each has, and whether they are drawn anew.
    pub(super) fn counted(mut self, one: impl Fn(&S) -> (usize, bool)) -> Self {
        for (place, (seeds, facts)) in self.seeds.iter().zip(&mut self.facts).enumerate() {
            (facts.count, facts.redrawn) = one(seeds);
            facts.same_as = self.seeds[..place].iter().position(|other| other == seeds);
        }
        self
    }
}

/// Chooses the seeds of every option. Where the user asks to stop and a search has found some already,
/// these are given, and those that take no search.
pub(super) fn choose_seeds(
    options: &[OptionSpec],
    setting: &Setting,
    rng_seed: u64,
    progress: &dyn Progress,
) -> Result<OptionSeeds<Seeds>> {
    let network: &Network = &setting.network;
    let (mut seeds, mut facts, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    for (place, option) in options.iter().enumerate() {
        let choice = choice(option, setting, rng_seed, progress);
        let plan = match option.seeds.plan(&choice) {
            Err(Error::Stopped) => {
                left_out.push(option.name.clone());
                continue;
            }
            plan => plan?,
        };
        let cost = |charge: Charge<'_>| charge.price.of_seeds(network, &plan.seeds, charge.key);
        let cost = choice.charge.map(cost).transpose()?;
        let chosen = plan.chosen(network);
        let ChosenSeeds { seeds: of_option, certificate, order } = plan;
        let order = order.map(|order| order.into_iter().map(|sought| sought.user).collect());
        seeds.push(of_option);
        facts.push(OptionFacts {
            place,
            cost,
            certificate,
            order,
            chosen,
            ..OptionFacts::default()
        });
    }
    let is_stopped = progress.cancelled() || !left_out.is_empty();
    if is_stopped && facts.iter().all(|facts| facts.certificate.is_none()) {
        return Err(Error::Stopped);
    }
    let all = OptionSeeds { seeds, facts, left_out: is_stopped.then_some(left_out) };
    Ok(all.counted(|seeds| (seeds.count(), matches!(seeds, Seeds::Redrawn(_)))))
}

/// Checks strategies and prices as a study would, but without a search.
///
/// # Errors
/// [`Error::Value`] if a strategy or a price does not fit this network; [`Error::Io`] or
/// [`Error::Data`] for a file of seeds.
pub fn check_seeds(
    options: &[OptionSpec],
    setting: &Setting,
    rng_seed: u64,
    progress: &dyn Progress,
) -> Result<()> {
    for option in options {
        let choice = choice(option, setting, rng_seed, progress);
        if let Some(Charge { price, key }) = choice.charge {
            price.of_users(&setting.network, key)?;
        }
        option.seeds.check(&choice)?;
    }
    Ok(())
}

/// The users of an option in the order of choice; `None` if the strategy has no such order.
///
/// # Errors
/// As [`check_seeds`]; [`Error::Stopped`] if `progress` is cancelled.
pub fn lineup(
    option: &OptionSpec,
    setting: &Setting,
    rng_seed: u64,
    progress: &dyn Progress,
) -> Result<Option<Lineup>> {
    option.seeds.lineup(&choice(option, setting, rng_seed, progress))
}

/// What the strategy of an option is given.
fn choice<'a>(
    option: &'a OptionSpec,
    setting: &'a Setting,
    rng_seed: u64,
    progress: &'a dyn Progress,
) -> SeedChoice<'a> {
    let charge = |price| Charge { price, key: &option.price_key };
    SeedChoice {
        network: &setting.network,
        spreading: setting.spreading(),
        key: &option.key,
        charge: option.price.as_ref().map(charge),
        rng_seed,
        folder: &option.folder,
        progress,
    }
}
