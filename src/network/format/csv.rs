//! CSV files of edges with named columns.
//!
//! Shape: a first line of column names, then one edge a line; commas, semicolons or tabs; double
//! quotes around what holds a delimiter (RFC 4180). Two columns hold the ids; others that hold
//! numbers become columns of the edges. What it loses: attributes of users and users without edges,
//! which [`write_users`](super::write_users) keeps in a table of their own.

use std::fmt::Write;

use super::{
    FileFormat, Header, NetworkFile,
    assemble::{
        gathered::ParsedNetwork,
        streamed::{self, PairLines},
        user_table::push_quoted,
    },
    file::{
        output::Output,
        source::{Beginning, Source, Unfit, number, shown},
    },
    ids::numbering::{EndsBuilder, id_text},
    text::{
        names::{UsualEnds, check_meaning, is_probability, kept, usual_ends},
        table::{ColumnNames, DelimitedTable},
    },
};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    network::{
        Network,
        attributes::EdgeColumn,
        labels::{Id, canonical_integer},
    },
    progress::Progress,
};

/// The format.
pub(super) struct CsvFile;

impl Described for CsvFile {
    const SUMMARY: &'static str = "a table of edges with named columns";
    const REFERENCE: &'static str = "Shafranovich, RFC 4180, 2005, doi:10.17487/RFC4180";
}

/// Which column is what.
struct Roles {
    ends: [usize; 2],
    /// Columns of numbers: their places, and the names they are kept under.
    numbers: Vec<(usize, String)>,
    left_out: u64,
}

impl FileFormat for CsvFile {
    fn extensions(&self) -> &'static [&'static str] {
        &["csv"]
    }

    fn read(
        &self,
        source: &Source<'_>,
        file: &NetworkFile,
        progress: &dyn Progress,
    ) -> Result<Network> {
        file.meaning(false)?;
        let names = match file.header {
            Header::Auto => ColumnNames::FirstLine,
            Header::None => ColumnNames::Absent,
            Header::Counts => {
                return Err(Error::value(
                    "header",
                    "the first line of a CSV does not hold counts",
                    "leave `header` out, or say format = \"edge-list\"",
                ));
            }
        };
        if let Some(network) = read_in_blocks(source, file, names, progress)? {
            return Ok(network);
        }
        let mut table = DelimitedTable::open(source, names, progress)?;
        progress.begin("parsing", None);
        let mut ends = EndsBuilder::default();
        let mut roles: Option<Roles> = None;
        let mut values: Vec<Vec<f64>> = Vec::new();
        while let Some((line, record)) = table.next()? {
            let fields: Vec<&[u8]> = record.iter().map(<[u8]>::trim_ascii).collect();
            if roles.is_none() {
                let first: Vec<Vec<u8>> = fields.iter().map(|field| field.to_vec()).collect();
                let found = Roles::find(&mut table, &first, file)?;
                values = vec![Vec::new(); found.numbers.len()];
                push(&found, &first, &mut ends, &mut values)
                    .map_err(|problem| table.fault(line, problem, REMEDY))?;
                roles = Some(found);
            } else if let Some(roles) = &roles {
                push(roles, &fields, &mut ends, &mut values)
                    .map_err(|problem| table.fault(line, problem, REMEDY))?;
            }
        }
        progress.end();
        let Some(Roles { numbers, left_out, .. }) = roles else {
            return Err(source.whole("the file has no edges", "give at least one line of edges"));
        };
        let columns = numbers.into_iter().zip(values);
        let gathered = ParsedNetwork {
            columns: columns
                .map(|((_, name), values)| EdgeColumn { name, values: values.into() })
                .collect(),
            ends: ends.ends(),
            undirected: false,
            header: None,
            header_line: 1,
            ids_from_one: false,
            users: None,
            columns_left_out: left_out,
        };
        gathered.finish(source, file, progress)
    }

    fn write(&self, network: &Network, output: &mut Output<'_>) -> Result<()> {
        let mut text = String::from("from,to");
        for column in network.edge_columns() {
            text.push(',');
            push_quoted(&mut text, &column.name);
        }
        text.push('\n');
        output.bytes(text.as_bytes())?;
        for node in 0..network.users() {
            text.clear();
            let range = network.forward().range(node);
            for (place, &target) in range.clone().zip(network.forward().row(node)) {
                push_id(&mut text, network.id(node));
                text.push(',');
                push_id(&mut text, network.id(target));
                for column in network.edge_columns() {
                    write!(text, ",{}", column.values[place]).expect("a String takes all");
                }
                text.push('\n');
            }
            output.bytes(text.as_bytes())?;
            output.advance(range.len() as u64)?;
        }
        Ok(())
    }
}

