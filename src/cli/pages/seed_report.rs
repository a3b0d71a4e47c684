//! The outcome of a search for seeds: printed, and written into a file that `seeds.file` takes.
//!
//! It must never hide that something is missing.

use std::{
    io::{self, BufWriter, Write},
    path::Path,
};

use serde::Serialize;
use wordspread::{
    document::{
        Document,
        amounts::{number, several, whole},
    },
    error::{Error, Result},
    seeding::SeedCertificate,
    whole_file::WholeFile,
};

use super::certificate::certified_share;
use crate::cli::{exit_status::ExitStatus, terminal::console::Console};

/// Why work is incomplete that Ctrl-C ended.
const BY_HAND: &str = "it was stopped by hand";

/// The outcome of a search.
pub(crate) struct SeedReport<'a, T> {
    /// What JSON holds.
    pub(crate) found: &'a T,
    /// How many seeds, in words.
    pub(crate) summary: String,
    pub(crate) page: String,
    /// The lines of the file.
    pub(crate) lines: Vec<String>,
    pub(crate) interrupted: bool,
}

impl<T: Serialize> SeedReport<'_, T> {
    /// Writes the file, where there is one, and prints text or JSON.
    ///
    /// # Errors
    /// As [`Console::print`]; [`Error::Io`] where the file cannot be written, after printing.
    pub(crate) fn show(
        &self,
        file: Option<(&Path, WholeFile)>,
        json: bool,
        console: &Console,
    ) -> Result<ExitStatus> {
        // The result is printed even where the disk has no room for the file.
        let write = |(path, file)| match self.write(file) {
            Ok(()) => Ok(path),
            Err(error) => Err(Error::writing(path, error)),
        };
        let written = file.map(write).transpose();
        if json {
            console.print_json(self.found)?;
        } else {
            console.print(&self.page)?;
        }
        if let Some(path) = written? {
            console.note(&format!("{}: {}.", path.display(), self.summary));
        }
        Ok(if self.interrupted { ExitStatus::Interrupted } else { ExitStatus::Done })
    }

    fn write(&self, file: WholeFile) -> io::Result<()> {
        let mut file = BufWriter::new(file);
        for line in &self.lines {
            writeln!(file, "{line}")?;
        }
        file.into_inner().map_err(io::IntoInnerError::into_error)?.finish()
    }
}

/// The comments at the top of the file: what is certified, and what is missing.
pub(crate) fn head(
    summary: &str,
    certificate: &SeedCertificate,
    missing: Vec<String>,
) -> Vec<String> {
    let certified = format!("# {summary}: {} of the best spread", certified_share(certificate));
    let missing = missing.into_iter().map(|missing| format!("# partial: {missing}"));
    std::iter::once(certified).chain(missing).collect()
}

/// That the search ended early, and why; `quality` is the key or flag that asks for less.
pub(crate) fn ended_early(certificate: &SeedCertificate, quality: &str) -> Option<String> {
    let full = || format!("the memory for its sets was full, and a larger {quality} takes fewer");
    let ended = if certificate.interrupted { BY_HAND.to_owned() } else { full() };
    let missing = format!("the search ended before it reached the requested quality: {ended}");
    (!certificate.reached).then_some(missing)
}

/// That `what` was done in fewer worlds than wanted.
pub(crate) fn in_fewer_worlds(what: &str, done: u64, wanted: u64) -> Option<String> {
    let of = format!("{} of {}", whole(done), several(wanted, "world"));
    (done < wanted).then(|| format!("{what} {of}: {BY_HAND}"))
}

/// That `what` was not even begun.
pub(crate) fn left_out(what: &str) -> String {
    format!("{what} is left out: {BY_HAND}")
}

/// Writes what all seeds cost, and of which budget.
pub(crate) fn cost_row(cost: Option<f64>, certificate: &SeedCertificate, page: &mut Document) {
    if let Some(cost) = cost {
        let of = certificate.budget.map_or_else(String::new, |all| format!(" of {}", number(all)));
        page.fact("cost", format!("{}{of}", number(cost)));
    }
}

/// Writes what is missing, a paragraph each.
pub(crate) fn partial_section(missing: &[String], page: &mut Document) {
    if missing.is_empty() {
        return;
    }
    page.heading("Partial");
    for missing in missing {
        page.paragraph(missing);
    }
}
