//! The users who add most, one after another, on shared worlds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Choice, Filter, Lineup, Plan, Searched, Seeds, Strategy,
    contest::{Contest, hold},
    shared::{self, Covered, Worlds},
};
use crate::{catalogue::Described, error::Result, progress::Progress};

/// One user after another, each the one who adds most sharers to those of the seeds before it, over
/// worlds that all users meet.
///
/// By the law of diminishing returns a user never adds more later than it would have earlier, so
/// users are looked at again only when they come first (lazy greedy: CELF), and on the same worlds
/// that holds to the letter: the seeds are those of the plain greedy algorithm, at least 1 − 1/e of
/// what any seeds could spread in these worlds (Kempe, Kleinberg & Tardos 2003). The worlds are none
/// of those that the options are then compared in; a network whose users are stored in another order
/// has others. Counts are whole numbers, and of users who add the same the one whose id comes first
/// is taken.
///
/// Cost: a pass over all live edges of each world, in parallel, which tells what every user alone
/// spreads; then each look at a user is a walk in each world, over whoever does not share yet. For
/// each world 4 bytes a user and live edge, up to 1 GiB in all, and an eighth of a byte a user. In
/// networks of millions `wordspread seeds` is quicker by far.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Greedy {
    /// How many users, at least 1.
    pub count: u32,
    /// In how many worlds they are weighed, at least 1. Default 1,000.
    #[serde(default = "usual")]
    #[schemars(range(min = 1))]
    pub worlds: u32,
    /// Only users who pass this filter.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
}

/// So many worlds unless the scenario says otherwise.
pub(super) const fn usual() -> u32 {
    1000
}

impl Described for Greedy {
    const SUMMARY: &'static str =
        "the users who add most sharers one after another, weighed in shared worlds";
    const REFERENCE: &'static str = "Leskovec et al., KDD 2007, doi:10.1145/1281192.1281239; \
         Kempe, Kleinberg & Tardos, KDD 2003, doi:10.1145/956750.956769";
}

impl Greedy {
    fn users(&self, choice: &Choice<'_>) -> Result<Vec<u32>> {
        check_worlds(choice, self.worlds)?;
        choice.candidates(self.filter.as_ref(), self.count)
    }
}

/// Refuses to weigh users in no world.
pub(super) fn check_worlds(choice: &Choice<'_>, worlds: u32) -> Result<()> {
    if worlds == 0 {
        let remedy = "give some hundreds or thousands; 1000 is usual";
        return Err(choice.fault("worlds", "in 0 worlds nobody adds anything", remedy));
    }
    Ok(())
}

/// What users add to the seeds so far.
struct Gains<'a> {
    worlds: &'a Worlds<'a>,
    covered: Covered,
    /// For each user how many seeds there were when it was last weighed, and what it added.
    known: Vec<(u32, u64)>,
    seeds: u32,
}

impl Contest for Gains<'_> {
    type Score = u64;

    fn score(&mut self, user: u32) -> u64 {
        let (seeds, gain) = &mut self.known[user as usize];
        if *seeds != self.seeds {
            *seeds = self.seeds;
            *gain = self.worlds.gain(&self.covered, user).into_iter().map(u64::from).sum();
        }
        *gain
    }

    fn choose(&mut self, user: u32, _risen: &mut dyn FnMut(u32, u64)) {
        self.worlds.cover(&mut self.covered, user);
        self.seeds += 1;
    }
}

impl Strategy for Greedy {
    fn choose(&self, choice: &Choice<'_>) -> Result<Seeds> {
        self.order(choice).map(Seeds::fixed)
    }

    fn plan(&self, choice: &Choice<'_>) -> Result<Plan> {
        let order = self.order(choice)?;
        Ok(Plan { seeds: Seeds::fixed(order.clone()), certificate: None, order: Some(order) })
    }

    fn lineup(&self, choice: &Choice<'_>) -> Result<Option<Lineup>> {
        self.order(choice).map(|users| Some(Lineup::Fixed(users)))
    }

    fn bytes(&self, searched: Searched) -> f64 {
        shared::bytes(self.worlds, searched)
    }

    fn check(&self, choice: &Choice<'_>) -> Result<()> {
        self.users(choice).map(drop)
    }
}

impl Greedy {
    /// The seeds in the order in which they are chosen.
    fn order(&self, choice: &Choice<'_>) -> Result<Vec<u32>> {
        let users = self.users(choice)?;
        let total = u64::from(self.worlds) + u64::from(self.count);
        choice.progress.begin("weighing users", Some(total));
        let seeds = self.among(&users, choice);
        choice.progress.end();
        seeds
    }

