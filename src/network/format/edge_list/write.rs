//! Writing an edge list so that it is read back exactly.
//!
//! The counts stand in a comment as SNAP writes them, never in a first line `n m`, which a reader
//! could take for an edge.

use std::fmt::Write;

use crate::{
    error::{Error, Result},
    network::{
        Network,
        format::file::output::Output,
        labels::{Id, Ids},
    },
};

pub(super) fn write(network: &Network, output: &mut Output<'_>) -> Result<()> {
    let mut text = String::from("# from\tto");
    for column in network.edge_columns() {
        if column.name.is_empty() || column.name.chars().any(char::is_control) {
            return Err(Error::value(
                "format",
                format!("the column name {:?} does not fit into an edge list", column.name),
                "write CSV, GraphML or .wsn",
            ));
        }
        text.push('\t');
        text.push_str(&column.name);
    }
    text.push('\n');
    let edges = network.edges();
    // Only of users called 0, 1, 2, … does their number tell who they are.
    let counts = match network.labels().ids() {
        Ids::Index(users) => writeln!(text, "# Nodes: {users} Edges: {edges}"),
        _ => writeln!(text, "# Edges: {edges}"),
    };
    counts.expect("a String takes all");
    output.bytes(text.as_bytes())?;

    for node in 0..network.users() {
        text.clear();
        let range = network.forward().range(node);
        for (place, &target) in range.clone().zip(network.forward().row(node)) {
            push_id(&mut text, network.id(node))?;
            text.push('\t');
            push_id(&mut text, network.id(target))?;
            for column in network.edge_columns() {
                write!(text, "\t{}", column.values[place]).expect("a String takes all");
            }
            text.push('\n');
        }
        output.bytes(text.as_bytes())?;
        output.advance(range.len() as u64)?;
    }
    Ok(())
}

fn push_id(text: &mut String, id: Id<'_>) -> Result<()> {
    match id {
        Id::Integer(id) => write!(text, "{id}").expect("a String takes all"),
        Id::Text(id) => {
            let special = |c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | ';');
            if id.is_empty() || id.contains(special) || id.starts_with(['#', '%', '\u{feff}']) {
                return Err(Error::value(
                    "format",
                    format!("the id {id:?} does not fit into an edge list"),
                    "write CSV, GraphML or .wsn, which hold any id",
                ));
            }
            text.push_str(id);
        }
    }
    Ok(())
}
