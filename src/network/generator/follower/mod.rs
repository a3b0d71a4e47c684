//! `follower`: a network like a real one, with attributes of its users.
//!
//! Real follower networks have a few enormous audiences and many small ones, follows that are
//! returned more often than by chance, communities that keep mostly to themselves, and friends of
//! friends who are friends; and people of one community also live, work and think alike. Each of
//! these is a key here, and the first four are met exactly. The law, step by step, for n users,
//! k mean followers, reciprocity r, homophily h and clustering c:
//!
//! 1. **Communities** (`communities.rs`). The sizes of ranks 1, 2, … go as 1/√rank.
//! 2. **Appetites** (`appetite.rs`). A user's expected followers W follow a power law of the given
//!    exponent and mean k with a cut-off; how many it follows, F, another, independent of it. Of
//!    its followers it follows back m = min(W·√r, C), where C makes the mean of m rk: those of few
//!    followers return most follows, stars few. The rest of its audience, A = W − m, is one way.
//!    Of either kind a share h is meant to be inside the community, but no more than half of it,
//!    so that a star's audience reaches further than others'.
//! 3. **Ties** (`place.rs`). There are exactly E = nk edges: rE/2 mutual ties and E − rE one-way
//!    ones, of each kind a share h inside. The influencer of a one-way tie is drawn in proportion
//!    to A, the follower to F; both ends of a mutual tie to m. Of the ties inside, a share c goes
//!    from such a user to a random neighbour of a random neighbour instead, if it has one, which
//!    closes a triangle; they are drawn in generations, each of at most half as many ties as there
//!    are. A pair that is tied already is drawn again, so no chance return or repeat blurs the
//!    numbers.
//! 4. **Numbering.** Users are numbered at random; an id says nothing of its user.
//! 5. **Attributes** (`attributes.rs`), laws of their own given there.
//!
//! Cost: a few random numbers and one insertion into a hash set a tie.

mod appetite;
mod attributes;
mod communities;
mod place;
mod quota;
#[cfg(test)]
mod tests;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::{appetite::Appetites, communities::CommunityRanges, place::FollowDraft, quota::Quota};
use super::{
    Generate, NetworkSize,
    parameters::checks::Keys,
    sampling::{
        draw::{permutation, stage},
        power_law::BoundedPowerLaw,
    },
};
use crate::{
    catalogue::Described,
    error::Result,
    network::{
        Network,
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        labels::Labels,
        stopping::par_map,
    },
    progress::Progress,
};

const KEYS: Keys = Keys("network.generate.follower");

/// A network like a real one: heavy-tailed audiences, returned follows, communities, closed
/// triangles, and users with community, region, hour zone, segment, interest and activity.
///
/// Only `users` must be given. The numbers of edges, of returned ones and of those inside
/// communities are met exactly, up to rounding.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Follower {
    /// Number of users, at least 1.
    pub users: u32,
    /// Mean followers of a user, from 0; by default 30, or a quarter of the other users if that is
    /// less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_followers: Option<f64>,
    /// Exponent of the power law of followers, above 1; 2.5 by default. Lower is heavier.
    #[serde(default = "usual_exponent")]
    pub exponent: f64,
    /// The largest expected number of followers, above the mean and below `users`; by default a
    /// twentieth of the users, but at least ten times the mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_followers: Option<f64>,
    /// Exponent of the power law of how many a user follows, above 1; 3 by default.
    #[serde(default = "usual_followed_exponent")]
    pub followed_exponent: f64,
    /// Share of follows that are returned, from 0 to 1; 0.3 by default.
    #[serde(default = "usual_reciprocity")]
    pub reciprocity: f64,
    /// Number of communities, from 1 (none) to `users`; by default such that the mean community is
    /// twenty times the mean followers, but at most 1,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub communities: Option<u32>,
    /// Share of edges inside a community, from 0 to 1; 0.6 by default. It has no effect on a single
    /// community.
    #[serde(default = "usual_homophily")]
    pub homophily: f64,
    /// Share of the ties inside communities that go to a friend of a friend and so close a
    /// triangle, from 0 to 0.9; 0.3 by default.
    /// Clustering grows with it.
    #[serde(default = "usual_clustering")]
    pub clustering: f64,
    /// Whether edges carry a number `trust`; they do not by default.
    #[serde(default)]
    pub trust: Trust,
}

