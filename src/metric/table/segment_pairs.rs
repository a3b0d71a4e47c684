//! What tables of each segment with every other share: who may ask for one, and how it is shown.

use super::{Captions, KeyContext, SizeLimits};
use crate::{
    document::{Cell, Document, Table, quoted},
    error::{Error, Result},
};

/// Most segments in a table of each with every other: a larger one is read by nobody.
const MOST: usize = 100;

/// This many segments fit a screen.
const MOST_SHOWN: usize = 8;

/// Refuses a table where no segments are named; `key` asks for it.
pub(super) fn check(key: &str, context: &KeyContext) -> Result<()> {
    if context.has_segments {
        return Ok(());
    }
    let problem = "it is a table of segments, and no segments are named";
    let remedy = "add answer.by_segment = \"region\", say: a category column of the users";
    Err(Error::value(format!("answer.{key}"), problem, remedy))
}

/// Refuses a table of more segments than anybody reads; `key` asks for it.
pub(super) fn fits(key: &str, limits: &SizeLimits<'_>) -> Result<()> {
    let Some(segments) = limits.segments.filter(|segments| segments.names.len() > MOST) else {
        return Ok(());
    };
    let (column, count) = (&segments.column, segments.names.len());
    let problem = format!("{column:?} has {count} segments, each with every other");
    let remedy =
        format!("name a column of at most {MOST} in answer.by_segment, or leave {key} out");
    Err(Error::value(format!("answer.{key}"), problem, remedy))
}

/// The names of the segments, those in none last.
pub(super) fn names(names: &[String]) -> impl Iterator<Item = Option<String>> + '_ {
    names.iter().cloned().map(Some).chain([None])
}

/// Adds a table an option under a heading, of the segments that have users: `cell` of an option, a row and
/// a column. Nothing where no segments are named.
pub(super) fn describe(
    heading: impl Fn(&str) -> String,
    corner: &str,
    captions: &Captions<'_>,
    document: &mut Document,
    cell: impl Fn(usize, usize, usize) -> Cell,
) {
    let Some(segments) = captions.segments else { return };
    let shown: Vec<usize> =
        (0..segments.users.len()).filter(|&place| segments.users[place] > 0).collect();
    document.heading(heading(&segments.column));
    if shown.len() > MOST_SHOWN {
        let segments = shown.len();
        document.sentence(format!("A table of {segments} segments each way: see JSON or CSV."));
        return;
    }
    let name = |&place: &usize| segments.names.get(place).map_or("(in none)", String::as_str);
    for (option, option_name) in captions.options.iter().enumerate() {
        if option > 0 {
            document.blank();
        }
        document.sentence(quoted(option_name));
        let mut table = Table::of(shown.iter().map(name)).with_corner(corner);
        for column in &shown {
            table.named_column(name(column), shown.iter().map(|&row| cell(option, row, *column)));
        }
        document.table(table);
    }
}
