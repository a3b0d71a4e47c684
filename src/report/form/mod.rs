//! The forms in which a report is written, one file a form.

mod csv_curves;
mod csv_replicates;
mod csv_seeds;
pub(super) mod csv_summary;
pub mod json;
pub mod terminal;

pub use self::{
    csv_curves::CsvCurves, csv_replicates::CsvReplicates, csv_seeds::CsvSeeds,
    csv_summary::CsvSummary, json::Json, terminal::Terminal,
};

use std::io::{self, Write};

use super::Report;
use crate::{catalogue, simulate::Samples};

/// A form in which a report is written.
pub trait ReportForm {
    /// Writes `report`, made from `samples`, as text in UTF-8 that ends with a newline.
    ///
    /// # Errors
    /// If `to` refuses.
    fn write(&self, report: &Report, samples: &Samples, to: &mut dyn Write) -> io::Result<()>;
}

catalogue! {
    /// Every form in which a report is written.
    pub enum AnyOutput: words ReportForm {
        "terminal" => Terminal,
        "json" => Json,
        "csv-summary" => CsvSummary,
        "csv-replicates" => CsvReplicates,
        "csv-curves" => CsvCurves,
        "csv-seeds" => CsvSeeds,
    }
}
