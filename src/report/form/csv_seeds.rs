//! The seeds of every option as CSV: one row an option and seed.
//!
//! It must never leave out that an option's seeds are drawn anew: it then has no row.

use std::io::{self, Write};

use super::ReportForm;
use crate::{catalogue::Described, report::Report, simulate::Samples};

/// The seeds of every option as CSV.
///
/// The columns are `option`, `place` (counted from 1), the user's `id`, and `adds`. That is how many sharers it
/// adds to the seeds before it, empty if not counted. After a search, seeds are in the order of choice. An option
/// has no rows if its seeds are drawn anew in every replicate, or on an implicit network.
#[derive(Debug, Clone, Copy)]
pub struct CsvSeeds;

impl Described for CsvSeeds {
    const SUMMARY: &'static str = "the seeds of every option as CSV: one row an option and seed";
    const REFERENCE: &'static str = "RFC 4180";
}

impl ReportForm for CsvSeeds {
    fn write(&self, report: &Report, _samples: &Samples, to: &mut dyn Write) -> io::Result<()> {
        let mut table = csv::Writer::from_writer(to);
        table.write_record(["option", "place", "id", "adds"])?;
        for option in &report.options {
            for (place, seed) in (1..).zip(option.chosen.iter().flatten()) {
                let place: usize = place;
                let adds = seed.adds.map_or_else(String::new, |adds| adds.to_string());
                table.write_record([&option.name, &place.to_string(), &seed.id, &adds])?;
            }
        }
        table.flush()
    }
}
