//! Local search: the seeds of another strategy, improved by swaps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    greedy::{check_worlds, usual},
    swaps::{Swap, Swaps},
    worlds::{self, SharedWorlds, WorldGain},
};
use crate::{
    catalogue::Described,
    error::Result,
    seeding::{Aim, AnyStrategy, Filter, Searched, SeedChoice, Seeds, Strategy},
};

/// The seeds of another strategy, improved: one seed is swapped for another user as long as the
/// message goes farther.
///
/// For each seed in turn, a pass over shared worlds counts what every user would add to the other
/// seeds. The best user takes the seed's place if it adds more by at least two standard errors of
/// the paired difference. That is counted in as many other worlds, which took no part in finding
/// it. It ends when no seed is swapped any more. A swap-optimal choice spreads at least half of the
/// best possible (Nemhauser, Wolsey & Fisher 1978), and seldom less than a greedy one.
///
/// With another `aim` than the mean, swaps maximise the number of worlds that go viral, or that
/// exceed the quantile; if these are equal, the sharers capped at that number. No guarantee is then
/// proven.
///
/// Cost: a pass over all live edges of each world for each seed, and again for each round of swaps;
/// memory as for `greedy`. It suits some dozens of seeds among some ten thousand users.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocalSearch {
    /// The strategy whose seeds are improved: `start = { top-degree = { count = 10 } }`.
    pub start: Box<AnyStrategy>,
    /// In how many worlds users are weighed, at least 2, and as many others in which swaps are
    /// tested. Default 1,000.
    #[serde(default = "usual")]
    #[schemars(range(min = 2))]
    pub worlds: u32,
    /// What they are improved for: `"mean"`, `{ viral_at = 500 }` or `{ quantile = 0.1 }`. Default
    /// `"mean"`.
    #[serde(default, skip_serializing_if = "Aim::is_mean")]
    pub aim: Aim,
    /// Only users who pass this filter take the place of a seed.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
}

impl Described for LocalSearch {
    const SUMMARY: &'static str = "the seeds of another strategy, improved swap by swap";
    const REFERENCE: &'static str = "Nemhauser, Wolsey & Fisher 1978, doi:10.1007/BF01588971";
}

/// A swap must gain this many standard errors of the paired difference.
const STANDARD_ERRORS: f64 = 2.0;

impl LocalSearch {
    /// Calls `act` with the strategy to start from and its own choice.
    fn with_start<T>(
        &self,
        choice: &SeedChoice<'_>,
        act: impl FnOnce(&AnyStrategy, &SeedChoice<'_>) -> Result<T>,
    ) -> Result<T> {
        let key = format!("{}.start.{}", choice.key, self.start.keyword());
        act(&self.start, &SeedChoice { key: &key, ..*choice })
    }

    /// The users who may come in, in the order of their ids.
    fn users(&self, choice: &SeedChoice<'_>) -> Result<Vec<u32>> {
        check_worlds(choice, self.worlds)?;
        self.aim.check(choice)?;
        if self.worlds == 1 {
            let problem = "one world tells nothing of the error of a difference";
            return Err(choice.fault("worlds", problem, "give some hundreds or thousands"));
        }
        if matches!(&*self.start, AnyStrategy::Random(random) if random.redraw) {
            return Err(Self::redrawn(choice));
        }
        choice.candidates(self.filter.as_ref(), 1)
    }

    fn redrawn(choice: &SeedChoice<'_>) -> crate::Error {
        let problem = "seeds that are drawn anew in every replicate are no set to improve";
        choice.fault("start", problem, "start from seeds that are chosen once: leave redraw out")
    }
}

impl Strategy for LocalSearch {
    fn choose(&self, choice: &SeedChoice<'_>) -> Result<Seeds> {
        let users = self.users(choice)?;
        let start = self.with_start(choice, |start, choice| start.choose(choice))?;
        let Seeds::Fixed(seeds) = start else { return Err(Self::redrawn(choice)) };
        choice.progress.begin("swapping seeds", None);
        let improved = self.improved(seeds, &users, choice);
        choice.progress.end();
        improved.map(Seeds::fixed)
    }

    fn bytes(&self, searched: Searched) -> f64 {
        worlds::bytes(self.worlds, searched).max(self.start.bytes(searched))
    }

