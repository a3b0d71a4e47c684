//! The first few of a ranking: what the strategies that rank users share.

use super::{Choice, Filter, Seeds};
use crate::error::Result;

/// The `count` users of the highest score among those that pass the filter; of two with one first
/// score, the one of the higher second, and then the one whose id comes first.
pub(super) fn highest(
    choice: &Choice<'_>,
    count: u32,
    filter: Option<&Filter>,
    score: impl Fn(u32) -> [f64; 2],
) -> Result<Seeds> {
    let mut users = choice.candidates(filter, count)?;
    let place = |user| choice.network.labels().place(user);
    let order = |a: &u32, b: &u32| {
        let ([first_a, second_a], [first_b, second_b]) = (score(*a), score(*b));
        first_b
            .total_cmp(&first_a)
            .then(second_b.total_cmp(&second_a))
            .then(place(*a).cmp(&place(*b)))
    };
    let count = count as usize;
    if count < users.len() {
        users.select_nth_unstable_by(count, order);
        users.truncate(count);
    }
    Ok(Seeds::fixed(users))
}
