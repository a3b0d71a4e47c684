//! Holme–Kim: preferential attachment whose newcomers also befriend friends of friends.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, NetworkSize,
    barabasi_albert::{check_growth, grown_ties},
    parameters::{checks::Keys, ties::Ties},
    sampling::draw::{in_order, stage},
};
use crate::{
    catalogue::Described, error::Result, network::Network, progress::Progress, rng::Stream,
};

const KEYS: Keys = Keys("network.generate.holme-kim");

/// Users arrive one after the other and make m ties each; after the first, each tie goes with
/// probability `closure` to a random neighbour of the user chosen last by preference, which closes
/// a triangle, and else to an earlier user in proportion to its ties.
///
/// It begins with m + 1 users who are all tied to each other. Where every neighbour is tied to the
/// newcomer already, the tie goes by preference. Degrees have the tail of Barabási–Albert's,
/// exponent 3; clustering grows with `closure`. Ties are mutual.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HolmeKim {
    /// Number of users, above `ties_per_user`.
    pub users: u32,
    /// Ties that each newcomer makes, m, at least 1.
    pub ties_per_user: u32,
    /// Probability that a tie closes a triangle, from 0 (Barabási–Albert) to 1.
    pub closure: f64,
}

impl Described for HolmeKim {
    const SUMMARY: &'static str = "preferential attachment with closed triangles";
    const REFERENCE: &'static str = "Holme & Kim 2002, doi:10.1103/PhysRevE.65.026107";
}

/// The first m + 1 users, all tied to each other, the later following the earlier.
fn clique(ties_per_user: u32) -> Vec<[u32; 2]> {
    (1..=ties_per_user).flat_map(|later| (0..later).map(move |earlier| [earlier, later])).collect()
}

/// A user drawn in proportion to its ties.
fn preferred(ties: &[[u32; 2]], stream: &mut Stream) -> u32 {
    let end = stream.below(2 * ties.len() as u64) as usize;
    ties[end / 2][end % 2]
}

impl Generate for HolmeKim {
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        check_growth(KEYS, self.users, self.ties_per_user)?;
        KEYS.share("closure", self.closure)?;
        KEYS.edges_fit("ties_per_user", self.size().edges)?;

        let m = self.ties_per_user;
        let mut ties = clique(m);
        let mut neighbours: Vec<Vec<u32>> = vec![Vec::new(); self.users as usize];
        for &[a, b] in &ties {
            neighbours[a as usize].push(b);
            neighbours[b as usize].push(a);
        }
        let mut chosen: Vec<u32> = Vec::new();
        let mut open: Vec<u32> = Vec::new();
        in_order(stage(rng_seed, 0), (self.users - m - 1).into(), progress, |item, stream| {
            let newcomer = m + 1 + item as u32;
            chosen.clear();
            let mut last = None;
            while chosen.len() < m as usize {
                if let Some(last) = last.filter(|_| stream.unit() < self.closure) {
                    let around: &Vec<u32> = &neighbours[last as usize];
                    open.clear();
                    open.extend(around.iter().filter(|other| !chosen.contains(other)));
                    if !open.is_empty() {
                        chosen.push(open[stream.below(open.len() as u64) as usize]);
                        continue;
                    }
                }
                let earlier = loop {
                    let earlier = preferred(&ties, stream);
                    if !chosen.contains(&earlier) {
                        break earlier;
                    }
                };
                last = Some(earlier);
                chosen.push(earlier);
            }
            for &earlier in &chosen {
                ties.push([earlier, newcomer]);
                neighbours[earlier as usize].push(newcomer);
                neighbours[newcomer as usize].push(earlier);
            }
        })?;
        Ties::Mutual.network(self.users, ties, progress)
    }

    fn size(&self) -> NetworkSize {
        let edges = 2.0 * grown_ties(self.users, self.ties_per_user);
        NetworkSize::of(f64::from(self.users), edges).listed(1.75)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generator::tests::mean_clustering;

    fn grown(closure: f64) -> Network {
        HolmeKim { users: 5000, ties_per_user: 3, closure }.generate(3, &()).unwrap()
    }

    #[test]
    fn every_newcomer_makes_exactly_m_different_ties() {
        let network = grown(0.7);
        assert_eq!(network.edges(), 2 * grown_ties(5000, 3) as u64);
        assert_eq!(network.built().merged + network.built().self_loops, 0);
    }

    #[test]
    fn clustering_grows_with_closure_from_that_of_barabasi_and_albert() {
        let measured = [0.0, 0.3, 0.6, 1.0].map(|closure| mean_clustering(&grown(closure)));
        assert!(measured[0] < 0.05, "{measured:?}");
        assert!(measured.is_sorted_by(|a, b| a + 0.1 < *b), "{measured:?}");
    }
}
