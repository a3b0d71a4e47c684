//! Edge lists: one edge a line, as SNAP and others write them.
//!
//! Shape: two ids and perhaps numbers, separated by spaces and tabs, or commas, or semicolons;
//! lines that begin with `#` or `%` are comments. The first line may hold the numbers of users and
//! edges; it does not where a comment above the edges already tells them (`# Nodes: 5 Edges: 8`). A
//! comment may name the columns (`# from to probability`). What it loses: attributes of users, and
//! users without edges unless the ids are 0, 1, 2, … Lines are parsed in parallel pieces; the
//! result does not depend on their number. Where ids are whole numbers and edges carry none, pieces
//! are read again when they are needed. Then neither the text nor a list of its edges is ever in
//! memory.

pub(super) mod parse;
mod shape;
mod write;

pub(super) use self::shape::{Shape, names_columns, starts_with_numbers};
use self::{
    parse::Parsed,
    shape::{HeaderLine, Separator, tells_shape},
};
use super::{
    FileFormat, NetworkFile,
    assemble::{
        gathered::ParsedNetwork,
        streamed::{self, PairLines},
    },
    file::{
        output::Output,
        source::{Beginning, Source, Unfit},
    },
    ids::numbering::Ends,
};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    network::{Network, attributes::EdgeColumn},
    progress::Progress,
};

/// The format.
pub(super) struct EdgeListFile;

impl Described for EdgeListFile {
    const SUMMARY: &'static str = "one edge a line: two ids and perhaps a probability";
    const REFERENCE: &'static str = "Leskovec & Krevl, SNAP Datasets, 2014, \
         https://snap.stanford.edu/data";
}

impl FileFormat for EdgeListFile {
    fn extensions(&self) -> &'static [&'static str] {
        &["txt", "tsv", "edges", "edgelist", "el", "inf", "dat", "ungraph", "snap"]
    }

    fn read(
        &self,
        source: &Source<'_>,
        file: &NetworkFile,
        progress: &dyn Progress,
    ) -> Result<Network> {
        file.meaning(false)?;
        if let Some(network) = read_in_blocks(source, file, progress)? {
            return Ok(network);
        }
        let text = source.text(progress)?;
        let located = |unfit| match unfit {
            Unfit::Fault(fault) => source.fault(text, fault),
            Unfit::Stopped => Error::Stopped,
            Unfit::NotInteger => unreachable!("a text need not be a number"),
        };
        let shape = Shape::find(text, file).map_err(|fault| source.fault(text, fault))?;
        let gathered = match parse::all::<i64>(text, &shape, progress) {
            Ok(parsed) => gathered(parsed, &shape, Ends::Integers),
            Err(Unfit::NotInteger) => {
                let parsed = parse::all::<&str>(text, &shape, progress).map_err(located)?;
                gathered(parsed, &shape, Ends::Texts)
            }
            Err(unfit) => return Err(located(unfit)),
        };
        gathered.finish(source, file, progress)
    }

    fn write(&self, network: &Network, output: &mut Output<'_>) -> Result<()> {
        write::write(network, output)
    }
}

/// The network of a text whose ids are whole numbers and whose edges carry none; nothing where it
/// is not of that kind.
fn read_in_blocks(
    source: &Source<'_>,
    file: &NetworkFile,
    progress: &dyn Progress,
) -> Result<Option<Network>> {
    let Some(Beginning { text, offset, whole }) = source.beginning()? else { return Ok(None) };
    if !whole && !tells_shape(text) {
        return Ok(None);
    }
    let shape = Shape::find(text, file).map_err(|fault| source.fault(text, fault))?;
    if !shape.columns.is_empty() {
        return Ok(None);
    }
    let mut counts = None;
    let mut header = shape.comment_counts;
    let mut start = shape.data;
    match shape.header {
        Some(HeaderLine { counts: said, certain: true }) => header = Some(said),
        Some(HeaderLine { counts: said, certain: false }) => {
            counts = Some(said);
            start = shape.second;
        }
        None => {}
    }
    let separators = match shape.separator {
        Separator::Blank => [b' ', b'\t'],
        Separator::Byte(byte) => [byte; 2],
    };
    let other = |at: u64, text: &[u8]| parse::pair(text, at as usize, &shape);
    let lines = PairLines {
        start: offset + start as u64,
        separators,
        other: &other,
        turned: false,
        header,
        header_line: shape.header_line,
        counts,
    };
    streamed::read(source, file, &lines, progress)
}

/// The parsed edges, once it is settled whether the first line is an edge or a header.
fn gathered<'a, T>(
    parsed: Parsed<T>,
    shape: &Shape,
    ends: impl Fn(Vec<[T; 2]>) -> Ends<'a>,
) -> ParsedNetwork<'a> {
    let Parsed { ends: pairs, values } = parsed;
    let mut ends = ends(pairs);
    let mut header = shape.comment_counts;
    if let Some(HeaderLine { counts, certain }) = shape.header {
        if certain {
            header = Some(counts);
        } else if let Some(edges) = ends.after_counts(counts) {
            header = Some(counts);
            ends = edges;
        }
    }
    let columns = shape.columns.iter().flatten().zip(values);
    ParsedNetwork {
        columns: columns
            .map(|(name, values)| EdgeColumn { name: name.clone(), values: values.into() })
            .collect(),
        ends,
        undirected: false,
        header,
        header_line: shape.header_line,
        users: None,
        ids_from_one: false,
        columns_left_out: shape.left_out(),
    }
}
