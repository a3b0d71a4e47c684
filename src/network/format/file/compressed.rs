//! gzip and zstd, recognised by their first bytes when reading and by the name when writing.
//!
//! A file may hold several members or frames one after the other; all are read.

use std::{
    io::{self, Read, Write},
    path::Path,
};

use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};

/// A way to compress a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    /// The packing that a file's first bytes show.
    pub(crate) fn of_bytes(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            _ => None,
        }
    }

    /// The packing that a file's name means.
    pub(crate) fn of_path(path: &Path) -> Option<Self> {
        match extension(path)?.as_str() {
            "gz" => Some(Self::Gzip),
            "zst" => Some(Self::Zstd),
            _ => None,
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }

    /// A reader of what is packed in `packed`.
    pub(crate) fn unpack<'a>(self, packed: &'a [u8]) -> io::Result<Box<dyn Read + 'a>> {
        Ok(match self {
            Self::Gzip => Box::new(MultiGzDecoder::new(packed)),
            Self::Zstd => Box::new(zstd::stream::Decoder::with_buffer(packed)?),
        })
    }
}

/// A writer that packs, or does not.
pub(crate) enum Packer<W: Write> {
    Plain(W),
    Gzip(GzEncoder<W>),
    Zstd(zstd::stream::Encoder<'static, W>),
}

impl<W: Write> Packer<W> {
    pub(crate) fn new(packing: Option<Packing>, inner: W) -> io::Result<Self> {
        Ok(match packing {
            None => Self::Plain(inner),
            Some(Packing::Gzip) => Self::Gzip(GzEncoder::new(inner, Compression::default())),
            Some(Packing::Zstd) => Self::Zstd(zstd::stream::Encoder::new(inner, 3)?),
        })
    }

    pub(crate) fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(inner) => inner.write_all(bytes),
            Self::Gzip(inner) => inner.write_all(bytes),
            Self::Zstd(inner) => inner.write_all(bytes),
        }
    }

    /// Writes what is left and gives the inner writer back.
    pub(crate) fn finish(self) -> io::Result<W> {
        match self {
            Self::Plain(inner) => Ok(inner),
            Self::Gzip(inner) => inner.finish(),
            Self::Zstd(inner) => inner.finish(),
        }
    }
}

/// The extension of a file's name in lower case, under `.gz` and `.zst`.
pub(crate) fn plain_extension(path: &Path) -> Option<String> {
    match Packing::of_path(path) {
        Some(_) => extension(Path::new(path.file_stem()?)),
        None => extension(path),
    }
}

fn extension(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}