/// Whether edges carry a number `trust` from 0 to 1, for influence by attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Trust {
    /// They do not.
    #[default]
    None,
    /// They do: 0.64 on average along mutual ties, 0.37 along one-way ones.
    ByTie,
}

const fn usual_exponent() -> f64 {
    2.5
}
const fn usual_followed_exponent() -> f64 {
    3.0
}
const fn usual_reciprocity() -> f64 {
    0.3
}
const fn usual_homophily() -> f64 {
    0.6
}
const fn usual_clustering() -> f64 {
    0.3
}

impl Described for Follower {
    const SUMMARY: &'static str =
        "like a real one: heavy-tailed audiences, returned follows, communities, user attributes";
    const REFERENCE: &'static str = "of our own, after Chung & Lu 2002, doi:10.1007/PL00012580, and Holme & Kim 2002, \
         doi:10.1103/PhysRevE.65.026107";
}

impl Follower {
    fn mean(&self) -> f64 {
        let others = f64::from(self.users.saturating_sub(1));
        self.mean_followers.unwrap_or_else(|| 30.0_f64.min(others / 4.0))
    }

    fn max(&self) -> f64 {
        let users = f64::from(self.users);
        let usual = (users / 20.0).max(10.0 * self.mean()).min(users - 1.0);
        self.max_followers.unwrap_or(usual)
    }

    fn communities(&self) -> u32 {
        let usual = f64::from(self.users) / (20.0 * self.mean().max(1.0));
        self.communities.unwrap_or_else(|| usual.clamp(1.0, 1000.0) as u32)
    }

    /// The share of edges that are inside: all, where there is one community.
    fn inside(&self) -> f64 {
        if self.communities() == 1 { 1.0 } else { self.homophily }
    }

    fn edges(&self) -> u64 {
        (f64::from(self.users) * self.mean()).round() as u64
    }

    fn check(&self) -> Result<()> {
        let others = f64::from(self.users) - 1.0;
        KEYS.at_least("users", self.users, 1)?;
        KEYS.between("mean_followers", self.mean(), 0.0, others)?;
        KEYS.above("exponent", self.exponent, 1.0)?;
        KEYS.between("max_followers", self.max(), 0.0, others)?;
        KEYS.above("followed_exponent", self.followed_exponent, 1.0)?;
        KEYS.share("reciprocity", self.reciprocity)?;
        KEYS.at_least("communities", self.communities(), 1)?;
        let why = "there are not so many users";
        KEYS.at_most("communities", self.communities(), self.users, why)?;
        KEYS.share("homophily", self.homophily)?;
        KEYS.between("clustering", self.clustering, 0.0, 0.9)?;
        if self.max() <= self.mean() && self.mean() > 0.0 && self.users > 1 {
            let problem = format!("{} is not above the mean, {}", self.max(), self.mean());
            return Err(KEYS.refused("max_followers", problem, "raise it, or lower the mean"));
        }
        KEYS.edges_fit("mean_followers", self.size().edges)
    }

    /// Refuses more ties than half of the pairs that there are, inside communities or between.
    fn check_room(&self, communities: &CommunityRanges, ties: Quota) -> Result<()> {
        let inside: f64 = communities.sizes().map(|size| size * (size - 1.0) / 2.0).sum();
        let users = f64::from(self.users);
        let between = users * (users - 1.0) / 2.0 - inside;
        for (place, wanted, pairs) in
            [("inside", ties.inside, inside), ("between", ties.between, between)]
        {
            if wanted as f64 > 0.5 * pairs + 1.0 {
                let problem = format!(
                    "{wanted} ties {place} communities are too many for the {pairs} pairs of users \
                     there"
                );
                let remedy = "lower mean_followers, change homophily, or have fewer communities";
                return Err(KEYS.refused("mean_followers", problem, remedy));
            }
        }
        Ok(())
    }

