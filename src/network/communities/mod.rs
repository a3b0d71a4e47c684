//! Groups of users who are tied among each other more than by chance, found from the ties alone.

mod louvain;

pub use self::louvain::communities;

/// Communities of users, the largest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Communities {
    /// For each node its community.
    pub of: Vec<u32>,
    /// How many users each community has, falling.
    pub sizes: Vec<u32>,
}
