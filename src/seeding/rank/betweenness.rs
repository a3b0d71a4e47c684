//! The users through whom most shortest ways of messages lead.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ranking::{Limits, Ranking, by_score, rounded_then_followers};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    network::{Network, csr::Rows},
    progress::Progress,
    seeding::{Filter, SeedChoice, SeedDraw, given::random::ONCE},
};

/// The users of highest betweenness: for all pairs of other users, the share of the shortest ways of
/// a message from the one to the other that lead through the user.
///
/// Ways are counted from each user in turn, as sources, or in a large network from some that are
/// drawn at random, all choices equally likely: then it is an estimate, as good for users who stand
/// between many. Parallel edges are one way.
///
/// Cost: a walk over all edges a source, in parallel, and 80 bytes a user.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Betweenness {
    /// How many users, at least 1.
    pub count: u32,
    /// From how many users ways are counted, at least 1. Default: all, where that takes some seconds
    /// at most, or else 1,000 (fewer than that only in networks of more than 100 million edges).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub sources: Option<u32>,
    /// Only users who pass this filter; ways lead through everybody.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
}

impl Described for Betweenness {
    const SUMMARY: &'static str = "the users through whom most shortest ways of messages lead";
    const REFERENCE: &'static str = "Brandes 2001, doi:10.1080/0022250X.2001.9990249; \
         Brandes & Pich 2007, doi:10.1142/S0218127407018403";
}

/// The most steps over edges and users, summed over all sources: a few seconds for an exact count,
/// and a limit for the default sample.
const ALL_STEPS: u64 = 1 << 29;
const SOME_STEPS: u64 = 100_000_000_000;
const USUAL_SOURCES: u64 = 1000;

/// Sources whose paths are summed in a row, and the number of such sums at a time.
const BLOCK: usize = 16;
const BLOCKS: usize = 8;

impl Betweenness {
    /// The sources of paths, in the order of summation.
    fn sources(&self, choice: &SeedChoice<'_>) -> Result<Vec<u32>> {
        if self.sources == Some(0) {
            let remedy = "give at least 1, or leave it out";
            return Err(choice.fault("sources", "from 0 users no way leads", remedy));
        }
        let users = u64::from(choice.network.users());
        let steps = users + choice.network.edges();
        let usual = match users.saturating_mul(steps) {
            all if all <= ALL_STEPS => users,
            _ => USUAL_SOURCES.min(SOME_STEPS / steps).max(1),
        };
        let count = self.sources.map_or(usual, u64::from).min(users) as u32;
        // Drawn in the order of ids, so that relabelled networks have the same sources.
        let pool = choice.candidates(None, 1)?;
        if u64::from(count) == users {
            return Ok(pool);
        }
        let mut drawn = Vec::new();
        SeedDraw { pool, count, rng_seed: choice.rng_seed }.of(ONCE, &mut drawn);
        Ok(drawn)
    }
}

impl Ranking for Betweenness {
    fn limits(&self) -> Limits<'_> {
        Limits { count: self.count, filter: self.filter.as_ref() }
    }

    fn ranked(&self, choice: &SeedChoice<'_>, most: u32) -> Result<Vec<u32>> {
        self.check_parameters(choice)?;
        let scores = betweenness(choice.network, &self.sources(choice)?, choice.progress)?;
        let scores = rounded_then_followers(choice.network, &scores);
        by_score(choice, self.limits(), most, |user| scores[user as usize])
    }

    fn check_parameters(&self, choice: &SeedChoice<'_>) -> Result<()> {
        self.sources(choice)?;
        self.limits().candidates(choice).map(drop)
    }
}

