//! The user table: one line a user, one column of text, numbers or yes/no an attribute.
//!
//! A column's kind is found out from all its values unless the user names it; a value that does not
//! fit a named kind is a fault with its line, never dropped.

use std::{fmt::Write, path::Path};

use crate::{
    error::{Error, Result},
    network::{
        Network,
        attributes::{ColumnKind, UserColumn, UserValues},
        format::{
            file::{
                options::UserTable,
                output::Output,
                source::{Source, shown},
            },
            ids::numbering::id_text,
            text::table::{ColumnNames, DelimitedTable},
        },
        labels::Labels,
        stopping::{sorted, stoppable},
    },
    progress::Progress,
};

/// Names that the column of ids usually has.
const IDS: &[&str] = &["id", "user", "user_id", "userid", "node", "node_id", "nodeid"];

/// Texts one after the other, in one piece of memory.
#[derive(Debug, Default)]
pub(crate) struct TextList {
    text: String,
    ends: Vec<usize>,
}

impl TextList {
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    pub(crate) fn get(&self, place: usize) -> &str {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[place]]
    }

    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|place| self.get(place))
    }
}

/// A column as it is written; an empty text is a missing value.
#[derive(Debug)]
pub(crate) struct WrittenColumn {
    pub(crate) name: String,
    /// What the values are said to be; else it is found out.
    pub(crate) kind: Option<ColumnKind>,
    pub(crate) values: TextList,
}

/// A table of users as it is written.
#[derive(Debug, Default)]
pub(crate) struct UserRows {
    pub(crate) ids: TextList,
    pub(crate) columns: Vec<WrittenColumn>,
    /// The line of each row, for messages; or empty.
    pub(crate) lines: Vec<u64>,
}

impl UserRows {
    /// Reads a CSV table.
    pub(crate) fn read(table: &UserTable, progress: &dyn Progress) -> Result<Self> {
        let source = Source::new(&table.path)?;
        let mut rows = DelimitedTable::open(&source, ColumnNames::FirstLine, progress)?;
        let id = id_column(&rows, table)?;
        let kinds = kinds(&rows, table)?;
        let mut read = Self::default();
        let others: Vec<usize> = (0..rows.names.len()).filter(|&place| place != id).collect();
        for &place in &others {
            let name = rows.names[place].clone();
            let column = WrittenColumn { name, kind: kinds[place], values: TextList::default() };
            read.columns.push(column);
        }
        while let Some((line, record)) = rows.next()? {
            let fields = id_text(record[id].trim_ascii()).and_then(|id| {
                read.ids.push(id);
                for (column, &place) in read.columns.iter_mut().zip(&others) {
                    let field = record[place].trim_ascii();
                    let text = std::str::from_utf8(field)
                        .map_err(|_| format!("{} is not UTF-8 text", shown(field)))?;
                    column.values.push(text);
                }
                Ok(())
            });
            fields.map_err(|problem| rows.fault(line, problem, "mend the line"))?;
            read.lines.push(line);
        }
        read.check_ids(&table.path, progress)?;
        Ok(read)
    }

    /// Refuses a table that has a user twice.
    pub(crate) fn check_ids(&self, path: &Path, progress: &dyn Progress) -> Result<()> {
        let key = |row: usize| (self.ids.get(row), row);
        let rows = (0..self.ids.len()).collect();
        let order = sorted(rows, progress, |&a, &b| key(a).cmp(&key(b)))?;
        let mut twice: Option<&[usize]> = None;
        for pair in stoppable(order.windows(2), progress) {
            let pair = pair?;
            let earlier = twice.is_none_or(|found| pair[1] < found[1]);
            if earlier && self.ids.get(pair[0]) == self.ids.get(pair[1]) {
                twice = Some(pair);
            }
        }
        let Some(pair) = twice else { return Ok(()) };
        let id = self.ids.get(pair[0]);
        let line = |row: usize| self.lines.get(row).copied();
        let before =
            line(pair[0]).map(|line| format!(", first on line {line}")).unwrap_or_default();
        Err(Error::Data {
            path: path.to_owned(),
            line: line(pair[1]),
            problem: format!("user `{id}` stands twice{before}"),
            remedy: "keep one line a user".to_owned(),
        })
    }

    /// The columns in the order of `labels`, and how many of its users have no row here.
    pub(crate) fn arrange(
        &self,
        labels: &Labels,
        path: &Path,
        progress: &dyn Progress,
    ) -> Result<(Vec<UserColumn>, u64)> {
        let mut rows: Vec<Option<usize>> = vec![None; labels.len()];
        for listed in stoppable(self.ids.iter().enumerate(), progress) {
            let (row, id) = listed?;
            let node = labels.node(id).expect("listed users are numbered");
            rows[node as usize] = Some(row);
        }
        let missing = rows.iter().filter(|row| row.is_none()).count() as u64;
        let columns = self.columns.iter().map(|column| {
            let values = self.values(column, &rows, path, progress)?;
            Ok(UserColumn { name: column.name.clone(), values })
        });
        Ok((columns.collect::<Result<_>>()?, missing))
    }

