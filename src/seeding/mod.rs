//! Who is given the message first, one file a strategy.
//!
//! A strategy sees the network, the model made ready to run on it, and the users it may choose from
//! (those that pass the option's filter), and gives back seeds: the same in every world, or drawn
//! anew in each. One that searches is [checked](Strategy::check) without a search. To add one: a file
//! with a struct of its parameters that implements [`Described`](crate::catalogue::Described) and
//! [`Strategy`], and its line in the catalogue below.

mod addresses;
mod best;
mod betweenness;
mod certificate;
mod collective_influence;
mod community_spread;
mod contest;
mod degree_discount;
mod eigenvector;
mod file;
mod filter;
mod greedy;
mod k_core;
mod lineup;
mod local_search;
mod pagerank;
mod price;
mod random;
mod ranking;
pub mod reverse;
mod shared;
mod shuffle;
mod single_discount;
mod top_degree;
mod users;
mod vote_rank;

pub use self::{
    addresses::{AddressChoice, AddressSeeds},
    best::{Accuracy, Best, BestUsers, BySegment, Fairness, Quotas, Value, Waves},
    betweenness::Betweenness,
    certificate::{CertifiedSegment, SeedCertificate},
    collective_influence::CollectiveInfluence,
    community_spread::CommunitySpread,
    degree_discount::DegreeDiscount,
    eigenvector::Eigenvector,
    file::File,
    filter::{Condition, Filter},
    greedy::Greedy,
    k_core::KCore,
    lineup::Lineup,
    local_search::LocalSearch,
    pagerank::PageRank,
    price::Price,
    random::Random,
    single_discount::SingleDiscount,
    top_degree::TopDegree,
    users::{UserId, Users},
    vote_rank::VoteRank,
};

use self::shuffle::first_of_shuffled;
use crate::{
    catalogue,
    error::{Error, Result},
    influence::Influence,
    model::Cascade,
    network::Network,
    progress::Progress,
    rng::{Purpose, World},
};

/// The seeds of an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seeds {
    /// The same users in every world, each once, ascending.
    Fixed(Vec<u32>),
    /// In every world other users, drawn from a pool.
    Redrawn(Draw),
}

/// A draw of `count` users from a pool, all choices equally likely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// The users to draw from, each once.
    pub pool: Vec<u32>,
    /// How many are drawn; at most the pool.
    pub count: u32,
    /// Names the random numbers.
    pub rng_seed: u64,
}

impl Draw {
    /// The users of one world, in the order in which they are drawn. Of two draws from one pool in
    /// one world, the smaller is the beginning of the larger: options that differ in number alone
    /// are paired as closely as they can be.
    ///
    /// Cost: `count` draws, and as many looks into a hash table of twice that many slots.
    pub fn of(&self, world: u64, drawn: &mut Vec<u32>) {
        let stream = World::new(self.rng_seed, Purpose::Seeding, world).stream(0);
        drawn.clear();
        first_of_shuffled(stream, self.pool.len() as u64, self.count, |place| {
            drawn.push(self.pool[place as usize]);
        });
    }
}

impl Seeds {
    /// How many users are seeds.
    #[must_use]
    pub fn count(&self) -> usize {
        match self {
            Self::Fixed(users) => users.len(),
            Self::Redrawn(draw) => draw.count as usize,
        }
    }

    /// The seeds of world number `world`; `drawn` is a buffer for seeds that are drawn anew.
    pub fn of<'a>(&'a self, world: u64, drawn: &'a mut Vec<u32>) -> &'a [u32] {
        match self {
            Self::Fixed(users) => users,
            Self::Redrawn(draw) => {
                draw.of(world, drawn);
                drawn
            }
        }
    }

