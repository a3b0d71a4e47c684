//! The row of the terminal that progress is painted on, as indicatif asks for it.
//!
//! It is a little narrower than the terminal: indicatif fills a row to its end, and the `^C` that a
//! terminal writes would then go on to the next row and keep this one from being wiped.

use std::io::{self, Write};

use indicatif::TermLike;

/// Columns left free at the end.
const FREE: u16 = 4;

/// Columns of a terminal that does not say how wide it is.
const USUAL: u16 = 80;

/// A row of standard error.
#[derive(Debug)]
pub(crate) struct ProgressRow;

fn write(text: &str) -> io::Result<()> {
    io::stderr().write_all(text.as_bytes())
}

/// Moves the cursor in the direction that the terminal calls `letter`.
fn moved(count: usize, letter: char) -> io::Result<()> {
    if count == 0 { Ok(()) } else { write(&format!("\u{1b}[{count}{letter}")) }
}

impl TermLike for ProgressRow {
    fn width(&self) -> u16 {
        let size = terminal_size::terminal_size_of(io::stderr());
        size.map_or(USUAL, |(width, _)| width.0).saturating_sub(FREE)
    }

    fn move_cursor_up(&self, count: usize) -> io::Result<()> {
        moved(count, 'A')
    }

    fn move_cursor_down(&self, count: usize) -> io::Result<()> {
        moved(count, 'B')
    }

    fn move_cursor_right(&self, count: usize) -> io::Result<()> {
        moved(count, 'C')
    }

    fn move_cursor_left(&self, count: usize) -> io::Result<()> {
        moved(count, 'D')
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        write(&format!("{text}\n"))
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        write(text)
    }

    fn clear_line(&self) -> io::Result<()> {
        write("\r\u{1b}[2K")
    }

    fn flush(&self) -> io::Result<()> {
        io::stderr().flush()
    }
}
