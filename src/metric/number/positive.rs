//! Sharers who think well of what they share, in a model that tells opinions.

use super::{Finished, Metric, Needs};
use crate::catalogue::Described;

/// Sharers who think well of what they share, in a model that tells opinions.
#[derive(Debug, Clone, Copy)]
pub struct Positive;

impl Described for Positive {
    const SUMMARY: &'static str = "sharers who think well of what they share";
    const REFERENCE: &'static str = "Chen et al., SDM 2011, doi:10.1137/1.9781611972818.33";
}

impl Metric for Positive {
    fn needs(&self) -> Needs {
        Needs::OPINIONS
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        cascade.positive() as f64
    }

    fn unit(&self) -> &'static str {
        "users"
    }
}