const REMEDY: &str = "mend the line; columns.values names the columns of numbers to keep";

/// The network of a table of two columns of whole numbers; nothing where it is not of that kind.
fn read_in_blocks(
    source: &Source<'_>,
    file: &NetworkFile,
    names: ColumnNames,
    progress: &dyn Progress,
) -> Result<Option<Network>> {
    let Some(Beginning { text, offset, .. }) = source.beginning()? else { return Ok(None) };
    // The lines that name the columns may come later; if not, the whole text shows the same fault.
    let Ok(mut table) = DelimitedTable::of(source, text, names, progress) else { return Ok(None) };
    let delimiter = table.delimiter;
    let Ok(Some((_, first))) = table.next() else { return Ok(None) };
    let start = first.position().map_or(0, csv::Position::byte);
    let first: Vec<Vec<u8>> = first.iter().map(|field| field.trim_ascii().to_vec()).collect();
    let roles = Roles::find(&mut table, &first, file)?;
    if table.names.len() > 2 {
        return Ok(None);
    }
    let other = |_: u64, line: &[u8]| pair(line, delimiter);
    let lines = PairLines {
        start: offset + start,
        separators: [delimiter; 2],
        other: &other,
        turned: roles.ends == [1, 0],
        header: None,
        header_line: 1,
        counts: None,
    };
    streamed::read(source, file, &lines, progress)
}

/// The ids of a line of two whole numbers without quotes; nothing where it is empty or a comment.
fn pair(line: &[u8], delimiter: u8) -> Result<Option<[i64; 2]>, Unfit> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.is_empty() || line[0] == b'#' {
        return Ok(None);
    }
    let id = |field: &[u8]| canonical_integer(std::str::from_utf8(field.trim_ascii()).ok()?);
    let mut ids = line.split(|&byte| byte == delimiter).map(id);
    match (ids.next().flatten(), ids.next().flatten(), ids.next()) {
        // A return within the line would end it.
        (Some(a), Some(b), None) if !line.contains(&b'\r') => Ok(Some([a, b])),
        _ => Err(Unfit::NotInteger),
    }
}

fn push_id(text: &mut String, id: Id<'_>) {
    match id {
        Id::Integer(id) => write!(text, "{id}").expect("a String takes all"),
        Id::Text(id) => push_quoted(text, id),
    }
}

fn push<F: AsRef<[u8]>>(
    roles: &Roles,
    fields: &[F],
    ends: &mut EndsBuilder,
    values: &mut [Vec<f64>],
) -> Result<(), String> {
    let [from, to] = roles.ends.map(|place| id_text(fields[place].as_ref()));
    ends.push(from?, to?);
    for ((place, name), values) in roles.numbers.iter().zip(values) {
        values.push(number(fields[*place].as_ref(), name, name == EdgeColumn::PROBABILITY)?);
    }
    Ok(())
}

