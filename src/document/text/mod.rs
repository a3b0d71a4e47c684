//! Documents as text for terminals and files.
//!
//! All but headings is indented. Sentences wrap at the width of the layout. Table columns that do not fit
//! beside each other stand below.

mod bars;
mod style;
mod table;
mod wrap;

pub use self::{
    style::{Layout, Style},
    wrap::wrap,
};

use self::wrap::wrap_hanging;
use super::{Document, DocumentBlock, Grid};

/// What stands under a heading is indented by this many columns.
const INDENT: usize = 2;

/// The meaning of a term is indented by this many columns.
const MEANING: usize = 6;

/// Labels take this many columns, their indent aside.
const LABEL: usize = 22;

/// Numbers of a grid take this many columns.
const NUMBER: usize = 9;

/// Under this many columns no table is readable: lines then run over instead.
const NARROWEST: usize = 40;

/// The document as text. It ends with a newline unless it is empty.
#[must_use]
pub fn render(document: &Document, layout: Layout) -> String {
    let layout = Layout { width: layout.width.max(NARROWEST), ..layout };
    let mut lines = TextLines { layout, text: String::new() };
    for block in document.blocks() {
        lines.block(block);
    }
    lines.text
}

/// The text so far.
struct TextLines {
    layout: Layout,
    text: String,
}

impl TextLines {
    fn block(&mut self, block: &DocumentBlock) {
        let style = self.layout.style;
        match block {
            DocumentBlock::Heading(text) => {
                self.space();
                for line in wrap_hanging(text, self.layout.width) {
                    self.line(0, &style.strong(&line));
                }
            }
            DocumentBlock::Sentence(text) => self.hanging(text, str::to_owned),
            DocumentBlock::Warning(text) => self.hanging(text, |line| style.warning(line)),
            DocumentBlock::Note(text) => self.hanging(text, |line| style.faint(line)),
            DocumentBlock::Paragraph(text) => self.flush(text, INDENT),
            DocumentBlock::Fact { label, value } => self.fact(label, value),
            DocumentBlock::Definition { term, takes, meaning } => {
                self.line(INDENT, &format!("{}: {takes}", style.strong(term)));
                for text in meaning {
                    self.flush(text, MEANING);
                }
            }
            DocumentBlock::Table(table) => {
                for line in table::lines(table, self.room(INDENT), style) {
                    self.line(INDENT, &line);
                }
            }
            DocumentBlock::Grid(grid) => self.grid(grid),
            DocumentBlock::Blank => self.line(0, ""),
        }
    }

    /// The columns left of a line with this indent.
    fn room(&self, indent: usize) -> usize {
        self.layout.width - indent
    }

    /// An empty line, except at the top.
    fn space(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn line(&mut self, indent: usize, line: &str) {
        if !line.is_empty() {
            self.text += &" ".repeat(indent);
            self.text += line;
        }
        self.text.push('\n');
    }

    /// Lines under their beginning.
    fn flush(&mut self, text: &str, indent: usize) {
        for line in wrap(text, self.room(indent)) {
            self.line(indent, &line);
        }
    }

    /// Lines indented further than their beginning, so that one sees where the next sentence starts.
    fn hanging(&mut self, text: &str, paint: impl Fn(&str) -> String) {
        for (place, line) in wrap_hanging(text, self.room(INDENT)).iter().enumerate() {
            let indent = if place > 0 { 2 * INDENT } else { INDENT };
            self.line(indent, &paint(line));
        }
    }

    /// A long value goes on under its beginning, and all of it stands under a long label.
    fn fact(&mut self, label: &str, value: &str) {
        let indent = INDENT + LABEL + 1;
        let mut lead = format!("{label:<LABEL$} ");
        if label.chars().count() > LABEL {
            self.line(INDENT, lead.trim_end());
            lead = " ".repeat(LABEL + 1);
        }
        for line in wrap(value, self.room(indent)) {
            self.line(INDENT, &format!("{lead}{line}"));
            lead = " ".repeat(LABEL + 1);
        }
    }

    fn grid(&mut self, grid: &Grid) {
        let row = |label: &str, cells: &[String]| {
            let cells = cells.iter().map(|cell| format!(" {cell:>NUMBER$}"));
            format!("{label:<0$}", INDENT + LABEL) + &cells.collect::<String>()
        };
        self.space();
        self.line(0, &self.layout.style.strong(&row(&grid.title, &grid.columns)));
        for each in &grid.rows {
            let numbers = row(&format!("  {}", each.label), &each.cells);
            self.line(0, format!("{numbers}  {}", each.bar).trim_end());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{GridRow, Side, Table, table::Cell};

    #[test]
    fn every_block_has_its_place() {
        let mut document = Document::default();
        document.heading("Size");
        document.fact("users", "1,000");
        document.fact("", "of many places and of no place at all");
        document.fact("a label that is far too long", "below");
        document.definition("users", "whole number".to_owned(), "How many there are.");
        let row = GridRow {
            label: "followers".to_owned(),
            cells: vec!["3.5".to_owned()],
            bar: "##".to_owned(),
        };
        document.grid("Degrees", vec!["mean".to_owned()], vec![row]);
        document.sentence("Sentences hang, so that each shows where it begins.");
        document.paragraph("Paragraphs do not, and are as wide as a line.");
        let mut table = Table::of(["A"]).with_corner("option");
        table.column("reach", Side::Right, [Cell::with("12", "± 3")]);
        document.table(table);
        let layout = Layout { width: 44, style: Style::Plain };
        let expected = "\
Size
  users                  1,000
                         of many places and
                         of no place at all
  a label that is far too long
                         below
  users: whole number
      How many there are.

Degrees                       mean
  followers                    3.5  ##
  Sentences hang, so that each shows where
    it begins.
  Paragraphs do not, and are as wide as a
  line.
  option    reach
  A        12 ± 3
";
        assert_eq!(render(&document, layout), expected);
        let coloured = Layout { style: Style::Colour, ..layout };
        assert!(render(&document, coloured).starts_with("\u{1b}[1mSize\u{1b}[0m\n"));
        assert!(serde_json::to_string(&document).expect("blocks serialise").contains("grid"));
    }
}
