//! How text is set off: by terminal colours, or not at all.
//!
//! The caller knows whether there is a terminal: nothing here looks for one.

/// Whether text is set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Text alone, for files and pipes.
    #[default]
    Plain,
    /// With ANSI escapes, for terminals that show them.
    Colour,
}

/// The room for a text, and how it is set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// How many columns a line may take.
    pub width: usize,
    /// Whether text is set off.
    pub style: Style,
}

impl Default for Layout {
    fn default() -> Self {
        Self { width: 100, style: Style::Plain }
    }
}

impl Style {
    /// `text` in bold type, where that can be shown.
    #[must_use]
    pub fn strong(self, text: &str) -> String {
        self.escaped("1", text)
    }

    /// `text` in faint type, where that can be shown.
    #[must_use]
    pub fn faint(self, text: &str) -> String {
        self.escaped("2", text)
    }

    /// `text` in the colour of warnings, where that can be shown.
    #[must_use]
    pub fn warning(self, text: &str) -> String {
        self.escaped("1;33", text)
    }

    fn escaped(self, code: &str, text: &str) -> String {
        match self {
            Self::Colour if !text.is_empty() => format!("\x1b[{code}m{text}\x1b[0m"),
            _ => text.to_owned(),
        }
    }
}
