//! By when half of all who share have done so.

use super::{Finished, Metric, Needs};
use crate::catalogue::Described;

/// By when half of all sharers of the cascade have shared, seeds included: 0 where they are seeds.
///
/// Of n sharers in the order in which they shared, when the ⌈n/2⌉-th did.
#[derive(Debug, Clone, Copy)]
pub struct TimeToHalf;

impl Described for TimeToHalf {
    const SUMMARY: &'static str = "by when half of all sharers have shared, seeds included";
    const REFERENCE: &'static str = "Kwak, Lee, Park & Moon, WWW 2010, doi:10.1145/1772690.1772751";
}

impl Metric for TimeToHalf {
    fn needs(&self) -> Needs {
        Needs::TRACE
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        let half = cascade.trace().parents().len().div_ceil(2);
        half.checked_sub(1).map_or(0.0, |place| cascade.trace().time(place))
    }

    fn unit(&self) -> &'static str {
        super::TIME
    }

    fn grows(&self) -> bool {
        false
    }
}
