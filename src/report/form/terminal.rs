//! A report as text for people.

use std::io::{self, Write};

use super::ReportForm;
use crate::{
    catalogue::Described,
    document::{Layout, text},
    report::Report,
    simulate::Samples,
};

/// The report as text.
#[derive(Debug, Clone, Copy)]
pub struct Terminal;

impl Described for Terminal {
    const SUMMARY: &'static str = "the report as text for people, the verdict first";
    const REFERENCE: &'static str = "–";
}

impl ReportForm for Terminal {
    fn write(&self, report: &Report, _samples: &Samples, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(text(report, Layout::default()).as_bytes())
    }
}

/// The report as text, ending with a newline.
#[must_use]
pub fn text(report: &Report, layout: Layout) -> String {
    text::render(&report.document(), layout)
}
