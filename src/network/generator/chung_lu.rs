//! Chung–Lu: users have expected numbers of followers and of followed, and are random otherwise.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, InParts, NetworkSize,
    parameters::{checks::Keys, ties::Ties},
    sampling::{
        bijection::RandomBijection,
        draw::{ItemBlocks, stage},
        power_law::BoundedPowerLaw,
        weighted::DescendingWeights,
    },
};
use crate::{
    catalogue::Described,
    error::Result,
    network::{
        Network,
        builder::{Built, Replay},
    },
    progress::Progress,
    rng::World,
};

const KEYS: Keys = Keys("network.generate.chung-lu");

/// Expected followers and expected followed of the users are independent power laws; v follows u
/// with probability min(1, `followers(u)` · `followed(v)` / edges), independently of all else.
///
/// A user's expected numbers are exact as long as the largest of the two multiply to no more than
/// the edges, as they do at the default cut-offs; with higher ones some probabilities are cut to 1
/// and the largest audiences fall short of their weight. Each user meets the others in order of
/// falling weight by geometric jumps, so the work follows users and edges (Miller & Hagberg 2011,
/// doi:10.1007/978-3-642-21286-4_10). Memory is 16 bytes a user beside the rows.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChungLu {
    /// Number of users, at least 2.
    pub users: u32,
    /// Expected followers of a user, above 0 and below `max_followers` and `max_followed`.
    pub mean_followers: f64,
    /// Exponent of the power law of followers, above 1; 2.5 by default.
    #[serde(default = "usual_exponent")]
    pub followers_exponent: f64,
    /// Exponent of the power law of how many a user follows, above 1; 2.5 by default.
    #[serde(default = "usual_exponent")]
    pub followed_exponent: f64,
    /// The largest expected number of followers, below `users`; √(users · `mean_followers`) by
    /// default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_followers: Option<f64>,
    /// The largest expected number of followed, below `users`; √(users · `mean_followers`) by
    /// default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_followed: Option<f64>,
}

const fn usual_exponent() -> f64 {
    2.5
}

impl Described for ChungLu {
    const SUMMARY: &'static str = "expected followers and followed from two power laws";
    const REFERENCE: &'static str = "Chung & Lu 2002, doi:10.1007/PL00012580";
}

impl ChungLu {
    /// One of the two laws, where `max` is its cut-off as given under `key`.
    fn law(&self, exponent: f64, max: Option<f64>, key: &str) -> Result<BoundedPowerLaw> {
        let users = f64::from(self.users);
        // An audience has fewer members than there are users, whatever the mean.
        let largest = max.unwrap_or((users * self.mean_followers).sqrt().min(users - 1.0));
        KEYS.above(key, largest, 0.0)?;
        KEYS.between(key, largest, 0.0, users - 1.0)?;
        BoundedPowerLaw::with_mean(exponent, self.mean_followers, largest).ok_or_else(|| {
            let mean = self.mean_followers;
            let problem = format!("{mean} is not above 0 and below {largest}, the {key}");
            KEYS.refused("mean_followers", problem, "lower it, or raise the users or the maximum")
        })
    }

    /// The edges, by address, once the parameters are checked.
    fn edges(&self, rng_seed: u64, progress: &dyn Progress) -> Result<ChungLuEdges> {
        KEYS.at_least("users", self.users, 2)?;
        KEYS.above("mean_followers", self.mean_followers, 0.0)?;
        KEYS.above("followers_exponent", self.followers_exponent, 1.0)?;
        KEYS.above("followed_exponent", self.followed_exponent, 1.0)?;
        let followers = self.law(self.followers_exponent, self.max_followers, "max_followers")?;
        let followed = self.law(self.followed_exponent, self.max_followed, "max_followed")?;
        KEYS.edges_can_be_told("mean_followers", self.size().edges)?;

        let followed = followed.spread(self.users, progress)?;
        let edges: f64 = followed.iter().sum();
        let mut scales = followers.spread(self.users, progress)?;
        for weight in &mut scales {
            *weight /= edges;
        }
        Ok(ChungLuEdges {
            world: stage(rng_seed, 0),
            scales,
            followed: DescendingWeights::new(followed),
            // Ranks become users in two orders, so that the two numbers are independent.
            influencers: RandomBijection::new(stage(rng_seed, 1), self.users),
            audience: RandomBijection::new(stage(rng_seed, 2), self.users),
        })
    }
}

struct ChungLuEdges {
    world: World,
    /// By rank, the expected followers over all edges.
    scales: Vec<f64>,
    /// By rank, the expected number of users that one follows.
    followed: DescendingWeights,
    influencers: RandomBijection,
    audience: RandomBijection,
}

impl ChungLuEdges {
    /// Ranks of one stream.
    const fn ranks(&self) -> ItemBlocks {
        ItemBlocks { items: self.scales.len() as u64, per_block: 256 }
    }
}

impl Replay for ChungLuEdges {
    fn blocks(&self) -> usize {
        self.ranks().count()
    }

    fn replay(&self, block: usize, mut edge: impl FnMut(u32, u32)) {
        let mut stream = self.world.stream(block as u64);
        for rank in self.ranks().items(block) {
            let source = self.influencers.place(rank as u32);
            self.followed.visit(self.scales[rank as usize], &mut stream, |other| {
                let target = self.audience.place(other as u32);
                // Nobody follows themself: that is no edge drawn and dropped.
                if target != source {
                    edge(source, target);
                }
            });
        }
    }
}

impl Generate for ChungLu {
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        let edges = self.edges(rng_seed, progress)?;
        Ties::OneWay.replayed(self.users, self.size(), &edges, progress)
    }

    fn generate_in_parts(
        &self,
        rng_seed: u64,
        parts: InParts<'_>,
        progress: &dyn Progress,
    ) -> Result<Option<Built>> {
        let edges = self.edges(rng_seed, progress)?;
        Ties::OneWay.replayed_in_parts(self.users, &edges, parts, progress)
    }

    fn size(&self) -> NetworkSize {
        let users = f64::from(self.users);
        NetworkSize::of(users, users * self.mean_followers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> ChungLu {
        toml::from_str("users = 50_000\nmean_followers = 10\nfollowers_exponent = 2.3").unwrap()
    }

    /// The number of edges is a sum of independent coins, so its variance is below its mean;
    /// self-loops take away Σ wᵢvᵢ/S, about the mean number of followers.
    #[test]
    fn the_mean_number_of_followers_is_as_asked_for() {
        let network = model().generate(2, &()).unwrap();
        assert!((network.edges() as f64 - 500_000.0).abs() < 5.0 * 500_000.0_f64.sqrt() + 50.0);
    }

    /// For every rank the audience is a sum of coins of mean w, so Σ (degree − w)²/w has mean about
    /// n; the top user's is within five sigmas of its weight.
    #[test]
    fn audiences_are_as_large_as_their_weights() {
        let model = model();
        let network = model.generate(2, &()).unwrap();
        let law = model.law(2.3, None, "max_followers").unwrap();
        let weights = law.spread(model.users, &()).unwrap();
        let influencers = RandomBijection::new(stage(2, 1), model.users);
        let mut chi_square = 0.0;
        for (rank, &weight) in (0..).zip(&weights) {
            let degree = network.forward().degree(influencers.place(rank)) as f64;
            assert!((degree - weight).abs() < 7.0 * weight.sqrt() + 3.0, "{degree} for {weight}");
            chi_square += (degree - weight).powi(2) / weight;
        }
        let ratio = chi_square / f64::from(model.users);
        assert!((ratio - 1.0).abs() < 0.05, "{ratio}");
    }
}
