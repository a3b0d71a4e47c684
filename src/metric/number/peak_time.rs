//! When most users began to share: the beginning of the busiest unit of time.

use super::{Finished, Metric, Needs};
use crate::{catalogue::Described, metric::peak::Peak};

/// When most users began to share: the beginning of the busiest unit of time, and the first of equal ones.
/// Seeds are not counted; 0 if nobody but seeds shared.
#[derive(Debug, Clone, Copy)]
pub struct PeakTime;

impl Described for PeakTime {
    const SUMMARY: &'static str = "the busiest unit of time, seeds not counted: when it begins; 0 \
         where nobody but seeds shared";
    const REFERENCE: &'static str =
        "Leskovec, Backstrom & Kleinberg, KDD 2009, doi:10.1145/1557019.1557077";
}

impl Metric for PeakTime {
    fn needs(&self) -> Needs {
        Needs::TRACE
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        Peak::of(cascade.trace()).map_or(0.0, |peak| peak.start)
    }

    fn unit(&self) -> &'static str {
        super::TIME
    }

    fn grows(&self) -> bool {
        false
    }
}
