//! What an edge list looks like: its separator, its columns, and whether it begins with counts.
//!
//! Only the comments at the top and the first two lines of data are looked at.

use crate::network::{
    attributes::EdgeColumn,
    builder::HeaderCounts,
    format::{
        file::{
            options::{Header, NetworkFile},
            source::{Fault, shown},
        },
        text::names::{Unclear, check_meaning, kept, usual_ends},
    },
    labels::canonical_integer,
};

/// What stands between the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    /// Any number of spaces and tabs.
    Blank,
    /// One comma or semicolon, with blanks around it or not.
    Byte(u8),
}

impl Separator {
    fn of(line: &[u8]) -> Self {
        [b',', b';'].into_iter().find(|byte| line.contains(byte)).map_or(Self::Blank, Self::Byte)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Blank => "spaces or tabs",
            Self::Byte(b',') => "commas",
            Self::Byte(_) => "semicolons",
        }
    }
}

/// The fields of a line.
pub(super) struct Fields<'a> {
    rest: Option<&'a [u8]>,
    separator: Separator,
}

impl<'a> Fields<'a> {
    pub(super) fn new(line: &'a [u8], separator: Separator) -> Self {
        Self { rest: Some(line), separator }
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        match self.separator {
            Separator::Blank => {
                let start = rest.iter().position(|&byte| !is_blank(byte))?;
                let rest = &rest[start..];
                let end = rest.iter().position(|&byte| is_blank(byte)).unwrap_or(rest.len());
                self.rest = Some(&rest[end..]);
                Some(&rest[..end])
            }
            Separator::Byte(byte) => {
                let end = memchr::memchr(byte, rest);
                self.rest = end.map(|end| &rest[end + 1..]);
                Some(rest[..end.unwrap_or(rest.len())].trim_ascii())
            }
        }
    }
}

#[inline]
const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r')
}

/// A first line that may be, or is, the numbers of users and edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HeaderLine {
    pub(super) counts: HeaderCounts,
    /// True where it cannot be an edge and is no part of the data; else it is parsed as an edge,
    /// and only all edges decide.
    pub(super) certain: bool,
}

/// What an edge list looks like.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(super) separator: Separator,
    /// The names of the columns after the two ids; none for one that is left out.
    pub(crate) columns: Vec<Option<String>>,
    pub(super) header: Option<HeaderLine>,
    /// What a comment says of the numbers of users and edges.
    pub(super) comment_counts: Option<HeaderCounts>,
    /// The line of the header or of that comment.
    pub(super) header_line: u64,
    /// The byte where the data begin.
    pub(super) data: usize,
    /// The byte where the second line of data begins.
    pub(super) second: usize,
    /// The line that the others are compared with.
    pub(super) model_line: u64,
}

/// A line of data and where it stands.
struct Line<'a> {
    at: usize,
    number: u64,
    text: &'a [u8],
}

/// The comments above the data, and the first two lines of data.
struct Top<'a> {
    comments: Vec<Line<'a>>,
    data: Vec<Line<'a>>,
}

fn top(text: &[u8]) -> Top<'_> {
    let mut top = Top { comments: Vec::new(), data: Vec::new() };
    let mut at = 0;
    for (number, line) in (1..).zip(text.split_inclusive(|&byte| byte == b'\n')) {
        let trimmed = line.trim_ascii();
        let line_at = Line { at, number, text: trimmed };
        at += line.len();
        match trimmed {
            [b'#' | b'%', ..] if top.data.is_empty() => top.comments.push(line_at),
            [] | [b'#' | b'%', ..] => {}
            _ => top.data.push(line_at),
        }
        if top.data.len() == 2 {
            break;
        }
    }
    top
}

fn any_fields(line: &[u8]) -> Vec<&str> {
    let fields = line.split(|byte| matches!(byte, b' ' | b'\t' | b',' | b';'));
    let filled = fields.filter(|field| !field.is_empty());
    filled.map(|field| std::str::from_utf8(field).unwrap_or("")).collect()
}

/// True where the first line of data names columns, as a CSV does.
pub(crate) fn names_columns(text: &[u8]) -> bool {
    let top = top(text);
    top.data.first().is_some_and(|line| {
        let plain = |field: &str| field.trim_matches('"').to_owned();
        usual_ends(&any_fields(line.text).into_iter().map(plain).collect::<Vec<_>>()).is_some()
    })
}

