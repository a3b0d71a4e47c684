//! A ring lattice: users in a circle, each tied to the nearest on both sides.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, NetworkSize,
    parameters::{checks::Keys, ties::Ties},
};
use crate::{catalogue::Described, error::Result, network::Network, progress::Progress};

const KEYS: Keys = Keys("network.generate.ring-lattice");

/// Users in a circle, each tied to the k/2 nearest on either side.
///
/// The clustering of every user is 3(k − 2)/(4(k − 1)), as long as users ≥ 3k/2 + 1.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RingLattice {
    /// Number of users, above `neighbours`.
    pub users: u32,
    /// Neighbours of each user, k, an even number.
    pub neighbours: u32,
}

impl Described for RingLattice {
    const SUMMARY: &'static str = "a circle, each user tied to the k nearest";
    const REFERENCE: &'static str = "Watts & Strogatz 1998, doi:10.1038/30918";
}

/// Checks what models on a ring share.
pub(super) fn check_ring(keys: Keys, users: u32, neighbours: u32) -> Result<()> {
    keys.at_least("users", users, 1)?;
    if !neighbours.is_multiple_of(2) {
        let problem = format!("{neighbours} is odd, but there are as many on either side");
        return Err(keys.refused("neighbours", problem, "give an even number"));
    }
    keys.at_most("neighbours", neighbours, users - 1, "there are not so many other users")?;
    keys.edges_fit("neighbours", f64::from(users) * f64::from(neighbours))
}

/// The ties of the ring: the nearest neighbours of all users first, then the second nearest, …
pub(super) fn ring(users: u32, neighbours: u32) -> impl Iterator<Item = [u32; 2]> {
    let after = move |user: u32, steps: u32| {
        ((u64::from(user) + u64::from(steps)) % u64::from(users)) as u32
    };
    (1..=neighbours / 2)
        .flat_map(move |steps| (0..users).map(move |user| [user, after(user, steps)]))
}

impl Generate for RingLattice {
    fn generate(&self, _rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        check_ring(KEYS, self.users, self.neighbours)?;
        let ties = ring(self.users, self.neighbours).collect();
        Ties::Mutual.network(self.users, ties, progress)
    }

    fn size(&self) -> NetworkSize {
        let users = f64::from(self.users);
        NetworkSize::of(users, users * f64::from(self.neighbours)).listed(0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generator::tests::mean_clustering;

    #[test]
    fn every_user_has_k_neighbours_and_the_known_clustering() {
        for neighbours in [2, 4, 6, 10] {
            let network = RingLattice { users: 40, neighbours }.generate(0, &()).unwrap();
            assert!((0..40).all(|node| network.forward().degree(node) == neighbours as usize));
            let k = f64::from(neighbours);
            let expected = 3.0 * (k - 2.0) / (4.0 * (k - 1.0));
            assert!((mean_clustering(&network) - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn the_fullest_ring_is_complete() {
        let network = RingLattice { users: 7, neighbours: 6 }.generate(0, &()).unwrap();
        assert_eq!((network.edges(), network.built().merged), (42, 0));
    }
}
