//! Unique users who have seen the message, sharers included.

use super::{Finished, Metric, Needs};
use crate::catalogue::Described;

/// Unique users who have seen the message: the sharers, and all to whom they showed it.
///
/// By default a sharer shows it to all its followers. `forward-limit` and `multiplex` show it to fewer.
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
