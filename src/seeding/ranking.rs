//! The first few of a ranking: what the strategies that rank users share.

use super::{Choice, Filter, Seeds};
use crate::error::Result;

/// The `count` users of the highest score among those that pass the filter; of two with one score,
/// the one whose id comes first.
pub(super) fn highest(
    choice: &Choice<'_>,
    count: u32,
    filter: Option<&Filter>,
    score: impl Fn(u32) -> f64,
) -> Result<Seeds> {
    let mut users = choice.candidates(filter, count)?;
    let order = |a: &u32, b: &u32| score(*b).total_cmp(&score(*a)).then(a.cmp(b));
    let count = count as usize;
    if count < users.len() {
        users.select_nth_unstable_by(count, order);
        users.truncate(count);
    }
    Ok(Seeds::fixed(users))
}
