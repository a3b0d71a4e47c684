//! Every replicate as CSV: one row a replicate and option, one column a metric.
//!
//! It must never hold more than a row in memory, nor round a value.

use std::io::{self, Write};

use super::ReportForm;
use crate::{catalogue::Described, report::Report, simulate::Samples};

/// Every replicate as CSV. The columns are `replicate`, counted from 0, `option`, and each metric's
/// keyword. Rows of one replicate are of one world, so differences between options are paired.
#[derive(Debug, Clone, Copy)]
pub struct CsvReplicates;

impl Described for CsvReplicates {
    const SUMMARY: &'static str = "every replicate as CSV: one row a replicate and option";
    const REFERENCE: &'static str = "RFC 4180";
}

impl ReportForm for CsvReplicates {
    fn write(&self, report: &Report, samples: &Samples, to: &mut dyn Write) -> io::Result<()> {
        let question = &report.question;
        let mut table = csv::Writer::from_writer(to);
        let metrics = question.metrics.iter().map(|metric| metric.keyword());
        table.write_record(["replicate", "option"].into_iter().chain(metrics))?;
        for replicate in 0..samples.replicates as usize {
            for (option, samples) in question.options.iter().zip(&samples.options) {
                table.write_field(replicate.to_string())?;
                table.write_field(&option.name)?;
                for values in &samples.values {
                    table.write_field(values[replicate].to_string())?;
                }
                table.write_record(None::<&[u8]>)?;
            }
        }
        table.flush()
    }
}
