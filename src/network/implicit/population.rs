//! Users and their followers, each computed from its address.
//!
//! It must never keep anything of a user: a population of billions is a few hundred bytes.

use std::ops::Range;

use xxhash_rust::xxh3::Xxh3;

use super::{communities::AddressedCommunities, spread::AddressSpread};
use crate::{
    network::generator::sampling::power_law::BoundedPowerLaw,
    rng::{Purpose, World},
};

/// What a population is made by, checked by [`Follower`](super::Follower).
#[derive(Debug, Clone, Copy)]
pub(super) struct Law {
    pub(super) users: u64,
    /// Of the expected followers of a user.
    pub(super) followers: BoundedPowerLaw,
    pub(super) communities: u32,
    pub(super) homophily: f64,
}

/// Users whose followers are computed from the user's address; nothing of them is stored.
#[derive(Debug, Clone)]
pub struct Population {
    rng_seed: u64,
    law: Law,
    communities: AddressedCommunities,
    /// What [`BoundedPowerLaw::cut`] says of the law.
    cut: f64,
    users: World,
    inside: World,
    outside: World,
}

/// The followers of one user, in ascending order.
#[derive(Debug, Clone)]
pub struct Audience {
    user: u64,
    community: Range<u64>,
    inside: AddressSpread,
    outside: AddressSpread,
    /// How many of the others come before the community.
    before: u64,
}

impl Population {
    pub(super) fn new(law: Law, rng_seed: u64) -> Self {
        let world = |stage| World::new(rng_seed, Purpose::Network, stage);
        Self {
            rng_seed,
            law,
            communities: AddressedCommunities::new(law.users, law.communities),
            cut: law.followers.cut(),
            users: world(0),
            inside: world(1),
            outside: world(2),
        }
    }

    /// How many users there are; they are 0, 1, 2, …
    #[inline]
    #[must_use]
    pub const fn users(&self) -> u64 {
        self.law.users
    }

    /// The expected number of followers of a user.
    #[must_use]
    pub fn mean_followers(&self) -> f64 {
        self.law.followers.mean()
    }

    /// The expected followers that so small a share of the users, from 0 to 1, exceeds.
    #[must_use]
    pub fn exceeded_by(&self, share: f64) -> f64 {
        self.law.followers.exceeded_by_cut(share, self.cut)
    }

    /// The users of the community of `user`, itself among them.
    #[must_use]
    pub fn community(&self, user: u64) -> Range<u64> {
        self.communities.around(user)
    }

    /// How many followers a user has. Cost: one power.
    #[inline]
    #[must_use]
    pub fn followers(&self, user: u64) -> u64 {
        let mut stream = self.users.stream(user);
        let expected = self.law.followers.exceeded_by_cut(stream.unit(), self.cut);
        (expected + stream.unit()) as u64
    }

    /// The followers of a user, of whom there are [`Population::followers`]. Cost: a few divisions,
    /// however many there are.
    #[must_use]
    pub fn audience(&self, user: u64) -> Audience {
        self.audience_of(user, self.followers(user))
    }

    /// The followers of a user who has so many.
    #[must_use]
    pub(crate) fn audience_of(&self, user: u64, followers: u64) -> Audience {
        let community = self.communities.around(user);
        let neighbours = community.end - community.start - 1;
        let others = self.law.users - neighbours - 1;
        // The third number of the user: the first two have made the number of followers.
        let rounding = self.users.stream(user).ahead(2).unit();
        let near = self.near(followers, neighbours, rounding);
        let inside = AddressSpread::new(neighbours, near, self.inside.stream(user));
        let outside = AddressSpread::new(others, followers - near, self.outside.stream(user));
        Audience { user, before: outside.below(community.start), community, inside, outside }
    }

    /// How many of so many followers are in the user's community of so many others.
    fn near(&self, followers: u64, neighbours: u64, rounding: f64) -> u64 {
        if self.communities.count() == 1 {
            return followers;
        }
        let wanted = self.law.homophily * followers as f64;
        if self.law.homophily < 1.0 {
            (wanted.min((neighbours / 2) as f64) + rounding) as u64
        } else {
            followers
        }
    }

    /// The direction of the population, as one sentence about two of its users. Nothing where the
    /// first users have no followers.
    #[must_use]
    pub fn direction(&self) -> Option<String> {
        /// So many users without followers tell that hardly anybody has one.
        const LOOKED_AT: u64 = 10_000;
        let busy = (0..self.users().min(LOOKED_AT)).find(|&user| self.followers(user) > 0)?;
        Some(format!("A message of {busy} is shown to {}.", self.audience(busy).at(0)))
    }

    /// A fingerprint of all that results can depend on, as 32 hexadecimal digits.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let Law {
            users,
            followers: BoundedPowerLaw { exponent, min, max },
            communities,
            homophily,
        } = self.law;
        let mut hash = Xxh3::new();
        hash.update(b"implicit follower population 1");
        for word in [
            self.rng_seed,
            users,
            exponent.to_bits(),
            min.to_bits(),
            max.to_bits(),
            communities.into(),
            homophily.to_bits(),
        ] {
            hash.update(&word.to_le_bytes());
        }
        format!("{:032x}", hash.digest128())
    }
}

impl Audience {
    /// How many followers there are.
    #[inline]
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.inside.count() + self.outside.count()
    }

    /// True where there is no follower.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The follower at `place`, counted from 0. Cost: two multiplications or so.
    #[inline]
    #[must_use]
    pub fn at(&self, place: u64) -> u64 {
        debug_assert!(place < self.len(), "follower {place} of {}", self.len());
        let near = self.inside.count();
        if place < self.before {
            self.outside.at(place)
        } else if place - self.before < near {
            // The community without the user.
            let neighbour = self.community.start + self.inside.at(place - self.before);
            neighbour + u64::from(neighbour >= self.user)
        } else {
            self.outside.at(place - near) + (self.community.end - self.community.start)
        }
    }

    /// All followers, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        (0..self.len()).map(|place| self.at(place))
    }
}
