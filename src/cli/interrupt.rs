//! Ctrl-C: the first stops the work at its next safe point, the second ends it at once.
//!
//! SIGTERM (as batch systems send it before they kill) and SIGHUP mean the same as Ctrl-C. Files
//! that are not whole are removed either way.

use std::io::{IsTerminal, Write};

use wordspread::{progress::StopFlag, whole_file};

/// Begins to listen; the first signal sets `stop`.
pub(crate) fn watch(stop: StopFlag) {
    // Where no handler can be installed, Ctrl-C ends the command at once, as it does by default.
    let _ = ctrlc::set_handler(move || {
        if stop.is_set() {
            end();
        }
        stop.set();
        // What is written or put in order is finished first, which may take a moment.
        let mut stderr = std::io::stderr();
        if stderr.is_terminal() {
            let _ = writeln!(
                stderr,
                "\nstopping as soon as this is safe; Ctrl-C once more ends it at once"
            );
        }
    });
}

#[expect(clippy::exit, reason = "the second Ctrl-C ends the work wherever it is")]
fn end() -> ! {
    whole_file::discard_unfinished();
    std::process::exit(130);
}
