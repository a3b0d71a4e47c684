//! How much work goes into describing a network.

/// How much work goes into describing a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// The seed of what is sampled.
    pub rng_seed: u64,
    /// Clustering is exact where that takes at most so many steps of about two nanoseconds, and
    /// sampled otherwise.
    pub exact_steps: u64,
    /// So many pairs of neighbours are drawn where clustering is sampled.
    pub wedges: u32,
}

impl Default for Effort {
    /// A few seconds at most: a billion steps, or a million pairs (standard error at most 0.0005).
    fn default() -> Self {
        Self { rng_seed: 0, exact_steps: 1_000_000_000, wedges: 1_000_000 }
    }
}
