//! The users with the largest audiences, less what those who are seeds will win anyway.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ranking::{Limits, Ranking};
use crate::{
    catalogue::Described,
    error::Result,
    influence::Influence,
    network::Network,
    seeding::{
        Filter, SeedChoice,
        lazy_greedy::{self, LazyGreedy},
        ordered::OrderedFloat,
    },
};

/// One user after another, each the one with the largest audience, discounted by the chance that
/// earlier seeds win the user or its followers anyway.
///
/// The paper's discounted degree, d − 2t − (d − t)·t·p for a user of degree d with t chosen
/// neighbours, takes off t for neighbours that are seeds and t + (d − t)·t·p for the user whom they
/// may win. Along edges with a direction these are two groups: a user with d followers, t of them
/// seeds, who follows s seeds, is worth d − t − s − (d − t)·s·p. On mutual follows it is the
/// paper's.
///
/// Cost: O(users log users), and the edges of the seeds in both directions.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DegreeDiscount {
    /// How many users, at least 1.
    pub count: u32,
    /// The probability that a sharer makes a follower share, from 0 to 1. Default that of
    /// `influence.uniform`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1))]
    pub p: Option<f64>,
    /// Only users who pass this filter.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
}

impl Described for DegreeDiscount {
    const SUMMARY: &'static str =
        "the users with most followers, less what earlier seeds may win anyway";
    const REFERENCE: &'static str = "Chen, Wang & Yang, KDD 2009, doi:10.1145/1557019.1557047";
}

impl DegreeDiscount {
    fn probability(&self, choice: &SeedChoice<'_>) -> Result<f64> {
        match (self.p, choice.spreading.influence) {
            (Some(p), _) if (0.0..=1.0).contains(&p) => Ok(p),
            (Some(p), _) => {
                let problem = format!("{p} is not a probability");
                Err(choice.fault("p", problem, "give a number from 0 to 1"))
            }
            (None, Influence::Uniform(p)) => Ok(*p),
            (None, influence) => {
                let mean = influence.mean(choice.network);
                let problem = "it discounts by one probability, and here edges differ in theirs";
                let remedy = format!("give p; the mean over all edges is {mean:.6}");
                Err(choice.fault("p", problem, remedy))
            }
        }
    }
}

/// The discounted audience of each user.
struct Discounts<'a> {
    network: &'a Network,
    p: f64,
    /// For each user, how many of its followers are seeds, and how many seeds it follows.
    seeds: Vec<[u32; 2]>,
}

impl Discounts<'_> {
    fn worth(&self, user: u32) -> OrderedFloat {
        let [followers, followed] = self.seeds[user as usize].map(f64::from);
        let left = self.network.forward().degree(user) as f64 - followers;
        OrderedFloat(left - followed - left * followed * self.p)
    }
}

impl LazyGreedy for Discounts<'_> {
    type Score = OrderedFloat;

    fn score(&mut self, user: u32) -> OrderedFloat {
        self.worth(user)
    }

    fn choose(&mut self, user: u32, risen: &mut dyn FnMut(u32, OrderedFloat)) {
        for &follower in self.network.forward().row(user) {
            self.seeds[follower as usize][1] += 1;
        }
        for &followed in self.network.backward().row(user) {
            let before = self.worth(followed);
            self.seeds[followed as usize][0] += 1;
            // If it follows more than 1/p seeds, each lost follower raises its score.
            let now = self.worth(followed);
            if now > before {
                risen(followed, now);
            }
        }
    }
}

