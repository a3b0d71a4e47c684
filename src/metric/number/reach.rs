//! Unique users who saw the message: the sharers and all their followers.

use super::{Finished, Metric, Needs};
use crate::catalogue::Described;

/// Unique users who saw the message: the sharers and all their followers.
#[derive(Debug, Clone, Copy)]
pub struct Reach;

impl Described for Reach {
    const SUMMARY: &'static str = "unique users who saw the message, sharers included";
    const REFERENCE: &'static str = "–";
}

impl Metric for Reach {
    fn needs(&self) -> Needs {
        Needs::REACH
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        cascade.reached() as f64
    }

    fn unit(&self) -> &'static str {
        "users"
    }
}