    fn values(
        &self,
        column: &WrittenColumn,
        rows: &[Option<usize>],
        path: &Path,
        progress: &dyn Progress,
    ) -> Result<UserValues> {
        let kind = match column.kind {
            Some(kind) => kind,
            None => kind_of(&column.values, progress)?,
        };
        let unfit = |row: usize, wanted: &str| Error::Data {
            path: path.to_owned(),
            line: self.lines.get(row).copied(),
            problem: format!(
                "{} of user `{}` in the column `{}` is not {wanted}",
                shown(column.values.get(row).as_bytes()),
                self.ids.get(row),
                column.name
            ),
            remedy: "mend the value, or leave it empty where it is not known".to_owned(),
        };
        let text = |row: &Option<usize>| row.map(|row| (row, column.values.get(row)));
        let rows = stoppable(rows, progress);
        Ok(match kind {
            ColumnKind::Category => {
                let word = |row: Result<&Option<usize>>| -> Result<Option<&str>> {
                    Ok(text(row?).map(|(_, word)| word).filter(|word| !word.is_empty()))
                };
                let words: Vec<Option<&str>> = rows.map(word).collect::<Result<_>>()?;
                UserValues::categories_stoppable(&words, progress)?
            }
            ColumnKind::Number => {
                let number = |row: Result<&Option<usize>>| match text(row?) {
                    None | Some((_, "")) => Ok(f64::NAN),
                    Some((row, text)) => number_of(text).ok_or_else(|| unfit(row, "a number")),
                };
                UserValues::Number(rows.map(number).collect::<Result<Vec<_>>>()?.into())
            }
            ColumnKind::Flag => {
                let flag = |row: Result<&Option<usize>>| match text(row?) {
                    None | Some((_, "")) => Ok(UserValues::UNKNOWN_FLAG),
                    Some((row, text)) => flag_of(text)
                        .or(match text {
                            "0" => Some(false),
                            "1" => Some(true),
                            _ => None,
                        })
                        .map(u8::from)
                        .ok_or_else(|| unfit(row, "yes or no")),
                };
                UserValues::Flag(rows.map(flag).collect::<Result<Vec<_>>>()?.into())
            }
        })
    }
}

/// What all values of a column are: yes or no, numbers, or else categories. 0 and 1 are numbers.
fn kind_of(values: &TextList, progress: &dyn Progress) -> Result<ColumnKind> {
    let (mut given, mut flags, mut numbers) = (false, true, true);
    for text in stoppable(values.iter(), progress) {
        let text = text?;
        if !text.is_empty() {
            given = true;
            flags = flags && flag_of(text).is_some();
            numbers = numbers && number_of(text).is_some();
        }
    }
    Ok(match (given, flags, numbers) {
        (true, true, _) => ColumnKind::Flag,
        (true, false, true) => ColumnKind::Number,
        _ => ColumnKind::Category,
    })
}

fn flag_of(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

/// A finite number, or NaN where the text says so itself.
fn number_of(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|number| !number.is_infinite())
}

fn id_column(rows: &DelimitedTable<'_>, table: &UserTable) -> Result<usize> {
    if let Some(name) = &table.id {
        return rows.named(name, "users.id");
    }
    let usual =
        |wanted: &&str| rows.names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
    IDS.iter().find_map(usual).ok_or_else(|| {
        rows.fault(
            1,
            format!("no column is called {}", IDS.join(", ")),
            format!(
                "say which column holds the ids: users = {{ path = \"{}\", id = \"…\" }}; its \
                 columns are {}",
                table.path.display(),
                rows.names.join(", ")
            ),
        )
    })
}

fn kinds(rows: &DelimitedTable<'_>, table: &UserTable) -> Result<Vec<Option<ColumnKind>>> {
    let mut kinds = vec![None; rows.names.len()];
    let said = [
        ("users.category", &table.category, ColumnKind::Category),
        ("users.number", &table.number, ColumnKind::Number),
        ("users.flag", &table.flag, ColumnKind::Flag),
    ];
    for (key, names, kind) in said {
        for name in names {
            let place = rows.named(name, key)?;
            if kinds[place].replace(kind).is_some() {
                return Err(Error::value(
                    key,
                    format!("the column `{name}` is named twice"),
                    "name each column under one kind",
                ));
            }
        }
    }
    Ok(kinds)
}

/// Writes the users and their attributes as a CSV table that [`UserTable`] names: a column
/// `id` and one column an attribute. A category that looks like numbers must be named as
/// [`UserTable::category`] when the table is read.
///
/// # Errors
/// [`Error::Io`] where the file cannot be written; [`Error::Stopped`] where `progress` was
/// cancelled.
pub fn write_users(network: &Network, path: &Path, progress: &dyn Progress) -> Result<()> {
    let mut output = Output::create(path, progress)?;
    let mut text = String::from("id");
    for column in network.user_columns() {
        text.push(',');
        push_quoted(&mut text, &column.name);
    }
    text.push('\n');
    for node in 0..network.users() {
        match network.id(node) {
            crate::network::labels::Id::Integer(id) => write!(text, "{id}"),
            crate::network::labels::Id::Text(id) => {
                push_quoted(&mut text, id);
                Ok(())
            }
        }
        .expect("a String takes all");
        for column in network.user_columns() {
            text.push(',');
            push_quoted(&mut text, &column.values.text(node).unwrap_or_default());
        }
        text.push('\n');
        if text.len() > 1 << 16 {
            output.bytes(text.as_bytes())?;
            output.advance(0)?;
            text.clear();
        }
    }
    output.bytes(text.as_bytes())?;
    output.finish()
}

/// Writes a field of a CSV, in quotes where it needs them.
pub(crate) fn push_quoted(text: &mut String, field: &str) {
    let special =
        |byte: u8| matches!(byte, b',' | b';' | b'"' | b'\n' | b'\r' | b'\t' | b' ' | b'#');
    if field.bytes().any(special) {
        text.push('"');
        text.push_str(&field.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(field);
    }
}
