//! The bounds on the spread of chosen seeds.

/// The bounds on the spread of chosen seeds. Both hold at once, except with probability `risk`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Certificate {
    /// The estimated spread, in users or units of value, by sets that took no part in the choice
    /// and by the closed-form part. It is unbiased for a fixed number of sets.
    pub spread: f64,
    /// A lower bound on the spread of the seeds.
    pub at_least: f64,
    /// An upper bound on the spread of any allowed seeds.
    pub optimum_at_most: f64,
    /// The probability that a bound is wrong.
    pub risk: f64,
    /// The reverse sets that chose the seeds; as many others tested them. If sets of one member are
    /// counted in closed form, these are the other sets.
    pub sets: u64,
    /// The share of the optimum that the choice reaches on any network, up to the error of the
    /// sets. `None` if no guarantee is proven for these rules.
    pub guarantee: Option<f64>,
    /// Whether the accuracy was reached; if not, memory was full or the user stopped it.
    pub reached: bool,
    /// Whether the user stopped it.
    pub interrupted: bool,
    /// Whether the rules allow only one choice, which is then the best.
    pub only_choice: bool,
}

impl Certificate {
    /// The certified share of the optimum.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        if self.only_choice { 1.0 } else { self.at_least / self.optimum_at_most }
    }

    /// The progress message.
    pub(in crate::seeding::reverse) fn so_far(&self) -> String {
        let percent = (100.0 * self.ratio()).floor();
        format!("choosing seeds, {percent}% of the best certified")
    }
}