    fn check(&self, choice: &SeedChoice<'_>) -> Result<()> {
        choice.live()?;
        self.users(choice)?;
        self.with_start(choice, |start, choice| start.check(choice))
    }
}

impl LocalSearch {
    /// The seeds after the last swap.
    fn improved(
        &self,
        mut seeds: Vec<u32>,
        users: &[u32],
        choice: &SeedChoice<'_>,
    ) -> Result<Vec<u32>> {
        let labels = choice.network.labels();
        // In the order of ids, which does not depend on how users are stored.
        seeds.sort_unstable_by_key(|&user| labels.place(user));
        let count = u64::from(self.worlds);
        let cascade = choice.live()?;
        let of = |numbers| {
            SharedWorlds::drawn(cascade, choice.network.users(), choice.rng_seed, numbers)
                .stopped_by(choice.progress.stop())
        };
        let weighing = of(0..count).kept(choice.progress)?;
        let testing = of(count..2 * count);
        let progress = choice.progress;
        let swaps = Swaps { worlds: &weighing, users, aim: self.aim, progress };
        swaps.of(seeds, |swap| is_better(&testing, swap))
    }
}

/// Whether a swap is an improvement beyond chance.
fn is_better(worlds: &SharedWorlds<'_>, Swap { others, new, old, target }: Swap<'_>) -> bool {
    let covered = worlds.covered_by(others);
    let [new, old] = [new, old].map(|user| worlds.worths(&covered, user, target));
    let pairs = || new.iter().zip(&old);
    // If both go viral equally often, sharers decide.
    let is_by_sharers = pairs().all(|(new, old)| new.viral == old.viral);
    let worth =
        |worth: &WorldGain| (if is_by_sharers { worth.sharers } else { worth.viral }) as f64;
    let differences: Vec<f64> = pairs().map(|(new, old)| worth(new) - worth(old)).collect();
    let count = worlds.count() as f64;
    let mean = differences.iter().sum::<f64>() / count;
    let squares: f64 = differences.iter().map(|difference| (difference - mean).powi(2)).sum();
    mean > STANDARD_ERRORS * (squares / (count - 1.0) / count).sqrt()
}

#[cfg(test)]
mod tests {
    use crate::{
        influence::Influence,
        seeding::tests::{choose_from, choose_under, network_of},
    };

    /// Three stars of six, five and four, every edge live: from their leaves, and from any user of a
    /// filter, swaps lead to the centres.
    #[test]
    fn swaps_lead_from_leaves_to_the_centres_of_stars() {
        let star =
            |centre: u32, leaves: std::ops::Range<u32>| leaves.map(move |leaf| [centre, leaf]);
        let edges: Vec<[u32; 2]> =
            star(0, 3..9).chain(star(1, 9..14)).chain(star(2, 14..18)).collect();
        let network = network_of(18, &edges);
        let improved = |text: &str| choose_under(&network, &Influence::Uniform(0.9), text);
        let found =
            improved("local-search = { start = { users = { ids = [4, 16] } }, worlds = 50 }");
        assert_eq!(found.expect("sound"), [0, 1]);
        let found =
            improved("local-search = { start = { users = { ids = [4, 16, 17] } }, worlds = 50 }");
        assert_eq!(found.expect("sound"), [0, 1, 2]);
        let few = "local-search = { start = { users = { ids = [4] } }, worlds = 50, \
                   where = { followers = { max = 4 } } }";
        assert_eq!(improved(few).expect("sound"), [2]);
    }

    /// Two pairs of users, {0, 1} and {2, 3}, each reach four others. Greedy takes 4, who reaches
    /// three, first; swaps give it up.
    #[test]
    fn swaps_undo_what_greed_has_done() {
        let edges = [
            [4, 10],
            [4, 11],
            [4, 20],
            [4, 21],
            [0, 10],
            [0, 11],
            [0, 12],
            [1, 20],
            [1, 21],
            [1, 22],
        ];
        let network = network_of(23, &edges);
        let chosen = |text: &str| choose_under(&network, &Influence::Uniform(1.0), text).unwrap();
        assert_eq!(chosen("greedy = { count = 2, worlds = 3 }"), [0, 4]);
        assert_eq!(
            chosen("local-search = { start = { greedy = { count = 2, worlds = 3 } }, worlds = 3 }"),
            [0, 1]
        );
    }

    /// Where the best for the mean are a gamble, as in the test of greed: swaps for a bad case leave it.
    #[test]
    fn swaps_go_where_the_aim_is() {
        let mut edges = vec![[0, 1], [0, 2]];
        edges.extend((3..33).map(|fan| [1, fan]));
        edges.extend((3..33).map(|fan| [2, fan]));
        edges.extend((33..36).flat_map(|fan| (40..44).map(move |user| [user, fan])));
        let network = network_of(44, &edges);
        let improved = |aim: &str, start: u32| {
            let text = format!(
                "local-search = {{ start = {{ users = {{ ids = [{start}] }} }}, worlds = 400, \
                 aim = {aim}, where = {{ followers = {{ max = 3 }} }} }}"
            );
            choose_under(&network, &Influence::Uniform(0.3), &text).expect("sound")
        };
        // A hub is reached with 0.3, and then has 9 fans. Each of four users reaches three fans
        // with 0.3.
        assert_eq!(improved("'mean'", 40), [0]);
        assert_eq!(improved("{ viral_at = 8 }", 40), [0]);
        for aim in ["{ quantile = 0.45 }", "{ viral_at = 2 }"] {
            assert!(improved(aim, 0)[0] >= 40, "{aim}");
        }
    }

    #[test]
    fn what_cannot_be_improved_is_refused_at_its_key() {
        let network = network_of(3, &[[0, 1]]);
        for (text, key) in [
            ("{ start = { random = { count = 1, redraw = true } } }", "seeds.start"),
            ("{ start = { random = { count = 9 } } }", "seeds.start.random.count"),
            ("{ start = { random = { count = 1 } }, worlds = 1 }", "seeds.worlds"),
            ("{ start = { random = { count = 1 } }, worlds = 0 }", "seeds.worlds"),
            ("{ start = { random = { count = 1 } }, where = { age = 3 } }", "seeds.where.age"),
            (
                "{ start = { random = { count = 1 } }, aim = { viral_at = 4 } }",
                "seeds.aim.viral_at",
            ),
        ] {
            let error = choose_from(&network, &format!("local-search = {text}")).expect_err(text);
            assert!(error.to_string().starts_with(key), "{text}: {error}");
        }
    }
}
