//! Writing the arrays of a network as they are.

use super::layout::{
    DescribedColumn, Description, IdKind, SectionCounts, SectionKind, header, padding,
};
use crate::{
    error::{Error, Result},
    network::{Network, attributes::UserValues, format::file::output::Output, labels::Ids},
};

/// Progress is reported after this many bytes.
const PIECE: usize = 1 << 24;

pub(super) fn write(network: &Network, output: &mut Output<'_>) -> Result<()> {
    refuse_big_endian()?;
    let description = serde_json::to_vec(&describe(network)).expect("a description is plain JSON");
    let rows = network.forward();
    let mut sections = vec![
        (SectionKind::Description, &description[..]),
        (SectionKind::Offsets, bytemuck::cast_slice(rows.offsets())),
        (SectionKind::Targets, bytemuck::cast_slice(rows.targets())),
    ];
    if let Some(rows) = network.kept_backward() {
        sections.push((SectionKind::BackwardOffsets, bytemuck::cast_slice(rows.offsets())));
        sections.push((SectionKind::BackwardTargets, bytemuck::cast_slice(rows.targets())));
    }
    match network.labels().ids() {
        Ids::Index(_) => {}
        Ids::Integers(ids) => sections.push((SectionKind::IntegerIds, bytemuck::cast_slice(ids))),
        Ids::Texts { bytes, offsets } => {
            sections.push((SectionKind::TextIds, bytes));
            sections.push((SectionKind::TextEnds, bytemuck::cast_slice(offsets)));
        }
    }
    if let Some(order) = network.labels().order() {
        sections.push((SectionKind::IdPlaces, bytemuck::cast_slice(&order.places)));
        sections.push((SectionKind::IdNodes, bytemuck::cast_slice(&order.nodes)));
    }
    for column in network.edge_columns() {
        sections.push((SectionKind::EdgeNumbers, bytemuck::cast_slice(&column.values)));
    }
    for column in network.user_columns() {
        sections.push(match &column.values {
            UserValues::Category { codes, .. } => (SectionKind::Codes, bytemuck::cast_slice(codes)),
            UserValues::Number(values) => (SectionKind::UserNumbers, bytemuck::cast_slice(values)),
            UserValues::Flag(values) => (SectionKind::Flags, values),
        });
    }
    let counts = SectionCounts { users: u64::from(network.users()), edges: network.edges() };
    let header = header(counts, &sections, output.progress())?;
    output.bytes(&header)?;
    for (kind, bytes) in sections {
        for piece in bytes.chunks(PIECE) {
            output.bytes(piece)?;
            let edges =
                if kind == SectionKind::Targets { piece.len() / size_of::<u32>() } else { 0 };
            output.advance(edges as u64)?;
        }
        output.bytes(&vec![0; padding(bytes.len())])?;
    }
    Ok(())
}

/// The arrays are written as they are.
pub(super) fn refuse_big_endian() -> Result<()> {
    if cfg!(target_endian = "big") {
        return Err(Error::value(
            "format",
            "a .wsn file is little-endian, and this machine is not",
            "write another format",
        ));
    }
    Ok(())
}

fn describe(network: &Network) -> Description {
    let user_columns = network.user_columns().iter().map(|column| DescribedColumn {
        name: column.name.clone(),
        kind: column.values.kind(),
        names: match &column.values {
            UserValues::Category { names, .. } => names.clone(),
            UserValues::Number(_) | UserValues::Flag(_) => Vec::new(),
        },
    });
    Description {
        ids: match network.labels().ids() {
            Ids::Index(_) => IdKind::Index,
            Ids::Integers(_) => IdKind::Integers,
            Ids::Texts { .. } => IdKind::Texts,
        },
        relabelled: network.labels().order().is_some(),
        backward: network.kept_backward().is_some(),
        edge_columns: network.edge_columns().iter().map(|column| column.name.clone()).collect(),
        user_columns: user_columns.collect(),
        built: network.built(),
    }
}
