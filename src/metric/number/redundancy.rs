//! Impressions that met somebody who had been reached already.

use super::{Finished, Metric, Needs};
use crate::catalogue::Described;

/// Impressions of users who had seen the message already: impressions − (reach − seeds).
///
/// These are all impressions of a user but the first, and all of a seed, which has seen its own message.
#[derive(Debug, Clone, Copy)]
pub struct Redundancy;

impl Described for Redundancy {
    const SUMMARY: &'static str = "impressions that met somebody who had been reached already";
    const REFERENCE: &'static str = "–";
}

impl Metric for Redundancy {
    fn needs(&self) -> Needs {
        Needs::REACH
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        let by_impression = cascade.reached().saturating_sub(cascade.seeds) as u64;
        cascade.impressions().saturating_sub(by_impression) as f64
    }

    fn unit(&self) -> &'static str {
        "impressions"
    }
}
