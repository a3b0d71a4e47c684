//! The streams of the process: what they can show, and what is written to them.

pub(super) mod console;
mod error_text;
pub(super) mod look;
mod progress;
mod row;
