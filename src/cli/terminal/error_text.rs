//! An error as the user sees it: what is wrong, the line at fault where there is one, and what to
//! do about it.
//!
//! In colours and lines on a terminal, in plain ASCII elsewhere; the line at fault is drawn by
//! miette. What is not a terminal gets each message on one line, so that logs can be searched.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode,
    ThemeCharacters, ThemeStyles,
};
use wordspread::{
    document::text::wrap,
    error::{Error, ScenarioFault},
};

use crate::cli::terminal::look::Look;

const RED: &str = "31";
const CYAN: &str = "36";

/// The text of an error for a stream of this look.
pub(crate) fn of(error: &Error, look: Look) -> String {
    let fault = match error {
        Error::Scenario(fault) => Some(&**fault),
        _ => None,
    };
    let problem = match fault {
        // Without its line the file is to be named.
        Some(fault) if fault.span.is_none() && !is_flag(fault) => {
            format!("{}: {}", fault.path.display(), fault.problem)
        }
        _ => error.to_string(),
    };
    let mut lines = message_lines("error:", RED, &problem, look);
    if let Some(place) = fault.filter(|fault| !is_flag(fault)).and_then(FaultySpan::of) {
        lines.extend(place.drawn(look));
    }
    if let Some(remedy) = error.remedy() {
        lines.extend(message_lines("help:", CYAN, remedy, look));
    }
    lines.join("\n")
}

/// True for the fault of a flag, which has no lines to be shown.
fn is_flag(fault: &ScenarioFault) -> bool {
    fault.path.to_string_lossy().starts_with("--")
}

/// A message behind a coloured word, in lines that fit the terminal.
fn message_lines(word: &str, colour: &str, message: &str, look: Look) -> Vec<String> {
    let room = look.width.map_or(usize::MAX, |width| width.clamp(40, 100) - word.len() - 1);
    let lead =
        if look.colour { format!("\u{1b}[{colour}m{word}\u{1b}[0m") } else { word.to_owned() };
    let mut lines = wrap(message, room).into_iter();
    let first = lines.next().unwrap_or_default();
    let indent = " ".repeat(word.len() + 1);
    let rest = lines.map(|line| format!("{indent}{line}"));
    std::iter::once(format!("{lead} {first}")).chain(rest).collect()
}

/// A place in a scenario's text, in the form that miette draws.
#[derive(Debug)]
struct FaultySpan {
    source: NamedSource<String>,
    label: LabeledSpan,
}

impl FaultySpan {
    fn of(fault: &ScenarioFault) -> Option<Self> {
        let span = fault.span.clone()?;
        let source = NamedSource::new(fault.path.display().to_string(), fault.text.clone());
        Some(Self { source, label: LabeledSpan::new(None, span.start, span.len()) })
    }

    /// The lines around it, with the place underlined.
    fn drawn(&self, look: Look) -> Vec<String> {
        let theme = GraphicalTheme {
            characters: if look.unicode {
                ThemeCharacters::unicode()
            } else {
                ThemeCharacters::ascii()
            },
            styles: if look.colour { ThemeStyles::ansi() } else { ThemeStyles::none() },
        };
        let handler = GraphicalReportHandler::new_themed(theme).with_links(false);
        let mut text = String::new();
        handler.render_report(&mut text, self).expect("a string takes all that is written");
        // The first line is for the message, which stands above.
        text.lines().skip(1).map(|line| line.trim_end().to_owned()).collect()
    }
}

impl fmt::Display for FaultySpan {
    fn fmt(&self, _formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for FaultySpan {}

impl Diagnostic for FaultySpan {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(self.label.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Look = Look { wipes: false, colour: false, unicode: false, width: None };

    fn fault(path: &str, span: Option<std::ops::Range<usize>>) -> Error {
        Error::Scenario(Box::new(ScenarioFault {
            path: path.into(),
            text: "a = 1\nb = 2\n".to_owned(),
            span,
            problem: "b is too large".to_owned(),
            remedy: "give 1".to_owned(),
        }))
    }

    #[test]
    fn the_line_at_fault_is_shown_in_ascii_where_nobody_watches() {
        let text = of(&fault("s.toml", Some(10..11)), PLAIN);
        assert!(text.is_ascii(), "{text}");
        assert!(text.starts_with("error: b is too large\n"), "{text}");
        assert!(text.contains("s.toml:2:5") && text.contains("b = 2"), "{text}");
        assert!(text.ends_with("\nhelp: give 1"), "{text}");
    }

    #[test]
    fn a_fault_without_a_place_names_its_file_and_one_of_a_flag_does_not() {
        assert_eq!(
            of(&fault("s.toml", None), PLAIN),
            "error: s.toml: b is too large\nhelp: give 1"
        );
        assert_eq!(of(&fault("--set", Some(0..1)), PLAIN), "error: b is too large\nhelp: give 1");
    }

    #[test]
    fn a_terminal_gets_colours_and_lines_that_fit() {
        let look = Look { wipes: true, colour: true, unicode: true, width: Some(40) };
        let error = Error::value("edge", "words ".repeat(12), "");
        let text = of(&error, look);
        assert!(text.starts_with("\u{1b}[31merror:\u{1b}[0m edge: words"), "{text}");
        assert!(text.lines().skip(1).all(|line| line.starts_with("       words")), "{text}");
        assert!(text.lines().skip(1).all(|line| line.len() <= 40), "{text}");
    }
}
