//! The users with the largest audiences beyond those who are seeds already.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ranking::{Limits, Ranking};
use crate::{
    catalogue::Described,
    error::Result,
    network::csr::Rows,
    seeding::{
        Filter, SeedChoice,
        lazy_greedy::{self, LazyGreedy},
    },
};

/// One user after another, each the one with most followers who are not seeds themselves.
///
/// The paper's network has no directions, and each chosen neighbour takes one from a user's degree.
/// Here it is each chosen *follower* that does: whom the user follows, is no audience of its.
///
/// Cost: O(users log users), and the edges that lead to the seeds.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SingleDiscount {
    /// How many users, at least 1.
    pub count: u32,
    /// Only users who pass this filter.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
}

impl Described for SingleDiscount {
    const SUMMARY: &'static str = "the users with most followers who are not seeds themselves";
    const REFERENCE: &'static str = "Chen, Wang & Yang, KDD 2009, doi:10.1145/1557019.1557047";
}

/// How many of each user's followers are not seeds.
struct Audiences<'a> {
    left: Vec<usize>,
    followed: &'a Rows,
}

impl LazyGreedy for Audiences<'_> {
    type Score = usize;

    fn score(&mut self, user: u32) -> usize {
        self.left[user as usize]
    }

    fn choose(&mut self, user: u32, _risen: &mut dyn FnMut(u32, usize)) {
        for &followed in self.followed.row(user) {
            self.left[followed as usize] -= 1;
        }
    }
}

impl Ranking for SingleDiscount {
    fn limits(&self) -> Limits<'_> {
        Limits { count: self.count, filter: self.filter.as_ref() }
    }

    fn ranked(&self, choice: &SeedChoice<'_>, most: u32) -> Result<Vec<u32>> {
        let network = choice.network;
        let left = (0..network.users()).map(|user| network.forward().degree(user)).collect();
        let audiences = Audiences { left, followed: network.backward() };
        lazy_greedy::order(audiences, choice, &self.limits().candidates(choice)?, most)
    }
}

#[cfg(test)]
mod tests {
    use crate::seeding::tests::{choose_from, network_of};

    /// User 0 has four followers and 1 three, two of whom 0 has as well; but 0 is no follower of 1,
    /// while 1 is one of 0. User 2 has two followers of its own, one of whom is 0.
    #[test]
    fn followers_who_are_seeds_no_longer_count() {
        let network = network_of(
            9,
            &[[0, 1], [0, 3], [0, 4], [0, 5], [1, 3], [1, 4], [2, 0], [2, 6], [7, 8]],
        );
        let chosen = |count| {
            choose_from(&network, &format!("single-discount = {{ count = {count} }}")).expect("few")
        };
        assert_eq!(chosen(1), [0]);
        // Of 2's followers one is left, of 1's two.
        assert_eq!(chosen(2), [0, 1]);
        // 2 and 7 have one each: the first id is taken.
        assert_eq!(chosen(3), [0, 1, 2]);
        let top = choose_from(&network, "top-degree = { count = 3 }").expect("few");
        assert_eq!(top, [0, 1, 2]);
        let network =
            network_of(9, &[[0, 1], [0, 3], [0, 4], [0, 5], [1, 0], [1, 4], [7, 8], [7, 6]]);
        let chosen = |strategy: &str| {
            choose_from(&network, &format!("{strategy} = {{ count = 2 }}")).expect("few")
        };
        assert_eq!((chosen("top-degree"), chosen("single-discount")), (vec![0, 1], vec![0, 7]));
    }
}
