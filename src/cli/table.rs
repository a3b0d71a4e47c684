//! Text in columns and lines, as commands print it: numbers one reads, labels that align.

use crate::cli::terminal::look::Look;

/// Labels take so many columns, their indent aside.
const LABEL: usize = 22;

/// Text in sections of labelled rows.
#[derive(Debug)]
pub(crate) struct Page {
    /// What is written so far.
    pub(crate) text: String,
    /// How it may look.
    pub(crate) look: Look,
}

impl Page {
    pub(crate) const fn new(look: Look) -> Self {
        Self { text: String::new(), look }
    }

    /// Begins a section.
    pub(crate) fn section(&mut self, head: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.line(&self.look.bold(head));
    }

    /// Writes a line as it is.
    pub(crate) fn line(&mut self, line: &str) {
        self.text.extend([line, "\n"]);
    }

    /// Writes what `label` is; a long text goes on under its beginning, and all of it stands under
    /// a long label.
    pub(crate) fn row(&mut self, label: &str, value: &str) {
        let mut lead = format!("  {label:<LABEL$} ");
        let next = " ".repeat(LABEL + 3);
        if label.chars().count() > LABEL {
            self.line(lead.trim_end());
            lead.clone_from(&next);
        }
        for line in wrapped(value, self.width() - next.len()) {
            self.line(&format!("{lead}{line}"));
            lead.clone_from(&next);
        }
    }

    /// Writes a text in lines.
    pub(crate) fn paragraph(&mut self, text: &str) {
        self.indented(text, 2);
    }

    /// Writes a text in lines that start so far from the left.
    pub(crate) fn indented(&mut self, text: &str, indent: usize) {
        for line in wrapped(text, self.width() - indent) {
            self.line(&format!("{:indent$}{line}", ""));
        }
    }

    fn width(&self) -> usize {
        self.look.width.unwrap_or(100).clamp(60, 100)
    }
}

/// A label and cells in columns.
pub(crate) fn columns(label: &str, cells: &[String]) -> String {
    let mut line = format!("{label:<0$}", LABEL + 2);
    line.extend(cells.iter().map(|cell| format!(" {cell:>9}")));
    line
}

/// `text` in lines of at most `width` characters, broken at spaces; a longer word stays whole.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A whole number with its thousands apart: `1,234,567`.
pub(crate) fn whole(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// So many of a thing, of which `one` is the name: `1 edge`, `2 edges`.
pub(crate) fn several(count: u64, one: &str) -> String {
    format!("{} {one}{}", whole(count), if count == 1 { "" } else { "s" })
}

/// A number with four significant digits, thousands apart where it is large.
pub(crate) fn number(value: f64) -> String {
    let size = value.abs();
    if size >= 1000.0 {
        let sign = if value < 0.0 { "-" } else { "" };
        format!("{sign}{}", whole(size.round() as u64))
    } else if size == 0.0 {
        "0".to_owned()
    } else if size < 1e-4 {
        format!("{value:.2e}")
    } else {
        let before = size.log10().floor() as i32 + 1;
        let text = format!("{value:.*}", usize::try_from(4 - before).unwrap_or(0));
        if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            text
        }
    }
}

/// A share as a percentage with two digits behind the point; more where it would seem to be 0, and
/// never 100% where it is less.
pub(crate) fn percent(share: f64) -> String {
    let value = 100.0 * share;
    if value > 0.0 && value < 0.01 {
        return format!("{}%", number(value));
    }
    let value = if share < 1.0 { value.min(99.99) } else { value };
    let text = format!("{value:.2}");
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A number of bytes in the unit that suits it.
pub(crate) fn bytes(count: f64) -> String {
    scaled(count, &[(1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "bytes")])
}

/// A number of seconds in the unit that suits it.
pub(crate) fn duration(seconds: f64) -> String {
    if seconds < 1.0 {
        return "under a second".to_owned();
    }
    let units = [(86_400.0, "days"), (3600.0, "hours"), (60.0, "minutes"), (1.0, "seconds")];
    format!("about {}", scaled(seconds, &units))
}

/// A value in the first unit of which there are two or more, with two digits.
fn scaled(value: f64, units: &[(f64, &str)]) -> String {
    let last = units.last().expect("there is a unit");
    let (size, name) = units.iter().find(|(size, _)| value >= 2.0 * size).unwrap_or(last);
    let count = value / size;
    if count < 10.0 {
        format!("{count:.1} {name}")
    } else {
        format!("{} {name}", whole(count.round() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_thousands_apart_and_four_digits() {
        assert_eq!([0, 999, 1000, 1_234_567].map(whole), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([0, 1, 2000].map(|n| several(n, "user")), ["0 users", "1 user", "2,000 users"]);
        let values = [0.0, 0.5, 1.0, 12.345_6, 999.96, 1234.5, -2345.6, 0.012_345, 1.5e-7];
        let texts = ["0", "0.5", "1", "12.35", "1000", "1,235", "-2,346", "0.01235", "1.50e-7"];
        assert_eq!(values.map(number), texts);
        let shares = [0.123_456, 0.5, 1.0, 0.0, 0.999_999, 1.234e-5];
        let texts = ["12.35%", "50%", "100%", "0%", "99.99%", "0.001234%"];
        assert_eq!(shares.map(percent), texts);
    }

    #[test]
    fn bytes_and_seconds_come_in_the_unit_that_suits_them() {
        assert_eq!([12.0, 1_500.0, 2.5e6].map(bytes), ["12 bytes", "1,500 bytes", "2.5 MB"]);
        let shown = [0.2, 5.0, 600.0, 1e5].map(duration);
        assert_eq!(
            shown,
            ["under a second", "about 5.0 seconds", "about 10 minutes", "about 28 hours"]
        );
    }

    #[test]
    fn text_is_broken_at_spaces_only() {
        assert_eq!(wrapped("a bb ccc dddd", 5), ["a bb", "ccc", "dddd"]);
        assert_eq!(wrapped("unbreakable word", 4), ["unbreakable", "word"]);
        assert!(wrapped("", 4).is_empty());
    }
}
