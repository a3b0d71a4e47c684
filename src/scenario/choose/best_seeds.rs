//! Seeds chosen for their spread on a scenario's network, under its influence and model, with what
//! is certified of them.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Simulated,
    simulated::{tells_interval, unless_stopped},
};
use crate::{
    error::{Error, Result},
    progress::Progress,
    report::{NetworkNote, influence_in_words, model_in_words},
    scenario::{Scenario, ScenarioFile, implicit, networks::Networks, question},
    seeding::{
        Best, BestUsers, Charge, ChosenSeed, Price, SeedCertificate, SeedChoice, Seeds, Waves,
        WavesWanted,
    },
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

/// Chosen seeds and their certificate.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct BestSeeds {
    /// The scenario's name.
    pub scenario: String,
    /// The network that they were chosen on.
    pub network: NetworkNote,
    /// The rule of influence, in a few words.
    pub influence: String,
    /// The diffusion model, in a few words.
    pub model: String,
    /// Names all random numbers.
    pub rng_seed: u64,
    /// The seeds in the order in which they were chosen, each with what it adds.
    pub seeds: Vec<ChosenSeed>,
    /// What they cost, in the scenario's money; `null` without a price.
    pub cost: Option<f64>,
    /// What is certified of them.
    pub certificate: SeedCertificate,
    /// What the seeds do in fresh worlds, forward, counted as the certificate counts it; `null` where that is not wanted, or the work was stopped.
    pub simulated: Option<Simulated>,
    /// What choosing in waves gains, of which the seeds are the first; `null` without waves, or where
    /// that is not answered.
    pub waves: Option<Waves>,
    /// True where something is missing: the search ended before the seeds were as good as wanted, or what
    /// follows it was not finished.
    pub partial: bool,
    /// True where that is because the work was stopped; where not, memory was full.
    pub interrupted: bool,
}

impl BestSeeds {
    /// Chooses seeds for the first point of a scenario, whose options are not looked at, at a price
    /// of their own.
    ///
    /// # Errors
    /// What the scenario's network, influence and model may be refused for; [`Error::Value`] for what
    /// `wanted` or `price` names and the network does not have, and for rules that no seeds can keep;
    /// [`Error::Stopped`] where the work was stopped before there was a choice.
    pub fn of(file: &ScenarioFile, wanted: &SeedsWanted, progress: &dyn Progress) -> Result<Self> {
        let SeedsWanted { best, price, waves, simulate } = wanted;
        let price = price.as_ref();
        let points = file.points()?;
        let file = &points[0];
        let scenario = file.scenario();
        stored_only(scenario)?;
        tells_interval(*simulate)?;
        let network = Networks::mapped().of(file, progress)?;
        let setting = file.spec().setting(network)?;
        let network = &setting.network;
        let choice = SeedChoice {
            network,
            spreading: setting.spreading(),
            key: "",
            charge: price.map(|price| Charge { price, key: "price" }),
            rng_seed: scenario.rng_seed,
            folder: std::path::Path::new("."),
            progress,
        };
        if let Some(waves) = waves {
            best.check_waves(&choice, waves)?;
        }
        let first = waves.as_ref().map(|waves| best.first_of(waves));
        let BestUsers { users, certificate } = first.as_ref().unwrap_or(best).users(&choice)?;
        let mut interrupted = certificate.interrupted;
        let order: Vec<u32> = users.iter().map(|&(user, _)| user).collect();
        let chosen = Seeds::fixed(order.clone());
        let cost = price.map(|price| price.of_seeds(network, &chosen, "price")).transpose()?;

        // Seeds that are found are not lost where what comes after them is stopped.
        let in_waves = |waves: &WavesWanted| best.waves(&choice, waves, &order);
        let in_waves = waves.as_ref().map(in_waves);
        let in_waves = unless_stopped(in_waves, &mut interrupted)?;
        let worlds = |waves: &WavesWanted| waves.worlds;
        interrupted |= waves.as_ref().map(worlds) > in_waves.as_ref().map(|it| it.gain.replicates);
        let in_worlds = |&worlds: &u64| {
            if !best.counts_every_sharer() {
                return best
                    .forward(&choice, &order, worlds)
                    .map(|spreads| Simulated::of(&spreads));
            }
            let within = (scenario.rng_seed, worlds);
            let cascade = Arc::clone(&setting.cascade);
            Simulated::sharers(network, cascade, chosen.clone(), within, progress)
        };
        let in_worlds = unless_stopped(simulate.as_ref().map(in_worlds), &mut interrupted)?;
        interrupted |= *simulate > in_worlds.map(|simulated| simulated.replicates);
        let seed = |(user, adds): (u32, f64)| {
            let id = network.id(user).to_string();
            ChosenSeed { id, adds: Some(adds) }
        };
        Ok(Self {
            scenario: scenario.name.clone(),
            network: NetworkNote::of(network, question::source(scenario)),
            influence: influence_in_words(&scenario.influence, &scenario.model),
            model: model_in_words(&scenario.model),
            rng_seed: scenario.rng_seed,
            seeds: users.into_iter().map(seed).collect(),
            cost,
            partial: interrupted || !certificate.reached,
            interrupted,
            certificate,
            simulated: in_worlds,
            waves: in_waves,
        })
    }
}

