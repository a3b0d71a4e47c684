//! The lines of an edge list, parsed in parallel pieces that end at line ends.
//!
//! No text is copied: ids that are texts point into the file.

use std::hash::Hash;

use rayon::prelude::*;

use super::shape::{Fields, Separator, Shape};
use crate::{
    network::{
        attributes::EdgeColumn,
        format::{
            file::source::{Fault, Unfit, number, shown},
            ids::numbering::id_text,
        },
        labels::canonical_integer,
    },
    progress::Progress,
};

/// Pieces are about this many bytes.
const PIECE: usize = 1 << 20;

/// Edges in the order of their lines.
#[derive(Debug)]
pub(crate) struct Parsed<T> {
    pub(crate) ends: Vec<[T; 2]>,
    /// One list a column that is kept.
    pub(crate) values: Vec<Vec<f64>>,
}

/// An id in the text.
pub(crate) trait IdField<'a>: Copy + Ord + Hash + Send + Sync {
    fn parse(field: &'a [u8]) -> Result<Self, Option<String>>;
}

impl IdField<'_> for i64 {
    #[inline]
    fn parse(field: &[u8]) -> Result<Self, Option<String>> {
        if let [first @ b'1'..=b'9', rest @ ..] = field
            && rest.len() < 18
        {
            let mut value = i64::from(first - b'0');
            for &byte in rest {
                let digit = byte.wrapping_sub(b'0');
                if digit > 9 {
                    return Err(None);
                }
                value = 10 * value + i64::from(digit);
            }
            return Ok(value);
        }
        std::str::from_utf8(field).ok().and_then(canonical_integer).ok_or(None)
    }
}

impl<'a> IdField<'a> for &'a str {
    fn parse(field: &'a [u8]) -> Result<Self, Option<String>> {
        id_text(field).map_err(Some)
    }
}

/// Parses all lines.
pub(crate) fn all<'a, T: IdField<'a>>(
    text: &'a [u8],
    shape: &Shape,
    progress: &dyn Progress,
) -> Result<Parsed<T>, Unfit> {
    let pieces = pieces(text, shape.data);
    progress.begin("parsing", Some((text.len() - shape.data) as u64));
    let parsed: Vec<Result<Parsed<T>, Unfit>> = pieces
        .par_iter()
        .map(|&(start, end)| {
            if progress.cancelled() {
                return Err(Unfit::Stopped);
            }
            let parsed = piece(text, start, end, shape);
            progress.advance((end - start) as u64);
            parsed
        })
        .collect();
    progress.end();
    // The first fault of the file is reported, whichever thread found one first.
    let parsed: Vec<Parsed<T>> = parsed.into_iter().collect::<Result<_, _>>()?;
    let columns = shape.columns.iter().flatten().count();
    let values = (0..columns)
        .map(|column| concatenated(parsed.iter().map(|piece| &piece.values[column]), progress))
        .collect::<Result<_, _>>()?;
    let ends = concatenated(parsed.iter().map(|piece| &piece.ends), progress)?;
    Ok(Parsed { ends, values })
}

fn concatenated<'p, T: Copy + 'p>(
    pieces: impl Iterator<Item = &'p Vec<T>> + Clone,
    progress: &dyn Progress,
) -> Result<Vec<T>, Unfit> {
    let mut all = Vec::with_capacity(pieces.clone().map(Vec::len).sum());
    for piece in pieces {
        if progress.cancelled() {
            return Err(Unfit::Stopped);
        }
        all.extend_from_slice(piece);
    }
    Ok(all)
}

/// Cuts the text from `start` on after the line ends next to every [`PIECE`] bytes.
fn pieces(text: &[u8], start: usize) -> Vec<(usize, usize)> {
    let mut pieces = Vec::new();
    let mut at = start;
    while at < text.len() {
        let reach = (at + PIECE).min(text.len());
        let end = memchr::memchr(b'\n', &text[reach..]).map_or(text.len(), |more| reach + more + 1);
        pieces.push((at, end));
        at = end;
    }
    pieces
}

