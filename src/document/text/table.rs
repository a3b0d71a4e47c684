//! Tables as lines of aligned text.

use unicode_width::UnicodeWidthStr;

use super::{Style, bars, wrap_hanging};
use crate::document::table::{Bar, Cell, ColumnHeading, Content, Side, Table};

/// Names are wrapped at this many columns, and at a third of the width of the screen.
const WIDEST_NAME: usize = 32;

/// Headings that are names are wrapped at this many columns.
const WIDEST_HEADING: usize = 18;

/// Between two columns.
const GAP: usize = 3;

/// Histograms take at least and at most this many columns: as many as they have bins.
const HISTOGRAM: [usize; 2] = [20, 40];

/// Bars take at least and at most this many columns.
const BAR: [usize; 2] = [8, 30];

/// The lines of a table. Columns that `width` has no room for stand below, behind the names once more.
pub(super) fn lines(table: &Table, width: usize, style: Style) -> Vec<String> {
    let drawn = DrawnTable::of(table, width);
    let mut lines = Vec::new();
    let mut rest = drawn.columns.as_slice();
    while !rest.is_empty() {
        let mut taken = drawn.name_width;
        let fits = |column: &&DrawnColumn| {
            taken += GAP + column.width();
            taken <= width
        };
        let count = rest.iter().take_while(fits).count().max(1);
        if !lines.is_empty() {
            lines.push(String::new());
        }
        drawn.side_by_side(&rest[..count], style, &mut lines);
        rest = &rest[count..];
    }
    lines
}

/// A table whose charts are drawn in the room that the columns before them leave.
struct DrawnTable<'a> {
    corner: &'a str,
    names: Vec<&'a str>,
    name_width: usize,
    columns: Vec<DrawnColumn>,
}

struct DrawnColumn {
    heading: Vec<String>,
    side: Side,
    cells: Vec<Cell>,
}

impl<'a> DrawnTable<'a> {
    fn of(table: &'a Table, width: usize) -> Self {
        let mut names: Vec<&str> = table.names.iter().map(String::as_str).collect();
        let longest = names.iter().chain([&&*table.corner]).map(|name| name.width()).max();
        let name_width = longest.unwrap_or(0).min(WIDEST_NAME).min((width / 3).max(8));
        let mut columns: Vec<DrawnColumn> = Vec::new();
        for column in &table.columns {
            let taken: usize = columns.iter().map(|column| column.width() + GAP).sum();
            let room = width.saturating_sub(name_width + taken + GAP);
            let (side, cells) = match &column.content {
                Content::Cells { side, cells } => (*side, cells.clone()),
                Content::Histograms(rows) => {
                    let room = room.clamp(HISTOGRAM[0], HISTOGRAM[1]);
                    let axis = rows.first().map(|first| bars::axis(first, room));
                    let rows = rows.iter().map(|row| bars::bars(row, room));
                    (Side::Left, rows.chain(axis).map(Cell::of).collect())
                }
                Content::Bars(rows) => (Side::Left, drawn_bars(rows, room)),
            };
            let heading = match &column.heading {
                ColumnHeading::Words(words) => words.lines().map(str::to_owned).collect(),
                ColumnHeading::Name(name) => wrap_hanging(name, WIDEST_HEADING),
            };
            columns.push(DrawnColumn { heading, side, cells });
        }
        // An axis stands in a row of its own, without a name.
        let rows = columns.iter().map(|column| column.cells.len()).max().unwrap_or(0);
        names.resize(rows.max(names.len()), "");
        Self { corner: &table.corner, names, name_width, columns }
    }

    /// The names and the columns that stand beside them.
    fn side_by_side(&self, columns: &[DrawnColumn], style: Style, lines: &mut Vec<String>) {
        let corner = wrap_hanging(self.corner, self.name_width);
        let headings = columns.iter().map(|column| column.heading.len());
        let height = headings.chain([corner.len()]).max().unwrap_or(0);
        // Headings end on the same line.
        let part = |heading: &[String], row: usize| {
            let place = (row + heading.len()).checked_sub(height);
            place.map_or_else(String::new, |place| heading[place].clone())
        };
        for row in 0..height {
            let mut line = padded(&part(&corner, row), self.name_width, Side::Left);
            for column in columns {
                line += &" ".repeat(GAP);
                line += &padded(&part(&column.heading, row), column.width(), column.side);
            }
            lines.push(style.faint(line.trim_end()));
        }
        for (row, name) in self.names.iter().enumerate() {
            let mut name = wrap_hanging(name, self.name_width).into_iter();
            let mut line = padded(&name.next().unwrap_or_default(), self.name_width, Side::Left);
            for column in columns {
                line += &" ".repeat(GAP);
                line += &column.cell(row);
            }
            // The row of an axis is empty where the axis stands elsewhere.
            if !line.trim_end().is_empty() {
                lines.push(line.trim_end().to_owned());
            }
            lines.extend(name.map(|more| format!("  {more}")));
        }
    }
}

/// Bars in at most `room` columns with their notes.
fn drawn_bars(rows: &[Bar], room: usize) -> Vec<Cell> {
    let longest = rows.iter().map(|row| row.note.width()).max().unwrap_or(0);
    let room = room.saturating_sub(longest + 1).clamp(BAR[0], BAR[1]);
    let largest = rows.iter().map(|row| row.value).fold(0.0, f64::max);
    let cell = |row: &Bar| {
        let bar = bars::bar(row.value, largest, room);
        Cell::of(if row.note.is_empty() { bar } else { format!("{bar} {}", row.note) })
    };
    rows.iter().map(cell).collect()
}

impl DrawnColumn {
    fn value_width(&self) -> usize {
        self.cells.iter().map(|cell| cell.value.width()).max().unwrap_or(0)
    }

    fn tail_width(&self) -> usize {
        self.cells.iter().map(|cell| cell.tail.width()).max().unwrap_or(0)
    }

    fn width(&self) -> usize {
        let tail = self.tail_width();
        let body = self.value_width() + if tail > 0 { 1 + tail } else { 0 };
        let heading = self.heading.iter().map(|line| line.width()).max().unwrap_or(0);
        heading.max(body)
    }

    fn cell(&self, row: usize) -> String {
        let Some(cell) = self.cells.get(row) else { return " ".repeat(self.width()) };
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
        let lines = lines(&table, 80, Style::Plain);
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
            let lines = lines(&table, width, Style::Plain);
            assert!(lines.iter().all(|line| line.width() <= width), "{width}: {lines:#?}");
            let text = lines.join("\n");
            assert_eq!(text.matches("123,456").count(), 4, "no cell is lost: {text}");
        }
    }
}
