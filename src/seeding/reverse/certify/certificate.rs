//! What is certified of chosen seeds.

/// What is known of the spread of chosen seeds. Both bounds hold at once, but for the risk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Certificate {
    /// The spread of the seeds, in users or units of value, by sets that took no part in choosing them,
    /// and by what is known without sets: without bias at a number of sets that is fixed beforehand.
    pub spread: f64,
    /// The seeds spread at least so far.
    pub at_least: f64,
    /// No seeds that are allowed spread farther in the mean.
    pub optimum_at_most: f64,
    /// The probability with which a bound may be wrong.
    pub risk: f64,
    /// Reverse sets by which the seeds were chosen; as many others tested them. Where most would have
    /// nobody but their root, that part is counted exactly, and these are sets of somebody else as well.
    pub sets: u64,
    /// The share of the optimum that the choice meets whatever the network, but for what the sets err:
    /// nothing where several limits at once leave none that is known beforehand.
    pub guarantee: Option<f64>,
    /// Whether they are as good as was asked; if not, memory was at its limit, or the user stopped it.
    pub reached: bool,
    /// Whether the user stopped it.
    pub interrupted: bool,
    /// Whether the rules leave no choice: then they are the best possible.
    pub only_choice: bool,
}

impl Certificate {
    /// The certified share of the optimum.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        if self.only_choice { 1.0 } else { self.at_least / self.optimum_at_most }
    }

    /// What is going on while it gets better, for whoever waits.
    pub(in crate::seeding::reverse) fn so_far(&self) -> String {
        let percent = (100.0 * self.ratio()).floor();
        format!("choosing seeds, {percent}% of the best certified")
    }
}
