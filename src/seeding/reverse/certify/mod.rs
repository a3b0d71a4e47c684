//! What reverse sets prove: how far seeds spread at least, and how far any could at most.

pub mod bounds;
pub(super) mod certificate;
pub(super) mod optimum_bound;
