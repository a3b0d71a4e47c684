//! A tree as CSV: one row a sharer, with the user who passed it the message.
//!
//! Seeds have a row too, even where nobody shared after them.

use std::{io::Write, path::Path};

use super::{CascadeTree, TreeFile, refused};
use crate::{
    catalogue::Described,
    error::{Error, Result},
};

/// A tree as an edge list in CSV: `parent`, `child`, `step`, `time`; a seed's parent is empty.
#[derive(Debug, Clone, Copy)]
pub struct TreeCsv;

impl Described for TreeCsv {
    const SUMMARY: &'static str = "an edge list: parent, child, step, time; a seed has no parent";
    const REFERENCE: &'static str = "RFC 4180";
}

impl TreeFile for TreeCsv {
    fn write(&self, tree: &CascadeTree, path: &Path, to: &mut dyn Write) -> Result<()> {
        let mut table = csv::Writer::from_writer(to);
        let fault = |refused: csv::Error| Error::writing(path, refused.into());
        table.write_record(["parent", "child", "step", "time"]).map_err(fault)?;
        for child in &tree.sharers {
            let parent = child.parent.map_or("", |parent| &tree.sharers[parent].id);
            let (step, time) = (child.step.to_string(), child.time.to_string());
            table.write_record([parent, &child.id, &step, &time]).map_err(fault)?;
        }
        table.flush().map_err(refused(path))
    }
}