    /// True where the seeds of every world are all among those that `other` has in it; false where
    /// that is not known without drawing them.
    #[must_use]
    pub fn lie_in(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Fixed(own), Self::Fixed(others)) => {
                let mut others = others.iter();
                own.iter().all(|user| others.by_ref().any(|other| other == user))
            }
            (Self::Redrawn(own), Self::Redrawn(others)) => {
                own.rng_seed == others.rng_seed
                    && own.count <= others.count
                    && own.pool == others.pool
            }
            _ => false,
        }
    }

    /// Fixed seeds in their usual form: each once, ascending.
    #[must_use]
    pub fn fixed(mut users: Vec<u32>) -> Self {
        users.sort_unstable();
        users.dedup();
        Self::Fixed(users)
    }
}

/// What a strategy is given.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'a, N = Network, S = Spreading<'a>> {
    /// The network.
    pub network: &'a N,
    /// How a message spreads on it.
    pub spreading: S,
    /// Where the strategy stands in the scenario, for messages: `option "ten stars": seeds.random`;
    /// empty where its keys stand alone.
    pub key: &'a str,
    /// What seeds cost, where the option has a price.
    pub charge: Option<Charge<'a>>,
    /// Names the random numbers.
    pub rng_seed: u64,
    /// The folder that a file's path is taken from.
    pub folder: &'a std::path::Path,
    /// Listens where choosing takes long.
    pub progress: &'a dyn Progress,
}

/// What seeds cost.
#[derive(Debug, Clone, Copy)]
pub struct Charge<'a> {
    /// The price.
    pub price: &'a Price,
    /// Where it stands in the scenario, for messages.
    pub key: &'a str,
}

/// How a message spreads on a stored network.
#[derive(Clone, Copy)]
pub struct Spreading<'a> {
    /// How strong each follow is.
    pub influence: &'a Influence,
    /// The model, ready to run.
    pub cascade: &'a dyn Cascade,
}

impl std::fmt::Debug for Spreading<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Spreading({})", self.cascade.kernel())
    }
}

impl<N, S> Choice<'_, N, S> {
    /// Where one of the strategy's keys stands.
    fn key_of(&self, key: &str) -> String {
        if self.key.is_empty() { key.to_owned() } else { format!("{}.{key}", self.key) }
    }

    /// A fault of one of the strategy's keys.
    fn fault(&self, key: &str, problem: impl Into<String>, remedy: impl Into<String>) -> Error {
        Error::value(self.key_of(key), problem, remedy)
    }
}

impl Choice<'_> {
    /// The users that pass a filter, in the order of their ids, or a fault where they are fewer than
    /// `count`.
    fn candidates(&self, filter: Option<&Filter>, count: u32) -> Result<Vec<u32>> {
        let mut candidates = match filter {
            Some(filter) => filter.users(self.network, &format!("{}.where", self.key))?,
            None => (0..self.network.users()).collect(),
        };
        if count == 0 {
            return Err(self.fault("count", "0 users are no seeds", "give at least 1"));
        }
        if candidates.len() < count as usize {
            let (users, of) = match filter {
                Some(_) => (candidates.len(), "that the filter lets through"),
                None => (candidates.len(), "in the network"),
            };
            let problem = format!("{count} seeds are asked for, but there are {users} users {of}");
            return Err(self.fault("count", problem, "ask for fewer, or widen the filter"));
        }
        if self.network.labels().order().is_some() {
            candidates.sort_unstable_by_key(|&user| self.network.labels().place(user));
        }
        Ok(candidates)
    }
}

/// Seeds, with what is certified of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The seeds.
    pub seeds: Seeds,
    /// What is certified, where anything is.
    pub certificate: Option<SeedCertificate>,
    /// The seeds in the order in which they were found, where they were sought.
    pub order: Option<Vec<u32>>,
}

