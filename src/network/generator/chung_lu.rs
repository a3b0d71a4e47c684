//! Chung–Lu: users have expected numbers of followers and of followed, and nothing else is known.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, Size,
    draw::{in_blocks, permutation, stage},
    pairs::gap,
    parameters::Keys,
    power_law::PowerLaw,
    ties::Ties,
};
use crate::{
    catalogue::Described, error::Result, network::Network, progress::Progress, rng::Stream,
};

const KEYS: Keys = Keys("network.generate.chung-lu");

/// Expected followers and expected followed of the users are independent power laws; v follows u
/// with probability min(1, `followers(u)` · `followed(v)` / edges), independently of all else.
///
/// A user's expected numbers are exact as long as the largest of the two multiply to no more than
/// the edges, as they do at the default cut-offs; with higher ones some probabilities are cut to 1
/// and the largest audiences fall short of their weight. Each user meets the others in order of
/// falling weight by geometric jumps, so the work follows users and edges (Miller & Hagberg 2011,
/// doi:10.1007/978-3-642-21286-4_10).
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
    fn law(&self, exponent: f64, max: Option<f64>, key: &str) -> Result<PowerLaw> {
        let users = f64::from(self.users);
        // An audience has fewer members than there are users, whatever the mean.
        let largest = max.unwrap_or((users * self.mean_followers).sqrt().min(users - 1.0));
        KEYS.above(key, largest, 0.0)?;
        KEYS.between(key, largest, 0.0, users - 1.0)?;
        PowerLaw::with_mean(exponent, self.mean_followers, largest).ok_or_else(|| {
            let mean = self.mean_followers;
            let problem = format!("{mean} is not above 0 and below {largest}, the {key}");
            KEYS.refused("mean_followers", problem, "lower it, or raise the users or the maximum")
        })
    }
}

impl Generate for ChungLu {
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        KEYS.at_least("users", self.users, 2)?;
        KEYS.above("mean_followers", self.mean_followers, 0.0)?;
        KEYS.above("followers_exponent", self.followers_exponent, 1.0)?;
        KEYS.above("followed_exponent", self.followed_exponent, 1.0)?;
        let followers = self.law(self.followers_exponent, self.max_followers, "max_followers")?;
        let followed = self.law(self.followed_exponent, self.max_followed, "max_followed")?;
        KEYS.edges_fit("mean_followers", self.size().edges)?;

        let followers = followers.spread(self.users);
        let followed = followed.spread(self.users);
        let edges: f64 = followed.iter().sum();
        // Ranks become users in two random orders, so that the two numbers are independent.
        let influencers = permutation(stage(rng_seed, 1), self.users);
        let audience = permutation(stage(rng_seed, 2), self.users);
        let world = stage(rng_seed, 0);
        let ties = in_blocks(world, self.users.into(), 256, progress, |ranks, stream, ties| {
            for rank in ranks {
                let source = influencers[rank as usize];
                let scale = followers[rank as usize] / edges;
                falling(&followed, scale, stream, |other| {
                    let target = audience[other];
                    if target != source {
                        ties.push([source, target]);
                    }
                });
            }
        })?;
        Ok(Ties::OneWay.network(self.users, ties))
    }

    fn size(&self) -> Size {
        let users = f64::from(self.users);
        Size { users, edges: users * self.mean_followers }
    }
}

/// Visits each place i of `weights` (descending) with probability min(1, scale · weight), all
/// independent. The jump to a candidate is geometric at the probability of the place where it
/// starts; a candidate is taken with the ratio of its own probability to that.
fn falling(weights: &[f64], scale: f64, stream: &mut Stream, mut visit: impl FnMut(usize)) {
    let mut place = 0_u64;
    while let Some(&weight) = weights.get(place as usize) {
        let bound = (scale * weight).min(1.0);
        if bound < 1.0 {
            place = place.saturating_add(gap((-bound).ln_1p(), stream));
        }
        let Some(&weight) = weights.get(place as usize) else { return };
        let own = (scale * weight).min(1.0);
        if own >= bound || stream.unit() * bound < own {
            visit(place as usize);
        }
        place += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each place is visited p of the time, variance p(1−p) a trial; five sigmas.
    #[test]
    fn each_place_has_its_own_probability() {
        let weights = [30.0, 6.0, 5.0, 1.0, 0.2];
        let mut counts = [0.0; 5];
        let trials = 50_000;
        for trial in 0..trials {
            let mut stream = stage(4, 0).stream(trial);
            falling(&weights, 0.1, &mut stream, |place| counts[place] += 1.0);
        }
        for (count, p) in counts.into_iter().zip([1.0_f64, 0.6, 0.5, 0.1, 0.02]) {
            let sigma = (trials as f64 * p * (1.0 - p)).sqrt();
            assert!((count - p * trials as f64).abs() <= 5.0 * sigma, "{count} at {p}");
        }
    }

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

    /// The audience of the user of rank r is a sum of coins of mean w, for every rank, so
    /// Σ (degree − w)²/w has mean about n; the top user's is within five sigmas of its weight.
    #[test]
    fn audiences_are_as_large_as_their_weights() {
        let model = model();
        let network = model.generate(2, &()).unwrap();
        let law = model.law(2.3, None, "max_followers").unwrap();
        let weights = law.spread(model.users);
        let influencers = permutation(stage(2, 1), model.users);
        let mut chi_square = 0.0;
        for (&weight, &user) in weights.iter().zip(&influencers) {
            let degree = network.forward().degree(user) as f64;
            assert!((degree - weight).abs() < 7.0 * weight.sqrt() + 3.0, "{degree} for {weight}");
            chi_square += (degree - weight).powi(2) / weight;
        }
        let ratio = chi_square / f64::from(model.users);
        assert!((ratio - 1.0).abs() < 0.05, "{ratio}");
    }
}
