//! The users who are followed by users who are themselves followed by central ones.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ranking::{Limits, Ranking, by_score, rounded_then_followers};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    network::Network,
    progress::Progress,
    seeding::{Filter, SeedChoice},
};

/// The users of highest eigenvector centrality: each user's is in proportion to the sum of its
/// followers', so that whoever is followed by central users is central, as a message of theirs goes
/// on farthest.
///
/// A user whose message never comes to the part of the network where all can reach each other most
/// densely has none, and is ranked by followers; in a network without circles, users are ranked by
/// the longest ways of their messages first. A parallel edge counts as often as it was kept.
///
/// Cost: a walk over all edges a step of the power iteration, in parallel; some dozens to a thousand
/// steps.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Eigenvector {
    /// How many users, at least 1.
    pub count: u32,
    /// Only users who pass this filter; everybody lends centrality.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
}

impl Described for Eigenvector {
    const SUMMARY: &'static str = "the users who are followed by central users";
    const REFERENCE: &'static str = "Bonacich 1972, doi:10.1080/0022250X.1972.9989806; \
         Bonacich 1987, doi:10.1086/228631";
}

/// The iteration ends once the total change is below this; the centralities sum to 1.
const TOLERANCE: f64 = 1e-11;

/// The most iterations.
const MOST_STEPS: u32 = 1000;

/// Users handed to a thread at a time, and summed as one block.
const BLOCK: usize = 1 << 12;

impl Ranking for Eigenvector {
    fn limits(&self) -> Limits<'_> {
        Limits { count: self.count, filter: self.filter.as_ref() }
    }

    fn ranked(&self, choice: &SeedChoice<'_>, most: u32) -> Result<Vec<u32>> {
        self.check_parameters(choice)?;
        let scores = centralities(choice.network, choice.progress)?;
        let scores = rounded_then_followers(choice.network, &scores);
        by_score(choice, self.limits(), most, |user| scores[user as usize])
    }
}

/// The centrality of each user; they sum to 1.
///
/// The power iteration adds a loop at each user. This keeps the eigenvectors and prevents
/// oscillation in periodic networks.
fn centralities(network: &Network, progress: &dyn Progress) -> Result<Vec<f64>> {
    let users = network.users() as usize;
    let mut now = vec![1.0 / users as f64; users];
    let mut next = vec![0.0; users];
    progress.begin("measuring centrality", None);
    for _ in 0..MOST_STEPS {
        if progress.cancelled() {
            progress.end();
            return Err(Error::Stopped);
        }
        let change = step(network, &now, &mut next);
        std::mem::swap(&mut now, &mut next);
        progress.advance(1);
        if change < TOLERANCE {
            break;
        }
    }
    progress.end();
    Ok(now)
}

/// Writes the next normalised vector, and returns the total change.
fn step(network: &Network, now: &[f64], next: &mut [f64]) -> f64 {
    let rows = network.forward();
    let in_blocks = |next: &mut [f64], value: &(dyn Fn(usize, f64) -> [f64; 2] + Sync)| -> f64 {
        let sum = |(block, next): (usize, &mut [f64])| {
            let mut sum = 0.0;
            for (offset, next) in next.iter_mut().enumerate() {
                let [value, summand] = value(block * BLOCK + offset, *next);
                *next = value;
                sum += summand;
            }
            sum
        };
        let sums: Vec<f64> = next.par_chunks_mut(BLOCK).enumerate().map(sum).collect();
        sums.iter().sum()
    };
    let total = in_blocks(next, &|user, _| {
        let lent: f64 = rows.row(user as u32).iter().map(|&follower| now[follower as usize]).sum();
        [now[user] + lent; 2]
    });
    in_blocks(next, &|user, value| {
        let value = value / total;
        [value, (value - now[user]).abs()]
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::seeding::tests::{choose_from, network_of};

    fn of(users: u32, edges: &[[u32; 2]]) -> Vec<f64> {
        centralities(&network_of(users, edges), &()).expect("nobody stops it")
    }

    /// In a star of n leaves who follow the centre and are followed by it, the centre has √n times
    /// what a leaf has.
    #[test]
    fn the_centre_of_a_star_has_the_root_of_its_leaves() {
        let both: Vec<[u32; 2]> = (1..10).flat_map(|leaf| [[0, leaf], [leaf, 0]]).collect();
        let centralities = of(10, &both);
        for leaf in 1..10 {
            let ratio = centralities[0] / centralities[leaf];
            assert!((ratio - 3.0).abs() < 1e-8, "{ratio}");
        }
    }

    /// Users 0, 1 and 2 follow each other; 3 is followed by one of them, 4 follows one of them, and 5
    /// has two followers whom nobody else follows. With λ = 2, 3 has half of what 0 has, and 4 and 5
    /// none.
    #[test]
    fn who_is_followed_by_central_users_is_central_and_who_follows_them_is_not() {
        let edges =
            [[0, 1], [1, 0], [0, 2], [2, 0], [1, 2], [2, 1], [3, 0], [0, 4], [5, 6], [5, 7]];
        let centralities = of(8, &edges);
        assert!((centralities[3] / centralities[0] - 0.5).abs() < 1e-8);
        assert!((centralities[1] / centralities[0] - 1.0).abs() < 1e-8);
        assert!(centralities[4] < 1e-8 && centralities[5] < 1e-8);
        let chosen = choose_from(&network_of(8, &edges), "eigenvector = { count = 5 }");
        assert_eq!(chosen.expect("some"), [0, 1, 2, 3, 5]);
    }

    proptest! {
        /// The definition: A·x = λ·x with x positive, which by Perron and Frobenius is one vector
        /// alone where everybody can reach everybody, as along a ring here.
        #[test]
        fn it_solves_its_equation(
            edges in proptest::collection::btree_set((0_u32..10, 0_u32..10), 0..40)
        ) {
            let mut edges: std::collections::BTreeSet<(u32, u32)> =
                edges.into_iter().filter(|(a, b)| a != b).collect();
            edges.extend((0..10).map(|user| (user, (user + 1) % 10)));
            let edges: Vec<[u32; 2]> = edges.into_iter().map(|(a, b)| [a, b]).collect();
            let x = of(10, &edges);
            let ax = |user: u32| -> f64 {
                edges.iter().filter(|edge| edge[0] == user).map(|edge| x[edge[1] as usize]).sum()
            };
            let lambda: f64 = (0..10).map(ax).sum();
            for user in 0..10 {
                let off = ax(user) - lambda * x[user as usize];
                prop_assert!(x[user as usize] > 0.0 && off.abs() < 1e-8, "{}: {}", user, off);
            }
        }
    }
}