/// True where the first line of data begins with two whole numbers.
pub(crate) fn starts_with_numbers(text: &[u8]) -> bool {
    let top = top(text);
    top.data.first().is_some_and(|line| {
        let fields = any_fields(line.text);
        fields.len() >= 2 && fields[..2].iter().all(|field| canonical_integer(field).is_some())
    })
}

/// True where a text has all the lines that tell its shape.
pub(super) fn tells_shape(text: &[u8]) -> bool {
    top(text).data.len() == 2
}

impl Shape {
    pub(super) fn find(text: &[u8], file: &NetworkFile) -> Result<Self, Fault> {
        let top = top(text);
        let Some(first) = top.data.first() else {
            return Err(Fault {
                at: text.len(),
                problem: "the file has no edges".to_owned(),
                remedy: "give at least one line with two ids".to_owned(),
            });
        };
        if usual_ends(&any_fields(first.text)).is_some() {
            return Err(Fault {
                at: first.at,
                problem: format!("{} names columns and is no edge", shown(first.text)),
                remedy: "read the file with format = \"csv\", or begin that line with #".to_owned(),
            });
        }
        let model = top.data.get(1).unwrap_or(first);
        let separator = Separator::of(model.text);
        let width = Fields::new(model.text, separator).count();
        if width < 2 {
            return Err(Fault {
                at: model.at,
                problem: format!(
                    "{} has one column where an edge needs two, separated by spaces, tabs, commas \
                     or semicolons",
                    shown(model.text)
                ),
                remedy: "is this a file of edges? Another format is named by format = \"…\""
                    .to_owned(),
            });
        }
        let stated = top.comments.iter().rev().find_map(|line| Some((line, counts_of(line.text)?)));
        let header = match (file.header, header_of(first.text)) {
            (Header::Counts, None) => {
                return Err(Fault {
                    at: first.at,
                    problem: format!("{} is not a header of two whole numbers", shown(first.text)),
                    remedy: "write `n m` (users and edges) there, or leave `header` out".to_owned(),
                });
            }
            (Header::Counts, Some(counts)) => Some(HeaderLine { counts, certain: true }),
            (Header::Auto, Some(counts)) if stated.is_none() => {
                Some(HeaderLine { counts, certain: width != 2 })
            }
            _ => None,
        };
        let data = match (header, top.data.get(1)) {
            (Some(HeaderLine { certain: true, .. }), second) => {
                second.map_or(text.len(), |second| second.at)
            }
            _ => first.at,
        };
        let comment_counts =
            stated.and_then(|(_, (users, edges))| Some(HeaderCounts { users: users?, edges }));
        Ok(Self {
            separator,
            columns: names(width - 2, &top, file, model, EdgeColumn::PROBABILITY)?,
            header,
            comment_counts,
            header_line: stated.map_or(first.number, |(line, _)| line.number),
            data,
            second: top.data.get(1).map_or(text.len(), |second| second.at),
            model_line: model.number,
        })
    }
}

impl Shape {
    /// Lines of two ids and `values` numbers, separated by blanks, from the byte `data` on, which
    /// follows line `line`. One number is called `usual` unless the user or a comment says
    /// otherwise.
    pub(crate) fn plain(
        text: &[u8],
        data: usize,
        line: u64,
        values: usize,
        usual: &str,
        file: &NetworkFile,
    ) -> Result<Self, Fault> {
        let model = Line { at: data, number: line + 1, text: b"" };
        Ok(Self {
            separator: Separator::Blank,
            columns: names(values, &top(text), file, &model, usual)?,
            header: None,
            comment_counts: None,
            header_line: line,
            data,
            second: data,
            model_line: line + 1,
        })
    }

    /// How many columns are left out.
    pub(crate) fn left_out(&self) -> u64 {
        self.columns.iter().filter(|name| name.is_none()).count() as u64
    }

    /// The first id that is `wanted` (nothing where it is no whole number), and where its line is.
    #[cold]
    pub(crate) fn first_id<'a>(
        &self,
        text: &'a [u8],
        wanted: impl Fn(Option<i64>) -> bool,
    ) -> Option<(usize, &'a [u8])> {
        let mut at = self.data;
        text[self.data..].split_inclusive(|&byte| byte == b'\n').find_map(|line| {
            let start = at;
            at += line.len();
            let line = line.trim_ascii();
            if line.starts_with(b"#") || line.starts_with(b"%") {
                return None;
            }
            let integer = |id: &[u8]| std::str::from_utf8(id).ok().and_then(canonical_integer);
            let mut ids = Fields::new(line, self.separator).take(2);
            ids.find(|id| wanted(integer(id))).map(|id| (start, id))
        })
    }
}

