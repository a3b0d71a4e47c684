//! Who is given the message first, one file a strategy.
//!
//! A strategy sees the network, the model made ready to run on it, and the users it may choose from
//! (those that pass the option's filter), and gives back seeds: the same in every world, or drawn
//! anew in each. One that searches is [checked](Strategy::check) without a search. To add one: a file
//! with a struct of its parameters that implements [`Described`](crate::catalogue::Described) and
//! [`Strategy`], and its line in the catalogue below.

mod addresses;
mod aim;
mod best;
mod betweenness;
mod certificate;
mod choice;
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
mod seeds;
mod shared;
mod shuffle;
mod single_discount;
mod swaps;
mod top_degree;
mod users;
mod vote_rank;

pub use self::{
    addresses::{AddressChoice, AddressSeeds},
    aim::Aim,
    best::{
        Accuracy, Asked, Best, BestUsers, BySegment, Deadline, Fairness, Message, Portfolio,
        PortfolioPlan, Quotas, Ties, Value, Waves, WavesWanted,
    },
    betweenness::Betweenness,
    certificate::{CertifiedRival, CertifiedSegment, SeedCertificate},
    choice::{Charge, Choice, Searched, Spreading},
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
    seeds::{Draw, Seeds},
    single_discount::SingleDiscount,
    top_degree::TopDegree,
    users::Users,
    vote_rank::VoteRank,
};

pub use crate::network::named::UserId;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    catalogue,
    error::{Error, Result},
    network::Network,
};

/// Seeds, with what is certified of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The seeds.
    pub seeds: Seeds,
    /// What is certified, where anything is.
    pub certificate: Option<SeedCertificate>,
    /// The seeds in the order in which they were found, where they were sought.
    pub order: Option<Vec<Sought>>,
}

/// A seed that was sought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sought {
    /// The user.
    pub user: u32,
    /// By how much it is thought to enlarge the spread of those before it, where that was counted.
    pub adds: Option<f64>,
}

/// A chosen seed, as reports repeat it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChosenSeed {
    /// The user's id.
    pub id: String,
    /// By how much it is thought to enlarge the spread of those before it; `null` where that was not
    /// counted.
    pub adds: Option<f64>,
}

impl Plan {
    /// The seeds by their ids: in the order in which they were found, where there is one, else in that of
    /// the network's users. Nothing where others are drawn in each replicate.
    #[must_use]
    pub fn chosen(&self, network: &Network) -> Option<Vec<ChosenSeed>> {
        let seed = |user, adds| ChosenSeed { id: network.id(user).to_string(), adds };
        match (&self.order, &self.seeds) {
            (Some(order), _) => {
                Some(order.iter().map(|sought| seed(sought.user, sought.adds)).collect())
            }
            (None, Seeds::Fixed(users)) => {
                Some(users.iter().map(|&user| seed(user, None)).collect())
            }
            (None, Seeds::Redrawn(_)) => None,
        }
    }
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

    /// About how many bytes a search takes at its peak, beside the network and its influence, at the
    /// most that it keeps; 0 of a strategy that does not keep worlds or sets to search by.
    fn bytes(&self, searched: Searched) -> f64 {
        let _ = searched;
        0.0
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

/// Whom the ids of seeds may name, where there is no network to look at.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "whom ids name is any function")]
pub struct Named<'a> {
    /// True of an id that somebody has.
    pub is_known: &'a dyn Fn(&str) -> bool,
    /// What to do about another.
    pub remedy: &'a str,
}

impl AnyStrategy {
    /// Refuses ids that name nobody, where the strategy stands at `key` and takes users by their ids, from
    /// itself or from a file whose path is taken from `folder`.
    ///
    /// # Errors
    /// [`Error::Value`] at the key, or [`Error::Data`] at the line of a file; [`Error::Io`] where that cannot
    /// be read.
    pub fn check_named(&self, key: &str, folder: &std::path::Path, named: Named<'_>) -> Result<()> {
        match self {
            Self::Users(users) => users.check_named(key, named),
            Self::File(file) => file.check_named(folder, named),
            Self::LocalSearch(search) => {
                let key = format!("{key}.start.{}", search.start.keyword());
                search.start.check_named(&key, folder, named)
            }
            _ => Ok(()),
        }
    }

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
mod tests;
