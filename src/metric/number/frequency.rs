//! How often a reached user was shown the message, on average over those who were reached.

use super::{Finished, Metric, Needs};
use crate::catalogue::Described;

/// How often a reached user was shown the message: impressions over reach; 0 where nobody was reached.
///
/// A seed is reached by its own message, which is no impression, so that it may be under 1.
#[derive(Debug, Clone, Copy)]
pub struct Frequency;

impl Described for Frequency {
    const SUMMARY: &'static str = "impressions a reached user: impressions over reach";
    const REFERENCE: &'static str = "Krugman 1972, Journal of Advertising Research 12(6)";
}

impl Metric for Frequency {
    fn needs(&self) -> Needs {
        Needs::REACH
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        let reached = cascade.reached();
        if reached == 0 { 0.0 } else { cascade.impressions() as f64 / reached as f64 }
    }

    fn unit(&self) -> &'static str {
        "impressions a reached user"
    }

    fn grows(&self) -> bool {
        false
    }
}
