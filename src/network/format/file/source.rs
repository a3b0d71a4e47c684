//! A network file as readers see it: its text, unpacked, and the line of each byte.
//!
//! It reads no more than a few bytes until more is needed. So a mapped format is never read in, and
//! a text that can be read in blocks never as a whole.

use std::{
    fs::File,
    io::{self, BufRead, Read},
    path::{Path, PathBuf},
    sync::OnceLock,
};

use super::{compressed::Packing, signature};
use crate::{
    error::{Error, Result},
    input_file,
    network::stopping::check,
    progress::Progress,
};

/// A file to read from.
#[derive(Debug)]
pub(crate) struct Source<'p> {
    path: &'p Path,
    head: Vec<u8>,
    beginning: OnceLock<Vec<u8>>,
    text: OnceLock<Vec<u8>>,
}

/// The first lines of a plain text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beginning<'s> {
    /// Whole lines, without a byte order mark.
    pub(crate) text: &'s [u8],
    /// Where they begin in the file.
    pub(crate) offset: u64,
    /// True where there are no other lines.
    pub(crate) whole: bool,
}

/// A beginning has at most so many bytes.
const BEGINNING: usize = 1 << 20;

impl<'p> Source<'p> {
    pub(crate) fn new(path: &'p Path) -> Result<Self> {
        let mut head = Vec::new();
        let beginning = input_file::open(path)?.take(64).read_to_end(&mut head);
        beginning.map_err(|source| Error::reading(path, source))?;
        if !head.starts_with(&signature::NETWORK)
            && let Some(refused) = signature::instead(path, &head, "network")
        {
            return Err(refused);
        }
        Ok(Self { path, head, beginning: OnceLock::new(), text: OnceLock::new() })
    }

    pub(crate) const fn path(&self) -> &'p Path {
        self.path
    }

    /// The file's first bytes, as they are on disk.
    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }

    /// The whole text, unpacked and without a byte order mark.
    pub(crate) fn text(&self, progress: &dyn Progress) -> Result<&[u8]> {
        let text = if let Some(text) = self.text.get() {
            text
        } else {
            progress.begin("reading", None);
            let text = self.load(progress)?;
            progress.end();
            self.text.get_or_init(|| text)
        };
        self.unmarked(text)
    }

    /// The first lines, where the file is neither packed nor of one endless line.
    pub(crate) fn beginning(&self) -> Result<Option<Beginning<'_>>> {
        if Packing::of_bytes(&self.head).is_some() {
            return Ok(None);
        }
        let bytes = if let Some(bytes) = self.beginning.get() {
            bytes
        } else {
            let read = || -> io::Result<Vec<u8>> {
                let mut bytes = Vec::new();
                File::open(self.path)?.take(BEGINNING as u64 + 1).read_to_end(&mut bytes)?;
                Ok(bytes)
            };
            let bytes = read().map_err(|source| Error::reading(self.path, source))?;
            self.beginning.get_or_init(|| bytes)
        };
        let text = self.unmarked(bytes)?;
        let offset = (bytes.len() - text.len()) as u64;
        let whole = bytes.len() <= BEGINNING;
        let end = if whole { Some(text.len()) } else { memchr::memrchr(b'\n', text) };
        Ok(end.map(|end| Beginning { text: &text[..end], offset, whole }))
    }

    /// The text without a byte order mark.
    fn unmarked<'t>(&self, text: &'t [u8]) -> Result<&'t [u8]> {
        match text {
            [0xef, 0xbb, 0xbf, rest @ ..] => Ok(rest),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Err(Error::at_line(
                self.path,
                1,
                "this is UTF-16, not UTF-8",
                "save the file as UTF-8",
            )),
            text => Ok(text),
        }
    }

    fn load(&self, progress: &dyn Progress) -> Result<Vec<u8>> {
        let reading = |source| Error::reading(self.path, source);
        let file = File::open(self.path).map_err(reading)?;
        let length = file.metadata().map_err(reading)?.len();
        let mut packed = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        read_all(file, &mut packed, progress)?.map_err(reading)?;
        let Some(packing) = Packing::of_bytes(&packed) else { return Ok(packed) };
        let mut text = Vec::with_capacity(packed.len().saturating_mul(4));
        let unpacked = match packing.unpack(&packed) {
            Ok(reader) => read_all(reader, &mut text, progress)?,
            Err(error) => Err(error),
        };
        unpacked.map_err(|source| {
            let lines = memchr::memchr_iter(b'\n', &text).count() as u64;
            Error::at_line(
                self.path,
                lines + 1,
                format!("the {} data breaks off or is damaged here: {source}", packing.name()),
                "fetch or pack the file again",
            )
        })?;
        Ok(text)
    }

    /// A fault at a byte of the text.
    pub(crate) fn fault(&self, text: &[u8], fault: Fault) -> Error {
        let before = &text[..fault.at.min(text.len())];
        let line = memchr::memchr_iter(b'\n', before).count() as u64 + 1;
        Error::at_line(self.path, line, fault.problem, fault.remedy)
    }

    /// A fault at a byte of the file, which is read once more up to there.
    #[cold]
    pub(crate) fn fault_in_file(&self, fault: Fault) -> Error {
        let lines = || -> io::Result<u64> {
            let mut before = io::BufReader::new(File::open(self.path)?).take(fault.at as u64);
            let mut lines = 0;
            loop {
                let bytes = before.fill_buf()?;
                if bytes.is_empty() {
                    return Ok(lines);
                }
                lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
                let length = bytes.len();
                before.consume(length);
            }
        };
        match lines() {
            Ok(lines) => Error::at_line(self.path, lines + 1, fault.problem, fault.remedy),
            Err(error) => Error::reading(self.path, error),
        }
    }

    /// A fault of the file as a whole.
    pub(crate) fn whole(&self, problem: impl Into<String>, remedy: impl Into<String>) -> Error {
        Error::in_file(PathBuf::from(self.path), problem, remedy)
    }
}