impl Roles {
    /// Finds the columns by their names, and those of numbers by the first line.
    fn find(table: &mut DelimitedTable<'_>, first: &[Vec<u8>], file: &NetworkFile) -> Result<Self> {
        if table.names.is_empty() {
            let said = file.columns.probability.as_deref();
            let third = if said.is_none_or(is_probability) { EdgeColumn::PROBABILITY } else { "3" };
            let usual = ["from", "to", third];
            table.names = (0..first.len())
                .map(|place| {
                    usual
                        .get(place)
                        .map_or_else(|| (place + 1).to_string(), |&name| name.to_owned())
                })
                .collect();
        }
        let names = &table.names;
        let said = &file.columns;
        let ends = match (&said.from, &said.to) {
            (Some(from), Some(to)) => {
                [table.named(from, "columns.from")?, table.named(to, "columns.to")?]
            }
            (None, None) => match usual_ends(names) {
                Some(UsualEnds { places, turned: false }) => places,
                Some(UsualEnds { places, .. }) => return Err(turned(table, places)),
                None => return Err(unnamed(table)),
            },
            _ => {
                return Err(Error::value(
                    "columns",
                    "only one of `from` and `to` is named",
                    "name both columns, or neither",
                ));
            }
        };
        if ends[0] == ends[1] {
            return Err(Error::value(
                "columns",
                "`from` and `to` are one column",
                "name two columns",
            ));
        }
        check_meaning(&names[ends[0]], &names[ends[1]], file.edge)
            .map_err(|unclear| table.fault(1, unclear.problem, unclear.remedy))?;
        let named = said.probability.as_ref();
        let probability = named.map(|name| table.named(name, "columns.probability")).transpose()?;
        let place = |name: &String| table.named(name, "columns.values");
        let wanted = said
            .values
            .as_ref()
            .map(|names| names.iter().map(place).collect::<Result<Vec<_>>>())
            .transpose()?;
        let is_number =
            |field: &[u8]| std::str::from_utf8(field).is_ok_and(|text| text.parse::<f64>().is_ok());
        let others = || (0..names.len()).filter(|place| !ends.contains(place));
        // A probability is kept even where its first value is at fault, so that the fault is reported.
        let by_name = said.probability.is_none()
            && said
                .values
                .as_ref()
                .is_none_or(|said| !said.is_empty() && !said.iter().any(|n| is_probability(n)));
        let keep = |place: &usize| {
            Some(*place) == probability
                || by_name && is_probability(&names[*place])
                || match &wanted {
                    None => is_number(&first[*place]),
                    Some(wanted) => wanted.contains(place),
                }
        };
        let places: Vec<usize> = others().filter(keep).collect();
        let written: Vec<&str> = places.iter().map(|&place| &*names[place]).collect();
        let kept = kept(&written, said)
            .map_err(|unclear| table.fault(1, unclear.problem, unclear.remedy))?;
        let numbers: Vec<(usize, String)> = places.into_iter().zip(kept).collect();
        let left_out = (others().count() - numbers.len()) as u64;
        Ok(Self { ends, numbers, left_out })
    }
}

/// The fault of a header that has a usual pair of names the other way round.
fn turned(table: &DelimitedTable<'_>, [a, b]: [usize; 2]) -> Error {
    let [a, b] = [a, b].map(|place| &table.names[place]);
    table.fault(
        1,
        format!("the column `{a}` stands before `{b}`, so it is not clear which is first in `a b`"),
        format!(
            "name both: columns = {{ from = \"{b}\", to = \"{a}\" }}, or the other way round; on the \
             command line --from and --to"
        ),
    )
}

/// The fault of a header whose names do not tell which columns are the ends of an edge.
fn unnamed(table: &DelimitedTable<'_>) -> Error {
    let numbers = table.names.iter().all(|name| canonical_integer(name).is_some());
    let (problem, remedy) = if numbers {
        (
            format!(
                "{} are numbers where the names of the columns should be",
                shown(table.names.join(",").as_bytes())
            ),
            "give the file a header such as `from,to`, or say header = \"none\"".to_owned(),
        )
    } else {
        (
            format!(
                "it is not clear which columns are the ends of an edge: {}",
                table.names.join(", ")
            ),
            "name them: columns = { from = \"…\", to = \"…\" }; or say header = \"none\" where the \
             first line is an edge"
                .to_owned(),
        )
    };
    table.fault(1, problem, remedy)
}
