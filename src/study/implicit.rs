//! The first steps on an implicit network.
//!
//! It must never look at every user: there may be billions.

use super::{OptionFacts, OptionSeeds, Spec};
use crate::{
    error::{Error, Result},
    influence::InfluenceRule,
    network::implicit::Population,
    progress::Progress,
    seeding::{AddressChoice, AddressSeeds},
};

/// A super-critical cascade takes some 30 bytes a sharer and thread. Among more users than this it
/// would need more memory than most machines have, unless it is stopped.
const MOST_UNSTOPPED: u64 = 100_000_000;

/// The probability of every edge, if it is the same for all.
///
/// # Errors
/// [`Error::Value`] if the influence differs between edges.
pub fn uniform_probability(influence: &InfluenceRule) -> Result<f64> {
    influence.everywhere()?.ok_or_else(|| {
        let keyword = influence.keyword();
        let problem = format!("{keyword} depends on edges that an implicit network does not store");
        let remedy = "give [influence.uniform] and a p: p × mean followers is how many new \
                      sharers a sharer makes on average";
        Error::value(format!("influence.{keyword}"), problem, remedy)
    })
}

impl Spec {
    /// Refuses cascades that would go through more users than memory holds.
    pub(super) fn grows_within(&self, population: &Population, p: f64) -> Result<()> {
        let most = self.wanted.stop_at.map_or(u64::MAX, |stop_at| stop_at.sharers);
        let growth = p * population.mean_followers();
        if growth < 1.0 || most <= MOST_UNSTOPPED || population.users() <= MOST_UNSTOPPED {
            return Ok(());
        }
        let problem = format!(
            "a sharer makes {growth:.3} new ones on average, so that a cascade that takes off goes \
             through {} users",
            population.users()
        );
        let remedy = format!(
            "give answer.stop_at = {{ sharers = 1_000_000 }}, say, or lower influence.uniform.p \
             below {:.6}",
            1.0 / population.mean_followers()
        );
        Err(Error::value("answer.stop_at", problem, remedy))
    }
}

/// The seeds of every option, and what each costs.
pub(super) fn choose_addresses(
    spec: &Spec,
    population: &Population,
    progress: &dyn Progress,
) -> Result<OptionSeeds<AddressSeeds>> {
    let most = spec.wanted.stop_at.map_or(u64::MAX, |stop_at| stop_at.sharers);
    let mut seeds = Vec::new();
    for option in &spec.options {
        seeds.push(option.seeds.choose_addresses(&AddressChoice {
            network: population,
            spreading: (),
            charge: None,
            key: &option.key,
            rng_seed: spec.rng_seed,
            folder: &option.folder,
            progress,
        })?);
    }
    let mut facts = Vec::new();
    for (place, (option, seeds)) in spec.options.iter().zip(&seeds).enumerate() {
        if seeds.count() as u64 > most {
            let key = format!("option.{place}.seeds");
            let problem = format!("{} seeds are more than stop_at, {most}", seeds.count());
            return Err(Error::value(key, problem, "give fewer, or raise answer.stop_at"));
        }
        let price = option.price.as_ref();
        let cost = price.map(|price| price.of_addresses(population, seeds, &option.price_key));
        facts.push(OptionFacts { place, cost: cost.transpose()?, ..OptionFacts::default() });
    }
    let all = OptionSeeds { seeds, facts, left_out: None };
    let redrawn = |seeds: &AddressSeeds| matches!(seeds, AddressSeeds::Redrawn { .. });
    Ok(all.counted(|seeds| (seeds.count(), redrawn(seeds))))
}
