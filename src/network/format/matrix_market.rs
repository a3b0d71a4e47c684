//! Matrix Market coordinate files: a sparse square matrix, one entry an edge.
//!
//! Shape: `%%MatrixMarket matrix coordinate pattern|real|integer general|symmetric`, comments with
//! `%`, a line `n n m`, then m lines `row column [value]` counted from 1. A symmetric matrix is
//! undirected, so its edges are mutual. What it loses: attributes of users, ids (rows are numbered
//! from 1), and all numbers on the edges but one.

use std::fmt::Write;

use super::{
    FileFormat, NetworkFile,
    assemble::gathered::ParsedNetwork,
    edge_list::{self, Shape},
    file::{
        output::Output,
        source::{Fault, Source, Unfit, shown},
    },
    ids::numbering::Ends,
};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    network::{Network, attributes::EdgeColumn, builder::HeaderCounts},
    progress::Progress,
};

/// The format.
pub(super) struct MatrixMarketFile;

const BANNER: &str = "%%MatrixMarket";

impl Described for MatrixMarketFile {
    const SUMMARY: &'static str = "a sparse matrix in coordinates, one entry an edge";
    const REFERENCE: &'static str = "Boisvert, Pozo & Remington, The Matrix Market Exchange \
         Formats, NISTIR 5935, 1996, doi:10.6028/NIST.IR.5935";
}

/// What the first two lines that matter say.
struct MatrixSize {
    users: u64,
    entries: u64,
    line: u64,
    /// The byte after the size line.
    data: usize,
    symmetric: bool,
    field: MatrixField,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MatrixField {
    Pattern,
    Real,
    Integer,
}

impl FileFormat for MatrixMarketFile {
    fn extensions(&self) -> &'static [&'static str] {
        &["mtx", "mm"]
    }

    fn recognises(&self, head: &[u8]) -> bool {
        let start = head.get(..BANNER.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(BANNER.as_bytes()))
    }

    fn read(
        &self,
        source: &Source<'_>,
        file: &NetworkFile,
        progress: &dyn Progress,
    ) -> Result<Network> {
        let text = source.text(progress)?;
        let located = |fault| source.fault(text, fault);
        let size = MatrixSize::read(text).map_err(located)?;
        file.meaning(size.symmetric)?;
        let (values, name) = match size.field {
            MatrixField::Pattern => (0, ""),
            MatrixField::Real => (1, EdgeColumn::PROBABILITY),
            MatrixField::Integer => (1, "weight"),
        };
        let shape =
            Shape::plain(text, size.data, size.line, values, name, file).map_err(located)?;
        let parsed = match edge_list::parse::all::<i64>(text, &shape, progress) {
            Ok(parsed) => parsed,
            Err(Unfit::Stopped) => return Err(Error::Stopped),
            Err(Unfit::Fault(fault)) => return Err(located(fault)),
            Err(Unfit::NotInteger) => return Err(located(out_of_range(text, &size, &shape))),
        };
        let range = 1..=i64::try_from(size.users).unwrap_or(i64::MAX);
        if !parsed.ends.iter().flatten().all(|id| range.contains(id)) {
            return Err(located(out_of_range(text, &size, &shape)));
        }
        if parsed.ends.len() as u64 != size.entries {
            return Err(source.fault(
                text,
                Fault {
                    at: text.len(),
                    problem: format!(
                        "line {} says {} entries, and there are {}",
                        size.line,
                        size.entries,
                        parsed.ends.len()
                    ),
                    remedy: "the file is cut off or its size line is wrong".to_owned(),
                },
            ));
        }
        let columns = shape.columns.iter().flatten().zip(parsed.values);
        let gathered = ParsedNetwork {
            columns: columns
                .map(|(name, values)| EdgeColumn { name: name.clone(), values: values.into() })
                .collect(),
            ends: Ends::Integers(parsed.ends),
            undirected: size.symmetric,
            header: Some(HeaderCounts { users: size.users, edges: size.entries }),
            header_line: size.line,
            ids_from_one: true,
            users: None,
            columns_left_out: shape.left_out(),
        };
        gathered.finish(source, file, progress)
    }

