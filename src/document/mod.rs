//! A document: headings, sentences, tables and charts, made once and rendered to any form.
//!
//! Blocks say what something is, not how it looks. [`text`] renders them for terminals and files; they
//! serialise, so that a page can render them too. Nothing here knows what a block is about.

pub mod amounts;
pub mod numbers;
mod summary;
mod table;
pub mod text;

pub use self::{
    summary::{CurveRow, SummaryRow, Variability},
    table::{Bar, Cell, ColumnHeading, Content, Side, Table, TableColumn},
    text::{Layout, Style},
};

use serde::Serialize;

/// A name set apart from the sentence around it.
#[must_use]
pub fn quoted(name: &str) -> String {
    format!("“{name}”")
}

/// One part of a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentBlock {
    /// The title of what follows.
    Heading(String),
    /// A sentence or a few of the same thought.
    Sentence(String),
    /// A sentence that must not be overlooked.
    Warning(String),
    /// A sentence for readers who want the details.
    Note(String),
    /// Running text.
    Paragraph(String),
    /// What something is, by its label; without a label it goes on with the fact above.
    Fact {
        /// What is described.
        label: String,
        /// What it is.
        value: String,
    },
    /// A term, what it takes, and what it means.
    Definition {
        /// The term.
        term: String,
        /// What stands beside it.
        takes: String,
        /// What it means, paragraph by paragraph.
        meaning: Vec<String>,
    },
    /// A table, with charts in some of its columns.
    Table(Table),
    /// Numbers in columns of one width, under a title of their own.
    Grid(Grid),
    /// Space.
    Blank,
}

/// Numbers in columns of one width.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Grid {
    /// What the rows are.
    pub title: String,
    /// What each column is.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<GridRow>,
}

/// A row of a [`Grid`].
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct GridRow {
    /// What the row is.
    pub label: String,
    /// One number a column.
    pub cells: Vec<String>,
    /// A bar behind them; empty for none.
    pub bar: String,
}

/// Blocks from top to bottom.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Document {
    blocks: Vec<DocumentBlock>,
}

impl Document {
    /// The blocks, from top to bottom.
    #[must_use]
    pub fn blocks(&self) -> &[DocumentBlock] {
        &self.blocks
    }

    fn push(&mut self, block: DocumentBlock) {
        self.blocks.push(block);
    }

    /// Adds a heading.
    pub fn heading(&mut self, text: impl Into<String>) {
        self.push(DocumentBlock::Heading(text.into()));
    }

    /// Adds a sentence.
    pub fn sentence(&mut self, text: impl Into<String>) {
        self.push(DocumentBlock::Sentence(text.into()));
    }

    /// Adds a warning.
    pub fn warning(&mut self, text: impl Into<String>) {
        self.push(DocumentBlock::Warning(text.into()));
    }

    /// Adds a note.
    pub fn note(&mut self, text: impl Into<String>) {
        self.push(DocumentBlock::Note(text.into()));
    }

    /// Adds running text.
    pub fn paragraph(&mut self, text: impl Into<String>) {
        self.push(DocumentBlock::Paragraph(text.into()));
    }

    /// Adds a fact.
    pub fn fact(&mut self, label: impl Into<String>, value: impl Into<String>) {
        self.push(DocumentBlock::Fact { label: label.into(), value: value.into() });
    }

    /// Adds a table.
    pub fn table(&mut self, table: Table) {
        self.push(DocumentBlock::Table(table));
    }

    /// Adds a term, what it takes, and what it means.
    pub fn definition(&mut self, term: &str, takes: String, meaning: &str) {
        let meaning = meaning.lines().map(str::to_owned).collect();
        self.push(DocumentBlock::Definition { term: term.to_owned(), takes, meaning });
    }

    /// Adds numbers in columns of one width.
    pub fn grid(&mut self, title: &str, columns: Vec<String>, rows: Vec<GridRow>) {
        self.push(DocumentBlock::Grid(Grid { title: title.to_owned(), columns, rows }));
    }

    /// Adds space.
    pub fn blank(&mut self) {
        self.push(DocumentBlock::Blank);
    }
}
