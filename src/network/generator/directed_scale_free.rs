//! Directed scale-free growth: users and follows arrive, drawn to the much followed and the eager.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, NetworkSize,
    parameters::{
        checks::{Keys, MOST_EDGES},
        ties::Ties,
    },
    sampling::draw::stage,
};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    network::Network,
    progress::Progress,
    rng::Stream,
};

const KEYS: Keys = Keys("network.generate.directed-scale-free");

/// At each step a follow is added: with probability α a new user follows an old one, with β an old
/// one follows an old one, with γ an old one follows a new user.
///
/// Who is followed is drawn in proportion to followers + `delta_followers`, who follows in
/// proportion to followed + `delta_followed`. The paper's edge v → w is here "v follows w", so its
/// in-degree is the audience. It begins with two users, of whom the second follows the first.
/// Follows of oneself and repeated ones are dropped and counted. The number of followers has a tail
/// of exponent 1 + (1 + `delta_followers`(α + γ))/(α + β). The defaults are usual in the
/// literature.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DirectedScaleFree {
    /// Number of users, at least 2.
    pub users: u32,
    /// Probability of a new user who follows an old one; 0.41 by default.
    #[serde(default = "usual_alpha")]
    pub alpha: f64,
    /// Probability of a follow between old users, below 1; 0.54 by default.
    #[serde(default = "usual_beta")]
    pub beta: f64,
    /// Probability of a new user whom an old one follows, which makes the sum 1; 0.05 by default.
    #[serde(default = "usual_gamma")]
    pub gamma: f64,
    /// What is added to a user's followers when it is chosen by them, at least 0; 0.2 by default.
    #[serde(default = "usual_delta")]
    pub delta_followers: f64,
    /// What is added to how many a user follows when it is chosen by that, at least 0; 0 by
    /// default.
    #[serde(default)]
    pub delta_followed: f64,
}

const fn usual_alpha() -> f64 {
    0.41
}
const fn usual_beta() -> f64 {
    0.54
}
const fn usual_gamma() -> f64 {
    0.05
}
const fn usual_delta() -> f64 {
    0.2
}

impl Described for DirectedScaleFree {
    const SUMMARY: &'static str = "directed growth, power laws of followers and of followed";
    const REFERENCE: &'static str =
        "Bollobás, Borgs, Chayes & Riordan 2003, doi:10.5555/644108.644133";
}

impl DirectedScaleFree {
    fn check(&self) -> Result<()> {
        KEYS.at_least("users", self.users, 2)?;
        for (key, value) in [("alpha", self.alpha), ("beta", self.beta), ("gamma", self.gamma)] {
            KEYS.share(key, value)?;
        }
        let sum = self.alpha + self.beta + self.gamma;
        if (sum - 1.0).abs() > 1e-9 {
            let problem = format!("alpha, beta and gamma sum to {sum}");
            return Err(KEYS.refused("gamma", problem, "make them sum to 1"));
        }
        if self.alpha + self.gamma <= 0.0 {
            let problem = "no users would ever arrive";
            return Err(KEYS.refused("beta", problem, "give a number below 1"));
        }
        KEYS.between("delta_followers", self.delta_followers, 0.0, 1e9)?;
        KEYS.between("delta_followed", self.delta_followed, 0.0, 1e9)?;
        KEYS.edges_fit("beta", self.size().edges)
    }
}

/// The user at one end of a random follow, or with the weight of `delta` a user, any user.
fn chosen(follows: &[[u32; 2]], end: usize, users: u32, delta: f64, stream: &mut Stream) -> u32 {
    let any = delta * f64::from(users);
    if stream.unit() * (follows.len() as f64 + any) < any {
        stream.below(users.into()) as u32
    } else {
        follows[stream.below(follows.len() as u64) as usize][end]
    }
}

