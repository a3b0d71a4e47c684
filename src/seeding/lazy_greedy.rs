//! Choosing one user after another, where each choice lowers what others are worth.
//!
//! What a user is worth, the strategy says. Scores mostly fall, so only those that come first are
//! looked at anew; one that rises must be told. Of equal scores the user whose id comes first is
//! taken, whatever the order in which users are stored.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::SeedChoice;
use crate::error::{Error, Result};

/// What users are worth to a strategy that chooses them one after another.
pub(super) trait LazyGreedy {
    /// What is compared.
    type Score: Ord + Copy;

    /// What a user is worth next to those who were chosen.
    fn score(&mut self, user: u32) -> Self::Score;

    /// Takes note that a user was chosen, and tells `risen` whose score is higher than before.
    fn choose(&mut self, user: u32, risen: &mut dyn FnMut(u32, Self::Score));
}

/// The users of highest score in a choice that has not begun, in the order in which they are chosen,
/// at most `most` of them.
///
/// # Errors
/// As [`hold`].
pub(super) fn order<C: LazyGreedy>(
    mut scores: C,
    choice: &SeedChoice<'_>,
    users: &[u32],
    most: u32,
) -> Result<Vec<u32>> {
    let first: Vec<C::Score> = users.iter().map(|&user| scores.score(user)).collect();
    let most = most.min(users.len() as u32);
    hold(scores, choice, users, first, most)
}

/// The `count` of `users`, who begin with `scores`, that are worth most to a contest, in the order in
/// which they are chosen: of a smaller count, they are the first.
///
/// # Errors
/// [`Error::Stopped`] where the user asked to stop.
pub(super) fn hold<C: LazyGreedy>(
    mut contest: C,
    choice: &SeedChoice<'_>,
    users: &[u32],
    scores: impl IntoIterator<Item = C::Score>,
    count: u32,
) -> Result<Vec<u32>> {
    let labels = choice.network.labels();
    let entry = |user: u32, score| (score, Reverse(labels.place(user)), user);
    let mut waiting: BinaryHeap<(C::Score, Reverse<u32>, u32)> =
        users.iter().zip(scores).map(|(&user, score)| entry(user, score)).collect();
    let mut is_chosen = vec![false; choice.network.users() as usize];
    let mut chosen = Vec::with_capacity(count as usize);
    while chosen.len() < count as usize {
        if choice.progress.cancelled() {
            return Err(Error::Stopped);
        }
        let (score, _, user) = waiting.pop().expect("no more are chosen than there are");
        if is_chosen[user as usize] {
            continue;
        }
        let now = contest.score(user);
        if now != score {
            waiting.push(entry(user, now));
            continue;
        }
        is_chosen[user as usize] = true;
        chosen.push(user);
        choice.progress.advance(1);
        contest.choose(user, &mut |user, score| waiting.push(entry(user, score)));
    }
    Ok(chosen)
}
