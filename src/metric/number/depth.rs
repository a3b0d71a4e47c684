//! The longest path that the message took, in steps from a seed; 0 where nobody but seeds shared.

use super::{Finished, Metric, Needs};
use crate::catalogue::Described;

/// The longest path that the message took, in steps from a seed; 0 where nobody but seeds shared.
#[derive(Debug, Clone, Copy)]
pub struct Depth;

impl Described for Depth {
    const SUMMARY: &'static str = "the longest path the message took, in steps from a seed";
    const REFERENCE: &'static str = "Goel, Watts & Goldstein, EC 2012, doi:10.1145/2229012.2229058";
}

impl Metric for Depth {
    fn needs(&self) -> Needs {
        Needs::TRACE
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        f64::from(cascade.trace().steps().iter().copied().max().unwrap_or(0))
    }

    fn unit(&self) -> &'static str {
        "steps"
    }
}
