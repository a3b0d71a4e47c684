//! Users elected one after another by their followers, whose votes then weaken.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ranking::{Limits, Ranking};
use crate::{
    catalogue::Described,
    error::Result,
    network::Network,
    seeding::{
        Filter, SeedChoice,
        lazy_greedy::{LazyGreedy, hold},
    },
};

/// Users elected one after another: each user votes for those it follows, and once one of them is
/// elected its later votes count less, by one over the mean number of followers each time, down to
/// nothing. The elected vote no more.
///
/// Votes are counted in whole numbers, so that equal is equal. Where nobody has a vote left, the
/// user whose id comes first is elected (the paper stops there).
///
/// Cost: the edges of the elected users' followers, against the direction of messages, an election.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoteRank {
    /// How many users, at least 1.
    pub count: u32,
    /// Only users who pass this filter; everybody votes.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
}

impl Described for VoteRank {
    const SUMMARY: &'static str =
        "users elected in turn by their followers, whose later votes count less";
    const REFERENCE: &'static str = "Zhang, Chen, Dong & Zhao 2016, doi:10.1038/srep27823";
}

/// The election so far. A full vote is as many units as the network has edges, and is weakened by as
/// many as it has users: one over the mean number of followers.
struct Election<'a> {
    network: &'a Network,
    /// What each user's vote counts.
    vote: Vec<u64>,
    /// The votes for each user.
    votes: Vec<u128>,
}

impl Election<'_> {
    fn weaken(&mut self, voter: u32, by: u64) {
        let vote = &mut self.vote[voter as usize];
        let lost = by.min(*vote);
        *vote -= lost;
        if lost > 0 {
            for &followed in self.network.backward().row(voter) {
                self.votes[followed as usize] -= u128::from(lost);
            }
        }
    }
}

impl LazyGreedy for Election<'_> {
    type Score = u128;

    fn score(&mut self, user: u32) -> u128 {
        self.votes[user as usize]
    }

    fn choose(&mut self, user: u32, _risen: &mut dyn FnMut(u32, u128)) {
        self.weaken(user, u64::MAX);
        let network = self.network;
        for &follower in network.forward().row(user) {
            self.weaken(follower, u64::from(network.users()));
        }
    }
}

impl Ranking for VoteRank {
    fn limits(&self) -> Limits<'_> {
        Limits { count: self.count, filter: self.filter.as_ref() }
    }

    fn ranked(&self, choice: &SeedChoice<'_>, most: u32) -> Result<Vec<u32>> {
        // Each election depends on those before, so later users cost as much as the seeds.
        let count = most.min(self.count);
        let users = self.limits().candidates(choice)?;
        let network = choice.network;
        let full = network.edges();
        let votes = |user| network.forward().degree(user) as u128 * u128::from(full);
        let votes: Vec<u128> = (0..network.users()).map(votes).collect();
        let scores: Vec<u128> = users.iter().map(|&user| votes[user as usize]).collect();
        let vote = vec![full; network.users() as usize];
        choice.progress.begin("holding elections", Some(count.into()));
        let seeds = hold(Election { network, vote, votes }, choice, &users, scores, count);
        choice.progress.end();
        seeds
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::seeding::tests::{choose_from, network_of};

    /// Ten edges among ten users: the mean is one follower, so one election takes a voter's whole
    /// vote. User 0 is elected by four; of user 1's three voters two have then none left, so that
    /// user 2, with two voters of its own, comes before it.
    #[test]
    fn voters_of_the_elected_have_less_to_give() {
        let edges =
            [[0, 3], [0, 4], [0, 5], [0, 6], [1, 3], [1, 4], [1, 7], [2, 8], [2, 9], [9, 8]];
        let network = network_of(10, &edges);
        let chosen = |count| {
            choose_from(&network, &format!("vote-rank = {{ count = {count} }}")).expect("few")
        };
        assert_eq!(chosen(1), [0]);
        assert_eq!(chosen(2), [0, 2]);
        assert_eq!(chosen(3), [0, 1, 2]);
        let most = choose_from(&network, "vote-rank = { count = 2, where = { followers = 3 } }");
        assert!(most.is_err(), "one user alone has three followers");
    }

    proptest! {
        /// The definition, with every vote counted anew at every election.
        #[test]
        fn elections_are_those_of_the_definition(
            edges in proptest::collection::btree_set((0_u32..14, 0_u32..14), 1..60),
            count in 1_usize..14,
        ) {
            let edges: Vec<[u32; 2]> =
                edges.into_iter().filter(|(a, b)| a != b).map(|(a, b)| [a, b]).collect();
            let network = network_of(14, &edges);
            // In units of 1/edges: integers, so that ties are ties.
            let mut ability = [edges.len(); 14];
            let mut elected: Vec<u32> = Vec::new();
            while elected.len() < count {
                let votes = |u: u32| -> usize {
                    edges.iter().filter(|edge| edge[0] == u).map(|edge| ability[edge[1] as usize]).sum()
                };
                let left = (0..14_u32).filter(|u| !elected.contains(u));
                let best = left.max_by_key(|&u| (votes(u), std::cmp::Reverse(u))).expect("some");
                ability[best as usize] = 0;
                for edge in edges.iter().filter(|edge| edge[0] == best) {
                    let voter = &mut ability[edge[1] as usize];
                    *voter = voter.saturating_sub(14);
                }
                elected.push(best);
            }
            elected.sort_unstable();
            let text = format!("vote-rank = {{ count = {count} }}");
            prop_assert_eq!(choose_from(&network, &text).expect("sound"), elected);
        }
    }
}