/// A way of choosing seeds.
pub trait Strategy {
    /// Chooses the seeds.
    ///
    /// # Errors
    /// [`Error::Value`] for a user who is not in the network, a column that it does not have, or
    /// more seeds than there are users to choose from; [`Error::Io`] and [`Error::Data`] for a file
    /// of seeds.
    fn choose(&self, choice: &Choice<'_>) -> Result<Seeds>;

    /// Chooses the seeds, with what is certified of them where the strategy certifies anything, and
    /// in which order they were found where it seeks them.
    ///
    /// # Errors
    /// As [`Strategy::choose`].
    fn plan(&self, choice: &Choice<'_>) -> Result<Plan> {
        self.choose(choice).map(|seeds| Plan { seeds, certificate: None, order: None })
    }

    /// Refuses what [`choose`](Strategy::choose) would refuse, without a search: a strategy that
    /// takes long looks at its parameters alone.
    ///
    /// # Errors
    /// As [`Strategy::choose`].
    fn check(&self, choice: &Choice<'_>) -> Result<()> {
        self.choose(choice).map(drop)
    }

    /// The users in the order in which it chooses them, as far as it knows one: its seeds are the
    /// first, those of a smaller `count` fewer of these; and those of a larger one more, where others
    /// follow. Nothing where another number of seeds would be another choice.
    ///
    /// # Errors
    /// As [`Strategy::choose`].
    fn lineup(&self, choice: &Choice<'_>) -> Result<Option<Lineup>> {
        let _ = choice;
        Ok(None)
    }

    /// Chooses the seeds from an implicit population; a strategy that must look at every user, or
    /// at more than their numbers of followers, refuses.
    ///
    /// # Errors
    /// As [`Strategy::choose`].
    fn choose_addresses(&self, choice: &AddressChoice<'_>) -> Result<AddressSeeds> {
        let problem = "it looks at every user, and an implicit network stores none";
        let remedy = "give seeds.random (where = { followers = { min = 1_000 } } finds stars), \
                      seeds.users, or a network that is stored";
        Err(Error::value(choice.key, problem, remedy))
    }
}

catalogue! {
    /// Every way of choosing seeds, by its keyword in `seeds.…`.
    #[expect(clippy::large_enum_variant, reason = "a scenario has a few options")]
    pub enum AnyStrategy: Strategy {
        "users" => Users(Users),
        "file" => File(File),
        "random" => Random(Random),
        "top-degree" => TopDegree(TopDegree),
        "pagerank" => PageRank(PageRank),
        "k-core" => KCore(KCore),
        "single-discount" => SingleDiscount(SingleDiscount),
        "degree-discount" => DegreeDiscount(DegreeDiscount),
        "vote-rank" => VoteRank(VoteRank),
        "collective-influence" => CollectiveInfluence(CollectiveInfluence),
        "betweenness" => Betweenness(Betweenness),
        "eigenvector" => Eigenvector(Eigenvector),
        "community-spread" => CommunitySpread(CommunitySpread),
        "greedy" => Greedy(Greedy),
        "local-search" => LocalSearch(LocalSearch),
        "best" => Best(Best),
    }
}

impl AnyStrategy {
    /// The file that it reads seeds from, and the key that names it: `file.path`. Nothing where it
    /// reads none.
    #[must_use]
    pub fn file(&self) -> Option<(String, &std::path::Path)> {
        match self {
            Self::File(file) => Some(("file.path".to_owned(), &file.path)),
            Self::LocalSearch(search) => {
                let (key, path) = search.start.file()?;
                Some((format!("local-search.start.{key}"), path))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::{
        model::{IndependentCascade, Model},
        network::{
            attributes::{UserColumn, UserValues},
            builder::{EdgeList, EdgeMeaning, Parallel, Rules},
            labels::Labels,
        },
    };

    /// Users 10, 20, … 60; 20 has most followers; 10, 20 and 30 follow each other.
    pub(super) fn network() -> Network {
        let edges =
            vec![[0, 1], [1, 0], [0, 2], [2, 0], [1, 2], [2, 1], [1, 3], [1, 4], [3, 4], [5, 4]];
        let regions = ["north", "north", "south", "south", "north"];
        let mut words: Vec<Option<&str>> = regions.iter().map(|&region| Some(region)).collect();
        words.push(None);
        let column = |name: &str, values| UserColumn { name: name.to_owned(), values };
        EdgeList { edges, columns: Vec::new() }.build(
            Labels::integers(vec![10, 20, 30, 40, 50, 60]),
            vec![
                column("region", UserValues::categories(&words)),
                column(
                    "age",
                    UserValues::Number(vec![20.0, 30.0, 40.0, 50.0, 60.0, f64::NAN].into()),
                ),
                column("partner", UserValues::Flag(vec![1, 0, 0, 1, 2, 0].into())),
            ],
            Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge },
        )
    }

    fn choose(text: &str) -> Result<Vec<u32>> {
        choose_from(&network(), text)
    }

    /// Users 0, 1, … with these edges.
    pub(super) fn network_of(users: u32, edges: &[[u32; 2]]) -> Network {
        let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };
        EdgeList { edges: edges.to_vec(), columns: Vec::new() }.build(
            Labels::index(users),
            Vec::new(),
            rules,
        )
    }

    /// The seeds that a strategy chooses, ascending.
    pub(super) fn choose_from(network: &Network, text: &str) -> Result<Vec<u32>> {
        choose_under(network, &Influence::Uniform(0.1), text)
    }

    /// The seeds that a strategy chooses under an influence, ascending.
    pub(super) fn choose_under(
        network: &Network,
        influence: &Influence,
        text: &str,
    ) -> Result<Vec<u32>> {
        let strategy: AnyStrategy = toml::from_str(text).expect(text);
        let chosen = with_choice(network, influence, |choice| {
            let chosen = strategy.choose(choice);
            let told = |error: &Error| error.to_string();
            assert_eq!(
                strategy.check(choice).err().as_ref().map(told),
                chosen.as_ref().err().map(told),
                "{text}: check says what choose says"
            );
            chosen
        });
        chosen.map(|seeds| match seeds {
            Seeds::Fixed(users) => users,
            Seeds::Redrawn(draw) => draw.pool,
        })
    }

    /// Gives `then` a choice on a network by independent cascades.
    pub(super) fn with_choice<T>(
        network: &Network,
        influence: &Influence,
        then: impl FnOnce(&Choice<'_>) -> T,
    ) -> T {
        let cascade = IndependentCascade::default().prepare(network, influence).expect("it fits");
        then(&Choice {
            network,
            spreading: Spreading { influence, cascade: &*cascade },
            key: "seeds",
            charge: None,
            rng_seed: 1,
            folder: Path::new("."),
            progress: &(),
        })
    }

    #[test]
    fn strategies_choose_whom_their_names_say() {
        for (text, expected) in [
            ("users = { ids = [60, '10', 60] }", vec![0, 5]),
            ("top-degree = { count = 1 }", vec![1]),
            ("top-degree = { count = 2 }", vec![0, 1]),
            ("top-degree = { count = 1, where = { region = 'south' } }", vec![2]),
            ("k-core = { count = 3 }", vec![0, 1, 2]),
            ("pagerank = { count = 1 }", vec![1]),
            ("random = { count = 2, where = { region = 'south' } }", vec![2, 3]),
            ("random = { count = 1, redraw = true, where = { partner = true } }", vec![0, 3]),
            ("random = { count = 2, where = { age = { min = 45 } } }", vec![3, 4]),
            ("random = { count = 2, where = { age = { min = 15, max = 30 } } }", vec![0, 1]),
            ("random = { count = 3, where = { followers = { max = 1 } } }", vec![3, 4, 5]),
            ("random = { count = 3, where = { region = ['north'] } }", vec![0, 1, 4]),
            ("random = { count = 1, where = { region = 'north', age = 60 } }", vec![4]),
        ] {
            assert_eq!(choose(text).expect(text), expected, "{text}");
        }
    }

    /// What a strategy would choose with any other count, it chooses.
    #[test]
    fn a_lineup_begins_with_the_seeds_of_every_count() {
        for keyword in ["top-degree", "pagerank", "k-core", "random", "users", "random-with-redraw"]
        {
            let of = |count: u32| -> (Option<Lineup>, Seeds) {
                let text = match keyword {
                    "users" => {
                        format!("users = {{ ids = {:?} }}", &[60, 10, 60, 20][..count as usize])
                    }
                    "random-with-redraw" => {
                        format!("random = {{ count = {count}, redraw = true }}")
                    }
                    _ => format!("{keyword} = {{ count = {count} }}"),
                };
                let strategy: AnyStrategy = toml::from_str(&text).expect(&text);
                with_choice(&network(), &Influence::Uniform(0.1), |choice| {
                    let lineup = strategy.lineup(choice).expect(&text);
                    (lineup, strategy.choose(choice).expect(&text))
                })
            };
            let lineup = of(4).0.expect("it has an order");
            assert_eq!(lineup.users(), if keyword == "users" { 3 } else { 6 }, "{keyword}");
            for count in [1, 2] {
                assert_eq!(lineup.first(count), of(count).1, "{keyword}");
            }
        }
    }

    #[test]
    fn a_relabelled_network_gives_the_same_users() {
        let texts = [
            "random = { count = 3 }",
            "top-degree = { count = 4 }",
            "k-core = { count = 2 }",
            "single-discount = { count = 4 }",
            "degree-discount = { count = 3, p = 0.5 }",
            "vote-rank = { count = 4 }",
            "collective-influence = { count = 4 }",
            "betweenness = { count = 3, sources = 4 }",
            "eigenvector = { count = 2 }",
            "community-spread = { count = 3 }",
        ];
        let relabelled = network().relabelled_by_degree().expect("it is small");
        assert_ne!(relabelled.id(0), network().id(0), "another user comes first");
        for text in texts {
            let ids = |network: &Network| {
                let mut ids: Vec<String> = choose_from(network, text)
                    .expect(text)
                    .into_iter()
                    .map(|user| network.id(user).to_string())
                    .collect();
                ids.sort_unstable();
                ids
            };
            assert_eq!(ids(&relabelled), ids(&network()), "{text}");
        }
    }

    #[test]
    fn whom_there_is_not_is_refused_with_the_key_and_a_remedy() {
        for (text, key, word) in [
            ("users = { ids = [7] }", "seeds.ids", "7"),
            ("users = { ids = [] }", "seeds.ids", "no user"),
            ("random = { count = 7 }", "seeds.count", "6 users"),
            ("random = { count = 0 }", "seeds.count", "0 users"),
            (
                "random = { count = 1, where = { regoin = 'north' } }",
                "seeds.where.regoin",
                "regoin",
            ),
            ("random = { count = 1, where = { region = 'nrth' } }", "seeds.where.region", "nrth"),
            ("random = { count = 1, where = { region = 3 } }", "seeds.where.region", "3"),
            ("random = { count = 1, where = { age = true } }", "seeds.where.age", "true"),
            ("random = { count = 1, where = { partner = 'x' } }", "seeds.where.partner", "x"),
            (
                "random = { count = 1, where = { age = { min = 9, max = 1 } } }",
                "seeds.where.age",
                "9",
            ),
        ] {
            match choose(text) {
                Err(Error::Value { key: named, problem, remedy }) => {
                    assert_eq!(named, key, "{text}");
                    assert!(problem.contains(word), "{text}: {problem}");
                    assert!(!remedy.is_empty(), "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    /// Each of 10 users is among 3 with probability 0.3: over 10,000 worlds the share has standard
    /// deviation 0.0046; five of them are allowed.
    #[test]
    fn draws_are_fair_distinct_and_nested() {
        let draw = |count| Draw { pool: (0..10).collect(), count, rng_seed: 5 };
        let mut counts = [0_u32; 10];
        let (mut few, mut many) = (Vec::new(), Vec::new());
        for world in 0..10_000 {
            draw(3).of(world, &mut few);
            draw(10).of(world, &mut many);
            assert_eq!(few, many[..3]);
            for &user in &few {
                counts[user as usize] += 1;
            }
            many.sort_unstable();
            assert_eq!(many, (0..10).collect::<Vec<_>>());
        }
        for count in counts {
            assert!((f64::from(count) / 10_000.0 - 0.3).abs() < 5.0 * 0.0046);
        }
    }
}
