//! Users as they are picked, with what each adds.

/// A user that is picked, and how many sets it meets that those before do not, with its own start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pick {
    pub(crate) user: u32,
    pub(crate) gain: f64,
}

/// What a choice comes to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BoundedPicks {
    pub(crate) picks: Vec<Pick>,
    /// No users that the rules allow meet more sets than this, with their own starts.
    pub(crate) most: f64,
}
