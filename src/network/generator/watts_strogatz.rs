//! Watts–Strogatz: a ring lattice, some of whose ties are shortcuts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, NetworkSize,
    parameters::{checks::Keys, ties::Ties},
    ring_lattice::{check_ring, ring},
    sampling::{
        draw::{in_order, stage},
        pairs::PairSet,
    },
};
use crate::{
    catalogue::Described,
    error::Result,
    network::{Network, stopping::stoppable},
    progress::Progress,
};

const KEYS: Keys = Keys("network.generate.watts-strogatz");

/// A ring lattice in which each tie is moved with probability p to a random user.
///
/// As in the paper, ties are visited one after the other, the nearest neighbours first; the first
/// end of a moved tie stays and the other becomes a user drawn uniformly from those who are neither
/// it nor tied to it already; where there is none, the tie stays. Clustering falls from
/// 3(k − 2)/(4(k − 1)) about as (1 − p)³.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WattsStrogatz {
    /// Number of users, above `neighbours`.
    pub users: u32,
    /// Neighbours of each user before any tie is moved, k, an even number.
    pub neighbours: u32,
    /// Probability that a tie is moved, from 0 (the lattice) to 1.
    pub rewiring: f64,
}

impl Described for WattsStrogatz {
    const SUMMARY: &'static str = "a small world: a ring lattice with random shortcuts";
    const REFERENCE: &'static str = "Watts & Strogatz 1998, doi:10.1038/30918";
}

impl Generate for WattsStrogatz {
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        check_ring(KEYS, self.users, self.neighbours)?;
        KEYS.share("rewiring", self.rewiring)?;

        let mut ties: Vec<[u32; 2]> = ring(self.users, self.neighbours).collect();
        let mut tied = PairSet::with_room(ties.len());
        let mut degrees = vec![self.neighbours; self.users as usize];
        for tie in stoppable(&ties, progress) {
            let &[a, b] = tie?;
            tied.insert(a, b);
        }
        in_order(stage(rng_seed, 0), ties.len() as u64, progress, |item, stream| {
            let [user, old] = ties[item as usize];
            if stream.unit() >= self.rewiring || degrees[user as usize] == self.users - 1 {
                return;
            }
            let new = loop {
                let other = stream.below(self.users.into()) as u32;
                if other != user && tied.insert(user, other) {
                    break other;
                }
            };
            tied.remove(user, old);
            degrees[old as usize] -= 1;
            degrees[new as usize] += 1;
            ties[item as usize] = [user, new];
        })?;
        Ties::Mutual.network(self.users, ties, progress)
    }

    fn size(&self) -> NetworkSize {
        let users = f64::from(self.users);
        NetworkSize::of(users, users * f64::from(self.neighbours)).listed(1.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generator::tests::mean_clustering;

    fn small_world(users: u32, neighbours: u32, rewiring: f64) -> Network {
        WattsStrogatz { users, neighbours, rewiring }.generate(8, &()).unwrap()
    }

    #[test]
    fn ties_are_moved_and_never_lost() {
        for rewiring in [0.0, 0.1, 1.0] {
            let network = small_world(1000, 8, rewiring);
            assert_eq!(network.edges(), 8000);
            assert_eq!(network.built().merged + network.built().self_loops, 0);
        }
    }

    /// The number of moved ties is binomial: 0.3 of 20,000, sigma 65; a tie moved onto another's
    /// old place looks unmoved, of which there are a few.
    #[test]
    fn as_many_ties_are_moved_as_the_probability_says() {
        let network = small_world(5000, 8, 0.3);
        let kept = (0..5000_u32).flat_map(|user| {
            let near = move |other: &&u32| {
                let apart = user.abs_diff(**other);
                apart.min(5000 - apart) <= 4
            };
            network.forward().row(user).iter().filter(near)
        });
        let kept = kept.count() as f64 / 2.0;
        assert!((kept - 14_000.0).abs() < 5.0 * 65.0 + 20.0, "{kept}");
    }

    /// C(p) ≈ C(0)(1 − p)³ (Barrat & Weigt 2000), with deviations of order 1/n; at 5,000 users the
    /// mean clustering varies by well under 0.01.
    #[test]
    fn clustering_falls_as_the_cube_of_what_is_kept() {
        for rewiring in [0.0, 0.05, 0.2, 0.5] {
            let clustering = mean_clustering(&small_world(5000, 10, rewiring));
            let expected = 3.0 * 8.0 / (4.0 * 9.0) * (1.0 - rewiring).powi(3);
            assert!((clustering - expected).abs() < 0.012, "{clustering}, not {expected}");
        }
    }

    #[test]
    fn a_full_user_keeps_its_ties() {
        assert_eq!(small_world(7, 6, 1.0).edges(), 42);
        assert_eq!(small_world(1, 0, 1.0).edges(), 0);
    }
}
