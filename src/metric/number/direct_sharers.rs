//! How many users share because of a seed itself, at first hand.

use super::{Finished, Metric, Needs};
use crate::catalogue::Described;

/// How many users share because of a seed itself, at first hand.
///
/// The other sharers, seeds apart, were convinced by users who are no seeds.
#[derive(Debug, Clone, Copy)]
pub struct DirectSharers;

impl Described for DirectSharers {
    const SUMMARY: &'static str = "users who share because of a seed itself";
    const REFERENCE: &'static str = "Goel, Watts & Goldstein, EC 2012, doi:10.1145/2229012.2229058";
}

impl Metric for DirectSharers {
    fn needs(&self) -> Needs {
        Needs::TRACE
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        cascade.trace().steps().iter().filter(|&&step| step == 1).count() as f64
    }

    fn unit(&self) -> &'static str {
        "users"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::tests::{timed, value};

    #[test]
    fn only_the_children_of_seeds_count_whenever_they_share() {
        // Two seeds with three children, of whom one has two; the last is a late child of a seed.
        let tree = [None, None, Some(0), Some(1), Some(2), Some(2), Some(0)];
        assert!((value(&DirectSharers, &tree) - 3.0).abs() < 1e-12);
        assert!(value(&DirectSharers, &[None, None]).abs() < 1e-12);
        let late = timed(&[(None, 0.0), (Some(0), 1.0), (Some(1), 2.0), (Some(0), 9.0)]);
        let cascade = Finished { trace: Some(&late), ..Finished::of_counts(4, 1) };
        assert!((DirectSharers.of(&cascade) - 2.0).abs() < 1e-12);
    }
}