    /// The mutual and one-way ties, among users who stand in order of their communities.
    fn ties(
        &self,
        communities: &CommunityRanges,
        rng_seed: u64,
        progress: &dyn Progress,
    ) -> Result<FollowDraft> {
        let edges = self.edges();
        let mutual = (edges as f64 * self.reciprocity / 2.0).round() as u64;
        let one_way = edges - (2 * mutual).min(edges);
        self.check_room(communities, Quota::new(mutual + one_way, self.inside()))?;
        if edges == 0 {
            return Ok(FollowDraft::default());
        }
        let appetites = self.appetites(communities, rng_seed, progress)?;
        let quotas = [mutual, one_way].map(|ties| Quota::new(ties, self.inside()));
        let drawn =
            place::ties(communities, &appetites, quotas, self.clustering, rng_seed, progress)?;
        drawn.ok_or_else(|| {
            let problem = "the largest audiences leave no room for so many ties";
            KEYS.refused("mean_followers", problem, "lower it or max_followers, or add users")
        })
    }

    fn appetites(
        &self,
        communities: &CommunityRanges,
        rng_seed: u64,
        progress: &dyn Progress,
    ) -> Result<Appetites> {
        let users = f64::from(self.users);
        let law = |exponent, max| {
            BoundedPowerLaw::with_mean(exponent, self.mean(), max).ok_or_else(|| {
                let problem = format!("{} leaves no room for a power law", self.mean());
                KEYS.refused("mean_followers", problem, "lower it, or add users")
            })
        };
        let audience = law(self.exponent, self.max())?;
        let follows = law(self.followed_exponent, (users * self.mean()).sqrt().min(users - 1.0))?;
        let shuffled = |law: BoundedPowerLaw, number| {
            let values = law.spread(self.users, progress)?;
            let order = permutation(stage(rng_seed, number), self.users, progress)?;
            par_map(&order, progress, |&rank| values[rank as usize])
        };
        let expected = [shuffled(audience, 1)?, shuffled(follows, 2)?];
        Appetites::new(communities, &expected, self.reciprocity, self.inside(), progress)?
            .ok_or_else(|| {
                let problem =
                    format!("{} cannot be met: communities are too small", self.homophily);
                KEYS.refused(
                    "homophily",
                    problem,
                    "lower it or max_followers, or have fewer communities",
                )
            })
    }
}

impl Generate for Follower {
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        self.check()?;
        let communities = CommunityRanges::new(self.users, self.communities());
        let FollowDraft { mutual, one_way } = self.ties(&communities, rng_seed, progress)?;

        let names = permutation(stage(rng_seed, 0), self.users, progress)?;
        let named = |&[u, v]: &[u32; 2]| [names[u as usize], names[v as usize]];
        let turned = mutual.par_iter().map(|&[u, v]| named(&[v, u]));
        let edges: Vec<[u32; 2]> = mutual
            .par_iter()
            .map(named)
            .chain(turned)
            .chain(one_way.par_iter().map(named))
            .collect();
        let columns = match self.trust {
            Trust::None => Vec::new(),
            Trust::ByTie => {
                vec![attributes::trust(2 * mutual.len(), edges.len(), rng_seed, progress)?]
            }
        };
        let users = attributes::users(&communities, &names, rng_seed, progress)?;
        let list = EdgeList { edges, columns };
        let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };
        list.try_build(Labels::index(self.users), users, rules, progress)
    }

    fn size(&self) -> NetworkSize {
        let users = f64::from(self.users);
        let size = NetworkSize::of(users, users * self.mean());
        // Ties and their order, and of each user its columns and its place in its community.
        NetworkSize { building_bytes: 19.0 * size.edges + 160.0 * users, ..size }
    }
}
