//! How the command ended.

/// How the command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    /// The request is done.
    Done,
    /// The work failed.
    Failed,
    /// The request was at fault.
    Usage,
    /// The user stopped it; what was done by then has been reported.
    Interrupted,
}
