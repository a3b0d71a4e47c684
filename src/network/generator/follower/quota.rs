//! How many ties of a follower network stay inside communities.

/// How many ties of each kind are drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quota {
    pub(super) inside: u64,
    pub(super) between: u64,
}

impl Quota {
    /// Of `ties`, a share of `homophily` is inside.
    pub(super) fn new(ties: u64, homophily: f64) -> Self {
        let inside = (ties as f64 * homophily).round() as u64;
        Self { inside, between: ties - inside }
    }
}
