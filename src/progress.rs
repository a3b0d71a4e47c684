//! Progress reports and cancellation of long computations; `()` does neither.
//!
//! The library itself prints nothing and installs no signal handler: the command does, behind this
//! trait.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// A listener to long work.
pub trait Progress: Sync {
    /// A piece of work begins, described in a few words ("simulating"), of `total` steps if that
    /// is fixed beforehand.
    fn begin(&self, what: &str, total: Option<u64>);
    /// `steps` more steps are done.
    fn advance(&self, steps: u64);
    /// The piece of work that began last is done.
    fn end(&self);
    /// The flag that stops the work: it ends at the next safe point after the flag is set, and gives
    /// back what is done.
    fn stop(&self) -> &StopFlag;
    /// True once [`stop`](Self::stop) is set.
    fn cancelled(&self) -> bool {
        self.stop().is_set()
    }
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
    fn stop(&self) -> &StopFlag {
        StopFlag::never()
    }
}

/// A flag that is set once, to stop work. Clones share it, across threads too.
///
/// # Examples
///
/// ```
/// let stop = wordspread::progress::StopFlag::new();
/// let shared = stop.clone();
/// assert!(!shared.is_set());
/// stop.set();
/// assert!(shared.is_set());
/// ```
#[derive(Debug, Clone)]
pub struct StopFlag(Option<Arc<AtomicBool>>);

static NEVER: StopFlag = StopFlag(None);

impl StopFlag {
    /// A flag that is not set yet.
    #[must_use]
    pub fn new() -> Self {
        Self(Some(Arc::default()))
    }

    /// The flag of work that always runs to its end: setting it does nothing.
    #[must_use]
    pub const fn never() -> &'static Self {
        &NEVER
    }

    /// Asks the work to stop.
    pub fn set(&self) {
        if let Some(flag) = &self.0 {
            flag.store(true, Ordering::Relaxed);
        }
    }

    /// Whether the work must stop: a relaxed load, so a loop may look every few hundred instructions.
    #[inline]
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed))
    }
}

impl Default for StopFlag {
    fn default() -> Self {
        Self::new()
    }
}

/// A flag alone is a listener that reports nothing and stops the work once it is set.
impl Progress for StopFlag {
    fn begin(&self, _what: &str, _total: Option<u64>) {}
    fn advance(&self, _steps: u64) {}
    fn end(&self) {}
    fn stop(&self) -> &StopFlag {
        self
    }
}

/// Hands on the stop flag of a listener and reports nothing to it: for work in many small pieces.
#[derive(Debug)]
pub struct Silent<'a>(pub &'a dyn Progress);

impl Progress for Silent<'_> {
    fn begin(&self, _what: &str, _total: Option<u64>) {}
    fn advance(&self, _steps: u64) {}
    fn end(&self) {}
    fn stop(&self) -> &StopFlag {
        self.0.stop()
    }
}

/// Stops work at a place that a test chooses.
#[cfg(test)]
#[derive(Debug)]
pub(crate) struct StopsAt {
    flag: StopFlag,
    trigger: StopTrigger,
    left: std::sync::atomic::AtomicI64,
    last_begun: std::sync::Mutex<String>,
}

#[cfg(test)]
#[derive(Debug)]
enum StopTrigger {
    Steps,
    /// Pieces of work whose name begins so.
    Begins(&'static str),
}

#[cfg(test)]
impl StopsAt {
    /// Stops before anything is done.
    pub(crate) fn once() -> Self {
        Self::steps(0)
    }

    /// Stops when so many steps are done.
    pub(crate) fn steps(steps: i64) -> Self {
        Self::new(StopTrigger::Steps, steps)
    }

    /// Stops when the `nth` piece of work begins whose name begins with `what`; the first has number 1.
    pub(crate) fn begin(what: &'static str, nth: i64) -> Self {
        Self::new(StopTrigger::Begins(what), nth)
    }

    /// The name of the piece of work that began last.
    pub(crate) fn last_begun(&self) -> String {
        self.last_begun.lock().expect("nobody panics with it").clone()
    }

    fn new(trigger: StopTrigger, left: i64) -> Self {
        let stops = Self {
            flag: StopFlag::new(),
            trigger,
            left: left.into(),
            last_begun: std::sync::Mutex::default(),
        };
        stops.count(0);
        stops
    }

    fn count(&self, more: i64) {
        if self.left.fetch_sub(more, Ordering::Relaxed) <= more {
            self.flag.set();
        }
    }
}

#[cfg(test)]
impl Progress for StopsAt {
    fn begin(&self, what: &str, _total: Option<u64>) {
        what.clone_into(&mut self.last_begun.lock().expect("nobody panics with it"));
        if matches!(self.trigger, StopTrigger::Begins(start) if what.starts_with(start)) {
            self.count(1);
        }
    }
    fn advance(&self, steps: u64) {
        if matches!(self.trigger, StopTrigger::Steps) {
            self.count(i64::try_from(steps).expect("few steps"));
        }
    }
    fn end(&self) {}
    fn stop(&self) -> &StopFlag {
        &self.flag
    }
}
