//! Seeds chosen for their spread on a scenario's network, under its influence and model, with what
//! is certified of them.

use schemars::JsonSchema;
use serde::Serialize;

use super::{ScenarioFile, asked, implicit, network::Networks};
use crate::{
    error::{Error, Result},
    progress::Progress,
    report::NetworkNote,
    seeding::reverse::{self, Accuracy, Aim, Question, Rules},
};

/// What seeds are wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct SeedsWanted {
    /// How many, at least 1; the required ones are among them.
    pub count: u32,
    /// The ids of users who must be among them.
    pub required: Vec<String>,
    /// The ids of users who must not.
    pub excluded: Vec<String>,
    /// How good they must be.
    pub accuracy: Accuracy,
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
    /// Mean sharers from all of them, by sets that took no part in the choice.
    pub spread: f64,
    /// They spread at least so far.
    pub at_least: f64,
    /// No allowed seeds, as many, spread farther.
    pub optimum_at_most: f64,
    /// The certified share of the optimum: the one bound through the other.
    pub ratio: f64,
    /// The probability with which a bound may be wrong.
    pub risk: f64,
    /// Reverse sets by which they were chosen; as many others tested them.
    pub sets: u64,
    /// Whether they are as good as was asked; if not, the search was stopped, or memory was at its
    /// limit.
    pub reached: bool,
}

/// A chosen seed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct BestSeed {
    /// The user's id.
    pub id: String,
    /// By how many sharers it is thought to enlarge the spread of those before it.
    pub adds: f64,
}

/// Members of reverse sets that are kept at most, 4 bytes each: 512 MB.
const MOST_MEMBERS: u64 = 1 << 27;

