//! Aligned text: tables that fit a width, and sentences that wrap at it.
//!
//! It must never count bytes or letters where the screen counts columns: "北" takes two.

use unicode_width::UnicodeWidthStr;

use super::Style;

/// Names are wrapped at this many columns, and at a third of the width of the screen.
const WIDEST_NAME: usize = 32;

/// Between two columns.
const GAP: usize = 3;

/// A table whose first column holds names.
#[derive(Debug, Default)]
pub(super) struct Table {
    corner: String,
    columns: Vec<Column>,
    names: Vec<String>,
}

#[derive(Debug)]
struct Column {
    heading: String,
    side: Side,
    cells: Vec<Cell>,
}

/// At which side of a column its cells stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// For text.
    Left,
    /// For numbers.
    Right,
}

/// A value and what is said behind it, each aligned with those above and below.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) value: String,
    pub(super) tail: String,
}

impl Cell {
    pub(super) fn of(value: impl Into<String>) -> Self {
        Self { value: value.into(), tail: String::new() }
    }

    pub(super) fn with(value: impl Into<String>, tail: impl Into<String>) -> Self {
        Self { value: value.into(), tail: tail.into() }
    }
}

impl Table {
    /// A table of rows of these names.
    pub(super) fn of(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        Self { corner: String::new(), columns: Vec::new(), names }
    }

    /// Says above the names what they are.
    pub(super) fn corner(&mut self, corner: &str) {
        corner.clone_into(&mut self.corner);
    }

    /// Adds a column of one cell a row, unless all its cells are empty.
    pub(super) fn column(
        &mut self,
        heading: &str,
        side: Side,
        cells: impl IntoIterator<Item = Cell>,
    ) {
        let cells: Vec<Cell> = cells.into_iter().collect();
        assert_eq!(cells.len(), self.names.len(), "one cell a row");
        if cells.iter().any(|cell| *cell != Cell::default()) {
            self.columns.push(Column { heading: heading.to_owned(), side, cells });
        }
    }

    /// How many columns of the screen the names take of `width`.
    fn name_width(&self, width: usize) -> usize {
        let names = self.names.iter().chain([&self.corner]);
        let longest = names.map(|name| name.width()).max().unwrap_or(0);
        longest.min(WIDEST_NAME).min((width / 3).max(8))
    }

    /// How much room is left for one more column, at `width`.
    pub(super) fn room(&self, width: usize) -> usize {
        let taken: usize = self.columns.iter().map(|column| column.width() + GAP).sum();
        width.saturating_sub(self.name_width(width) + taken + GAP)
    }

    /// The lines of the table. Columns that `width` has no room for stand below, behind the names
    /// once more.
    pub(super) fn lines(&self, width: usize, style: Style) -> Vec<String> {
        let name_width = self.name_width(width);
        let mut lines = Vec::new();
        let mut rest = self.columns.as_slice();
        while !rest.is_empty() {
            let mut taken = name_width;
            let fits = |column: &&Column| {
                taken += GAP + column.width();
                taken <= width
            };
            let count = rest.iter().take_while(fits).count().max(1);
            if !lines.is_empty() {
                lines.push(String::new());
            }
            self.block(&rest[..count], name_width, style, &mut lines);
            rest = &rest[count..];
        }
        lines
    }

    /// The names and some columns.
    fn block(&self, columns: &[Column], name_width: usize, style: Style, lines: &mut Vec<String>) {
        let corner = wrapped(&self.corner, name_width);
        let headings: Vec<Vec<&str>> =
            columns.iter().map(|column| column.heading.lines().collect()).collect();
        let height = headings.iter().map(Vec::len).chain([corner.len()]).max().unwrap_or(0);
        // Headings stand on the same line at their bottom.
        let part = |row: usize, length: usize| (row + length).checked_sub(height);
        for row in 0..height {
            let name = part(row, corner.len()).map_or("", |row| corner[row].as_str());
            let mut line = padded(name, name_width, Side::Left);
            for (column, heading) in columns.iter().zip(&headings) {
                let text = part(row, heading.len()).map_or("", |row| heading[row]);
                line += &" ".repeat(GAP);
                line += &padded(text, column.width(), column.side);
            }
            lines.push(style.faint(line.trim_end()));
        }
        for (row, name) in self.names.iter().enumerate() {
            let mut name = wrapped(name, name_width).into_iter();
            let mut line = padded(&name.next().unwrap_or_default(), name_width, Side::Left);
            for column in columns {
                line += &" ".repeat(GAP);
                line += &column.cell(row);
            }
            // The nameless row of an axis is empty where the axis stands elsewhere.
            if !line.trim_end().is_empty() {
                lines.push(line.trim_end().to_owned());
            }
            lines.extend(name.map(|more| format!("  {more}")));
        }
    }
}

