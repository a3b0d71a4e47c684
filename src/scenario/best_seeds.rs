//! Seeds chosen for their spread on a scenario's network, under its influence and model, with what
//! is certified of them.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Scenario, ScenarioFile, asked, implicit, network::Networks};
use crate::{
    error::{Error, Result},
    metric::AnyMetric,
    model::{AnyModel, Cascade},
    network::Network,
    progress::Progress,
    report::NetworkNote,
    seeding::{Best, BestUsers, Charge, Choice, Price, SeedCertificate, Seeds, Spreading, Waves},
    simulate::{Experiment, Stop, simulate},
    statistics::{Confidence, Interval, Moments, mean_interval},
};

/// What seeds are wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SeedsWanted {
    /// As `seeds.best` of an option would say it.
    pub best: Best,
    /// What seeds cost.
    pub price: Option<Price>,
    /// Whether the seeds are the first of several waves.
    pub waves: Option<WavesWanted>,
    /// In how many fresh worlds the seeds are simulated, 2 or more; nothing where they are not.
    pub simulate: Option<u64>,
}

/// Seeds in waves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WavesWanted {
    /// How many seeds each wave has, two waves or more; the first is the seeds that are wanted.
    pub sizes: Vec<u32>,
    /// In how many worlds it is tried what waves gain, 2 or more.
    pub worlds: u64,
}

/// Chosen seeds and their certificate.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct BestSeeds {
    /// The scenario's name.
    pub scenario: String,
    /// The network that they were chosen on.
    pub network: NetworkNote,
    /// The seeds in the order in which they were chosen.
    pub seeds: Vec<BestSeed>,
    /// What they cost, in the scenario's money; `null` without a price.
    pub cost: Option<f64>,
    /// What is certified of them.
    #[serde(flatten)]
    pub certificate: SeedCertificate,
    /// What the seeds do in fresh worlds, forward; `null` where that is not asked.
    pub simulated: Option<Simulated>,
    /// What choosing in waves gains, of which the seeds are the first; `null` without waves.
    pub waves: Option<Waves>,
}

/// What seeds do in worlds that had no part in choosing or testing them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Simulated {
    /// Mean sharers.
    pub sharers: f64,
    /// Their 95% interval.
    pub interval: Option<Interval>,
    /// In so many worlds: fewer than asked for, where the user stopped it.
    pub replicates: u64,
}

/// A chosen seed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct BestSeed {
    /// The user's id.
    pub id: String,
    /// By how many sharers it is thought to enlarge the spread of those before it.
    pub adds: f64,
}

impl BestSeeds {
    /// Chooses seeds for the first point of a scenario, whose options are not looked at, at a price
    /// of their own.
    ///
    /// # Errors
    /// What the scenario's network, influence and model may be refused for; [`Error::Value`] for what
    /// `wanted` or `price` names and the network does not have, and for rules that no seeds can keep;
    /// [`Error::Stopped`] where the user asked to stop before there was a choice.
    pub fn of(file: &ScenarioFile, wanted: &SeedsWanted, progress: &dyn Progress) -> Result<Self> {
        let SeedsWanted { best, price, waves, simulate } = wanted;
        let price = price.as_ref();
        let points = file.points()?;
        let file = &points[0];
        let scenario = file.scenario();
        stored_only(scenario)?;
        if waves.is_some() && !matches!(scenario.model, AnyModel::IndependentCascade(_)) {
            let problem = format!(
                "under {} a user who has not shared is known to need more, which the next wave would \
                 have to know",
                scenario.model.keyword()
            );
            let remedy = "give [model.independent-cascade], or choose all seeds at once";
            return Err(Error::value("waves", problem, remedy));
        }
        if simulate.is_some_and(|worlds| worlds < 2) {
            let problem = "fewer than 2 worlds tell no interval";
            return Err(Error::value("simulate", problem, "give 2 or more, such as 1000"));
        }
        if simulate.is_some() && !best.counts_every_sharer() {
            let problem =
                "it counts every sharer alike, from the chosen seeds alone, whenever it shares";
            let remedy = "leave it out, or leave out value, organic, deadline and rival";
            return Err(Error::value("simulate", problem, remedy));
        }
        let network = Networks::mapped().of(file, progress)?;
        let influence = scenario.influence.assign(&network, scenario.rng_seed)?;
        let cascade = scenario.model.prepare(&network, &influence)?;

        let choice = Choice {
            network: &*network,
            spreading: Spreading { influence: &influence, cascade: &*cascade },
            key: "",
            charge: price.map(|price| Charge { price, key: "price" }),
            rng_seed: scenario.rng_seed,
            folder: std::path::Path::new("."),
            progress,
        };
        let BestUsers { users, certificate } = best.users(&choice)?;
        let in_waves = |waves: &WavesWanted| best.waves(&choice, &waves.sizes, waves.worlds);
        let waves = waves.as_ref().map(in_waves).transpose()?;
        let chosen = Seeds::fixed(users.iter().map(|&(user, _)| user).collect());
        let cost = price.map(|price| price.of_seeds(&network, &chosen, "price")).transpose()?;
        let in_worlds = |&worlds: &u64| {
            simulated(&network, &*cascade, chosen.clone(), (scenario.rng_seed, worlds), progress)
        };
        let simulated = simulate.as_ref().map(in_worlds).transpose()?;
        let seed = |(user, adds): (u32, f64)| BestSeed { id: network.id(user).to_string(), adds };
        Ok(Self {
            scenario: scenario.name.clone(),
            network: NetworkNote::of(&network, asked::source(scenario)),
            seeds: users.into_iter().map(seed).collect(),
            cost,
            certificate,
            simulated,
            waves,
        })
    }
}

