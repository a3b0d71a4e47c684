//! wordspread.

pub mod catalogue;
pub mod error;
pub mod influence;
pub mod kernel;
pub mod metric;
pub mod model;
pub mod network;
pub mod progress;
pub mod report;
pub mod rng;
pub mod scenario;
pub mod seeding;
pub mod simulate;
pub mod statistics;
pub mod whole_file;

pub use error::{Error, Result};
