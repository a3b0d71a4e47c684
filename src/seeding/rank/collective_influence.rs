//! The users whose removal would most break up the network that messages travel.

use std::sync::Mutex;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ranking::{Limits, Ranking};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    network::Network,
    seeding::{
        Filter, SeedChoice,
        lazy_greedy::{LazyGreedy, hold},
    },
};

/// One user after another, each the one of highest collective influence among those left: its
/// followers less one, times the sum, over all users just `radius` steps down the message's way, of
/// theirs less one. A chosen user is removed, with all its edges.
///
/// The paper's network has no directions; here degree and steps are those of the edges along which
/// messages are shown, and on mutual follows both are the paper's. Users at one distance count once,
/// parallel edges as one; of users of equal influence, the one with more followers comes first.
///
/// Cost: all users' surroundings once, in parallel, and each choice those of the users who then come
/// first: scores only fall up to radius 2. From radius 3 on, where a removal can make a short way
/// long, every score is taken anew for every choice.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CollectiveInfluence {
    /// How many users, at least 1.
    pub count: u32,
    /// How many steps away the users are whose followers count: 1 to 8, default 2.
    #[serde(default = "two")]
    #[schemars(range(min = 1, max = 8))]
    pub radius: u32,
    /// Only users who pass this filter.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
}

const fn two() -> u32 {
    2
}

/// The largest radius: networks of people are hardly wider.
const MOST_RADIUS: u32 = 8;

/// Up to this radius no removal raises a score.
const FALLING: u32 = 2;

impl Described for CollectiveInfluence {
    const SUMMARY: &'static str =
        "the users who hold together the ways of messages, each removed in turn";
    const REFERENCE: &'static str = "Morone & Makse 2015, doi:10.1038/nature14604";
}

/// Influence, and followers to break ties.
type Score = (u64, u64);

/// The network without the removed users.
struct RemainingNetwork<'a> {
    network: &'a Network,
    radius: u32,
    /// The remaining followers of each user, or [`GONE`] for removed users.
    followers: Vec<u32>,
    idle: Mutex<Vec<Surroundings>>,
}

/// Marks a removed user; no user has so many followers.
const GONE: u32 = u32::MAX;

/// The buffers of a walk around a user.
#[derive(Debug)]
struct Surroundings {
    /// For each user, the last walk that visited it.
    seen: Vec<u32>,
    walk: u32,
    list: Vec<u32>,
}

/// The followers of a row, each once.
fn distinct(row: &[u32]) -> impl Iterator<Item = u32> + '_ {
    row.chunk_by(|a, b| a == b).map(|copies| copies[0])
}

impl RemainingNetwork<'_> {
    /// The influence of a user.
    fn influence(&self, user: u32) -> Score {
        let followers = self.followers[user as usize];
        let worth = |user: u32| u64::from(self.followers[user as usize].saturating_sub(1));
        if followers <= 1 || followers == GONE {
            return (0, if followers == GONE { 0 } else { followers.into() });
        }
        let idle = self.idle.lock().expect("no thread panics").pop();
        let mut ball = idle.unwrap_or_else(|| Surroundings {
            seen: vec![0; self.followers.len()],
            walk: 0,
            list: Vec::new(),
        });
        let rim = ball.rim(user, self);
        let beyond: u64 = rim.iter().map(|&user| worth(user)).sum();
        self.idle.lock().expect("no thread panics").push(ball);
        (worth(user).saturating_mul(beyond), followers.into())
    }
}

impl Surroundings {
    /// The users exactly `radius` steps from `user`.
    fn rim(&mut self, user: u32, left: &RemainingNetwork<'_>) -> &[u32] {
        self.walk = self.walk.wrapping_add(1);
        if self.walk == 0 {
            self.seen.fill(0);
            self.walk = 1;
        }
        self.list.clear();
        self.list.push(user);
        self.seen[user as usize] = self.walk;
        let mut inner = 0;
        for _ in 0..left.radius {
            let end = self.list.len();
            for place in inner..end {
                for &follower in left.network.forward().row(self.list[place]) {
                    let seen = &mut self.seen[follower as usize];
                    if *seen != self.walk && left.followers[follower as usize] != GONE {
                        *seen = self.walk;
                        self.list.push(follower);
                    }
                }
            }
            inner = end;
        }
        &self.list[inner..]
    }
}

/// The scores of users in the order of removal.
struct RemovalScores<'a> {
    left: RemainingNetwork<'a>,
    /// The last score of each user, if scores may rise.
    scored: Vec<(u32, Score)>,
}

impl LazyGreedy for RemovalScores<'_> {
    type Score = Score;

    fn score(&mut self, user: u32) -> Score {
        self.left.influence(user)
    }

    fn choose(&mut self, user: u32, risen: &mut dyn FnMut(u32, Score)) {
        let left = &mut self.left;
        left.followers[user as usize] = GONE;
        for followed in distinct(left.network.backward().row(user)) {
            let followers = &mut left.followers[followed as usize];
            if *followers != GONE {
                *followers -= 1;
            }
        }
        let left = &self.left;
        let now: Vec<Score> =
            self.scored.par_iter().map(|&(user, _)| left.influence(user)).collect();
        for ((user, before), now) in self.scored.iter_mut().zip(now) {
            if now > std::mem::replace(before, now) {
                risen(*user, now);
            }
        }
    }
}

