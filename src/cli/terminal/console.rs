//! Where a command speaks: results on standard output, notes and errors on standard error.
//!
//! Nothing said on standard error can fail a command; what cannot be written to standard output
//! does, unless whoever reads it has seen enough.

use std::io::{self, Write};

use serde::Serialize;
use wordspread::{
    error::{Error, Result},
    progress::{Progress, StopFlag},
};

use crate::cli::terminal::{
    error_text,
    look::{Colour, Look},
    progress::ProgressLine,
};

/// The name of standard output in messages.
const STDOUT: &str = "standard output";

/// The two streams, and the line of progress.
#[derive(Debug)]
pub(crate) struct Console {
    stdout: Look,
    stderr: Look,
    quiet: bool,
    line: ProgressLine,
}

impl Console {
    /// The streams of this process; `quiet` leaves standard error to errors alone.
    pub(crate) fn new(colour: Colour, quiet: bool) -> Self {
        let (stdout, stderr) = (Look::of_stdout(colour), Look::of_stderr(colour));
        Self { stdout, stderr, quiet, line: ProgressLine::new(stderr, quiet) }
    }

    /// How results may look.
    pub(crate) const fn look(&self) -> Look {
        self.stdout
    }

    /// The listener to long work.
    pub(crate) fn progress(&self) -> &dyn Progress {
        &self.line
    }

    /// The flag that stops the work of this process.
    pub(crate) fn stop(&self) -> &StopFlag {
        self.line.stop()
    }

    /// Wipes the line of progress, so that the terminal is free.
    pub(crate) fn settle(&self) {
        self.line.close();
    }

    /// Writes a result.
    ///
    /// # Errors
    /// [`Error::Io`] where standard output does not take it; see [`is_closed`].
    pub(crate) fn print(&self, text: &str) -> Result<()> {
        self.print_bytes(text.as_bytes())
    }

    /// Writes a result that is in bytes.
    ///
    /// # Errors
    /// As [`Console::print`].
    pub(crate) fn print_bytes(&self, bytes: &[u8]) -> Result<()> {
        self.settle();
        let mut stdout = io::stdout().lock();
        let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
        written.map_err(|refused| Error::writing(STDOUT, refused))
    }

    /// Writes a result as indented JSON.
    ///
    /// # Errors
    /// As [`Console::print`].
    pub(crate) fn print_json(&self, value: &impl Serialize) -> Result<()> {
        let text = serde_json::to_string_pretty(value).expect("results have text keys and no NaN");
        self.print(&(text + "\n"))
    }

    /// Says something beside the results, unless the user wants quiet.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            self.say(text);
        }
    }

    /// Writes an error.
    pub(crate) fn error(&self, error: &Error) {
        self.say(&error_text::of(error, self.stderr));
    }

    fn say(&self, text: &str) {
        self.settle();
        // A failure of standard error has nowhere to be written.
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}

/// True where standard output was closed by whoever reads it, which is no failure.
pub(crate) fn is_closed(error: &Error) -> bool {
    matches!(error, Error::Io { path, source, .. }
        if path.as_os_str() == STDOUT && source.kind() == io::ErrorKind::BrokenPipe)
}
