//! A tree as GEXF, which Gephi opens: an edge from each sharer to those that it made share.
//!
//! It must never write a character that XML does not take.

use std::{io::Write, path::Path};

use super::{CascadeTree, TreeFile, refused, xml};
use crate::{catalogue::Described, error::Result};

/// A tree as GEXF, with the step and the time of each user.
#[derive(Debug, Clone, Copy)]
pub struct TreeGexf;

impl Described for TreeGexf {
    const SUMMARY: &'static str = "GEXF for Gephi, with step and time of each user";
    const REFERENCE: &'static str =
        "Bastian, Heymann & Jacomy, ICWSM 2009, doi:10.1609/icwsm.v3i1.13937";
}

impl TreeFile for TreeGexf {
    fn write(&self, tree: &CascadeTree, path: &Path, to: &mut dyn Write) -> Result<()> {
        let fault = refused(path);
        let (scenario, option) = (xml(&tree.scenario)?, xml(&tree.option)?);
        let (replicate, replicates) = (tree.replicate, tree.replicates);
        write!(
            to,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n\
             <meta><creator>wordspread</creator><description>{scenario}: {option}, replicate {replicate} of \
             {replicates}, quantile {}</description></meta>\n\
             <graph mode=\"static\" defaultedgetype=\"directed\">\n\
             <attributes class=\"node\" mode=\"static\">\n\
             <attribute id=\"0\" title=\"step\" type=\"integer\"/>\n\
             <attribute id=\"1\" title=\"time\" type=\"double\"/>\n\
             </attributes>\n\
             <attributes class=\"edge\" mode=\"static\">\n\
             <attribute id=\"0\" title=\"time\" type=\"double\"/>\n\
             </attributes>\n\
             <nodes>\n",
            tree.quantile
        )
        .map_err(&fault)?;
        for user in &tree.sharers {
            let (id, step, time) = (xml(&user.id)?, user.step, user.time);
            writeln!(
                to,
                "<node id=\"{id}\" label=\"{id}\"><attvalues><attvalue for=\"0\" value=\"{step}\"/>\
                 <attvalue for=\"1\" value=\"{time}\"/></attvalues></node>"
            )
            .map_err(&fault)?;
        }
        to.write_all(b"</nodes>\n<edges>\n").map_err(&fault)?;
        for (place, (parent, child)) in tree.edges().enumerate() {
            let (source, target, time) = (xml(&parent.id)?, xml(&child.id)?, child.time);
            writeln!(
                to,
                "<edge id=\"{place}\" source=\"{source}\" target=\"{target}\"><attvalues>\
                 <attvalue for=\"0\" value=\"{time}\"/></attvalues></edge>"
            )
            .map_err(&fault)?;
        }
        to.write_all(b"</edges>\n</graph>\n</gexf>\n").map_err(&fault)
    }
}