/// A first line that holds the numbers of users and edges and nothing else.
fn header_of(line: &[u8]) -> Option<HeaderCounts> {
    match any_fields(line)[..] {
        [users, edges] => {
            let count = |field| canonical_integer(field).and_then(|n| u64::try_from(n).ok());
            Some(HeaderCounts { users: count(users)?, edges: count(edges)? })
        }
        _ => None,
    }
}

/// The counts in a comment such as `# Nodes: 7115 Edges: 103689`; users may be left out.
fn counts_of(comment: &[u8]) -> Option<(Option<u64>, u64)> {
    let words: Vec<&str> = comment
        .split(|byte| byte.is_ascii_whitespace() || matches!(byte, b'#' | b'%'))
        .filter(|word| !word.is_empty())
        .map(|word| std::str::from_utf8(word).unwrap_or(""))
        .collect();
    let after = |name: &str| {
        let pair = words.windows(2).find(|pair| pair[0].eq_ignore_ascii_case(name))?;
        pair[1].parse::<u64>().ok()
    };
    Some((after("nodes:"), after("edges:")?))
}

/// The names of the `count` columns after the two ids.
fn names(
    count: usize,
    top: &Top<'_>,
    file: &NetworkFile,
    model: &Line<'_>,
    usual: &str,
) -> Result<Vec<Option<String>>, Fault> {
    let in_comment = named_in_comment(top, count);
    if let Some((line, names)) = &in_comment {
        check_meaning(names[0], names[1], file.edge).map_err(|unclear| at(line, unclear))?;
    }
    let keep = |written: &[&str], line: &Line<'_>| {
        let names = kept(written, &file.columns).map_err(|unclear| at(line, unclear))?;
        Ok(names.into_iter().map(Some).collect())
    };
    if let Some(said) = &file.columns.values {
        if said.len() != count && !said.is_empty() {
            return Err(Fault {
                at: model.at,
                problem: format!(
                    "{} columns follow the two ids, and columns.values names {}",
                    count,
                    said.len()
                ),
                remedy: "name each column after the second, or `-` for one to leave out".to_owned(),
            });
        }
        let written: Vec<&str> = said.iter().map(String::as_str).filter(|&n| n != "-").collect();
        let mut names =
            kept(&written, &file.columns).map_err(|unclear| at(model, unclear))?.into_iter();
        let left_out = &"-".to_owned();
        let said = said.iter().chain(std::iter::repeat(left_out)).take(count);
        return Ok(said.map(|name| (name != "-").then(|| names.next()).flatten()).collect());
    }
    match (in_comment, count) {
        (Some((line, names)), _) => keep(&names[2..], line),
        (None, 0) => keep(&[], model),
        (None, 1) => keep(&[usual], model),
        (None, _) => Err(Fault {
            at: model.at,
            problem: format!(
                "{} has {} columns, and only two or three speak for themselves",
                shown(model.text),
                count + 2
            ),
            remedy: "name those after the second: columns.values = [\"probability\", \"-\"] \
                     (`-` leaves one out)"
                .to_owned(),
        }),
    }
}

/// The comment above the data that names `count` columns and those of the two ids, and the names.
fn named_in_comment<'t>(top: &'t Top<'_>, count: usize) -> Option<(&'t Line<'t>, Vec<&'t str>)> {
    top.comments.iter().rev().find_map(|line| {
        let text = std::str::from_utf8(line.text).ok()?.trim_start_matches(['#', '%', ' ']);
        let names: Vec<&str> = if text.contains('\t') {
            text.split('\t').map(str::trim).collect()
        } else {
            text.split([' ', ',', ';']).filter(|name| !name.is_empty()).collect()
        };
        let ends = usual_ends(&names).filter(|ends| !ends.turned)?;
        (names.len() == count + 2 && ends.places == [0, 1]).then_some((line, names))
    })
}

/// The fault of names that stand on, or are meant for, a line.
fn at(line: &Line<'_>, Unclear { problem, remedy }: Unclear) -> Fault {
    Fault { at: line.at, problem, remedy }
}