/// Reads to the end, a piece after the other; what was read is kept where reading fails.
///
/// # Errors
/// [`Error::Stopped`] outside, what reading gives inside.
fn read_all(
    mut reader: impl Read,
    bytes: &mut Vec<u8>,
    progress: &dyn Progress,
) -> Result<io::Result<()>> {
    const PIECE: u64 = 1 << 20;
    loop {
        check(progress)?;
        match reader.by_ref().take(PIECE).read_to_end(bytes) {
            Ok(0) => return Ok(Ok(())),
            Ok(_) => {}
            Err(error) => return Ok(Err(error)),
        }
    }
}

/// What is wrong at a byte of a text.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The byte, counted from the start of the text.
    pub(crate) at: usize,
    pub(crate) problem: String,
    pub(crate) remedy: String,
}

/// Why a piece of text could not be parsed.
#[derive(Debug)]
pub(crate) enum Unfit {
    /// An id is not a whole number, where all were hoped to be.
    NotInteger,
    Fault(Fault),
    Stopped,
}

/// A piece of a file, as a message shows it: short, and readable whatever the bytes are.
pub(crate) fn shown(bytes: &[u8]) -> String {
    const MOST: usize = 40;
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(4 * MOST)]);
    let mut short: String = text.chars().take(MOST).collect();
    if short.len() < bytes.len() && text.chars().count() > MOST || bytes.len() > 4 * MOST {
        short.push('…');
    }
    format!("`{}`", short.escape_debug())
}

/// A number in a column of edges: finite, and from 0 to 1 where it is a probability.
pub(crate) fn number(field: &[u8], column: &str, probability: bool) -> Result<f64, String> {
    let value: Option<f64> = std::str::from_utf8(field).ok().and_then(|text| text.parse().ok());
    match value {
        Some(value) if probability && !(0.0..=1.0).contains(&value) => {
            Err(format!("{} is not a probability, which is from 0 to 1 ({column})", shown(field)))
        }
        Some(value) if value.is_finite() => Ok(value),
        _ => Err(format!("{} is not a number ({column})", shown(field))),
    }
}
