//! The widest generation: the most users who shared in one step, seeds being step 0.

use super::{Finished, Metric, Needs};
use crate::catalogue::Described;

/// The widest generation: the most users who shared in one step, seeds being step 0.
#[derive(Debug, Clone, Copy)]
pub struct Breadth;

impl Described for Breadth {
    const SUMMARY: &'static str = "the most users who shared in one step";
    const REFERENCE: &'static str =
        "Goel, Anderson, Hofman & Watts 2016, doi:10.1287/mnsc.2015.2158";
}

impl Metric for Breadth {
    fn needs(&self) -> Needs {
        Needs::Trace
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        let generations = cascade.trace().steps().chunk_by(|a, b| a == b);
        generations.map(<[u32]>::len).max().unwrap_or(0) as f64
    }

    fn unit(&self) -> &'static str {
        "users"
    }
}
