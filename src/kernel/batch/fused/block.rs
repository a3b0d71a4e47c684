//! The size of a block of worlds.

/// Worlds in a block: the bits of a mask.
pub const WORLDS: usize = 64;

/// The most options side by side: more hardly share more looks, and take more memory.
pub const OPTIONS: usize = 16;

/// The worlds of a user, for each of `K` options.
pub(super) type OptionMasks<const K: usize> = [u64; K];

/// The stop is polled once in so many words of 64 users.
pub(super) const STOP_EVERY: usize = 1 << 12;