impl CollectiveInfluence {
    fn users(&self, choice: &SeedChoice<'_>) -> Result<Vec<u32>> {
        if !(1..=MOST_RADIUS).contains(&self.radius) {
            let problem = format!("{} is no radius", self.radius);
            return Err(choice.fault("radius", problem, format!("give 1 to {MOST_RADIUS}")));
        }
        choice.candidates(self.filter.as_ref(), self.count)
    }
}

impl Ranking for CollectiveInfluence {
    fn limits(&self) -> Limits<'_> {
        Limits { count: self.count, filter: self.filter.as_ref() }
    }

    fn ranked(&self, choice: &SeedChoice<'_>, most: u32) -> Result<Vec<u32>> {
        let count = most.min(self.count);
        let users = self.users(choice)?;
        let network = choice.network;
        let followers = |user| distinct(network.forward().row(user)).count() as u32;
        let followers = (0..network.users()).into_par_iter().map(followers).collect();
        let idle = Mutex::new(Vec::new());
        let left = RemainingNetwork { network, radius: self.radius, followers, idle };
        let total = users.len() as u64 + u64::from(count);
        choice.progress.begin("measuring collective influence", Some(total));
        let score = |&user: &u32| {
            if choice.progress.cancelled() {
                return Err(Error::Stopped);
            }
            choice.progress.advance(1);
            Ok(left.influence(user))
        };
        let scores = users.par_iter().map(score).collect::<Result<Vec<Score>>>();
        let seeds = scores.and_then(|scores| {
            let may_rise = self.radius > FALLING;
            let scored = users.iter().copied().zip(scores.iter().copied());
            let scored = if may_rise { scored.collect() } else { Vec::new() };
            hold(RemovalScores { left, scored }, choice, &users, scores, count)
        });
        choice.progress.end();
        seeds
    }

    fn check_parameters(&self, choice: &SeedChoice<'_>) -> Result<()> {
        self.users(choice).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::seeding::tests::{choose_from, network_of};

    fn mutual(ties: &[[u32; 2]]) -> Vec<[u32; 2]> {
        ties.iter().flat_map(|&[a, b]| [[a, b], [b, a]]).collect()
    }

    /// User 0 has five followers, four of whom nobody else follows; user 1 has four: 0, and three
    /// with three each. At one step 0 has (5 − 1)·(4 − 1) = 12 and 1 has (4 − 1)·(2 + 2 + 2 + 4) =
    /// 30. At two steps 1 has leaves alone, 0 has 4·(2 + 2 + 2) = 24, and 2 has 2·(2 + 2 + 4) = 16.
    #[test]
    fn a_user_among_hubs_comes_before_a_hub_among_leaves() {
        let ties = [
            [1, 2],
            [1, 3],
            [1, 4],
            [2, 5],
            [2, 6],
            [3, 7],
            [3, 8],
            [4, 9],
            [4, 10],
            [0, 11],
            [0, 12],
            [0, 13],
            [0, 14],
            [0, 1],
        ];
        let network = network_of(15, &mutual(&ties));
        let first = |strategy: &str| {
            choose_from(&network, &format!("{strategy} = {{ count = 1 }}")).expect("one")
        };
        assert_eq!(first("top-degree"), [0]);
        let ci = choose_from(&network, "collective-influence = { count = 1, radius = 1 }");
        assert_eq!(ci.expect("one"), [1]);
        let ci = choose_from(&network, "collective-influence = { count = 1, radius = 2 }");
        assert_eq!(ci.expect("one"), [0]);
    }

    proptest! {
        /// The definition on what is left, all scores anew for every choice.
        #[test]
        fn choices_are_those_of_the_definition_at_every_radius(
            edges in proptest::collection::btree_set((0_u32..12, 0_u32..12), 1..50),
            count in 1_usize..12,
            radius in 1_u32..5,
        ) {
            let mut edges: Vec<[u32; 2]> =
                edges.into_iter().filter(|(a, b)| a != b).map(|(a, b)| [a, b]).collect();
            let network = network_of(12, &edges);
            let mut chosen: Vec<u32> = Vec::new();
            while chosen.len() < count {
                let followers = |u: u32| edges.iter().filter(|edge| edge[0] == u).count() as u64;
                let influence = |u: u32| {
                    let mut distance = [u32::MAX; 12];
                    distance[u as usize] = 0;
                    for step in 0..radius {
                        for &[from, to] in &edges {
                            if distance[from as usize] == step && distance[to as usize] > step {
                                distance[to as usize] = step + 1;
                            }
                        }
                    }
                    let rim = (0..12_u32).filter(|&v| distance[v as usize] == radius);
                    let beyond: u64 = rim.map(|v| followers(v).saturating_sub(1)).sum();
                    (followers(u).saturating_sub(1) * beyond, followers(u), std::cmp::Reverse(u))
                };
                let left = (0..12_u32).filter(|u| !chosen.contains(u));
                let best = left.max_by_key(|&u| influence(u)).expect("some are left");
                chosen.push(best);
                edges.retain(|edge| !edge.contains(&best));
            }
            chosen.sort_unstable();
            let text =
                format!("collective-influence = {{ count = {count}, radius = {radius} }}");
            prop_assert_eq!(choose_from(&network, &text).expect("sound"), chosen);
        }
    }
}
