//! Choosing seeds from an implicit population.
//!
//! Nothing here may visit all users: there may be billions.

use std::collections::BTreeSet;

use crate::{
    error::{Error, Result},
    network::{implicit::Population, labels::canonical_integer},
    rng::World,
    seeding::{Condition, Filter, SeedChoice},
};

/// The most users drawn in search of some who pass a filter, about ten seconds.
const MOST_DRAWN: u64 = 1 << 27;

/// What a strategy is given to choose from an implicit population.
pub type AddressChoice<'a> = SeedChoice<'a, Population, ()>;

impl AddressChoice<'_> {
    /// The user with this id.
    pub(in crate::seeding) fn user(&self, id: &str) -> Option<u64> {
        let user = u64::try_from(canonical_integer(id)?).ok()?;
        (user < self.network.users()).then_some(user)
    }

    /// What ids look like here, for messages.
    pub(in crate::seeding) fn examples(&self) -> String {
        format!("its users are called 0 … {}", self.network.users() - 1)
    }

    /// Refuses to choose no users, or more than there are.
    pub(in crate::seeding) fn check_count(&self, count: u32) -> Result<()> {
        if count == 0 {
            return Err(self.fault("count", "0 users are no seeds", "give at least 1"));
        }
        let users = self.network.users();
        if u64::from(count) > users {
            let problem =
                format!("{count} seeds are wanted, but there are {users} users in the network");
            return Err(self.fault("count", problem, "ask for fewer"));
        }
        Ok(())
    }

    /// `count` users who pass a filter on followers, all choices equally likely. Users are drawn
    /// until enough pass. With the same filter, a smaller choice is part of a larger one.
    ///
    /// # Errors
    /// [`Error::Value`] for a filter on anything but followers, or that hardly anybody passes;
    /// [`Error::Stopped`] if the user stopped it.
    pub(in crate::seeding) fn passing(
        &self,
        filter: &Filter,
        count: u32,
        world: World,
    ) -> Result<Vec<u64>> {
        /// Users drawn between two looks at whether to stop.
        const PER_REPORT: u64 = 1 << 20;
        let [least, most] = self.followers(filter)?;
        let mut stream = world.stream(1);
        let mut found = BTreeSet::new();
        let mut drawn = 0;
        self.progress.begin("choosing seeds", None);
        while found.len() < count as usize && drawn < MOST_DRAWN && !self.progress.cancelled() {
            for _ in 0..PER_REPORT {
                let user = stream.below(self.network.users());
                if (least..=most).contains(&(self.network.followers(user) as f64)) {
                    found.insert(user);
                    if found.len() == count as usize {
                        break;
                    }
                }
            }
            drawn += PER_REPORT;
            self.progress.advance(PER_REPORT);
        }
        self.progress.end();
        if found.len() == count as usize {
            return Ok(found.into_iter().collect());
        }
        if drawn < MOST_DRAWN {
            return Err(Error::Stopped);
        }
        let problem = format!(
            "{count} seeds are wanted, but of {MOST_DRAWN} users drawn at random, {} pass the \
             filter",
            found.len()
        );
        Err(self.fault("where.followers", problem, "ask for fewer, or widen the filter"))
    }

    /// The limits on followers, the only attribute here.
    fn followers(&self, filter: &Filter) -> Result<[f64; 2]> {
        let mut limits = [0.0, f64::INFINITY];
        for (name, condition) in &filter.0 {
            if name != "followers" {
                let problem = format!("users of an implicit network have no column {name:?}");
                let remedy = "filter by followers, or take a generated network, which has columns";
                return Err(self.fault(&format!("where.{name}"), problem, remedy));
            }
            limits =
                condition.limits(&format!("{}.where.followers", self.key))?.ok_or_else(|| {
                    let problem =
                        format!("{} is no number of followers", Condition::shown(condition));
                    let remedy = "give a number, or { min = …, max = … }";
                    self.fault("where.followers", problem, remedy)
                })?;
        }
        Ok(limits)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::{
        influence::Influence,
        network::implicit::Implicit,
        seeding::{AddressSeeds, AnyStrategy, Seeds, tests::with_choice},
    };

    fn population(users: &str) -> Population {
        let text = format!("follower = {{ users = {users} }}");
        let implicit: Implicit = toml::from_str(&text).expect(users);
        implicit.population(1).expect(users)
    }

    fn choose(population: &Population, text: &str) -> Result<AddressSeeds> {
        let strategy: AnyStrategy = toml::from_str(text).expect(text);
        strategy.choose_addresses(&AddressChoice {
            network: population,
            spreading: (),
            key: "seeds",
            charge: None,
            rng_seed: 1,
            folder: Path::new("."),
            progress: &(),
        })
    }

    #[test]
    fn seeds_of_the_materialised_network_are_the_same() {
        let population = population("3000");
        let network = population.materialised().expect("small");
        for text in [
            "users = { ids = [7, '2999', 7] }",
            "random = { count = 5 }",
            "random = { count = 3000 }",
            "random = { count = 5, redraw = true }",
        ] {
            let strategy: AnyStrategy = toml::from_str(text).expect(text);
            let stored: Seeds = with_choice(&network, &Influence::Uniform(0.1), |choice| {
                strategy.choose(choice).expect(text)
            });
            let computed = choose(&population, text).expect(text);
            assert_eq!(stored.count(), computed.count());
            for world in 0..20 {
                let (mut narrow, mut wide) = (Vec::new(), Vec::new());
                let stored = stored.of(world, &mut narrow).iter().map(|&user| u64::from(user));
                let computed = computed.of(world, &mut wide);
                assert!(stored.eq(computed.iter().copied()), "{text}, world {world}");
            }
        }
    }

    #[test]
    fn a_file_lists_users_by_address() {
        let folder = tempfile::tempdir().expect("a folder");
        let listed = |text: &str| {
            std::fs::write(folder.path().join("seeds.txt"), text).expect("a file");
            let strategy: AnyStrategy = toml::from_str("file = { path = 'seeds.txt' }").unwrap();
            strategy.choose_addresses(&AddressChoice {
                network: &population("8_000_000_000"),
                spreading: (),
                key: "seeds",
                charge: None,
                rng_seed: 1,
                folder: folder.path(),
                progress: &(),
            })
        };
        let seeds = listed("# stars\n7999999999\n\n3\n3\n").expect("two users");
        assert_eq!(seeds, AddressSeeds::Fixed(vec![3, 7_999_999_999]));
        let error = listed("1\n8000000000\n").expect_err("nobody is called so").to_string();
        assert!(error.contains("seeds.txt:2") && error.contains("8000000000"), "{error}");
        assert!(listed("\n").is_err());
    }

    #[test]
    fn stars_and_fans_are_found_among_billions() {
        let population = population("8_000_000_000");
        for (text, least, most) in [
            ("random = { count = 20, where = { followers = { min = 20_000 } } }", 20_000, u64::MAX),
            ("random = { count = 500, where = { followers = { max = 12 } } }", 0, 12),
            ("random = { count = 10, where = { followers = 30 } }", 30, 30),
        ] {
            let AddressSeeds::Fixed(users) = choose(&population, text).expect(text) else {
                panic!("{text} is drawn once");
            };
            assert!(users.is_sorted_by(|a, b| a < b));
            for user in users {
                assert!((least..=most).contains(&population.followers(user)), "{text}: {user}");
            }
        }
    }

    #[test]
    fn what_an_implicit_population_cannot_tell_is_refused_with_a_remedy() {
        let population = population("1000");
        for (text, key, word) in [
            ("users = { ids = [1000] }", "seeds.ids", "1000"),
            ("users = { ids = [-1] }", "seeds.ids", "-1"),
            ("users = { ids = ['anna'] }", "seeds.ids", "anna"),
            ("users = { ids = [] }", "seeds.ids", "no user"),
            ("random = { count = 0 }", "seeds.count", "0 users"),
            ("random = { count = 1001 }", "seeds.count", "1000 users"),
            ("top-degree = { count = 1 }", "seeds", "every user"),
            ("pagerank = { count = 1 }", "seeds", "every user"),
            ("k-core = { count = 1 }", "seeds", "every user"),
            ("betweenness = { count = 1 }", "seeds", "every user"),
            (
                "random = { count = 1, where = { region = 'north' } }",
                "seeds.where.region",
                "region",
            ),
            (
                "random = { count = 1, where = { followers = 'many' } }",
                "seeds.where.followers",
                "many",
            ),
            (
                "random = { count = 1, redraw = true, where = { followers = 3 } }",
                "seeds.redraw",
                "drawn anew",
            ),
            (
                "random = { count = 1, where = { followers = { min = 1000 } } }",
                "seeds.where.followers",
                "0 pass",
            ),
        ] {
            match choose(&population, text) {
                Err(Error::Value { key: named, problem, remedy }) => {
                    assert_eq!(named, key, "{text}");
                    assert!(problem.contains(word), "{text}: {problem}");
                    assert!(!remedy.is_empty(), "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