impl Ranking for DegreeDiscount {
    fn limits(&self) -> Limits<'_> {
        Limits { count: self.count, filter: self.filter.as_ref() }
    }

    fn ranked(&self, choice: &SeedChoice<'_>, most: u32) -> Result<Vec<u32>> {
        let p = self.probability(choice)?;
        let network = choice.network;
        let discounts = Discounts { network, p, seeds: vec![[0; 2]; network.users() as usize] };
        lazy_greedy::order(discounts, choice, &self.limits().candidates(choice)?, most)
    }

    fn check_parameters(&self, choice: &SeedChoice<'_>) -> Result<()> {
        self.probability(choice)?;
        self.limits().candidates(choice).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        error::Error,
        seeding::tests::{choose_from, choose_under, network_of},
    };

    /// User 0 has three followers: 1, with four, 2 and 3; user 4 has four of its own, user 5 three.
    /// A follower of one seed who has d followers is worth d − 1 − d·p.
    #[test]
    fn a_user_whom_a_seed_may_win_is_discounted_by_p() {
        let edges = [
            [0, 1],
            [0, 2],
            [0, 3],
            [0, 11],
            [0, 12],
            [1, 6],
            [1, 7],
            [1, 8],
            [1, 9],
            [5, 6],
            [5, 7],
        ];
        let network = network_of(13, &edges);
        let chosen = |p: f64| {
            let text = format!("degree-discount = {{ count = 2, p = {p} }}");
            choose_from(&network, &text).expect("sound")
        };
        // 4 − 1 − 4·p against 2.
        assert_eq!(chosen(0.2), [0, 1]);
        assert_eq!(chosen(0.3), [0, 5]);
        // Equal: the first id.
        assert_eq!(chosen(0.25), [0, 1]);
        // Of a uniform influence the p need not be given again.
        let of_influence =
            choose_under(&network, &Influence::Uniform(0.3), "degree-discount = { count = 2 }");
        assert_eq!(of_influence.expect("uniform"), [0, 5]);
    }

    #[test]
    fn without_one_p_it_is_refused_with_the_mean() {
        let network = network_of(3, &[[0, 1], [0, 2]]);
        let influence = Influence::PerEdge(vec![0.25, 0.75].into());
        match choose_under(&network, &influence, "degree-discount = { count = 1 }") {
            Err(Error::Value { key, remedy, .. }) => {
                assert!(key == "seeds.p" && remedy.contains("0.5"), "{key}: {remedy}");
            }
            other => panic!("{other:?}"),
        }
        let error = choose_from(&network, "degree-discount = { count = 1, p = 1.5 }");
        assert!(error.expect_err("no probability").to_string().contains("1.5"));
    }

    proptest! {
        /// On mutual follows: the paper's algorithm, written down as it stands.
        #[test]
        fn on_mutual_follows_it_is_the_published_algorithm(
            ties in proptest::collection::btree_set((0_u32..12, 0_u32..12), 1..30),
            count in 1_usize..12,
            p in 0.0..0.9_f64,
        ) {
            let ties: std::collections::BTreeSet<(u32, u32)> =
                ties.into_iter().filter(|(a, b)| a < b).collect();
            let both: Vec<[u32; 2]> = ties.iter().flat_map(|&(a, b)| [[a, b], [b, a]]).collect();
            let network = network_of(12, &both);
            let tied = |a: u32, b: u32| ties.contains(&(a.min(b), a.max(b)));
            let degree = |v: u32| (0..12).filter(|&u| tied(u, v)).count() as f64;
            let mut seeds: Vec<u32> = Vec::new();
            while seeds.len() < count {
                let worth = |v: u32| {
                    let t = seeds.iter().filter(|&&seed| tied(seed, v)).count() as f64;
                    let d = degree(v);
                    d - 2.0 * t - (d - t) * t * p
                };
                let left = (0..12).filter(|v| !seeds.contains(v));
                let best = left.max_by(|&a, &b| {
                    // Equal but for rounding is equal.
                    let [a_worth, b_worth] = [a, b].map(worth);
                    if (a_worth - b_worth).abs() < 1e-9 { b.cmp(&a) } else { a_worth.total_cmp(&b_worth) }
                });
                seeds.push(best.expect("some are left"));
            }
            seeds.sort_unstable();
            let text = format!("degree-discount = {{ count = {count}, p = {p} }}");
            prop_assert_eq!(choose_from(&network, &text).expect("sound"), seeds);
        }
    }
}
