//! Ctrl-C: the first asks the work to stop at its next safe point, the second ends it at once.
//!
//! SIGTERM (as batch systems send it before they kill) and SIGHUP mean the same as Ctrl-C. Files
//! that are not whole are removed either way.

use std::{
    io::{IsTerminal, Write},
    sync::atomic::{AtomicBool, Ordering},
};

use wordspread::whole_file;

static PRESSED: AtomicBool = AtomicBool::new(false);

/// Begins to listen.
pub(crate) fn watch() {
    // Where no handler can be installed, Ctrl-C ends the command at once, as it does by default.
    let _ = ctrlc::set_handler(|| {
        if PRESSED.swap(true, Ordering::Relaxed) {
            end();
        }
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

/// True once the user has asked to stop.
pub(crate) fn pressed() -> bool {
    PRESSED.load(Ordering::Relaxed)
}

#[expect(clippy::exit, reason = "the second Ctrl-C ends the work wherever it is")]
fn end() -> ! {
    whole_file::discard_unfinished();
    std::process::exit(130);
}
