//! Delimited tables with a line of column names: opening them, finding columns, telling faults.
//!
//! What columns are for is for the readers of edges and of users to say.

use std::io::{self, Read};

use csv::{ByteRecord, ErrorKind, ReaderBuilder};

use crate::{
    catalogue::nearest,
    document::amounts::several,
    error::{Error, Result},
    network::{
        format::file::source::{Source, shown},
        stopping,
    },
    progress::Progress,
};

/// A table with its column names read.
pub(crate) struct DelimitedTable<'a> {
    source: &'a Source<'a>,
    reader: csv::Reader<io::Chain<&'a [u8], &'static [u8]>>,
    record: ByteRecord,
    /// Records read so far.
    records: usize,
    progress: &'a dyn Progress,
    pub(crate) delimiter: u8,
    pub(crate) names: Vec<String>,
}

/// Whether a table's first line names its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnNames {
    FirstLine,
    Absent,
}

impl<'a> DelimitedTable<'a> {
    /// Opens a table, whose delimiter is the one that its first line has most of.
    pub(crate) fn open(
        source: &'a Source<'a>,
        names: ColumnNames,
        progress: &'a dyn Progress,
    ) -> Result<Self> {
        Self::of(source, source.text(progress)?, names, progress)
    }

    /// The table of the text of a file, or of its first lines.
    pub(crate) fn of(
        source: &'a Source<'a>,
        text: &'a [u8],
        names: ColumnNames,
        progress: &'a dyn Progress,
    ) -> Result<Self> {
        let first = text
            .split(|&byte| byte == b'\n')
            .map(<[u8]>::trim_ascii)
            .find(|line| !line.is_empty() && line[0] != b'#')
            .ok_or_else(|| source.whole("the file is empty", "give a table with a header"))?;
        let delimiter = delimiter(first);
        // The reader takes a comment for a record where the text ends before the comment's line does.
        let ended = text.chain(&b"\n"[..]);
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(names == ColumnNames::FirstLine)
            .comment(Some(b'#'))
            .from_reader(ended);
        let names = match names {
            ColumnNames::Absent => Vec::new(),
            ColumnNames::FirstLine => {
                let header = reader.byte_headers().map_err(|error| fault(source, &error))?;
                let name = |field: &[u8]| match std::str::from_utf8(field) {
                    Ok(name) => Ok(name.trim().to_owned()),
                    Err(_) => Err(Error::at_line(
                        source.path(),
                        1,
                        format!("the column name {} is not UTF-8 text", shown(field)),
                        "save the file as UTF-8",
                    )),
                };
                header.iter().map(name).collect::<Result<Vec<_>>>()?
            }
        };
        let twice = names.iter().enumerate().find(|&(place, name)| names[..place].contains(name));
        if let Some((_, name)) = twice {
            return Err(Error::at_line(
                source.path(),
                1,
                format!("two columns are called `{name}`"),
                "give each column a name of its own",
            ));
        }
        Ok(Self {
            source,
            reader,
            record: ByteRecord::new(),
            records: 0,
            progress,
            delimiter,
            names,
        })
    }

    /// The next line's fields, and the line's number.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, &ByteRecord)>> {
        self.records += 1;
        if self.records.is_multiple_of(stopping::ITEMS) {
            stopping::check(self.progress)?;
        }
        let more = self.reader.read_byte_record(&mut self.record);
        if !more.map_err(|error| fault(self.source, &error))? {
            return Ok(None);
        }
        let line = self.record.position().map_or(0, csv::Position::line);
        Ok(Some((line, &self.record)))
    }

    /// The place of a column that the user named.
    pub(crate) fn named(&self, name: &str, key: &str) -> Result<usize> {
        self.names.iter().position(|other| other == name).ok_or_else(|| {
            let meant = nearest(name, self.names.iter().map(String::as_str))
                .map(|near| format!("did you mean `{near}`? "))
                .unwrap_or_default();
            Error::value(
                key,
                format!("{} has no column `{name}`", self.source.path().display()),
                format!("{meant}its columns are {}", self.names.join(", ")),
            )
        })
    }

    /// A fault on a line.
    pub(crate) fn fault(&self, line: u64, problem: String, remedy: impl Into<String>) -> Error {
        Error::at_line(self.source.path(), line, problem, remedy)
    }
}

/// The delimiter of a line: of the usual ones the one that stands most often outside quotes.
fn delimiter(line: &[u8]) -> u8 {
    let count = |delimiter: u8| {
        let mut quoted = false;
        line.iter()
            .filter(|&&byte| {
                quoted ^= byte == b'"';
                byte == delimiter && !quoted
            })
            .count()
    };
    // The last of equal counts wins, so the comma comes last.
    let best = [b'\t', b';', b','].into_iter().max_by_key(|&byte| count(byte));
    match best {
        Some(byte) if count(byte) > 0 => byte,
        _ if count(b' ') > 0 => b' ',
        _ => b',',
    }
}

/// What the table's reader found wrong.
fn fault(source: &Source<'_>, error: &csv::Error) -> Error {
    let line = error.position().map_or(1, csv::Position::line);
    match error.kind() {
        ErrorKind::UnequalLengths { expected_len, len, .. } => Error::at_line(
            source.path(),
            line,
            format!("{} where the first line has {expected_len}", several(*len, "column")),
            "mend the line; a value that holds the delimiter must stand in double quotes",
        ),
        _ => Error::at_line(source.path(), line, error.to_string(), "mend the line"),
    }
}
