//! How many users still spread the message when it is over, in a model in which they stop.

use super::{Finished, Metric, Needs};
use crate::catalogue::Described;

/// How many users still spread the message at the horizon; 0 where all have stopped.
///
/// A model that tells it has users who stop, or could: under `compartments` they are those who are then in a
/// state that shares. Without a horizon it is what is left when nothing happens any more.
#[derive(Debug, Clone, Copy)]
pub struct Prevalence;

impl Described for Prevalence {
    const SUMMARY: &'static str =
        "users who still spread it at the horizon, of a model in which they stop";
    const REFERENCE: &'static str =
        "Pastor-Satorras & Vespignani 2001, doi:10.1103/PhysRevLett.86.3200";
}

impl Metric for Prevalence {
    fn needs(&self) -> Needs {
        Needs::SPREADING
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        cascade.spreading() as f64
    }

    fn unit(&self) -> &'static str {
        "users"
    }

    fn grows(&self) -> bool {
        false
    }
}
