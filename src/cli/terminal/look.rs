//! What may be shown on a stream: colours, characters beyond ASCII, how wide.
//!
//! A terminal gets colours unless they are turned off (`--no-color`, `NO_COLOR`, `TERM=dumb` or no
//! `TERM` at all); a file or a pipe gets none unless they are forced (`CLICOLOR_FORCE`).

use std::{
    env,
    io::{self, IsTerminal},
};

use wordspread::document::{Document, Layout, Style, text};

/// Whether the user has said something about colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colour {
    /// Nothing: a terminal that can show colours gets them.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// How text on one stream may look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    /// Whether it can wipe a line and write another over it.
    pub(crate) wipes: bool,
    /// Whether escape sequences for colours may be written.
    pub(crate) colour: bool,
    /// Whether lines may be drawn with characters beyond ASCII.
    pub(crate) unicode: bool,
    /// Columns, where a terminal says so.
    pub(crate) width: Option<usize>,
}

impl Colour {
    /// What flag and environment ask for: the flag first, then `NO_COLOR`, then `CLICOLOR_FORCE`.
    pub(crate) fn wanted(no_color: bool) -> Self {
        let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
        if no_color || env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
            Self::Never
        } else if set("CLICOLOR_FORCE") {
            Self::Always
        } else {
            Self::Auto
        }
    }
}

impl Look {
    /// The look of standard output. Into a file or a pipe go the same characters as in JSON and CSV.
    pub(crate) fn of_stdout(colour: Colour) -> Self {
        let width = terminal_size::terminal_size_of(io::stdout());
        let look = Self::new(colour, io::stdout().is_terminal(), width);
        Self { unicode: look.unicode || !io::stdout().is_terminal(), ..look }
    }

    /// The look of standard error. A log gets ASCII alone.
    pub(crate) fn of_stderr(colour: Colour) -> Self {
        let width = terminal_size::terminal_size_of(io::stderr());
        Self::new(colour, io::stderr().is_terminal(), width)
    }

    fn new(
        colour: Colour,
        terminal: bool,
        size: Option<(terminal_size::Width, terminal_size::Height)>,
    ) -> Self {
        let able = cfg!(windows) || env::var_os("TERM").is_some_and(|term| term != "dumb");
        Self {
            wipes: terminal && able,
            colour: match colour {
                Colour::Always => true,
                Colour::Never => false,
                Colour::Auto => terminal && able,
            },
            unicode: terminal && (cfg!(windows) || locale_is_utf8()),
            width: size.filter(|_| terminal).map(|(width, _)| usize::from(width.0)),
        }
    }

    /// `document` as text of this look.
    pub(crate) fn render(self, document: &Document) -> String {
        text::render(document, self.layout(100))
    }

    /// The room and the style for text of at most `most` columns.
    pub(crate) fn layout(self, most: usize) -> Layout {
        Layout { width: self.width.unwrap_or(100).clamp(60, most), style: self.style() }
    }

    /// Whether text is set off.
    pub(crate) const fn style(self) -> Style {
        if self.colour { Style::Colour } else { Style::Plain }
    }
}

/// The locale's character set, by the first variable that names one.
fn locale_is_utf8() -> bool {
    let named = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(env::var_os)
        .find(|value| !value.is_empty());
    named.is_some_and(|value| {
        let value = value.to_string_lossy().to_lowercase();
        value.contains("utf-8") || value.contains("utf8")
    })
}
