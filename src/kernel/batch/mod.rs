//! Whole worlds at once: every edge or every user of a block of worlds is drawn, then all options
//! spread.
//!
//! It pays where cascades are large; the [planner](super::plan) decides.

pub mod fused;
pub mod gathered;
mod lane_count;
mod lanes;
pub mod masks;
pub mod pointer_jumping;
mod transpose;
