//! Implicit networks: what a scenario can ask of them, and their own steps of the line.
//!
//! Whatever looks at every user is refused here, with what to do instead; nothing here may do so.

use super::{
    NetworkSection, Scenario, ScenarioFile, SeedingOption, asked,
    asked::{Given, GivenSeeds, Known},
    option::price_key,
    text::key_places,
};
use crate::{
    error::{Error, Result},
    metric::AnyCurve,
    model::AnyModel,
    network::implicit::{Implicit, Population},
    progress::Progress,
    report::NetworkNote,
    seeding::{AddressChoice, AddressSeeds},
    simulate::{ImplicitExperiment, Stop},
};

/// A super-critical cascade among more users than this would need more memory than most machines
/// have, some 30 bytes a sharer and thread, unless it is stopped.
const MOST_UNSTOPPED: u64 = 100_000_000;

/// The kernel, and why it is that.
pub(super) const KERNEL: &str =
    "geometric jumps over followers that are computed where an edge is live: none are stored";

/// The implicit network of a scenario, if it has one.
pub(super) fn of(scenario: &Scenario) -> Option<&Implicit> {
    match &scenario.network {
        Some(NetworkSection::Implicit(implicit)) => Some(implicit),
        _ => None,
    }
}

/// Refuses what has no meaning where users are not stored, and elsewhere what is for such networks
/// alone.
pub(super) fn rules(scenario: &Scenario) -> Result<()> {
    let stop_at = scenario.answer.stop_at;
    if of(scenario).is_none() {
        return stop_at.map_or(Ok(()), |_| {
            let problem = "cascades are stopped in implicit networks alone";
            let remedy = "leave it out: in a stored network every cascade ends by itself";
            Err(Error::value("answer.stop_at", problem, remedy))
        });
    }
    if stop_at.is_some_and(|stop_at| stop_at.sharers == 0) {
        let problem = "0 sharers are no cascade";
        return Err(Error::value("answer.stop_at.sharers", problem, "give 1 or more"));
    }
    let model = &scenario.model;
    if !matches!(model, AnyModel::IndependentCascade(_)) {
        let keyword = model.keyword();
        let problem = format!(
            "{keyword} keeps something of users or of whom they follow, and nobody stores them here"
        );
        let remedy = "take [model.independent-cascade], or a network that is stored";
        return Err(Error::value(format!("model.{keyword}"), problem, remedy));
    }
    probability(scenario)?;
    if let Some(column) = &scenario.answer.by_segment {
        let problem = format!("users of an implicit network have no column {column:?}");
        let remedy = "leave it out, or take a generated network, whose users have attributes";
        return Err(Error::value("answer.by_segment", problem, remedy));
    }
    if scenario.answer.overlap.is_some() {
        let problem = "whom options have in common is told where users are stored";
        let remedy = "leave it out, or take a generated network";
        return Err(Error::value("answer.overlap", problem, remedy));
    }
    Ok(())
}

/// The probability of every edge.
fn probability(scenario: &Scenario) -> Result<f64> {
    let influence = &scenario.influence;
    influence.everywhere()?.ok_or_else(|| {
        let keyword = influence.keyword();
        let problem = format!("{keyword} depends on edges that an implicit network does not store");
        let remedy = "give [influence.uniform] and a p: p × mean followers is how many new sharers \
                      a sharer makes on average";
        Error::value(format!("influence.{keyword}"), problem, remedy)
    })
}

/// All that a simulation on an implicit network needs.
pub(super) struct Ready {
    pub(super) population: Population,
    pub(super) p: f64,
    pub(super) seeds: Vec<AddressSeeds>,
    /// What is known of each option's seeds.
    known: Vec<Known>,
    pub(super) stop: Stop,
    /// The number of sharers at which a cascade is stopped.
    pub(super) most: u64,
    curves: Vec<AnyCurve>,
}

impl Ready {
    /// Makes the network, the influence and the seeds.
    pub(super) fn new(
        file: &ScenarioFile,
        implicit: &Implicit,
        progress: &dyn Progress,
    ) -> Result<Self> {
        let scenario = file.scenario();
        let population = implicit.population(scenario.rng_seed)?;
        let p = probability(scenario)?;
        let most = scenario.answer.stop_at.map_or(u64::MAX, |stop_at| stop_at.sharers);
        let growth = p * population.mean_followers();
        if growth >= 1.0 && most > MOST_UNSTOPPED && population.users() > MOST_UNSTOPPED {
            let problem = format!(
                "a sharer makes {growth:.3} new ones on average, so that a cascade that takes off \
                 goes through {} users",
                population.users()
            );
            let remedy = format!(
                "give answer.stop_at = {{ sharers = 1_000_000 }}, say, or lower influence.uniform.p \
                 below {:.6}",
                1.0 / population.mean_followers()
            );
            return Err(Error::value("answer.stop_at", problem, remedy));
        }
        let stop = asked::stop(&scenario.answer, population.users())?;
        let seeds = choose_seeds(file, &population, progress)?;
        for (place, seeds) in seeds.iter().enumerate() {
            if seeds.count() as u64 > most {
                let key = format!("option.{place}.seeds");
                let problem = format!("{} seeds are more than stop_at, {most}", seeds.count());
                return Err(Error::value(key, problem, "give fewer, or raise answer.stop_at"));
            }
        }
        let cost = |((place, option), seeds): ((usize, &SeedingOption), &AddressSeeds)| {
            let price = option.price.as_ref();
            let key = price_key(&option.name);
            let cost =
                price.map(|price| price.of_addresses(&population, seeds, &key)).transpose()?;
            Ok(Known { place, cost, ..Known::default() })
        };
        let known =
            scenario.option.iter().enumerate().zip(&seeds).map(cost).collect::<Result<_>>()?;
        let curves = scenario.answer.curves();
        Ok(Self { population, p, seeds, known, stop, most, curves })
    }

    /// What is simulated.
    pub(super) fn experiment<'a>(&'a self, scenario: &'a Scenario) -> ImplicitExperiment<'a> {
        ImplicitExperiment {
            population: &self.population,
            p: self.p,
            most: self.most,
            options: &self.seeds,
            metrics: &scenario.answer.measures,
            asks: asked::asks(&scenario.answer, &self.curves),
            rng_seed: scenario.rng_seed,
        }
    }

    /// What a report repeats of it.
    pub(super) fn given(&self, scenario: &Scenario) -> Given {
        let redrawn = |seeds: &AddressSeeds| matches!(seeds, AddressSeeds::Redrawn { .. });
        Given {
            network: NetworkNote::of_population(&self.population, asked::source(scenario)),
            segments: None,
            mean_influence: self.p,
            seeds: GivenSeeds::of(&self.seeds, self.known.clone(), |seeds| {
                (seeds.count(), redrawn(seeds))
            }),
        }
    }
}

/// The seeds of every option, in the scenario's order.
fn choose_seeds(
    file: &ScenarioFile,
    population: &Population,
    progress: &dyn Progress,
) -> Result<Vec<AddressSeeds>> {
    let scenario = file.scenario();
    let choose = |(place, option): (usize, &SeedingOption)| {
        let path = ["option", &option.name, "seeds", option.seeds.keyword()].map(ToOwned::to_owned);
        option.seeds.choose_addresses(&AddressChoice {
            network: population,
            spreading: (),
            charge: None,
            key: &key_places::shown(&path),
            rng_seed: scenario.rng_seed,
            folder: file.folder_of(&format!("option.{place}.seeds.file.path")),
            progress,
        })
    };
    scenario.option.iter().enumerate().map(choose).collect()
}
