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
        Needs::TRACE
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        let steps = cascade.trace().steps();
        let mut sizes = vec![0_u32; steps.iter().max().map_or(0, |&last| last as usize + 1)];
        for &step in steps {
            sizes[step as usize] += 1;
        }
        sizes.into_iter().max().unwrap_or(0).into()
    }

    fn unit(&self) -> &'static str {
        "users"
    }
}