    fn among(&self, users: &[u32], choice: &Choice<'_>) -> Result<Vec<u32>> {
        let progress: &dyn Progress = choice.progress;
        let numbers = 0..u64::from(self.worlds);
        let cascade = choice.spreading.cascade;
        let worlds = Worlds::drawn(cascade, choice.network.users(), choice.rng_seed, numbers);
        let worlds = worlds.kept(progress)?;
        let alone = worlds.gains(&[], progress)?;
        let scores: Vec<u64> = users.iter().map(|&user| alone[user as usize]).collect();
        let known = alone.into_iter().map(|gain| (0, gain)).collect();
        let gains = Gains { worlds: &worlds, covered: worlds.nobody(), known, seeds: 0 };
        hold(gains, choice, users, scores, self.count)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::{
        influence::Influence,
        kernel::Scratch,
        rng::{Purpose, World},
        seeding::tests::{choose_from, choose_under, network_of, with_choice},
    };

    /// With certain edges spread is coverage: 0 reaches five others, 1 and 2 four, of whom 1 shares
    /// three with 0, and 3 three of its own.
    #[test]
    fn where_every_edge_is_live_greedy_covers_most() {
        let edges = [
            [0, 10],
            [0, 11],
            [0, 12],
            [0, 13],
            [0, 14],
            [1, 10],
            [1, 11],
            [1, 12],
            [1, 15],
            [2, 16],
            [2, 17],
            [2, 18],
            [2, 14],
            [3, 4],
            [3, 5],
            [3, 6],
        ];
        let network = network_of(19, &edges);
        let chosen = |count: u32| {
            let text = format!("greedy = {{ count = {count}, worlds = 2 }}");
            choose_under(&network, &Influence::Uniform(1.0), &text).expect("sound")
        };
        assert_eq!(chosen(1), [0]);
        // 2 adds itself and three, 3 the same: the first id; top degree would take 1.
        assert_eq!(chosen(2), [0, 2]);
        assert_eq!(chosen(3), [0, 2, 3]);
        assert_eq!(chosen(4), [0, 1, 2, 3]);
        let few = "greedy = { count = 1, worlds = 2, where = { followers = 3 } }";
        assert_eq!(choose_from(&network, few).expect("there is one"), [3]);
        let none = choose_from(&network, "greedy = { count = 1, worlds = 0 }");
        assert!(none.expect_err("no world").to_string().contains("seeds.worlds"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// The plain greedy algorithm: every user weighed anew for every seed, by cascades.
        #[test]
        fn the_seeds_are_those_of_plain_greedy(
            edges in proptest::collection::vec((0_u32..15, 0_u32..15), 1..60),
            count in 1_usize..6,
        ) {
            let edges: Vec<[u32; 2]> = edges.into_iter().map(|(a, b)| [a, b]).collect();
            let network = network_of(15, &edges);
            let influence = Influence::Uniform(0.3);
            let seeds = with_choice(&network, &influence, |choice| {
                let mut scratch = Scratch::new(15);
                let mut seeds: Vec<u32> = Vec::new();
                while seeds.len() < count {
                    let mut spread = |user: u32| -> usize {
                        let with: Vec<u32> = seeds.iter().copied().chain([user]).collect();
                        let sharers = |world| {
                            let world = World::new(choice.rng_seed, Purpose::Search, world);
                            choice.spreading.cascade.run(world, &with, &mut scratch);
                            scratch.sharers().len()
                        };
                        (0..30).map(sharers).sum()
                    };
                    let left = (0..15).filter(|user| !seeds.contains(user));
                    let best = left.max_by_key(|&user| (spread(user), std::cmp::Reverse(user)));
                    seeds.push(best.expect("some are left"));
                }
                seeds.sort_unstable();
                seeds
            });
            let text = format!("greedy = {{ count = {count}, worlds = 30 }}");
            prop_assert_eq!(choose_under(&network, &influence, &text).expect("sound"), seeds);
        }
    }

    #[test]
    fn the_seeds_are_the_same_on_1_and_7_threads() {
        let edges: Vec<[u32; 2]> = (0..2000_u64)
            .map(|i| [crate::rng::mix(i) % 500, crate::rng::mix(!i) % 500].map(|end| end as u32))
            .collect();
        let network = network_of(500, &edges);
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("threads").install(|| {
                choose_from(&network, "greedy = { count = 9, worlds = 70 }").expect("sound")
            })
        };
        assert_eq!(on(1), on(7));
    }
}
