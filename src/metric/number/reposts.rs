//! How often the message was shared: once a sharer, and more often where users share again.

use super::{Finished, Metric, Needs};
use crate::catalogue::Described;

/// How often the message was shared, the seeds' own shares among them.
///
/// It is the number of sharers, unless a model lets users share again: `self-exciting` with `shares = "again"`.
/// Then it is the number of events.
#[derive(Debug, Clone, Copy)]
pub struct Reposts;

impl Described for Reposts {
    const SUMMARY: &'static str = "times the message was shared, seeds' shares included: sharers, or more where they share again";
    const REFERENCE: &'static str = "Zhao et al., KDD 2015, doi:10.1145/2783258.2783401";
}

impl Metric for Reposts {
    fn needs(&self) -> Needs {
        Needs::REPOSTS
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        cascade.reposts() as f64
    }

    fn unit(&self) -> &'static str {
        "reposts"
    }
}
