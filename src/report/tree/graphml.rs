//! A tree as GraphML: an edge from each sharer to those that it made share.
//!
//! It must never write a character that XML does not take.

use std::{io::Write, path::Path};

use super::{CascadeTree, TreeFile, refused, xml};
use crate::{catalogue::Described, error::Result};

/// A tree as GraphML, with the step and the time of each user, and of what it is.
#[derive(Debug, Clone, Copy)]
pub struct TreeGraphml;

impl Described for TreeGraphml {
    const SUMMARY: &'static str = "GraphML, with step and time of each user";
    const REFERENCE: &'static str =
        "Brandes et al., Graph Drawing 2001, doi:10.1007/3-540-45848-4_59";
}

/// What is said of the whole: name, type.
const OF_GRAPH: [(&str, &str); 5] = [
    ("scenario", "string"),
    ("option", "string"),
    ("replicate", "long"),
    ("replicates", "long"),
    ("quantile", "double"),
];

impl TreeFile for TreeGraphml {
    fn write(&self, tree: &CascadeTree, path: &Path, to: &mut dyn Write) -> Result<()> {
        let fault = refused(path);
        to.write_all(
            b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
              <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n\
              <key id=\"step\" for=\"node\" attr.name=\"step\" attr.type=\"int\"/>\n\
              <key id=\"time\" for=\"node\" attr.name=\"time\" attr.type=\"double\"/>\n\
              <key id=\"at\" for=\"edge\" attr.name=\"time\" attr.type=\"double\"/>\n",
        )
        .map_err(&fault)?;
        for (name, kind) in OF_GRAPH {
            writeln!(
                to,
                "<key id=\"{name}\" for=\"graph\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
            )
            .map_err(&fault)?;
        }
        writeln!(to, "<graph edgedefault=\"directed\">").map_err(&fault)?;
        let values = [
            xml(&tree.scenario)?.into_owned(),
            xml(&tree.option)?.into_owned(),
            tree.replicate.to_string(),
            tree.replicates.to_string(),
            tree.quantile.to_string(),
        ];
        for ((name, _), value) in OF_GRAPH.iter().zip(values) {
            writeln!(to, "<data key=\"{name}\">{value}</data>").map_err(&fault)?;
        }
        for user in &tree.sharers {
            let (id, step, time) = (xml(&user.id)?, user.step, user.time);
            writeln!(
                to,
                "<node id=\"{id}\"><data key=\"step\">{step}</data><data key=\"time\">{time}</data></node>"
            )
            .map_err(&fault)?;
        }
        for (parent, child) in tree.edges() {
            let (source, target) = (xml(&parent.id)?, xml(&child.id)?);
            writeln!(
                to,
                "<edge source=\"{source}\" target=\"{target}\"><data key=\"at\">{}</data></edge>",
                child.time
            )
            .map_err(&fault)?;
        }
        to.write_all(b"</graph>\n</graphml>\n").map_err(&fault)
    }
}
