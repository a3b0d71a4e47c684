//! wordspread.

pub mod catalogue;
pub mod error;
pub mod network;
pub mod progress;
pub mod rng;

pub use error::{Error, Result};
