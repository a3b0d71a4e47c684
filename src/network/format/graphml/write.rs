//! Writing GraphML: every user, every edge from influencer to audience, and all attributes.

use std::fmt::Write;

use crate::{
    error::Result,
    network::{
        Network,
        attributes::ColumnKind,
        format::{file::output::Output, text::xml::escaped},
    },
};

pub(super) fn write(network: &Network, output: &mut Output<'_>) -> Result<()> {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
    );
    for (place, column) in network.user_columns().iter().enumerate() {
        let kind = match column.values.kind() {
            ColumnKind::Category => "string",
            ColumnKind::Number => "double",
            ColumnKind::Flag => "boolean",
        };
        let name = escaped(&column.name)?;
        writeln!(
            text,
            "<key id=\"n{place}\" for=\"node\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
        )
        .expect("a String takes all");
    }
    for (place, column) in network.edge_columns().iter().enumerate() {
        let name = escaped(&column.name)?;
        writeln!(
            text,
            "<key id=\"e{place}\" for=\"edge\" attr.name=\"{name}\" attr.type=\"double\"/>"
        )
        .expect("a String takes all");
    }
    text.push_str("<graph edgedefault=\"directed\">\n");
    output.bytes(text.as_bytes())?;

    for node in 0..network.users() {
        text.clear();
        write!(text, "<node id=\"{}\">", escaped(&network.id(node).to_string())?)
            .expect("a String takes all");
        for (place, column) in network.user_columns().iter().enumerate() {
            if let Some(value) = column.values.text(node) {
                write!(text, "<data key=\"n{place}\">{}</data>", escaped(&value)?)
                    .expect("a String takes all");
            }
        }
        text.push_str("</node>\n");
        output.bytes(text.as_bytes())?;
        output.advance(0)?;
    }
    for node in 0..network.users() {
        text.clear();
        let from = network.id(node).to_string();
        let from = escaped(&from)?;
        let range = network.forward().range(node);
        for (place, &target) in range.clone().zip(network.forward().row(node)) {
            let to = network.id(target).to_string();
            write!(text, "<edge source=\"{from}\" target=\"{}\">", escaped(&to)?)
                .expect("a String takes all");
            for (number, column) in network.edge_columns().iter().enumerate() {
                write!(text, "<data key=\"e{number}\">{}</data>", column.values[place])
                    .expect("a String takes all");
            }
            text.push_str("</edge>\n");
        }
        output.bytes(text.as_bytes())?;
        output.advance(range.len() as u64)?;
    }
    output.bytes(b"</graph>\n</graphml>\n")
}
