//! Floats with a total order, so that heaps can hold them.

use std::cmp::Ordering;

/// A float that is not NaN, ordered by its value.
#[derive(Debug, Clone, Copy)]
pub(super) struct OrderedFloat(pub(super) f64);

impl Ord for OrderedFloat {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for OrderedFloat {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for OrderedFloat {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for OrderedFloat {}
