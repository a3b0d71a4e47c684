//! Drawing reverse sets: where each starts, how it is walked, and how it is kept.

pub(super) mod block;
pub(super) mod roots;
pub(super) mod seed_set;
pub(super) mod source;
pub(super) mod weighted;
