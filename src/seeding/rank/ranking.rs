//! The adaptor that makes a strategy of a ranking, and what rankings share.

use std::cmp::Ordering;

use crate::{
    error::Result,
    network::Network,
    seeding::{Filter, Lineup, SeedChoice, Seeds, Strategy},
};

/// How many users a ranking must give, and who may be among them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits<'a> {
    pub(super) count: u32,
    pub(super) filter: Option<&'a Filter>,
}

impl Limits<'_> {
    /// The users who may be seeds, in the order of their ids.
    pub(super) fn candidates(self, choice: &SeedChoice<'_>) -> Result<Vec<u32>> {
        choice.candidates(self.filter, self.count)
    }
}

/// An order of users; its first users are the seeds.
pub(super) trait Ranking {
    fn limits(&self) -> Limits<'_>;

    /// The first users in order, `most` or all of them if they are fewer.
    fn ranked(&self, choice: &SeedChoice<'_>, most: u32) -> Result<Vec<u32>>;

    /// Refuses parameters that [`ranked`](Self::ranked) would refuse.
    fn check_parameters(&self, choice: &SeedChoice<'_>) -> Result<()> {
        self.limits().candidates(choice).map(drop)
    }
}

impl<R: Ranking> Strategy for R {
    fn choose(&self, choice: &SeedChoice<'_>) -> Result<Seeds> {
        self.ranked(choice, self.limits().count).map(Seeds::fixed)
    }

    fn lineup(&self, choice: &SeedChoice<'_>) -> Result<Option<Lineup>> {
        self.ranked(choice, u32::MAX).map(|users| Some(Lineup::Fixed(users)))
    }

    fn check(&self, choice: &SeedChoice<'_>) -> Result<()> {
        self.check_parameters(choice)
    }
}

/// The candidates of the highest scores, at most `most` of them. Among equal first scores the second
/// decides, then the order of ids.
pub(super) fn by_score(
    choice: &SeedChoice<'_>,
    limits: Limits<'_>,
    most: u32,
    score: impl Fn(u32) -> [f64; 2],
) -> Result<Vec<u32>> {
    let mut users = limits.candidates(choice)?;
    let place = |user| choice.network.labels().place(user);
    let order = |a: &u32, b: &u32| -> Ordering {
        let ([first_a, second_a], [first_b, second_b]) = (score(*a), score(*b));
        first_b
            .total_cmp(&first_a)
            .then(second_b.total_cmp(&second_a))
            .then(place(*a).cmp(&place(*b)))
    };
    let most = most as usize;
    if most < users.len() {
        users.select_nth_unstable_by(most, order);
        users.truncate(most);
    }
    users.sort_unstable_by(order);
    Ok(users)
}

/// Pairs each score with the user's followers, which decide between equal scores.
///
/// Scores are rounded to a billionth of the largest. A relabelled network sums in another order, and
/// its rounding must not change the ranking.
pub(super) fn rounded_then_followers(network: &Network, scores: &[f64]) -> Vec<[f64; 2]> {
    let largest = scores.iter().copied().fold(0.0, f64::max);
    let unit = largest * 1e-9;
    let rounded = |score: f64| if largest > 0.0 { (score / unit).round() } else { score };
    let followers = |user| network.forward().degree(user) as f64;
    (0..).zip(scores).map(|(user, &score)| [rounded(score), followers(user)]).collect()
}
