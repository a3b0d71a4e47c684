//! Who shares in one world: whom seeds make share, and whom a further one would.
//!
//! It must never know more than one world.

use super::live_edges::LiveEdgeSource;

/// Who shares already in one world.
pub(crate) struct WorldSharers {
    /// A bit a user.
    pub(crate) bits: Vec<u64>,
    /// How many there are.
    pub(crate) sharers: u32,
}

impl WorldSharers {
    /// Nobody of so many users.
    pub(crate) fn nobody(users: u32) -> Self {
        Self { bits: vec![0; (users as usize).div_ceil(64)], sharers: 0 }
    }
}

/// Sets the bit of a user; true where it was not set.
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

/// Sets the bits of all whom `user` makes share: whoever shares already has told their followers.
/// Gives how many they are.
pub(crate) fn cover(
    outlook: &mut LiveEdgeSource<'_>,
    user: u32,
    covered: &mut [u64],
    next: &mut Vec<u32>,
) -> u32 {
    if !set(covered, user) {
        return 0;
    }
    let mut count = 1;
    next.clear();
    next.push(user);
    while let Some(sharer) = next.pop() {
        outlook.for_each(sharer, &mut |follower| {
            if set(covered, follower) {
                count += 1;
                next.push(follower);
            }
        });
    }
    count
}

/// How many users `user` makes share who do not share already. `reached` has no bit set, before and
/// after.
pub(crate) fn reach_beyond(
    outlook: &mut LiveEdgeSource<'_>,
    user: u32,
    covered: &[u64],
    reached: &mut [u64],
    list: &mut Vec<u32>,
) -> u32 {
    if is_set(covered, user) {
        return 0;
    }
    list.clear();
    list.push(user);
    set(reached, user);
    let mut place = 0;
    while let Some(&sharer) = list.get(place) {
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
