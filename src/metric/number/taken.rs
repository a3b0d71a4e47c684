//! What the other messages lose to ours: their sharers in the same world without ours, less those with it; below 0 where ours helps them.

use super::{Finished, Metric, Needs};
use crate::{catalogue::Described, model::MessageSharers};

/// What the other messages lose to ours: their sharers in the same world without ours, less those with it; below 0 where ours helps them.
#[derive(Debug, Clone, Copy)]
pub struct Taken;

impl Described for Taken {
    const SUMMARY: &'static str =
        "sharers that the other messages would have without ours, less those that they have";
    const REFERENCE: &'static str =
        "Budak, Agrawal & El Abbadi, WWW 2011, doi:10.1145/1963405.1963499";
}

impl Metric for Taken {
    fn needs(&self) -> Needs {
        Needs::MESSAGES
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        let taken = |other: &MessageSharers| other.without as f64 - other.with as f64;
        cascade.messages().1.iter().map(taken).sum()
    }

    fn unit(&self) -> &'static str {
        "users"
    }

    fn grows(&self) -> bool {
        false
    }
}
