//! How many users began to share in the busiest unit of time.

use super::{Finished, Metric, Needs};
use crate::{catalogue::Described, metric::peak::Peak};

/// How many users began to share in the busiest unit of time, seeds not counted; 0 where nobody but seeds
/// shared.
#[derive(Debug, Clone, Copy)]
pub struct PeakRate;

impl Described for PeakRate {
    const SUMMARY: &'static str = "new sharers in the busiest unit of time, seeds not counted";
    const REFERENCE: &'static str =
        "Leskovec, Backstrom & Kleinberg, KDD 2009, doi:10.1145/1557019.1557077";
}

impl Metric for PeakRate {
    fn needs(&self) -> Needs {
        Needs::TRACE
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        Peak::of(cascade.trace()).map_or(0.0, |peak| peak.sharers.into())
    }

    fn unit(&self) -> &'static str {
        "new sharers a unit of time"
    }
}
