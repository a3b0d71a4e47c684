//! New sharers that a sharer makes on average: (sharers − seeds) / sharers, below 1 in any finished cascade.

use super::{Finished, Metric, Needs};
use crate::catalogue::Described;

/// New sharers that a sharer makes on average: (sharers − seeds) / sharers, below 1 in any finished cascade.
#[derive(Debug, Clone, Copy)]
pub struct BranchingNumber;

impl Described for BranchingNumber {
    const SUMMARY: &'static str = "new sharers that a sharer makes, on average";
    const REFERENCE: &'static str = "Harris, The Theory of Branching Processes, 1963";
}

impl Metric for BranchingNumber {
    fn needs(&self) -> Needs {
        Needs::SHARERS
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        let sharers = cascade.sharers;
        if sharers == 0 { 0.0 } else { (sharers - cascade.seeds) as f64 / sharers as f64 }
    }

    fn unit(&self) -> &'static str {
        "new sharers a sharer"
    }
}
