//! Barabási–Albert: newcomers tie themselves to those who already have many ties.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, Size,
    draw::{in_order, stage},
    parameters::Keys,
    ties::Ties,
};
use crate::{
    catalogue::Described, error::Result, network::Network, progress::Progress, rng::Stream,
};

const KEYS: Keys = Keys("network.generate.barabasi-albert");

/// Users arrive one after the other; each ties itself to m different earlier users, chosen in
/// proportion to their ties.
///
/// It begins with m + 1 users who are all tied to each other. Degrees then follow
/// p(k) = 2m(m+1)/(k(k+1)(k+2)), a tail of exponent 3. A choice in proportion to ties is a random
/// end of a random tie (Batagelj & Brandes 2005, doi:10.1103/PhysRevE.71.036113), drawn again where
/// it repeats, so the work follows the edges.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BarabasiAlbert {
    /// Number of users, above `ties_per_user`.
    pub users: u32,
    /// Ties that each newcomer makes, m, at least 1.
    pub ties_per_user: u32,
    /// Whether a tie goes both ways (the default), or the newcomer follows the earlier user.
    #[serde(default)]
    pub ties: Ties,
}

impl Described for BarabasiAlbert {
    const SUMMARY: &'static str = "preferential attachment: newcomers follow the much followed";
    const REFERENCE: &'static str = "Barabási & Albert 1999, doi:10.1126/science.286.5439.509";
}

/// Number of ties that growth from a clique of m + 1 makes.
pub(super) fn grown_ties(users: u32, ties_per_user: u32) -> f64 {
    let (n, m) = (f64::from(users), f64::from(ties_per_user));
    m * (m + 1.0) / 2.0 + (n - m - 1.0) * m
}

/// The first m + 1 users, all tied to each other, the later following the earlier.
pub(super) fn clique(ties_per_user: u32) -> Vec<[u32; 2]> {
    (1..=ties_per_user).flat_map(|later| (0..later).map(move |earlier| [earlier, later])).collect()
}

/// A user drawn in proportion to its ties.
pub(super) fn preferred(ties: &[[u32; 2]], stream: &mut Stream) -> u32 {
    let end = stream.below(2 * ties.len() as u64) as usize;
    ties[end / 2][end % 2]
}

/// Checks what growth models share.
pub(super) fn check_growth(keys: Keys, users: u32, ties_per_user: u32) -> Result<()> {
    keys.at_least("users", users, 2)?;
    keys.at_least("ties_per_user", ties_per_user, 1)?;
    let why = "each newcomer needs so many earlier users";
    keys.at_most("ties_per_user", ties_per_user, users - 1, why)
}

impl Generate for BarabasiAlbert {
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        check_growth(KEYS, self.users, self.ties_per_user)?;
        KEYS.edges_fit("ties_per_user", self.size().edges)?;

        let m = self.ties_per_user;
        let mut ties = clique(m);
        ties.reserve_exact((self.users - m - 1) as usize * m as usize);
        let mut chosen: Vec<u32> = Vec::new();
        in_order(stage(rng_seed, 0), (self.users - m - 1).into(), progress, |item, stream| {
            let newcomer = m + 1 + item as u32;
            chosen.clear();
            while chosen.len() < m as usize {
                let earlier = preferred(&ties, stream);
                if !chosen.contains(&earlier) {
                    chosen.push(earlier);
                }
            }
            ties.extend(chosen.iter().map(|&earlier| [earlier, newcomer]));
        })?;
        Ok(self.ties.network(self.users, ties))
    }

    fn size(&self) -> Size {
        let edges = grown_ties(self.users, self.ties_per_user) * self.ties.edges();
        Size { users: f64::from(self.users), edges }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grown(users: u32, ties_per_user: u32) -> Network {
        BarabasiAlbert { users, ties_per_user, ties: Ties::Mutual }.generate(3, &()).unwrap()
    }

    #[test]
    fn every_newcomer_makes_exactly_m_different_ties() {
        for m in [1, 2, 7] {
            let network = grown(500, m);
            assert_eq!(network.edges(), 2 * grown_ties(500, m) as u64);
            assert_eq!(network.built().merged + network.built().self_loops, 0);
            for newcomer in m + 1..500 {
                let row = network.forward().row(newcomer);
                assert_eq!(row.iter().filter(|&&other| other < newcomer).count(), m as usize);
            }
        }
    }

    /// P(degree ≥ k) = m(m+1)/(k(k+1)) in the limit (Bollobás et al. 2001): at m = 3 and k = 3, 6,
    /// 12 and 30. The counts of 100,000 users vary less than binomial ones; five binomial sigmas
    /// and a share of 0.003 for the start.
    #[test]
    fn degrees_have_the_exact_tail_of_exponent_three() {
        let users = 100_000;
        let network = grown(users, 3);
        for k in [4_u32, 6, 12, 30] {
            let expected = 12.0 / f64::from(k * (k + 1));
            let above = (0..users).filter(|&node| network.forward().degree(node) >= k as usize);
            let share = above.count() as f64 / f64::from(users);
            let sigma = (expected * (1.0 - expected) / f64::from(users)).sqrt();
            assert!((share - expected).abs() < 5.0 * sigma + 0.003 * expected, "{share} at {k}");
        }
    }

    #[test]
    fn one_way_newcomers_follow_and_are_not_followed_by_those_before() {
        let model = BarabasiAlbert { users: 200, ties_per_user: 2, ties: Ties::OneWay };
        let network = model.generate(1, &()).unwrap();
        for user in 0..200 {
            assert!(network.forward().row(user).iter().all(|&follower| follower > user));
        }
    }
}