impl BestSeeds {
    /// Chooses seeds for the first point of a scenario, whose options are not looked at.
    ///
    /// # Errors
    /// What the scenario's network, influence and model may be refused for; [`Error::Value`] for a
    /// user who is not in the network, or more seeds than may be chosen; [`Error::Stopped`] where
    /// the user asked to stop before there was a choice.
    pub fn of(file: &ScenarioFile, wanted: &SeedsWanted, progress: &dyn Progress) -> Result<Self> {
        let points = file.points()?;
        let file = &points[0];
        let scenario = file.scenario();
        if implicit::of(scenario).is_some() {
            return Err(Error::value(
                "network.implicit",
                "seeds are chosen by walks against the direction of messages, and an implicit \
                 network computes followers alone",
                "give a network that is stored: [network.generate.…] or [network.file]",
            ));
        }
        let network = Networks::mapped().of(file, progress)?;
        let influence = scenario.influence.assign(&network, scenario.rng_seed)?;
        let cascade = scenario.model.prepare(&network, &influence)?;

        let nodes = |key: &str, ids: &[String]| -> Result<Vec<u32>> {
            let node = |id: &String| {
                network.labels().node(id).ok_or_else(|| {
                    let problem = format!("user {id} is not in the network");
                    Error::value(key, problem, "give the id of one of its users")
                })
            };
            let mut nodes = ids.iter().map(node).collect::<Result<Vec<u32>>>()?;
            nodes.sort_unstable();
            nodes.dedup();
            Ok(nodes)
        };
        let required = nodes("require", &wanted.required)?;
        let excluded = nodes("exclude", &wanted.excluded)?;
        if let Some(&user) = required.iter().find(|user| excluded.contains(user)) {
            let problem = format!("user {} is required and excluded", network.id(user));
            return Err(Error::value("exclude", problem, "leave it out of one of the two"));
        }
        let count = wanted.count as usize;
        let most = network.users() as usize - excluded.len();
        if count < required.len().max(1) || count > most {
            let problem = format!("{count} seeds cannot be chosen");
            let least = required.len().max(1);
            let remedy = format!("ask for {least} to {most}");
            return Err(Error::value("count", problem, remedy));
        }
        let eligible = (!excluded.is_empty()).then(|| {
            let mut eligible = vec![true; network.users() as usize];
            for user in excluded {
                eligible[user as usize] = false;
            }
            eligible
        });
        let question = Question {
            cascade: &*cascade,
            users: network.users(),
            rules: Rules {
                required: &required,
                eligible: eligible.as_deref(),
                ..Rules::count(count)
            },
            aim: Aim::default(),
            accuracy: wanted.accuracy,
            risk: 1.0 / f64::from(network.users().max(100)),
            most_members: MOST_MEMBERS,
            rng_seed: scenario.rng_seed,
        };
        let chosen = reverse::choose(&question, progress)?;
        let certificate = chosen.certificate;
        let seed = |(user, adds): (u32, f64)| BestSeed { id: network.id(user).to_string(), adds };
        Ok(Self {
            scenario: scenario.name.clone(),
            network: NetworkNote::of(&network, asked::source(scenario)),
            seeds: chosen.seeds.into_iter().map(seed).collect(),
            spread: certificate.spread,
            at_least: certificate.at_least,
            optimum_at_most: certificate.optimum_at_most,
            ratio: certificate.ratio(),
            risk: certificate.risk,
            sets: certificate.sets,
            reached: certificate.reached,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "name = 'a'\nnetwork.generate.star = { users = 50 }\n\
                        influence.uniform.p = 0.5\n\
                        [[option]]\nname = 'b'\nseeds.random = { count = 1 }\n";

    fn best(change: impl FnOnce(&mut SeedsWanted)) -> Result<BestSeeds> {
        let mut wanted = SeedsWanted {
            count: 1,
            required: Vec::new(),
            excluded: Vec::new(),
            accuracy: Accuracy::Quality { gain: 0.005 },
        };
        change(&mut wanted);
        let file = ScenarioFile::parse(TEXT, "a.toml", Vec::new()).expect("it is sound");
        BestSeeds::of(&file, &wanted, &())
    }

    /// The hub of a star of n users spreads to 1 + (n − 1) p, 25.5 here.
    #[test]
    fn the_hub_of_a_star_is_the_best_seed_and_its_spread_is_bracketed() {
        let found = best(|_| {}).expect("it is sound");
        assert_eq!(found.seeds[0].id, "0");
        assert!(found.at_least <= 25.5 && 25.5 <= found.optimum_at_most, "{found:?}");
        assert!(found.reached && found.ratio > 0.7);
        let without = best(|wanted| wanted.excluded = vec!["0".to_owned()]).expect("it is sound");
        assert_ne!(without.seeds[0].id, "0");
    }

    #[test]
    fn an_implicit_network_is_refused() {
        let text = TEXT.replace("network.generate.star", "network.implicit.follower");
        let file = ScenarioFile::parse(text, "a.toml", Vec::new()).expect("it is sound");
        let accuracy = Accuracy::Guarantee { epsilon: 0.1 };
        let wanted = SeedsWanted { count: 1, required: Vec::new(), excluded: Vec::new(), accuracy };
        let error = BestSeeds::of(&file, &wanted, &()).expect_err("it is not stored");
        assert!(error.to_string().contains("network.implicit"), "{error}");
    }

    #[test]
    fn what_cannot_be_chosen_is_refused_with_the_flag() {
        let told = |change: fn(&mut SeedsWanted), flag: &str| {
            let error = best(change).expect_err(flag);
            assert!(error.to_string().starts_with(flag), "{error}");
        };
        told(|wanted| wanted.required = vec!["x".to_owned()], "require");
        told(|wanted| wanted.excluded = vec!["50".to_owned()], "exclude");
        told(|wanted| wanted.count = 0, "count");
        told(|wanted| wanted.count = 51, "count");
        told(
            |wanted| {
                wanted.required = vec!["1".to_owned()];
                wanted.excluded = vec!["1".to_owned()];
            },
            "exclude",
        );
        told(|wanted| wanted.required = vec!["1".to_owned(), "2".to_owned()], "count");
    }
}
