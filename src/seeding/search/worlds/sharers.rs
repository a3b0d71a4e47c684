//! The sharers of seeds in one world, and the gain of a further seed.
//!
//! Nothing here uses more than one world.

use super::live_edges::{LOOK, LiveEdgeSource};
use crate::progress::StopFlag;

/// The sharers so far in one world.
pub(crate) struct WorldSharers {
    /// One bit a user.
    pub(crate) bits: Vec<u64>,
    /// The number of sharers.
    pub(crate) sharers: u32,
}

impl WorldSharers {
    /// No sharers, of so many users.
    pub(crate) fn nobody(users: u32) -> Self {
        Self { bits: vec![0; (users as usize).div_ceil(64)], sharers: 0 }
    }
}

/// Sets the bit of a user; true if it was clear.
fn set(bits: &mut [u64], user: u32) -> bool {
    let word = &mut bits[user as usize / 64];
    let bit = 1 << (user % 64);
    let is_new = *word & bit == 0;
    *word |= bit;
    is_new
}

pub(crate) fn is_set(bits: &[u64], user: u32) -> bool {
    bits[user as usize / 64] >> (user % 64) & 1 != 0
}

/// Sets the bits of all users that `user` makes share, and returns how many are new. Walks stop at
/// sharers, whose followers were visited before.
pub(crate) fn cover(
    outlook: &mut LiveEdgeSource<'_>,
    user: u32,
    covered: &mut [u64],
    (next, stop): (&mut Vec<u32>, &StopFlag),
) -> u32 {
    if !set(covered, user) {
        return 0;
    }
    let mut count = 1;
    next.clear();
    next.push(user);
    while let Some(sharer) = next.pop() {
        if count % LOOK == 0 && stop.is_set() {
            break;
        }
        outlook.for_each(sharer, &mut |follower| {
            if set(covered, follower) {
                count += 1;
                next.push(follower);
            }
        });
    }
    count
}

/// How many users `user` makes share who do not share yet. All bits of `reached` are clear before
/// and after.
pub(crate) fn reach_beyond(
    outlook: &mut LiveEdgeSource<'_>,
    user: u32,
    covered: &[u64],
    reached: &mut [u64],
    (list, stop): (&mut Vec<u32>, &StopFlag),
) -> u32 {
    if is_set(covered, user) {
        return 0;
    }
    list.clear();
    list.push(user);
    set(reached, user);
    let mut place = 0;
    while let Some(&sharer) = list.get(place) {
        if place.is_multiple_of(LOOK as usize) && stop.is_set() {
            break;
        }
        place += 1;
        outlook.for_each(sharer, &mut |follower| {
            if !is_set(covered, follower) && set(reached, follower) {
                list.push(follower);
            }
        });
    }
    for &user in &*list {
        reached[user as usize / 64] = 0;
    }
    list.len() as u32
}
