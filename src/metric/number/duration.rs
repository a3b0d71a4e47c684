//! When the last user shared; 0 where nobody but seeds did.

use super::{Finished, Metric, Needs};
use crate::catalogue::Described;

/// When the last user shared; 0 where nobody but seeds did.
///
/// Time goes by steps from a seed where the model has no time of its own; it is then the depth.
#[derive(Debug, Clone, Copy)]
pub struct Duration;

impl Described for Duration {
    const SUMMARY: &'static str = "when the last user shared: steps, or the model's own time";
    const REFERENCE: &'static str = "–";
}

impl Metric for Duration {
    fn needs(&self) -> Needs {
        Needs::TRACE
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        let last = cascade.trace().parents().len().checked_sub(1);
        last.map_or(0.0, |place| cascade.trace().time(place))
    }

    fn unit(&self) -> &'static str {
        super::TIME
    }
}