fn piece<'a, T: IdField<'a>>(
    text: &'a [u8],
    start: usize,
    end: usize,
    shape: &Shape,
) -> Result<Parsed<T>, Unfit> {
    let kept = shape.columns.iter().flatten().count();
    let lines = (end - start) / 12;
    let mut parsed =
        Parsed { ends: Vec::with_capacity(lines), values: vec![Vec::with_capacity(lines); kept] };
    let mut at = start;
    while at < end {
        let line_end = memchr::memchr(b'\n', &text[at..end]).map_or(end, |length| at + length);
        line(&text[at..line_end], at, shape, &mut parsed)?;
        at = line_end + 1;
    }
    Ok(parsed)
}

/// The ids of a line that begins at the byte `at`, where no other columns are kept; nothing where it
/// is empty or a comment.
pub(super) fn pair(text: &[u8], at: usize, shape: &Shape) -> Result<Option<[i64; 2]>, Unfit> {
    let mut parsed = Parsed { ends: Vec::new(), values: Vec::new() };
    line(text, at, shape, &mut parsed)?;
    Ok(parsed.ends.pop())
}

#[inline]
fn line<'a, T: IdField<'a>>(
    line: &'a [u8],
    at: usize,
    shape: &Shape,
    parsed: &mut Parsed<T>,
) -> Result<(), Unfit> {
    let fault = |problem: String, remedy: &str| {
        Unfit::Fault(Fault { at, problem, remedy: remedy.to_owned() })
    };
    let mut fields = Fields::new(line, shape.separator);
    let (first, second) = (fields.next(), fields.next());
    let comment = first.and_then(<[u8]>::first).is_some_and(|byte| matches!(byte, b'#' | b'%'));
    if comment || line.trim_ascii().is_empty() {
        return Ok(());
    }
    let (Some(first), Some(second)) = (first, second) else { return Err(width(line, at, shape)) };
    let mut ends = [first, second].into_iter().map(|field| {
        if shape.separator == Separator::Blank
            && field.iter().any(|&byte| matches!(byte, b',' | b';'))
        {
            return Err(fault(
                format!(
                    "{} holds a comma or semicolon, where {} separate the columns of line {}",
                    shown(field),
                    shape.separator.name(),
                    shape.model_line
                ),
                "use one separator in all lines; ids that hold separators need a CSV",
            ));
        }
        T::parse(field).map_err(|problem| match problem {
            None => Unfit::NotInteger,
            Some(problem) => fault(problem, "mend the line, or name the right format"),
        })
    });
    let mut end = || ends.next().expect("there are two");
    let pair = [end()?, end()?];
    let mut column = 0;
    for name in &shape.columns {
        let Some(field) = fields.next() else { return Err(width(line, at, shape)) };
        let Some(name) = name else { continue };
        match number(field, name, name == EdgeColumn::PROBABILITY) {
            Ok(value) => parsed.values[column].push(value),
            Err(problem) => {
                return Err(fault(
                    problem,
                    "mend the line; where the column is no probability, name it in columns.values",
                ));
            }
        }
        column += 1;
    }
    if fields.next().is_some() {
        return Err(width(line, at, shape));
    }
    parsed.ends.push(pair);
    Ok(())
}

/// The fault of a line that has too few or too many columns.
#[cold]
fn width(line: &[u8], at: usize, shape: &Shape) -> Unfit {
    let found = Fields::new(line, shape.separator).count();
    let columns = if found == 1 { "column" } else { "columns" };
    Unfit::Fault(Fault {
        at,
        problem: format!(
            "{} has {found} {columns} where line {} has {}, separated by {}",
            shown(line),
            shape.model_line,
            shape.columns.len() + 2,
            shape.separator.name()
        ),
        remedy: "mend the line; all lines need as many columns and the same separator".to_owned(),
    })
}
