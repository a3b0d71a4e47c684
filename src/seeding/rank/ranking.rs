//! The first few of a ranking: what the strategies that rank users share.

use std::cmp::Ordering;

use crate::{
    error::Result,
    network::Network,
    seeding::{Filter, Lineup, SeedChoice, Seeds},
};

/// The `count` users of the highest score among those that pass the filter; of two with one first
/// score, the one of the higher second, and then the one whose id comes first.
pub(crate) fn highest(
    choice: &SeedChoice<'_>,
    count: u32,
    filter: Option<&Filter>,
    score: impl Fn(u32) -> [f64; 2],
) -> Result<Seeds> {
    let mut users = choice.candidates(filter, count)?;
    let count = count as usize;
    if count < users.len() {
        users.select_nth_unstable_by(count, order(choice, score));
        users.truncate(count);
    }
    Ok(Seeds::fixed(users))
}

/// All users that pass the filter, those of the highest score first, as [`highest`] takes them.
pub(crate) fn ranked(
    choice: &SeedChoice<'_>,
    count: u32,
    filter: Option<&Filter>,
    score: impl Fn(u32) -> [f64; 2],
) -> Result<Option<Lineup>> {
    let mut users = choice.candidates(filter, count)?;
    users.sort_unstable_by(order(choice, score));
    Ok(Some(Lineup::Fixed(users)))
}

/// Which of two users comes first.
fn order(
    choice: &SeedChoice<'_>,
    score: impl Fn(u32) -> [f64; 2],
) -> impl Fn(&u32, &u32) -> Ordering {
    let place = |user| choice.network.labels().place(user);
    move |a: &u32, b: &u32| {
        let ([first_a, second_a], [first_b, second_b]) = (score(*a), score(*b));
        first_b
            .total_cmp(&first_a)
            .then(second_b.total_cmp(&second_a))
            .then(place(*a).cmp(&place(*b)))
    }
}

/// Each user's score, and for those with one score their followers.
pub(crate) fn then_followers(network: &Network, scores: &[f64]) -> Vec<[f64; 2]> {
    let followers = |user| network.forward().degree(user) as f64;
    (0..).zip(scores).map(|(user, &score)| [score, followers(user)]).collect()
}

/// Makes scores equal that differ by rounding alone: sums in another order, as a relabelled network
/// takes them, must not change who comes first. They are rounded to a billionth of the largest.
pub(crate) fn even_out(scores: &mut [f64]) {
    let largest = scores.iter().copied().fold(0.0, f64::max);
    if largest > 0.0 {
        let unit = largest * 1e-9;
        for score in scores {
            *score = (*score / unit).round();
        }
    }
}