/// For each user, the sum over sources and targets of the share of shortest paths through it.
fn betweenness(network: &Network, sources: &[u32], progress: &dyn Progress) -> Result<Vec<f64>> {
    let users = network.users() as usize;
    let mut total = vec![0.0; users];
    progress.begin("counting shortest ways", Some(sources.len() as u64));
    for some in sources.chunks(BLOCK * BLOCKS) {
        // Blocks are summed in order, so the result does not depend on threads.
        let of_block = |block: &[u32]| {
            let mut ways = ShortestPaths::new(users);
            let mut sum = vec![0.0; users];
            for &source in block {
                if progress.cancelled() {
                    return Err(Error::Stopped);
                }
                ways.add_from(network.forward(), source, &mut sum);
                progress.advance(1);
            }
            Ok(sum)
        };
        let blocks: Result<Vec<Vec<f64>>> = some.par_chunks(BLOCK).map(of_block).collect();
        let blocks = match blocks {
            Ok(blocks) => blocks,
            Err(error) => {
                progress.end();
                return Err(error);
            }
        };
        total.par_iter_mut().enumerate().for_each(|(user, total)| {
            for block in &blocks {
                *total += block[user];
            }
        });
    }
    progress.end();
    Ok(total)
}

/// The shortest paths from one source.
struct ShortestPaths {
    /// Steps from the source, or [`FAR`] if there is no path.
    steps: Vec<u32>,
    /// The number of shortest paths to the user. In networks of people it fits into f64.
    count: Vec<f64>,
    /// The sum over all targets of the share of their paths through this user.
    through: Vec<f64>,
    /// The users with a path, nearest first.
    reached: Vec<u32>,
}

const FAR: u32 = u32::MAX;

impl ShortestPaths {
    fn new(users: usize) -> Self {
        Self {
            steps: vec![FAR; users],
            count: vec![0.0; users],
            through: vec![0.0; users],
            reached: Vec::new(),
        }
    }

