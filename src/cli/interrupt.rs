//! Ctrl-C: the first asks the work to stop at its next safe point, the second ends it at once.
//!
//! SIGTERM (as batch systems send it before they kill) and SIGHUP mean the same as Ctrl-C. Files
//! that are not whole are removed either way.

use std::{
    io::{IsTerminal, Write},
    sync::LazyLock,
};

use wordspread::{progress::StopFlag, whole_file};

static STOP: LazyLock<StopFlag> = LazyLock::new(StopFlag::new);

/// Begins to listen.
pub(crate) fn watch() {
    // Where no handler can be installed, Ctrl-C ends the command at once, as it does by default.
    let _ = ctrlc::set_handler(|| {
        if STOP.is_set() {
            end();
        }
        STOP.set();
        // A cascade is not left before its end, which may be far.
        let mut stderr = std::io::stderr();
        if stderr.is_terminal() {
            let _ = writeln!(
                stderr,
                "\nstopping as soon as this is safe; Ctrl-C once more ends it at once"
            );
        }
    });
}

/// Set once the user has asked to stop.
pub(crate) fn stop() -> &'static StopFlag {
    &STOP
}

#[expect(clippy::exit, reason = "the second Ctrl-C ends the work wherever it is")]
fn end() -> ! {
    whole_file::discard_unfinished();
    std::process::exit(130);
}
