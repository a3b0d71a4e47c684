//! Users who passed the message on, seeds included: the literature's influence spread or cascade size.

use super::{Finished, Metric, Needs};
use crate::catalogue::Described;

/// Users who passed the message on, seeds included: the literature's influence spread or cascade size.
#[derive(Debug, Clone, Copy)]
pub struct Sharers;

impl Described for Sharers {
    const SUMMARY: &'static str = "users who passed the message on, seeds included";
    const REFERENCE: &'static str =
        "Kempe, Kleinberg & Tardos, KDD 2003, doi:10.1145/956750.956769";
}

impl Metric for Sharers {
    fn needs(&self) -> Needs {
        Needs::SHARERS
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        cascade.sharers as f64
    }

    fn unit(&self) -> &'static str {
        "users"
    }
}
