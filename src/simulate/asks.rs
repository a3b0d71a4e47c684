//! What is asked of cascades beside the values of metrics.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Slot;
use crate::{kernel::Trace, metric::AnyCurve};

/// What is asked of cascades beside the values of metrics; by default nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asks<'a> {
    /// Measures that are a curve.
    pub curves: &'a [AnyCurve],
    /// Numbers of sharers of each of which it is asked when they were reached, each at least 1.
    pub times_to: &'a [u64],
    /// Whether it is asked users of which segment make whom share; asked where there are segments.
    pub mixing: bool,
    /// Which users of two options are compared, if any.
    pub overlap: Option<OverlapOf>,
}

/// Whose overlap is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OverlapOf {
    /// Of the users who saw the message.
    Reach,
    /// Of those who passed it on.
    Sharers,
}

impl Asks<'_> {
    /// True where it must be known who passed it on to whom.
    pub(super) const fn traced(&self) -> bool {
        !self.curves.is_empty() || !self.times_to.is_empty() || self.mixing
    }

    /// How many numbers all curves have of a cascade.
    pub(super) fn numbers(&self) -> usize {
        self.curves.iter().map(|curve| curve.numbers()).sum()
    }

    /// Tells what curves and times a cascade has.
    pub(super) fn tell(&self, trace: &Trace, slot: &mut Slot<'_>) {
        let mut rest = &mut *slot.numbers;
        for curve in self.curves {
            let (numbers, others) = rest.split_at_mut(curve.numbers());
            curve.count(trace, numbers);
            rest = others;
        }
        let sharers = trace.parents().len() as u64;
        for (time, &wanted) in slot.times.iter_mut().zip(self.times_to) {
            let place = || (wanted - 1) as usize;
            *time = (wanted <= sharers).then(|| trace.time(place()));
        }
    }
}
