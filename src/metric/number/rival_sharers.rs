//! Sharers of all other messages, in a model that has some.

use super::{Finished, Metric, Needs};
use crate::catalogue::Described;

/// Sharers of all other messages, in a model that has some.
#[derive(Debug, Clone, Copy)]
pub struct RivalSharers;

impl Described for RivalSharers {
    const SUMMARY: &'static str = "sharers of all other messages";
    const REFERENCE: &'static str =
        "Bharathi, Kempe & Salek, WINE 2007, doi:10.1007/978-3-540-77105-0_31";
}

impl Metric for RivalSharers {
    fn needs(&self) -> Needs {
        Needs::MESSAGES
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        cascade.messages().1.iter().map(|other| other.with).sum::<u64>() as f64
    }

    fn unit(&self) -> &'static str {
        "users"
    }
}