    /// Adds the shares of the shortest paths from `source` to `sum`.
    fn add_from(&mut self, rows: &Rows, source: u32, sum: &mut [f64]) {
        let Self { steps, count: ways, through, reached } = self;
        for user in reached.drain(..) {
            steps[user as usize] = FAR;
            ways[user as usize] = 0.0;
        }
        reached.push(source);
        steps[source as usize] = 0;
        ways[source as usize] = 1.0;
        let mut place = 0;
        while let Some(&user) = reached.get(place) {
            place += 1;
            let next = steps[user as usize] + 1;
            let own = ways[user as usize];
            for copies in rows.row(user).chunk_by(|a, b| a == b) {
                let follower = copies[0] as usize;
                if steps[follower] == FAR {
                    steps[follower] = next;
                    reached.push(copies[0]);
                }
                if steps[follower] == next {
                    ways[follower] += own;
                }
            }
        }
        for &user in reached.iter().rev() {
            let next = steps[user as usize] + 1;
            let mut own = 0.0;
            for copies in rows.row(user).chunk_by(|a, b| a == b) {
                let follower = copies[0] as usize;
                if steps[follower] == next {
                    own += (1.0 + through[follower]) / ways[follower];
                }
            }
            through[user as usize] = own * ways[user as usize];
            if user != source {
                sum[user as usize] += through[user as usize];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::seeding::tests::{choose_from, network_of};

    fn all(network: &Network) -> Vec<f64> {
        let sources: Vec<u32> = (0..network.users()).collect();
        betweenness(network, &sources, &()).expect("nobody stops it")
    }

    /// On a directed path of n users the one at place i stands between i before and n − 1 − i after.
    #[test]
    fn on_a_path_it_is_those_before_times_those_after() {
        let edges: Vec<[u32; 2]> = (0..6).map(|user| [user, user + 1]).collect();
        let expected: Vec<f64> = (0..7).map(|i| f64::from(i * (6 - i))).collect();
        assert_eq!(all(&network_of(7, &edges)), expected);
    }

    /// The path a – b – c of mutual follows beside a triangle with more followers each.
    #[test]
    fn a_bridge_comes_before_users_with_more_followers() {
        let ties = [
            [0, 1],
            [0, 2],
            [1, 2],
            [0, 3],
            [1, 3],
            [2, 3],
            [3, 4],
            [4, 5],
            [5, 6],
            [5, 7],
            [5, 8],
            [6, 7],
            [6, 8],
            [7, 8],
        ];
        let both: Vec<[u32; 2]> = ties.iter().flat_map(|&[a, b]| [[a, b], [b, a]]).collect();
        let network = network_of(9, &both);
        let first = |strategy: &str| choose_from(&network, strategy).expect("one");
        assert_eq!(first("betweenness = { count = 1 }"), [4]);
        assert_eq!(first("top-degree = { count = 1 }"), [3]);
        assert_eq!(first("betweenness = { count = 3 }"), [3, 4, 5]);
    }

    /// All of 40 sources, and half of them twice as much, but for the sampling: the ends of a long
    /// path come last either way.
    #[test]
    fn drawn_sources_tell_the_middle_from_the_ends() {
        let both: Vec<[u32; 2]> = (0..60).flat_map(|a| [[a, a + 1], [a + 1, a]]).collect();
        let network = network_of(61, &both);
        let chosen = choose_from(&network, "betweenness = { count = 11, sources = 30 }");
        assert!(chosen.expect("some").iter().all(|user| (20..=40).contains(user)));
        let error = choose_from(&network, "betweenness = { count = 1, sources = 0 }");
        assert!(error.expect_err("none").to_string().contains("sources"));
    }

    #[test]
    fn it_is_the_same_to_the_bit_on_1_and_7_threads() {
        let edges: Vec<[u32; 2]> = (0..3000_u64)
            .map(|i| [crate::rng::mix(i) % 400, crate::rng::mix(!i) % 400].map(|end| end as u32))
            .collect();
        let network = network_of(400, &edges);
        let on = |threads| {
            let pool =
                rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| all(&network)).iter().map(|sum| sum.to_bits()).collect::<Vec<_>>()
        };
        assert_eq!(on(1), on(7));
    }

    proptest! {
        /// The definition: of every pair, ways counted by walking back from distances.
        #[test]
        fn it_is_the_sum_over_pairs_of_the_share_of_their_ways(
            edges in proptest::collection::vec((0_usize..9, 0_usize..9), 0..40)
        ) {
            let pairs: Vec<[u32; 2]> =
                edges.iter().map(|&(a, b)| [a as u32, b as u32]).collect();
            // Distances by Floyd and Warshall, and ways by growing distance.
            let mut far = [[99_usize; 9]; 9];
            for &(a, b) in &edges {
                far[a][b] = 1;
            }
            for (user, row) in far.iter_mut().enumerate() {
                row[user] = 0;
            }
            for middle in 0..9 {
                for a in 0..9 {
                    for b in 0..9 {
                        far[a][b] = far[a][b].min(far[a][middle] + far[middle][b]);
                    }
                }
            }
            let mut ways = [[0.0; 9]; 9];
            for a in 0..9 {
                ways[a][a] = 1.0;
                for steps in 1..9 {
                    for b in 0..9 {
                        if far[a][b] == steps {
                            ways[a][b] = (0..9)
                                .filter(|&c| far[a][c] == steps - 1 && far[c][b] == 1)
                                .map(|c| ways[a][c])
                                .sum();
                        }
                    }
                }
            }
            let between = all(&network_of(9, &pairs));
            for (v, between) in between.iter().enumerate() {
                let mut expected = 0.0;
                for a in 0..9 {
                    for b in 0..9 {
                        let is_between = a != v && b != v && a != b && far[a][b] < 99
                            && far[a][v] + far[v][b] == far[a][b];
                        if is_between {
                            expected += ways[a][v] * ways[v][b] / ways[a][b];
                        }
                    }
                }
                prop_assert!((between - expected).abs() < 1e-9, "{}: {} {}", v, between, expected);
            }
        }
    }
}