impl Generate for DirectedScaleFree {
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        const PER_REPORT: usize = 1 << 16;
        self.check()?;
        let mut stream = stage(rng_seed, 0).stream(0);
        progress.begin("generating the network", Some(self.users.into()));
        // The followed user first: a message of it is shown to the other.
        let mut follows = vec![[0_u32, 1_u32]];
        let mut users = 2;
        let mut reported = 0;
        // A chance so long that twice the most edges are drawn has probability 0 to all digits; the
        // bound makes that an end, not a hope.
        while users < self.users && (follows.len() as f64) < 2.0 * MOST_EDGES {
            let kind = stream.unit();
            let earlier = users;
            let mut newcomer = || {
                users += 1;
                users - 1
            };
            let by_followers =
                |stream: &mut Stream| chosen(&follows, 0, earlier, self.delta_followers, stream);
            let by_followed =
                |stream: &mut Stream| chosen(&follows, 1, earlier, self.delta_followed, stream);
            let follow = if kind < self.alpha {
                [by_followers(&mut stream), newcomer()]
            } else if kind < self.alpha + self.gamma {
                [newcomer(), by_followed(&mut stream)]
            } else {
                [by_followers(&mut stream), by_followed(&mut stream)]
            };
            follows.push(follow);
            if follows.len().is_multiple_of(PER_REPORT) {
                progress.advance(u64::from(users - reported));
                reported = users;
                if progress.cancelled() {
                    return Err(Error::Stopped);
                }
            }
        }
        progress.end();
        Ties::OneWay.network(self.users, follows, progress)
    }

    fn size(&self) -> NetworkSize {
        let users = f64::from(self.users);
        NetworkSize::of(users, 1.0 + (users - 2.0) / (self.alpha + self.gamma)).listed(1.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grown(text: &str) -> Network {
        toml::from_str::<DirectedScaleFree>(text).unwrap().generate(6, &()).unwrap()
    }

    /// Steps until n users are there: negative binomial, mean (n − 2)/(α + γ), variance that times
    /// β/(α + γ); five sigmas.
    #[test]
    fn as_many_follows_are_drawn_as_the_theory_says() {
        let drawn = grown("users = 20_000").built().given as f64;
        let mean = 19_998.0 / 0.46;
        assert!((drawn - 1.0 - mean).abs() < 5.0 * (mean * 0.54 / 0.46).sqrt(), "{drawn}");
    }

    /// With β = 0 nothing repeats. At α = 1 a newcomer follows one user, drawn in proportion to
    /// followers + δ: p₀ = (1 + δ)/(1 + 2δ), so 2/3 at δ = 1; sigma is below √(p₀/n).
    #[test]
    fn as_many_users_have_no_follower_as_the_theory_says() {
        let network = grown("users = 50_000\nalpha = 1\nbeta = 0\ngamma = 0\ndelta_followers = 1");
        let none = (0..50_000).filter(|&user| network.forward().degree(user) == 0).count();
        let share = none as f64 / 50_000.0;
        assert!((share - 2.0 / 3.0).abs() < 5.0 * (0.67_f64 / 50_000.0).sqrt(), "{share}");
    }

    /// The tail's exponent is 1 + (1 + δ(α + γ))/(α + β): 3.5 at α = 0.8, β = 0, γ = 0.2, δ = 1, and
    /// 2.25 at α = 0.7, γ = 0.1, β = 0.2, δ = 0.15625. The estimate has sigma (x − 1)/√tail; the
    /// approach to the limit is allowed 0.15.
    #[test]
    fn audiences_have_the_tail_of_the_theory() {
        for (text, exponent) in [
            ("alpha = 0.8\nbeta = 0.0\ngamma = 0.2\ndelta_followers = 1", 3.5),
            ("alpha = 0.7\nbeta = 0.2\ngamma = 0.1\ndelta_followers = 0.15625", 2.25),
        ] {
            let network = grown(&format!("users = 200_000\n{text}"));
            let degrees = (0..200_000).map(|user| network.forward().degree(user) as f64);
            let tail: Vec<f64> = degrees.filter(|&degree| degree >= 20.0).collect();
            let logs: f64 = tail.iter().map(|degree| (degree / 19.5).ln()).sum();
            let estimate = 1.0 + tail.len() as f64 / logs;
            let sigma = (exponent - 1.0) / (tail.len() as f64).sqrt();
            assert!((estimate - exponent).abs() < 4.0 * sigma + 0.15, "{estimate} not {exponent}");
        }
    }
}
