//! Tables: named rows, and columns of cells or charts.
//!
//! A table knows no widths: a renderer decides what fits where.

use serde::Serialize;

use super::numbers::measured;
use crate::statistics::{Histogram, Interval};

/// A table whose first column holds names.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Table {
    /// What the names are.
    pub corner: String,
    /// The name of each row.
    pub names: Vec<String>,
    /// The columns to the right of the names.
    pub columns: Vec<TableColumn>,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableColumn {
    /// What stands above it.
    pub heading: ColumnHeading,
    /// What stands in it, one row a name.
    pub content: Content,
}

/// What stands above a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnHeading {
    /// Words, broken into lines as they are.
    Words(String),
    /// A name of any length, which a renderer breaks where it likes.
    Name(String),
}

/// What stands in a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// Text or numbers.
    Cells {
        /// At which side of the column they stand.
        side: Side,
        /// One cell a row.
        cells: Vec<Cell>,
    },
    /// A histogram a row, all of them in the same bins, so that they share one axis.
    Histograms(Vec<Histogram>),
    /// A bar a row, all of them of one scale.
    Bars(Vec<Bar>),
}

/// At which side of a column its cells stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// For text.
    Left,
    /// For numbers.
    Right,
}

/// A value and what is said behind it, each aligned with those above and below.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The value.
    pub value: String,
    /// What is said behind it.
    pub tail: String,
}

/// A bar as long as its value is large.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bar {
    /// How long it is.
    pub value: f64,
    /// What is said behind it.
    pub note: String,
}

impl Cell {
    /// A value alone.
    #[must_use]
    pub fn of(value: impl Into<String>) -> Self {
        Self { value: value.into(), tail: String::new() }
    }

    /// A value with what is said behind it.
    #[must_use]
    pub fn with(value: impl Into<String>, tail: impl Into<String>) -> Self {
        Self { value: value.into(), tail: tail.into() }
    }

    /// "48,210 ± 310".
    #[must_use]
    pub fn measured(value: f64, interval: Option<Interval>) -> Self {
        let shown = measured(value, interval);
        let error = shown.error.map(|error| format!("± {error}"));
        Self::with(shown.value, error.unwrap_or_default())
    }
}

impl Table {
    /// A table of rows of these names.
    #[must_use]
    pub fn of(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { names: names.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// The same table, which says above the names what they are.
    #[must_use]
    pub fn with_corner(self, corner: impl Into<String>) -> Self {
        Self { corner: corner.into(), ..self }
    }

    /// Adds a column of one cell a row, unless all its cells are empty.
    pub fn column(
        &mut self,
        heading: impl Into<String>,
        side: Side,
        cells: impl IntoIterator<Item = Cell>,
    ) {
        self.cells(ColumnHeading::Words(heading.into()), side, cells);
    }

    /// The same of numbers, under a name of any length.
    pub fn named_column(&mut self, name: impl Into<String>, cells: impl IntoIterator<Item = Cell>) {
        self.cells(ColumnHeading::Name(name.into()), Side::Right, cells);
    }

    fn cells(&mut self, heading: ColumnHeading, side: Side, cells: impl IntoIterator<Item = Cell>) {
        let cells: Vec<Cell> = cells.into_iter().collect();
        assert_eq!(cells.len(), self.names.len(), "one cell a row");
        if cells.iter().any(|cell| *cell != Cell::default()) {
            self.columns.push(TableColumn { heading, content: Content::Cells { side, cells } });
        }
    }

    /// Adds a column of one histogram a row.
    pub fn histograms(&mut self, heading: &str, rows: impl IntoIterator<Item = Histogram>) {
        self.chart(heading, Content::Histograms(rows.into_iter().collect()));
    }

    /// Adds a column of one bar a row.
    pub fn bars(&mut self, heading: &str, rows: impl IntoIterator<Item = Bar>) {
        self.chart(heading, Content::Bars(rows.into_iter().collect()));
    }

    fn chart(&mut self, heading: &str, content: Content) {
        let heading = ColumnHeading::Words(heading.to_owned());
        self.columns.push(TableColumn { heading, content });
    }
}
