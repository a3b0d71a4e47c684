//! Everything that a user can cause to go wrong, described so that they can mend it.
//!
//! Each message names the file, line, key and value at fault and says what would be right. Faults
//! of ours are panics with the broken invariant, never an [`Error`].

use std::{io, ops::Range, path::PathBuf};

/// A result whose error is meant for the user.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What a user's input, files or machine made impossible.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system refused to read or write a file.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried: "read", "write", "create".
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        source: io::Error,
    },

    /// A file was read, but what it holds is not what it should be.
    #[error("{}{}: {problem}", path.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
    Data {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1, where the format has lines.
        line: Option<u64>,
        /// What is wrong, with the value.
        problem: String,
        /// What to do about it.
        remedy: String,
    },

    /// A scenario's text is at fault, at a place that the message shows.
    #[error("{}", .0.problem)]
    Scenario(Box<ScenarioFault>),

    /// A value given in a scenario, a flag or a call is out of its range or does not fit the rest.
    #[error("{key}: {problem}")]
    Value {
        /// The key or flag, as the user wrote it: `influence.uniform.p`, `--edge`.
        key: String,
        /// What is wrong, with the value.
        problem: String,
        /// What would be valid.
        remedy: String,
    },

    /// The work does not fit in the memory of this machine.
    #[error("{what} needs {:.1} GB of memory, and {:.1} GB are free", gigabytes(*needed), gigabytes(*available))]
    Memory {
        /// What would be held in memory.
        what: String,
        /// Bytes that it would take.
        needed: u64,
        /// Bytes that could be had.
        available: u64,
    },

    /// The user stopped the work before it had a result.
    #[error("stopped before there was a result")]
    Stopped,
}

/// A fault in a scenario's text.
#[derive(Debug)]
pub struct ScenarioFault {
    /// The scenario's file name, for the message.
    pub path: PathBuf,
    /// The whole text, so that the line can be shown.
    pub text: String,
    /// The bytes of `text` at fault.
    pub span: Option<Range<usize>>,
    /// What is wrong, with key and value.
    pub problem: String,
    /// What would be valid.
    pub remedy: String,
}

impl Error {
    /// A fault in a file that has lines.
    pub fn at_line(
        path: impl Into<PathBuf>,
        line: u64,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::Data {
            path: path.into(),
            line: Some(line),
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }

    /// A fault of a file as a whole.
    pub fn in_file(
        path: impl Into<PathBuf>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::Data { path: path.into(), line: None, problem: problem.into(), remedy: remedy.into() }
    }

    /// A value that is out of range or does not fit.
    pub fn value(
        key: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::Value { key: key.into(), problem: problem.into(), remedy: remedy.into() }
    }

    /// The operating system's refusal to read `path`.
    pub fn reading(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::Io { action: "read", path: path.into(), source }
    }

    /// The operating system's refusal to write `path`.
    pub fn writing(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::Io { action: "write", path: path.into(), source }
    }

    /// What the user can do about it, where there is something to say beyond the message.
    #[must_use]
    pub fn remedy(&self) -> Option<&str> {
        let remedy = match self {
            Self::Io { source, .. } => match source.kind() {
                io::ErrorKind::NotFound => "check the path; it is taken from the folder you are in",
                io::ErrorKind::PermissionDenied => {
                    "check the permissions of the file and its folder"
                }
                io::ErrorKind::StorageFull => "free some space, or write to another disk",
                io::ErrorKind::IsADirectory => "name a file, not a folder",
                _ => return None,
            },
            Self::Data { remedy, .. } | Self::Value { remedy, .. } => remedy,
            Self::Scenario(fault) => &fault.remedy,
            Self::Memory { .. } => {
                "make it smaller, or give the machine more memory; `wordspread generate` writes a \
                 network larger than memory into a .wsn file, which opens in place"
            }
            Self::Stopped => return None,
        };
        (!remedy.is_empty()).then_some(remedy)
    }

    /// True where the request itself was at fault (a flag, a key, a value), so that the command
    /// ends with code 2; false where the work failed, code 1.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::Scenario(_) | Self::Value { .. })
    }
}

fn gigabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e9
}
