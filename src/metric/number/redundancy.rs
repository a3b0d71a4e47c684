//! Impressions that met somebody who had been reached already.

use super::{Finished, Metric, Needs};
use crate::catalogue::Described;

/// Impressions that met somebody who had been reached already: all but the first of each user, and all of
/// a seed, whom its own message has reached.
///
/// So it is impressions less those whom an impression reached: impressions − (reach − seeds).
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
