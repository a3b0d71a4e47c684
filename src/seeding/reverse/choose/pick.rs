//! Picked users and their gains.

/// A picked user, and its gain in sets over the picks before, base gain included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pick {
    pub(crate) user: u32,
    pub(crate) gain: f64,
}

/// The picks of a choice, with a bound on the optimum.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BoundedPicks {
    pub(crate) picks: Vec<Pick>,
    /// The most sets that any allowed users meet, base gains included.
    pub(crate) most: f64,
}
