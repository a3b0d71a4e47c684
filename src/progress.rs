//! How long work tells that it goes on, and is told to stop; `()` is silent and never stops.
//!
//! The library itself prints nothing and installs no signal handler: the command does, behind this
//! trait.

use std::fmt;

/// A listener to long work.
pub trait Progress: Sync {
    /// A piece of work begins, described in a few words ("simulating"), of `total` steps if known.
    fn begin(&self, what: &str, total: Option<u64>);
    /// `steps` more steps are done.
    fn advance(&self, steps: u64);
    /// The piece of work that began last is done.
    fn end(&self);
    /// True once the user has asked to stop: the work ends at the next safe point and gives back
    /// what is done.
    fn cancelled(&self) -> bool;
}

impl fmt::Debug for dyn Progress + '_ {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Progress")
    }
}

impl Progress for () {
    fn begin(&self, _what: &str, _total: Option<u64>) {}
    fn advance(&self, _steps: u64) {}
    fn end(&self) {}
    fn cancelled(&self) -> bool {
        false
    }
}
