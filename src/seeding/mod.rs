//! Strategies: who is given the message first.
//!
//! A strategy gets the network, the prepared model and the users it may choose from, and returns
//! seeds. In Rust, a list of ids (an array, a `Vec` or a slice of numbers or texts) is a strategy too.
//! Seeds are the same in every world or drawn anew in each. `given` holds seeds by name or
//! lot, `rank` rankings by position, `search` choices by simulation, and `best` the certified
//! choice by reverse sets ([`reverse`]).
//!
//! To add one, write a file with a struct of its parameters that implements
//! [`Described`](crate::catalogue::Described) and [`Strategy`], and a line in the catalogue below.

mod best;
mod certificate;
mod choice;
mod chosen;
mod constructors;
mod filter;
mod given;
mod implicit;
mod lazy_greedy;
mod lineup;
mod ordered;
mod price;
mod rank;
pub mod reverse;
mod search;
mod seeds;
mod shuffle;

pub use self::{
    best::{
        Accuracy, Assignment, Best, BestUsers, BySegment, Deadline, Fairness, Portfolio,
        PortfolioMessage, PortfolioPlan, Quotas, TieWinner, UserValue, Waves, WavesWanted,
    },
    certificate::{CertifiedRival, CertifiedSegment, SeedCertificate},
    choice::{Charge, Searched, SeedChoice, SpreadModel},
    chosen::{ChosenSeed, ChosenSeeds, FoundSeed},
    filter::{Condition, Filter},
    given::{File, Random, Users},
    implicit::{AddressChoice, AddressSeeds},
    lineup::Lineup,
    price::Price,
    rank::{
        Betweenness, CollectiveInfluence, CommunitySpread, DegreeDiscount, Eigenvector, KCore,
        PageRank, SingleDiscount, TopDegree, VoteRank,
    },
    search::{Aim, Greedy, LocalSearch},
    seeds::{SeedDraw, Seeds},
};

pub use crate::network::named::UserId;

use crate::{
    catalogue,
    error::{Error, Result},
};

/// A way of choosing seeds.
pub trait Strategy {
    /// Chooses the seeds.
    ///
    /// # Errors
    /// [`Error::Value`] for a user who is not in the network, a column that it does not have, or
    /// more seeds than there are users to choose from; [`Error::Io`] and [`Error::Data`] for a file
    /// of seeds.
    fn choose(&self, choice: &SeedChoice<'_>) -> Result<Seeds>;

    /// Chooses the seeds, with their certificate and their order if the strategy has any.
    ///
    /// # Errors
    /// As [`Strategy::choose`].
    fn plan(&self, choice: &SeedChoice<'_>) -> Result<ChosenSeeds> {
        self.choose(choice).map(|seeds| ChosenSeeds { seeds, certificate: None, order: None })
    }

    /// Refuses what [`choose`](Strategy::choose) would refuse. A slow strategy checks only its
    /// parameters.
    ///
    /// # Errors
    /// As [`Strategy::choose`].
    fn check(&self, choice: &SeedChoice<'_>) -> Result<()> {
        self.choose(choice).map(drop)
    }

    /// An estimate of the peak memory of a search in bytes, beside the network and its influence.
    /// It is 0 for strategies that keep neither worlds nor sets.
    fn bytes(&self, searched: Searched) -> f64 {
        let _ = searched;
        0.0
    }

    /// The users in the order of choice, if the seeds of every smaller `count` are the first of
    /// them. More users than the seeds follow if the order continues.
    ///
    /// # Errors
    /// As [`Strategy::choose`].
    fn lineup(&self, choice: &SeedChoice<'_>) -> Result<Option<Lineup>> {
        let _ = choice;
        Ok(None)
    }

    /// Chooses the seeds from an implicit population. A strategy refuses if it needs every user, or
    /// more than the numbers of followers.
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

/// The ids that exist, for a check of seeds without a network.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "whom ids name is any function")]
pub struct KnownIds<'a> {
    /// Whether somebody has this id.
    pub is_known: &'a dyn Fn(&str) -> bool,
    /// The remedy for an id that nobody has.
    pub remedy: &'a str,
}

impl AnyStrategy {
    /// Refuses ids that nobody has. The strategy stands at `key`, and its file is taken from
    /// `folder`.
    ///
    /// # Errors
    /// [`Error::Value`] at the key, or [`Error::Data`] at the line of a file; [`Error::Io`] if that
    /// cannot be read.
    pub fn check_named(
        &self,
        key: &str,
        folder: &std::path::Path,
        named: KnownIds<'_>,
    ) -> Result<()> {
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

    /// The file of seeds that it reads, and the key that names it, such as `file.path`.
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
