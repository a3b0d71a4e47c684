//! Lazy greedy choice: one user after another, where each choice lowers the scores of others.
//!
//! Scores mostly fall, so an old score is an upper bound, and only the first user of the queue is
//! scored again. A score that rises must be reported. Equal scores are broken by the order of ids,
//! not of storage.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::SeedChoice;
use crate::error::{Error, Result};

/// The scores of users in a greedy choice.
pub(super) trait LazyGreedy {
    /// The score to maximise.
    type Score: Ord + Copy;

    /// The score of a user, given those who were chosen.
    fn score(&mut self, user: u32) -> Self::Score;

    /// Records a choice, and calls `risen` for each user whose score has risen.
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

/// The first `count` of `users` in the order of choice; `scores` are their scores at the beginning.
/// A smaller count gives a prefix.
///
/// # Errors
/// [`Error::Stopped`] if the user stopped it.
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
        // The score may be unfinished.
        if choice.progress.cancelled() {
            return Err(Error::Stopped);
        }
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
