//! What our message loses to the others: its sharers in the same world without them, less those with them; below 0 where they help it.

use super::{Finished, Metric, Needs};
use crate::catalogue::Described;

/// What our message loses to the others: its sharers in the same world without them, less those with them; below 0 where they help it.
#[derive(Debug, Clone, Copy)]
pub struct Lost;

impl Described for Lost {
    const SUMMARY: &'static str =
        "sharers that our message would have without the others, less those that it has";
    const REFERENCE: &'static str =
        "Carnes, Nagarajan, Wild & van Zuylen, ICEC 2007, doi:10.1145/1282100.1282167";
}

impl Metric for Lost {
    fn needs(&self) -> Needs {
        Needs::MESSAGES
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        let (ours, _) = cascade.messages();
        ours.without as f64 - ours.with as f64
    }

    fn unit(&self) -> &'static str {
        "users"
    }

    fn grows(&self) -> bool {
        false
    }
}
