//! The size of a block of worlds.

/// Worlds in a block: the bits of a mask.
pub const WORLDS: usize = 64;

/// OptionMasks that spread side by side at most: more share hardly more looks, and take more memory.
pub const OPTIONS: usize = 16;

/// For each of `K` options the worlds of a user.
pub(super) type OptionMasks<const K: usize> = [u64; K];

/// It is asked whether to stop when so many words of 64 users are done.
pub(super) const STOP_EVERY: usize = 1 << 12;
