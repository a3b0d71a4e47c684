//! GEXF, which Gephi opens with all attributes of users and edges. It is written, not read.
//!
//! Shape: XML with declared attributes of nodes and edges; the probability, where there is one, is
//! also the edge's weight, which Gephi draws and computes with. It loses nothing.

use std::fmt::Write;

use super::{
    FileFormat, NetworkFile,
    file::{output::Output, source::Source},
    text::xml::escaped,
};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    network::{
        Network,
        attributes::{ColumnKind, EdgeColumn},
    },
    progress::Progress,
};

/// The format.
pub(super) struct GexfFile;

impl Described for GexfFile {
    const SUMMARY: &'static str = "users and edges with attributes, for Gephi; written only";
    const REFERENCE: &'static str = "Bastian, Heymann & Jacomy, Gephi: An Open Source Software for \
         Exploring and Manipulating Networks, ICWSM 2009, doi:10.1609/icwsm.v3i1.13937";
}

impl FileFormat for GexfFile {
    fn extensions(&self) -> &'static [&'static str] {
        &["gexf"]
    }

    fn recognises(&self, head: &[u8]) -> bool {
        memchr::memmem::find(head, b"<gexf").is_some()
    }

    fn read(&self, source: &Source<'_>, _: &NetworkFile, _: &dyn Progress) -> Result<Network> {
        Err(Error::at_line(
            source.path(),
            1,
            "GEXF is written and not read",
            "save the network as GraphML, which Gephi exports too",
        ))
    }

    fn write(&self, network: &Network, output: &mut Output<'_>) -> Result<()> {
        let mut text = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n\
             <graph mode=\"static\" defaultedgetype=\"directed\">\n",
        );
        declare(&mut text, network)?;
        text.push_str("<nodes>\n");
        output.bytes(text.as_bytes())?;
        for node in 0..network.users() {
            text.clear();
            let id = network.id(node).to_string();
            let id = escaped(&id)?;
            write!(text, "<node id=\"{id}\" label=\"{id}\"><attvalues>").expect("takes all");
            for (place, column) in network.user_columns().iter().enumerate() {
                if let Some(value) = column.values.text(node) {
                    let value = escaped(&value)?;
                    write!(text, "<attvalue for=\"{place}\" value=\"{value}\"/>")
                        .expect("takes all");
                }
            }
            text.push_str("</attvalues></node>\n");
            output.bytes(text.as_bytes())?;
            output.advance(0)?;
        }
        output.bytes(b"</nodes>\n<edges>\n")?;
        let probability = network.edge_column(EdgeColumn::PROBABILITY);
        for node in 0..network.users() {
            text.clear();
            let from = network.id(node).to_string();
            let from = escaped(&from)?;
            let range = network.forward().range(node);
            for (place, &target) in range.clone().zip(network.forward().row(node)) {
                let to = network.id(target).to_string();
                let to = escaped(&to)?;
                write!(text, "<edge id=\"{place}\" source=\"{from}\" target=\"{to}\"")
                    .expect("takes all");
                if let Some(probability) = probability {
                    write!(text, " weight=\"{}\"", probability[place]).expect("takes all");
                }
                text.push_str("><attvalues>");
                for (number, column) in network.edge_columns().iter().enumerate() {
                    let value = column.values[place];
                    write!(text, "<attvalue for=\"{number}\" value=\"{value}\"/>")
                        .expect("takes all");
                }
                text.push_str("</attvalues></edge>\n");
            }
            output.bytes(text.as_bytes())?;
            output.advance(range.len() as u64)?;
        }
        output.bytes(b"</edges>\n</graph>\n</gexf>\n")
    }
}

/// The declarations of the attributes.
fn declare(text: &mut String, network: &Network) -> Result<()> {
    let of_users = network.user_columns().iter().map(|column| {
        let kind = match column.values.kind() {
            ColumnKind::Category => "string",
            ColumnKind::Number => "double",
            ColumnKind::Flag => "boolean",
        };
        (column.name.as_str(), kind)
    });
    let of_edges = network.edge_columns().iter().map(|column| (column.name.as_str(), "double"));
    let classes: [(&str, Vec<(&str, &str)>); 2] =
        [("node", of_users.collect()), ("edge", of_edges.collect())];
    for (class, columns) in classes {
        writeln!(text, "<attributes class=\"{class}\" mode=\"static\">").expect("takes all");
        for (place, (name, kind)) in columns.into_iter().enumerate() {
            let name = escaped(name)?;
            writeln!(text, "<attribute id=\"{place}\" title=\"{name}\" type=\"{kind}\"/>")
                .expect("takes all");
        }
        text.push_str("</attributes>\n");
    }
    Ok(())
}
