//! A page of text: titles, sentences and tables, indented and wrapped.
//!
//! It must never know what it prints.

use super::{Layout, table::Table, table::wrapped};

/// What stands under a title is indented by so much.
const INDENT: usize = 2;

/// A page that grows from top to bottom.
#[derive(Debug)]
pub(super) struct Page {
    layout: Layout,
    text: String,
}

impl Page {
    pub(super) fn new(layout: Layout) -> Self {
        // Under 40 columns no table is readable: lines then run over instead.
        Self { layout: Layout { width: layout.width.max(40), ..layout }, text: String::new() }
    }

    /// The room for what stands under a title.
    pub(super) fn width(&self) -> usize {
        self.layout.width - INDENT
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// An empty line, and a title.
    pub(super) fn title(&mut self, title: &str) {
        self.blank();
        self.heading(title);
    }

    /// A title at the top of the page.
    pub(super) fn heading(&mut self, title: &str) {
        for line in wrapped(title, self.layout.width) {
            self.text += &self.layout.style.strong(&line);
            self.text.push('\n');
        }
    }

    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A sentence or more, wrapped.
    pub(super) fn paragraph(&mut self, text: &str) {
        self.wrapped(text, str::to_owned);
    }

    /// A paragraph that is not to be overlooked.
    pub(super) fn warning(&mut self, text: &str) {
        let style = self.layout.style;
        self.wrapped(text, |line| style.warning(line));
    }

    /// A paragraph for whom it concerns.
    pub(super) fn note(&mut self, text: &str) {
        let style = self.layout.style;
        self.wrapped(text, |line| style.faint(line));
    }

    pub(super) fn table(&mut self, table: &Table) {
        for line in table.lines(self.width(), self.layout.style) {
            self.line(&line);
        }
    }

    fn wrapped(&mut self, text: &str, paint: impl Fn(&str) -> String) {
        for (place, line) in wrapped(text, self.width()).iter().enumerate() {
            let indent = if place > 0 { "  " } else { "" };
            self.line(&format!("{indent}{}", paint(line)));
        }
    }

    fn line(&mut self, line: &str) {
        if !line.is_empty() {
            self.text += &" ".repeat(INDENT);
            self.text += line;
        }
        self.text.push('\n');
    }
}
