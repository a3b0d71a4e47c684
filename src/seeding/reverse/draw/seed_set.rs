//! A set of seeds, one bit a user.

/// A set of seeds, one bit a user.
#[derive(Debug)]
pub(crate) struct SeedSet(Vec<u64>);

impl SeedSet {
    /// The set of `some` of so many users.
    pub(crate) fn of(users: u32, some: &[u32]) -> Self {
        let mut bits = vec![0; (users as usize).div_ceil(64)];
        for &user in some {
            bits[user as usize / 64] |= 1 << (user % 64);
        }
        Self(bits)
    }

    pub(crate) fn has(&self, user: u32) -> bool {
        self.0[user as usize / 64] >> (user % 64) & 1 != 0
    }

    /// Whether one of the members is in the set.
    pub(crate) fn meets(&self, members: &[u32]) -> bool {
        members.iter().any(|&user| self.has(user))
    }
}