/// The sharers of seeds in so many worlds of an `rng_seed`, simulated as `run` does it.
fn simulated(
    network: &Network,
    cascade: &dyn Cascade,
    seeds: Seeds,
    (rng_seed, worlds): (u64, u64),
    progress: &dyn Progress,
) -> Result<Simulated> {
    let experiment = Experiment {
        network,
        cascade,
        options: &[seeds],
        metrics: &[AnyMetric::Sharers],
        segments: None,
        rng_seed,
    };
    let stop = Stop::after(worlds, Confidence::NINETY_FIVE);
    let kernel = experiment.plan(&stop).kernel;
    let run = simulate(&*experiment.engine(kernel), &stop, progress)?;
    let moments = Moments::of(&run.samples.options[0].values[0]);
    Ok(Simulated {
        sharers: moments.mean,
        interval: mean_interval(&moments, Confidence::NINETY_FIVE),
        replicates: moments.count,
    })
}

/// Refuses a network against whose edges nobody can walk.
pub(super) fn stored_only(scenario: &Scenario) -> Result<()> {
    if implicit::of(scenario).is_none() {
        return Ok(());
    }
    Err(Error::value(
        "network.implicit",
        "seeds are chosen by walks against the direction of messages, and an implicit network computes \
         followers alone",
        "give a network that is stored: [network.generate.…] or [network.file]",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "name = 'a'\nnetwork.generate.star = { users = 50 }\n\
                        influence.uniform.p = 0.5\n\
                        [[option]]\nname = 'b'\nseeds.random = { count = 1 }\n";

    fn best(wanted: &str, price: &str) -> Result<BestSeeds> {
        let best: Best = toml::from_str(wanted).expect(wanted);
        let price: Price = toml::from_str(price).expect(price);
        of(TEXT, &SeedsWanted { best, price: Some(price), waves: None, simulate: Some(20_000) })
    }

    fn of(text: &str, wanted: &SeedsWanted) -> Result<BestSeeds> {
        let file = ScenarioFile::parse(text, "a.toml", Vec::new()).expect("it is sound");
        BestSeeds::of(&file, wanted, &())
    }

    /// The hub of a star of n users spreads to 1 + (n − 1) p, 25.5 here.
    #[test]
    fn the_hub_of_a_star_is_the_best_seed_and_its_spread_is_bracketed() {
        let found = best("count = 1", "per_user = 3").expect("it is sound");
        assert_eq!((found.seeds[0].id.as_str(), found.cost), ("0", Some(3.0)));
        let certificate = &found.certificate;
        let (least, most) = (certificate.at_least, certificate.optimum_at_most);
        assert!(least <= 25.5 && 25.5 <= most, "{found:?}");
        assert!(certificate.reached && certificate.ratio > 0.7);
        // A binomial of 49 and one half has standard deviation 3.5: of the mean of 20,000, 0.025.
        let simulated = found.simulated.expect("it was asked for");
        assert!((simulated.sharers - 25.5).abs() < 5.0 * 0.025 && simulated.replicates == 20_000);
        let without = best("count = 1\nexclude = [0]", "").expect("it is sound");
        assert_ne!(without.seeds[0].id, "0");
    }

    #[test]
    fn a_hub_that_costs_too_much_is_left_for_those_whom_the_money_buys() {
        let found = best("budget = 6.5", "per_user = 2\nper_follower = 1").expect("it is sound");
        assert_eq!((found.seeds.len(), found.cost), (3, Some(6.0)));
        assert!(found.seeds.iter().all(|seed| seed.id != "0"));
        let error = best("budget = 1.5", "per_user = 2").expect_err("it buys nobody").to_string();
        assert_eq!(error, "budget: 1.5 buys nobody who may be chosen");
    }

    #[test]
    fn an_implicit_network_is_refused() {
        let text = TEXT.replace("network.generate.star", "network.implicit.follower");
        let best = Best { count: Some(1), ..Best::default() };
        let wanted = SeedsWanted { best, ..SeedsWanted::default() };
        let error = of(&text, &wanted).expect_err("it is not stored");
        assert!(error.to_string().contains("network.implicit"), "{error}");
    }
    #[test]
    fn waves_that_cannot_be_are_refused() {
        let waves = |change: fn(&mut SeedsWanted), text: &str| {
            let mut wanted = SeedsWanted {
                best: Best { count: Some(1), ..Best::default() },
                price: None,
                simulate: None,
                waves: Some(WavesWanted { sizes: vec![1, 2], worlds: 3 }),
            };
            change(&mut wanted);
            of(text, &wanted)
        };
        let found = waves(|_| {}, TEXT).expect("they are sound").waves.expect("three worlds");
        assert_eq!((found.sizes, found.gain.replicates), (vec![1, 2], 3));
        for change in [
            |wanted: &mut SeedsWanted| wanted.best.deadline = Some(2),
            |wanted: &mut SeedsWanted| wanted.waves.as_mut().unwrap().sizes = vec![3],
            |wanted: &mut SeedsWanted| wanted.waves.as_mut().unwrap().sizes = vec![1, 0],
            |wanted: &mut SeedsWanted| wanted.waves.as_mut().unwrap().sizes = vec![1, 50],
        ] {
            let error = waves(change, TEXT).expect_err("it cannot be").to_string();
            assert!(error.starts_with("waves: "), "{error}");
        }
        let text =
            format!("model.linear-threshold = {{}}\n{}", TEXT.replace("p = 0.5", "p = 0.01"));
        let error = waves(|_| {}, &text).expect_err("it cannot be").to_string();
        assert!(error.starts_with("waves: under linear-threshold"), "{error}");
    }
}