/// Refuses a network against whose edges nobody can walk.
pub(in crate::scenario) fn stored_only(scenario: &Scenario) -> Result<()> {
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
    use crate::{progress::StopsAt, seeding::Deadline};

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
        let simulated = found.simulated.expect("it was wanted");
        assert!((simulated.mean - 25.5).abs() < 5.0 * 0.025 && simulated.replicates == 20_000);
        let without = best("count = 1\nexclude = [0]", "").expect("it is sound");
        assert_ne!(without.seeds[0].id, "0");
    }

    /// The hub of a star of n users spreads to 1 + (n − 1) p, all in one step, but for leaves whom a rival has
    /// or who share anyway; leaves spread to themselves. Binomials of 49 and one half have
    /// standard deviation 3.5, means of 20,000 of them 0.025.
    #[test]
    fn seeds_are_simulated_as_their_certificate_counts() {
        for (wanted, exact) in [
            ("count = 1\ndeadline = 1", 25.5),
            ("count = 1\nrival = [1, 2, 3]", 1.0 + 46.0 / 2.0),
            ("count = 1\norganic = [1]", 25.0),
            ("count = 2\nrequire = [1]\norganic = [0]", 1.0),
        ] {
            let found = best(wanted, "").expect("it is sound");
            let Simulated { mean, interval, replicates } = found.simulated.expect("it was wanted");
            assert!((mean - exact).abs() < 5.0 * 0.025, "{wanted}: {mean}");
            let certificate = &found.certificate;
            assert!((mean - certificate.spread).abs() < 0.1 * exact, "{wanted}: {certificate:?}");
            assert!(
                interval.is_some_and(|interval| interval.contains(mean)) && replicates == 20_000
            );
        }
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
    fn who_is_certified_is_told_though_waves_and_simulation_are_stopped() {
        let wanted = SeedsWanted {
            best: Best { count: Some(1), ..Best::default() },
            price: None,
            simulate: Some(1000),
            waves: Some(WavesWanted { sizes: vec![1, 2], worlds: 3 }),
        };
        let file = ScenarioFile::parse(TEXT, "a.toml", Vec::new()).expect("it is sound");
        let whole = BestSeeds::of(&file, &wanted, &()).expect("nobody stops it");
        assert!(!whole.partial && whole.waves.is_some() && whole.simulated.is_some());
        // The second search is for as many seeds at once, the waves are the third piece of work.
        for (what, left) in [("choosing in waves", 1), ("simulating", 1)] {
            let stops = StopsAt::begin(what, left);
            let part = BestSeeds::of(&file, &wanted, &stops).expect("there is a choice");
            assert_eq!((&part.seeds, &part.certificate), (&whole.seeds, &whole.certificate));
            assert!(part.partial && part.simulated.is_none(), "{what}");
            assert_eq!(part.waves.is_some(), what == "simulating");
        }
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
            |wanted: &mut SeedsWanted| wanted.best.deadline = Some(Deadline(2.0)),
            |wanted: &mut SeedsWanted| wanted.waves.as_mut().unwrap().sizes = vec![3],
            |wanted: &mut SeedsWanted| wanted.waves.as_mut().unwrap().sizes = vec![1, 0],
            |wanted: &mut SeedsWanted| wanted.waves.as_mut().unwrap().sizes = vec![1, 50],
        ] {
            let error = waves(change, TEXT).expect_err("it cannot be").to_string();
            assert!(error.starts_with("waves: "), "{error}");
        }
        // Weights of a fifth: the hub makes as many share in the mean, whichever wave it is in.
        let text = format!("model.linear-threshold = {{}}\n{}", TEXT.replace("p = 0.5", "p = 0.2"));
        let found = waves(|_| {}, &text).expect("it is sound").waves.expect("three worlds");
        assert_eq!(found.gain.replicates, 3);
    }

    #[test]
    fn waves_share_a_budget_by_their_parts() {
        let best = |budget| Best { budget: Some(budget), ..Best::default() };
        let waves = |budget, sizes: &[u32]| {
            let wanted = SeedsWanted {
                best: best(budget),
                price: Some(toml::from_str("per_user = 2\nfixed = 1").expect("a price")),
                simulate: None,
                waves: Some(WavesWanted { sizes: sizes.to_vec(), worlds: 3 }),
            };
            of(TEXT, &wanted)
        };
        // A quarter of 21 less what is fixed buys two, the rest the other eight.
        let found = waves(21.0, &[1, 3]).expect("they are sound");
        assert_eq!((found.seeds.len(), found.cost), (2, Some(5.0)));
        assert_eq!(found.certificate.budget, Some(5.25));
        let gained = found.waves.expect("three worlds");
        assert_eq!((gained.sizes, gained.budget), (vec![1, 3], Some(21.0)));
        // Ten seeds, the hub among them, and about half of those who are left.
        assert!(gained.at_once > 20.0 && gained.in_waves > 20.0);
        let error = waves(5.0, &[1, 9]).expect_err("it buys nobody").to_string();
        assert!(error.starts_with("budget: "), "{error}");
    }
}