impl Column {
    fn value_width(&self) -> usize {
        self.cells.iter().map(|cell| cell.value.width()).max().unwrap_or(0)
    }

    fn tail_width(&self) -> usize {
        self.cells.iter().map(|cell| cell.tail.width()).max().unwrap_or(0)
    }

    fn body_width(&self) -> usize {
        let tail = self.tail_width();
        self.value_width() + if tail > 0 { 1 + tail } else { 0 }
    }

    fn width(&self) -> usize {
        let heading = self.heading.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
        heading.max(self.body_width())
    }

    fn cell(&self, row: usize) -> String {
        let cell = &self.cells[row];
        let mut text = padded(&cell.value, self.value_width(), self.side);
        if self.tail_width() > 0 {
            text += " ";
            text += &padded(&cell.tail, self.tail_width(), Side::Left);
        }
        padded(&text, self.width(), self.side)
    }
}

/// `text` with spaces up to `width` columns.
fn padded(text: &str, width: usize, side: Side) -> String {
    let spaces = " ".repeat(width.saturating_sub(text.width()));
    match side {
        Side::Left => format!("{text}{spaces}"),
        Side::Right => format!("{spaces}{text}"),
    }
}

/// `text` in lines of at most `width` columns, broken at spaces, and within a word only where it
/// is longer than a line. Lines after the first are two columns shorter, for an indent.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let room = |lines: &[String]| width.saturating_sub(if lines.len() > 1 { 2 } else { 0 });
        let line = &lines[lines.len() - 1];
        if !line.is_empty() && line.width() + 1 + word.width() > room(&lines) {
            lines.push(String::new());
        } else if !line.is_empty() {
            lines.last_mut().expect("there is a line").push(' ');
        }
        for letter in word.chars() {
            let mut buffer = [0; 4];
            let letter = letter.encode_utf8(&mut buffer);
            let line = &lines[lines.len() - 1];
            if !line.is_empty() && line.width() + letter.width() > room(&lines).max(1) {
                lines.push(String::new());
            }
            lines.last_mut().expect("there is a line").push_str(letter);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_whatever_script_the_names_are_in() {
        let mut table = Table::of(["北海道の星", "zoé", "👩‍🚀 fans"]);
        let cells = [("1,240", "± 5"), ("7", "± 12"), ("33", "")];
        let cells = cells.map(|(value, tail)| Cell::with(value, tail));
        table.column("reach", Side::Right, cells);
        table.column("bars", Side::Left, ["▁▂", "█", ""].map(Cell::of));
        let lines = table.lines(80, Style::Plain);
        assert_eq!(lines.len(), 4);
        // Up to the column of bars every line is as wide as every other.
        let bars = |line: &str, bar: &str| line[..line.find(bar).expect(bar)].width();
        assert_eq!(bars(&lines[0], "bars"), bars(&lines[1], "▁"));
        assert_eq!(bars(&lines[1], "▁"), bars(&lines[2], "█"));
        let end_of_value =
            |line: &str, value: &str| line[..line.find(value).expect(value) + value.len()].width();
        assert_eq!(end_of_value(&lines[1], "1,240"), end_of_value(&lines[2], "7"));
        assert_eq!(end_of_value(&lines[1], "1,240"), end_of_value(&lines[3], "33"));
    }

    #[test]
    fn a_table_never_is_wider_than_asked_where_its_columns_are_not() {
        let mut table = Table::of(["a very long name of an option that must be wrapped", "b"]);
        for heading in ["one", "two", "three", "four\nand more"] {
            table.column(heading, Side::Right, ["123,456", "1"].map(Cell::of));
        }
        for width in [40, 60, 80, 200] {
            let lines = table.lines(width, Style::Plain);
            assert!(lines.iter().all(|line| line.width() <= width), "{width}: {lines:#?}");
            let text = lines.join("\n");
            assert_eq!(text.matches("123,456").count(), 4, "no cell is lost: {text}");
        }
    }

    #[test]
    fn words_wrap_at_spaces_and_long_words_anywhere() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped("abcdefghij", 4), ["abcd", "ef", "gh", "ij"]);
        assert_eq!(wrapped("", 4), [""]);
    }
}
