//! How often the message was shown: the followers of all sharers, each as often as they were shown it.

use super::{Finished, Metric, Needs};
use crate::catalogue::Described;

/// How often the message was shown: the followers of all sharers, each as often as they were shown it.
#[derive(Debug, Clone, Copy)]
pub struct Impressions;

impl Described for Impressions {
    const SUMMARY: &'static str = "times the message was shown";
    const REFERENCE: &'static str = "–";
}

impl Metric for Impressions {
    fn needs(&self) -> Needs {
        Needs::IMPRESSIONS
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        cascade.impressions() as f64
    }

    fn unit(&self) -> &'static str {
        "impressions"
    }
}
