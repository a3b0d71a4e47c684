//! The busiest unit of time of a cascade, which two measures ask for.
//!
//! It must never count seeds: nobody passed it on to them.

use crate::kernel::Trace;

/// The unit of time in which most users began to share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Peak {
    /// When it begins: a whole number of units.
    pub(super) start: f64,
    /// How many users began to share in it.
    pub(super) sharers: u32,
}

impl Peak {
    /// The busiest unit, the first of several; nothing where nobody but seeds shared.
    pub(super) fn of(trace: &Trace) -> Option<Self> {
        let mut peak: Option<Self> = None;
        let mut unit = Self { start: f64::NEG_INFINITY, sharers: 0 };
        for (place, &parent) in trace.parents().iter().enumerate() {
            if parent == Trace::NOBODY {
                continue;
            }
            let start = trace.time(place).floor();
            if start > unit.start {
                unit = Self { start, sharers: 0 };
            }
            unit.sharers += 1;
            if peak.is_none_or(|peak| unit.sharers > peak.sharers) {
                peak = Some(unit);
            }
        }
        peak
    }
}
