//! `follower`: heavy-tailed audiences and communities, for billions of users.
//!
//! Here are its parameters; what they mean exactly is in the folder's own documentation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Imply,
    communities::AddressedCommunities,
    population::{Law, Population},
};
use crate::{
    catalogue::Described,
    error::Result,
    network::{
        NetworkSize,
        generator::{parameters::checks::Keys, sampling::power_law::BoundedPowerLaw},
    },
};

const KEYS: Keys = Keys("network.implicit.follower");

/// More users than this are refused: up to it, all numbers of users are exact and quick.
const MOST_USERS: u64 = 1 << 48;

/// Users whose followers are computed when they are needed: heavy-tailed audiences, distinct
/// followers, communities. Only `users` must be given.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Follower {
    /// Number of users, from 2 to 281,474,976,710,656 (2^48). They are called 0, 1, 2, …
    #[schemars(range(min = 2, max = 281_474_976_710_656_u64))]
    pub users: u64,
    /// Mean followers of a user, above 0; by default 30, or a quarter of the other users if that is
    /// less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_followers: Option<f64>,
    /// Exponent of the power law of followers, above 1; 2.5 by default. Lower is heavier.
    #[serde(default = "usual_exponent")]
    pub exponent: f64,
    /// The largest expected number of followers, above the mean and at most the users outside the
    /// largest community; by default a twentieth of the users, but at least ten times the mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_followers: Option<f64>,
    /// Number of communities: 1 (none), or up to a quarter of the users; by default such that the
    /// mean community is twenty times the mean followers, but at most 1,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub communities: Option<u32>,
    /// Share of the followers of a user who are in its community, from 0 to 1; 0.6 by default. They
    /// are never more than half of the community, unless it is 1. It has no effect on a single
    /// community.
    #[serde(default = "usual_homophily")]
    pub homophily: f64,
}

const fn usual_exponent() -> f64 {
    2.5
}
const fn usual_homophily() -> f64 {
    0.6
}

impl Described for Follower {
    const SUMMARY: &'static str = "billions of users without storing one: heavy-tailed audiences \
         and communities, followers computed from the user's address";
    const REFERENCE: &'static str = "of our own, after Chung & Lu 2002, doi:10.1007/PL00012580; \
         followers by systematic sampling, Cochran, Sampling Techniques, 1977";
}

impl Follower {
    fn others(&self) -> f64 {
        self.users.saturating_sub(1) as f64
    }

    fn mean(&self) -> f64 {
        self.mean_followers.unwrap_or_else(|| 30.0_f64.min(self.others() / 4.0))
    }

    fn communities(&self) -> u32 {
        let usual = self.users as f64 / (20.0 * self.mean().max(1.0));
        self.communities.unwrap_or_else(|| usual.clamp(1.0, 1000.0) as u32)
    }

    /// The most followers that a user can have.
    fn room(&self) -> f64 {
        let communities = AddressedCommunities::new(self.users, self.communities());
        if communities.count() == 1 {
            self.others()
        } else if self.homophily < 1.0 {
            (self.users - communities.largest()) as f64
        } else {
            (communities.smallest() - 1) as f64
        }
    }

    fn max(&self) -> f64 {
        let usual = (self.users as f64 / 20.0).max(10.0 * self.mean()).min(self.room());
        self.max_followers.unwrap_or(usual)
    }

    fn check(&self) -> Result<()> {
        KEYS.at_least("users", self.users, 2)?;
        KEYS.at_most("users", self.users, MOST_USERS, "their numbers would not be exact")?;
        KEYS.above("mean_followers", self.mean(), 0.0)?;
        KEYS.above("exponent", self.exponent, 1.0)?;
        KEYS.share("homophily", self.homophily)?;
        KEYS.at_least("communities", self.communities(), 1)?;
        if self.communities() > 1 {
            let most = self.users / AddressedCommunities::LEAST_MEAN;
            let why = "there are not four users for each";
            KEYS.at_most("communities", u64::from(self.communities()), most, why)?;
        }
        let room = self.room();
        if self.max() > room {
            let problem =
                format!("{} are more than the {room} users there are room for", self.max());
            let remedy = "lower max_followers, add users or change communities: followers outside \
                          the community fit outside the largest one, and those inside, at \
                          homophily = 1, inside the smallest";
            return Err(KEYS.refused("max_followers", problem, remedy));
        }
        if self.max() <= self.mean() {
            let problem = format!("{} is not above the mean, {}", self.max(), self.mean());
            let remedy = "raise it, or lower the mean, or have fewer communities";
            return Err(KEYS.refused("max_followers", problem, remedy));
        }
        Ok(())
    }
}

impl Imply for Follower {
    fn population(&self, rng_seed: u64) -> Result<Population> {
        self.check()?;
        let followers = BoundedPowerLaw::with_mean(self.exponent, self.mean(), self.max());
        let followers = followers.ok_or_else(|| {
            let problem = format!("{} leaves no room for a power law", self.mean());
            KEYS.refused("mean_followers", problem, "lower it, or raise max_followers")
        })?;
        let (users, communities, homophily) = (self.users, self.communities(), self.homophily);
        Ok(Population::new(Law { users, followers, communities, homophily }, rng_seed))
    }

    fn size(&self) -> NetworkSize {
        let users = self.users as f64;
        NetworkSize::of(users, users * self.mean())
    }
}
