//! PageRank, oriented so that a user whose messages reach many ranks high. Rank flows from each follower to
//! the users it follows, against the direction of the messages.
//!
//! Page, Brin, Motwani & Winograd 1999. With n users, damping d and one step an iteration,
//!
//! rank(u) = (1 − d)/n + d · ( Σ over followers v of u of rank(v) / followed(v) + D/n ),
//!
//! where followed(v) is how many users v follows; a parallel edge counts once for each copy. D is the rank of
//! all who follow no one, which everyone gets an equal part of. Each step walks the out-edges once, users in
//! parallel. Every sum is taken in a fixed order, so the number of threads does not change the result. It must
//! not depend on influence or seeds.
//!
//! petgraph's `page_rank` (0.8) is no substitute: its cost is users times edges a step, and it
//! leaves out the random jump along edges that exist. So it agrees with the definition only at
//! damping 1. There it is the oracle of the tests here.

use rayon::prelude::*;

use super::{Network, csr::Rows};
use crate::{
    error::{Error, Result},
    progress::Progress,
};

/// Users handed to a thread at a time, and summed as one block.
const BLOCK: usize = 1 << 12;

/// How PageRank is iterated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageRankSettings {
    /// The share of rank that flows on along edges, from 0 to 1; the rest is dealt to everyone.
    pub damping: f64,
    /// The iteration ends once the sum of all changes is below this; the ranks sum to 1.
    pub tolerance: f64,
    /// The largest number of steps.
    pub most_steps: u32,
}

impl Default for PageRankSettings {
    /// Damping 0.85, tolerance 1e-10 (at most 142 steps with this damping), at most 200 steps.
    fn default() -> Self {
        Self { damping: 0.85, tolerance: 1e-10, most_steps: 200 }
    }
}

/// The rank of every user, and how the iteration ended.
#[derive(Debug, Clone, PartialEq)]
pub struct PageRanks {
    /// The rank of each node; they sum to 1.
    pub ranks: Vec<f64>,
    /// Steps taken.
    pub steps: u32,
    /// The sum of the ranks' changes in the last step.
    pub change: f64,
}

impl Network {
    /// The [`pagerank`](fn@pagerank) of each user, by node: damping 0.85, tolerance 1e-10. The ranks sum
    /// to 1. They are computed at the first call, and then kept.
    ///
    /// # Errors
    /// [`Error::Stopped`] if `progress` is cancelled.
    pub fn pageranks(&self, progress: &dyn Progress) -> Result<&[f64]> {
        if let Some(ranks) = self.derived.pageranks.get() {
            return Ok(ranks);
        }
        let made = pagerank(self, PageRankSettings::default(), progress)?;
        Ok(self.derived.pageranks.get_or_init(|| made.ranks))
    }
}

/// The rank of every user of a network.
///
/// Cost: O(users + edges) a step.
///
/// # Errors
/// [`Error::Value`] if the damping is not from 0 to 1; [`Error::Stopped`] if `progress` is cancelled.
pub fn pagerank(
    network: &Network,
    settings: PageRankSettings,
    progress: &dyn Progress,
) -> Result<PageRanks> {
    let PageRankSettings { damping, tolerance, most_steps } = settings;
    if !(0.0..=1.0).contains(&damping) {
        return Err(Error::value(
            "pagerank.damping",
            format!("{damping} is not a share"),
            "give a number from 0 to 1; 0.85 is usual",
        ));
    }
    progress.begin("ranking users", None);
    let rows = network.forward();
    let followed = followed(rows);
    let users = rows.nodes() as f64;
    let mut result =
        PageRanks { ranks: vec![1.0 / users; rows.nodes()], steps: 0, change: f64::INFINITY };
    let mut flowing = vec![0.0; rows.nodes()];
    while result.steps < most_steps && result.change >= tolerance {
        if progress.cancelled() {
            progress.end();
            return Err(Error::Stopped);
        }
        let idle = share_out(&result.ranks, &followed, &mut flowing);
        let base = (1.0 - damping) / users + damping * idle / users;
        result.change = step(rows, &flowing, base, damping, &mut result.ranks);
        result.steps += 1;
        progress.advance(1);
    }
    progress.end();
    Ok(result)
}

