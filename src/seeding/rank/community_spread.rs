//! One seed in each community, so that the message starts everywhere.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ranking::{Limits, Ranking};
use crate::{
    catalogue::{Described, nearest},
    error::Result,
    network::attributes::UserValues,
    seeding::{Filter, SeedChoice},
};

/// One user of each community in turn, the largest community first, each time the one with most
/// followers who is no seed yet; after the last community the first has its turn again.
///
/// Communities are those of a column of the user table, or else they are found from the ties, by
/// the Louvain method. Users without a community are no seeds. Of two communities of one size, the
/// one whose name comes first has the first turn, or, where they were found, the first id.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommunitySpread {
    /// How many users, at least 1.
    pub count: u32,
    /// The column of categories that tells the users' communities. Default: they are found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Only users who pass this filter; a community's size is that of all its users.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
}

impl Described for CommunitySpread {
    const SUMMARY: &'static str = "the users with most followers of each community in turn";
    const REFERENCE: &'static str = "Blondel et al. 2008, doi:10.1088/1742-5468/2008/10/P10008; \
         Chen, Zhu, Peng, Lee & Lee 2014, doi:10.1145/2532549";
}

/// The communities of a column: for each user a code, below `count` unless it is missing.
#[derive(Clone, Copy)]
struct CommunityCodes<'a> {
    codes: &'a [u32],
    count: usize,
}

impl CommunitySpread {
    /// The communities of the column; nothing where none is named.
    fn column<'a>(&self, choice: &SeedChoice<'a>) -> Result<Option<CommunityCodes<'a>>> {
        let Some(name) = &self.by else { return Ok(None) };
        match choice.network.user_column(name) {
            Some(UserValues::Category { codes, names }) => {
                Ok(Some(CommunityCodes { codes, count: names.len() }))
            }
            Some(_) => {
                let problem = format!("{name:?} holds numbers, or yes and no, not categories");
                let remedy = "name a column of categories, or leave it out: communities are then \
                              found from the ties";
                Err(choice.fault("by", problem, remedy))
            }
            None => {
                let columns = choice.network.user_columns().iter();
                let existing: Vec<&str> = columns
                    .filter(|column| matches!(column.values, UserValues::Category { .. }))
                    .map(|column| column.name.as_str())
                    .collect();
                let remedy = match nearest(name, existing.iter().copied()) {
                    Some(near) => format!("did you mean {near:?}?"),
                    None if existing.is_empty() => {
                        "leave it out: communities are then found from the ties".to_owned()
                    }
                    None => format!("its users' categories are {}", existing.join(", ")),
                };
                Err(choice.fault("by", format!("users have no column {name:?}"), remedy))
            }
        }
    }

    /// The users who pass the filter, and the column.
    fn checked<'a>(
        &self,
        choice: &SeedChoice<'a>,
    ) -> Result<(Vec<u32>, Option<CommunityCodes<'a>>)> {
        let column = self.column(choice)?;
        let mut users = choice.candidates(self.filter.as_ref(), self.count)?;
        if let Some(CommunityCodes { codes, .. }) = column {
            users.retain(|&user| codes[user as usize] != UserValues::MISSING);
            if users.len() < self.count as usize {
                let problem = format!(
                    "{} seeds are wanted, but only {} users have a community",
                    self.count,
                    users.len()
                );
                return Err(choice.fault(
                    "count",
                    problem,
                    "ask for fewer, or take another column",
                ));
            }
        }
        Ok((users, column))
    }
}

impl Ranking for CommunitySpread {
    fn limits(&self) -> Limits<'_> {
        Limits { count: self.count, filter: self.filter.as_ref() }
    }

    fn ranked(&self, choice: &SeedChoice<'_>, most: u32) -> Result<Vec<u32>> {
        let (users, column) = self.checked(choice)?;
        let count = users.len().min(most as usize);
        let (codes, sizes) = if let Some(CommunityCodes { codes, count }) = column {
            let mut sizes = vec![0_u32; count];
            for &code in codes.iter().filter(|&&code| code != UserValues::MISSING) {
                sizes[code as usize] += 1;
            }
            (codes, sizes)
        } else {
            let found = choice.network.communities(choice.progress)?;
            (&*found.of, found.sizes.clone())
        };
        Ok(in_turn(choice, users, codes, &sizes, count))
    }

    fn check_parameters(&self, choice: &SeedChoice<'_>) -> Result<()> {
        self.checked(choice).map(drop)
    }
}

/// The first `count` of `users` when communities take turns. `users` are in the order of ids.
fn in_turn(
    choice: &SeedChoice<'_>,
    mut users: Vec<u32>,
    codes: &[u32],
    sizes: &[u32],
    count: usize,
) -> Vec<u32> {
    let followers = |user: u32| choice.network.forward().degree(user);
    let code = |user: u32| codes[user as usize];
    // A stable sort keeps the order of ids among equal audiences.
    users.sort_by_key(|&user| {
        (
            std::cmp::Reverse(sizes[code(user) as usize]),
            code(user),
            std::cmp::Reverse(followers(user)),
        )
    });
    let mut groups: Vec<&[u32]> = users.chunk_by(|&a, &b| code(a) == code(b)).collect();
    let mut seeds = Vec::with_capacity(count);
    while seeds.len() < count {
        groups.retain_mut(|group| match group {
            [first, rest @ ..] if seeds.len() < count => {
                seeds.push(*first);
                *group = rest;
                !group.is_empty()
            }
            _ => false,
        });
    }
    seeds
}

#[cfg(test)]
mod tests {
    use crate::seeding::tests::{choose_from, network, network_of};

    /// North has users 0, 1 and 4, south 2 and 3; user 5 has no region. By followers 1 comes before
    /// 0, and 2 before 3.
    #[test]
    fn communities_take_turns_the_largest_first() {
        let chosen = |count: u32| {
            let text = format!("community-spread = {{ count = {count}, by = 'region' }}");
            choose_from(&network(), &text).map_err(|error| error.to_string())
        };
        assert_eq!(chosen(1).unwrap(), [1]);
        assert_eq!(chosen(2).unwrap(), [1, 2]);
        assert_eq!(chosen(3).unwrap(), [0, 1, 2]);
        assert_eq!(chosen(5).unwrap(), [0, 1, 2, 3, 4]);
        assert!(chosen(6).unwrap_err().contains("only 5 users"));
        let only =
            "community-spread = { count = 2, by = 'region', where = { age = { min = 45 } } }";
        assert_eq!(choose_from(&network(), only).unwrap(), [3, 4]);
        for (by, word) in [("regoin", "did you mean \"region\"?"), ("age", "categories")] {
            let text = format!("community-spread = {{ count = 1, by = '{by}' }}");
            let error = choose_from(&network(), &text).unwrap_err();
            assert!(error.remedy().unwrap().contains(word), "{error}");
        }
    }

    /// Two cliques of four and five; one of the larger is followed by one of the smaller too.
    #[test]
    fn without_a_column_communities_are_found() {
        let clique = |users: std::ops::Range<u32>| {
            let all = users.clone();
            users.flat_map(move |a| all.clone().filter(move |&b| b != a).map(move |b| [a, b]))
        };
        let mut edges: Vec<[u32; 2]> = clique(0..4).chain(clique(4..9)).collect();
        edges.push([4, 3]);
        let chosen = choose_from(&network_of(9, &edges), "community-spread = { count = 2 }");
        assert_eq!(chosen.unwrap(), [0, 4]);
        let top = choose_from(&network_of(9, &edges), "top-degree = { count = 2 }");
        assert_eq!(top.unwrap(), [4, 5]);
    }
}
