//! Time in models: clocks and their units, the hours of the day, and the laws of delays.

pub mod activity;
mod clock;
pub mod delay;

pub use self::clock::{Clock, TimeUnit};