    fn write(&self, network: &Network, output: &mut Output<'_>) -> Result<()> {
        let columns = network.edge_columns();
        let column = columns
            .iter()
            .find(|column| column.name == EdgeColumn::PROBABILITY)
            .or_else(|| columns.first());
        let field = if column.is_some() { "real" } else { "pattern" };
        let mut text = format!("{BANNER} matrix coordinate {field} general\n");
        if let Some(column) = column {
            if column.name.chars().any(char::is_control) || column.name.is_empty() {
                return Err(Error::value(
                    "format",
                    format!(
                        "the column name {:?} does not fit into a Matrix Market file",
                        column.name
                    ),
                    "write CSV, GraphML or .wsn",
                ));
            }
            writeln!(text, "% from\tto\t{}", column.name).expect("a String takes all");
        }
        let (users, labels) = (network.users(), network.labels());
        writeln!(text, "{users} {users} {}", network.edges()).expect("a String takes all");
        output.bytes(text.as_bytes())?;
        for node in 0..users {
            text.clear();
            let range = network.forward().range(node);
            for (place, &target) in range.clone().zip(network.forward().row(node)) {
                let [row, other] = [node, target].map(|node| u64::from(labels.place(node)) + 1);
                write!(text, "{row} {other}").expect("a String takes all");
                if let Some(column) = column {
                    write!(text, " {}", column.values[place]).expect("a String takes all");
                }
                text.push('\n');
            }
            output.bytes(text.as_bytes())?;
            output.advance(range.len() as u64)?;
        }
        Ok(())
    }
}

impl MatrixSize {
    fn read(text: &[u8]) -> Result<Self, Fault> {
        let mut at = 0;
        let mut lines =
            (1_u64..).zip(text.split_inclusive(|&byte| byte == b'\n')).map(|(number, line)| {
                let start = at;
                at += line.len();
                (number, start, at, line.trim_ascii())
            });
        let (_, _, _, banner) = lines.next().unwrap_or((1, 0, 0, b""));
        let fault = |at: usize, problem: String, remedy: &str| Fault {
            at,
            problem,
            remedy: remedy.to_owned(),
        };
        let words: Vec<String> = banner
            .split(u8::is_ascii_whitespace)
            .filter(|word| !word.is_empty())
            .map(|word| String::from_utf8_lossy(word).to_lowercase())
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let ["%%matrixmarket", "matrix", "coordinate", field, symmetry] = words[..] else {
            return Err(fault(
                0,
                format!("{} is not the first line of a coordinate matrix", shown(banner)),
                "it should be `%%MatrixMarket matrix coordinate real general`, or with pattern, \
                 integer, symmetric",
            ));
        };
        let field = match field {
            "pattern" => MatrixField::Pattern,
            "real" | "double" => MatrixField::Real,
            "integer" => MatrixField::Integer,
            _ => {
                let problem =
                    format!("a matrix of {} values is no network", shown(field.as_bytes()));
                return Err(fault(0, problem, "values may be pattern, real or integer"));
            }
        };
        let symmetric = match symmetry {
            "general" => false,
            "symmetric" => true,
            _ => {
                let problem = format!("a {} matrix is no network", shown(symmetry.as_bytes()));
                return Err(fault(0, problem, "a matrix may be general or symmetric"));
            }
        };
        let size = lines.find(|(_, _, _, line)| !line.is_empty() && !line.starts_with(b"%"));
        let Some((line, start, data, size)) = size else {
            return Err(fault(
                text.len(),
                "the line of sizes is missing".to_owned(),
                "add `n n m`",
            ));
        };
        let numbers: Option<Vec<u64>> = size
            .split(u8::is_ascii_whitespace)
            .filter(|word| !word.is_empty())
            .map(|word| std::str::from_utf8(word).ok()?.parse().ok())
            .collect();
        match numbers.as_deref() {
            Some(&[rows, columns, entries]) if rows == columns => {
                Ok(Self { users: rows, entries, line, data, symmetric, field })
            }
            Some([rows, columns, _]) => Err(fault(
                start,
                format!("a matrix of {rows} rows and {columns} columns is not square"),
                "a network has a row and a column a user",
            )),
            _ => Err(fault(
                start,
                format!("{} is not a line of sizes", shown(size)),
                "it should be three whole numbers: rows, columns, entries",
            )),
        }
    }
}

/// The first line that names a user whom the matrix does not have.
#[cold]
fn out_of_range(text: &[u8], size: &MatrixSize, shape: &Shape) -> Fault {
    let (at, field) = shape
        .first_id(text, |id| id.is_none_or(|id| id < 1 || id.cast_unsigned() > size.users))
        .unwrap_or((text.len(), b""));
    Fault {
        at,
        problem: format!(
            "{} is not a row of this matrix: they are 1 to {}",
            shown(field),
            size.users
        ),
        remedy: "mend the line, or the sizes in the line above the entries".to_owned(),
    }
}