/// How many users each user follows.
fn followed(rows: &Rows) -> Vec<u32> {
    let mut followed = vec![0; rows.nodes()];
    for &follower in rows.targets() {
        followed[follower as usize] += 1;
    }
    followed
}

/// Writes what each user gives to each whom it follows, and returns the rank of those who follow
/// no one.
fn share_out(ranks: &[f64], followed: &[u32], flowing: &mut [f64]) -> f64 {
    let parts: Vec<f64> = flowing
        .par_chunks_mut(BLOCK)
        .zip(ranks.par_chunks(BLOCK).zip(followed.par_chunks(BLOCK)))
        .map(|(flowing, (ranks, followed))| {
            let mut idle = 0.0;
            for ((flow, &rank), &followed) in flowing.iter_mut().zip(ranks).zip(followed) {
                if followed == 0 {
                    idle += rank;
                } else {
                    *flow = rank / f64::from(followed);
                }
            }
            idle
        })
        .collect();
    parts.iter().sum()
}

/// Replaces the ranks by those one step on, and returns how much they changed in all.
fn step(rows: &Rows, flowing: &[f64], base: f64, damping: f64, ranks: &mut [f64]) -> f64 {
    let changes: Vec<f64> = ranks
        .par_chunks_mut(BLOCK)
        .enumerate()
        .map(|(block, ranks)| {
            let mut change = 0.0;
            for (offset, rank) in ranks.iter_mut().enumerate() {
                let user = super::csr::node_count(block * BLOCK + offset);
                let given: f64 = rows.row(user).iter().map(|&v| flowing[v as usize]).sum();
                let next = base + damping * given;
                change += (next - *rank).abs();
                *rank = next;
            }
            change
        })
        .collect();
    changes.iter().sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rayon::ThreadPoolBuilder;

    use super::*;
    use crate::network::{
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        labels::Labels,
    };
    use crate::progress::StopsAt;

    fn network(users: u32, edge: EdgeMeaning, edges: Vec<[u32; 2]>) -> Network {
        let rules = Rules { edge, parallel: Parallel::Merge };
        EdgeList { edges, columns: Vec::new() }.build(Labels::index(users), Vec::new(), rules)
    }

    fn ranks(network: &Network, damping: f64) -> Vec<f64> {
        let settings = PageRankSettings { damping, tolerance: 1e-14, most_steps: 1000 };
        pagerank(network, settings, &()).expect("valid settings").ranks
    }

    /// Six pages of Langville & Meyer, "Deeper inside PageRank" (2004), at damping 0.9; the digits
    /// are networkx 3.6.1's at tolerance 1e-15. Page 2 links to nothing.
    #[test]
    fn six_pages_have_their_known_ranks() {
        let edges =
            [[1, 2], [1, 3], [3, 1], [3, 2], [3, 5], [4, 5], [4, 6], [5, 4], [5, 6], [6, 4]]
                .map(|[a, b]: [u32; 2]| [a - 1, b - 1]);
        let network = network(6, EdgeMeaning::FollowerToFollowed, edges.to_vec());
        let expected = [
            0.037_211_965_078,
            0.053_957_349_363,
            0.041_505_653_356,
            0.375_080_815_110,
            0.205_998_331_877,
            0.286_245_885_215,
        ];
        for (rank, expected) in ranks(&network, 0.9).iter().zip(expected) {
            assert!((rank - expected).abs() < 1e-11, "{rank} {expected}");
        }
    }

    /// With n users of whom all others follow user 0: idle rank D is that of user 0, r; each other
    /// has o = (1 − d)/n + d·r/n, and r = o + d(n − 1)o.
    #[test]
    fn the_followed_star_ranks_high_and_its_audience_low() {
        let network =
            network(10, EdgeMeaning::InfluencerToAudience, (1..10).map(|v| [0, v]).collect());
        let ranks = ranks(&network, 0.85);
        let ratio = 1.0 + 0.85 * 9.0;
        let other = 1.0 / (9.0 + ratio);
        assert!((ranks[0] - ratio * other).abs() < 1e-12, "{}", ranks[0]);
        assert!(ranks[1..].iter().all(|rank| (rank - other).abs() < 1e-12));
    }

    #[test]
    fn damping_out_of_its_range_is_refused_and_an_empty_network_is_not() {
        let empty = network(0, EdgeMeaning::Mutual, Vec::new());
        assert!(
            pagerank(&empty, PageRankSettings::default(), &())
                .expect("nothing to do")
                .ranks
                .is_empty()
        );
        for damping in [-0.1, 1.1, f64::NAN] {
            let settings = PageRankSettings { damping, ..PageRankSettings::default() };
            assert!(pagerank(&empty, settings, &()).is_err());
        }
    }

    #[test]
    fn a_stopped_user_gets_no_ranks() {
        let network = network(3, EdgeMeaning::Mutual, vec![[0, 1]]);
        assert!(matches!(
            pagerank(&network, PageRankSettings::default(), &StopsAt::once()),
            Err(Error::Stopped)
        ));
    }

    #[test]
    fn one_thread_and_seven_give_the_same_ranks_to_the_bit() {
        let edges = (0..60_000_u64)
            .map(|i| [crate::rng::mix(i) % 20_000, crate::rng::mix(!i) % 300])
            .map(|ends| ends.map(|end| u32::try_from(end).expect("below 20,000")))
            .collect();
        let network = network(20_000, EdgeMeaning::FollowerToFollowed, edges);
        let on = |threads| {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            let ranks = pool.install(|| ranks(&network, 0.85));
            ranks.iter().map(|rank| rank.to_bits()).collect::<Vec<_>>()
        };
        assert_eq!(on(1), on(7));
    }

    proptest! {
        /// At damping 1 petgraph's recurrence is PageRank's; its edges run against ours.
        #[test]
        fn at_damping_one_petgraph_agrees_step_by_step(
            edges in proptest::collection::vec([0_u32..15, 0_u32..15], 0..60),
            steps in 0_u32..6,
        ) {
            let ours = network(15, EdgeMeaning::FollowerToFollowed, edges.clone());
            let theirs = network(15, EdgeMeaning::InfluencerToAudience, edges);
            let settings = PageRankSettings { damping: 1.0, tolerance: 0.0, most_steps: steps };
            let ranks = pagerank(&ours, settings, &()).expect("valid settings").ranks;
            let oracle = ::petgraph::algo::page_rank(&theirs, 1.0_f64, steps as usize);
            for (rank, oracle) in ranks.iter().zip(oracle) {
                prop_assert!((rank - oracle).abs() < 1e-12, "{} {}", rank, oracle);
            }
        }

        /// The definition itself, at any damping: what is left of rank = base + d·flow.
        #[test]
        fn ranks_solve_their_equation_and_sum_to_one(
            edges in proptest::collection::vec([0_u32..15, 0_u32..15], 0..60),
            damping in 0.0..0.95_f64,
        ) {
            let network = network(15, EdgeMeaning::InfluencerToAudience, edges);
            let ranks = ranks(&network, damping);
            let follows = |v: u32| network.backward().degree(v) as f64;
            let idle: f64 =
                (0..15).filter(|&v| follows(v) == 0.0).map(|v| ranks[v as usize]).sum();
            for u in 0..15 {
                let given = |&v: &u32| ranks[v as usize] / follows(v);
                let given: f64 = network.forward().row(u).iter().map(given).sum();
                let right = (1.0 - damping) / 15.0 + damping * (given + idle / 15.0);
                prop_assert!((ranks[u as usize] - right).abs() < 1e-12);
            }
            prop_assert!((ranks.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_network_ranks_its_users_once() {
        let network = network(3, EdgeMeaning::Mutual, vec![[0, 1], [1, 2], [0, 2]]);
        let first = network.pageranks(&()).unwrap();
        assert!(std::ptr::eq(first, network.pageranks(&()).unwrap()));
        assert!(std::ptr::eq(network.cores(), network.cores()));
    }
}
