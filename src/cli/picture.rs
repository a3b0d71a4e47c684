//! An error as the user sees it: what is wrong, the line at fault where there is one, and what to
//! do about it.
//!
//! Drawn by miette: in colours and lines on a terminal, in plain ASCII elsewhere.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode,
    ThemeCharacters, ThemeStyles,
};
use wordspread::error::{Error, ScenarioFault};

use super::look::Look;

/// The text of an error for a stream of this look.
pub(super) fn of(error: &Error, look: Look) -> String {
    let lines = if look.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let theme = GraphicalTheme {
        characters: ThemeCharacters { error: "error:".to_owned(), ..lines },
        styles: if look.colour { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_break_words(false)
        .with_context_lines(2);
    let handler = match look.width {
        Some(width) => handler.with_width(width.clamp(40, 100)),
        None => handler.with_wrap_lines(false),
    };
    let mut text = String::new();
    let picture = Picture::of(error);
    handler.render_report(&mut text, &picture).expect("a string takes all that is written");
    // miette moves all lines in by two columns.
    let lines: Vec<&str> =
        text.trim_end().lines().map(|line| line.strip_prefix("  ").unwrap_or(line)).collect();
    lines.join("\n")
}

/// An error, as miette wants to be told of it.
struct Picture<'a> {
    error: &'a Error,
    source: Option<NamedSource<String>>,
}

impl<'a> Picture<'a> {
    fn of(error: &'a Error) -> Self {
        let source = match error {
            Error::Scenario(fault) if fault.span.is_some() => {
                Some(NamedSource::new(fault.path.display().to_string(), fault.text.clone()))
            }
            _ => None,
        };
        Self { error, source }
    }

    fn fault(&self) -> Option<&'a ScenarioFault> {
        match self.error {
            Error::Scenario(fault) => Some(fault),
            _ => None,
        }
    }
}

impl fmt::Debug for Picture<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(formatter)
    }
}

impl fmt::Display for Picture<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.fault() {
            // Without a place in the text the picture would not name the file.
            Some(fault) if fault.span.is_none() => {
                write!(formatter, "{}: {}", fault.path.display(), fault.problem)
            }
            _ => self.error.fmt(formatter),
        }
    }
}

impl std::error::Error for Picture<'_> {}

impl Diagnostic for Picture<'_> {
    fn help<'h>(&'h self) -> Option<Box<dyn fmt::Display + 'h>> {
        self.error.remedy().map(|remedy| Box::new(remedy) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.fault()?.span.clone()?;
        let label = LabeledSpan::new(None, span.start, span.len());
        Some(Box::new(std::iter::once(label)))
    }
}
