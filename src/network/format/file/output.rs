//! A file being written: packed if its name says so, and in place only once it is whole.
//!
//! Nothing is left behind when writing fails or is stopped.

use std::{io, path::Path};

use super::compressed::{Packer, Packing};
use crate::{
    error::{Error, Result},
    network::stopping::check,
    progress::Progress,
    whole_file::WholeFile,
};

/// Packed bytes are handed to the file in pieces of this many.
const PIECE: usize = 1 << 18;

/// A file that appears under its name when [`Output::finish`] succeeds.
pub(crate) struct Output<'a> {
    path: &'a Path,
    packer: Packer<io::BufWriter<WholeFile>>,
    progress: &'a dyn Progress,
}

impl<'a> Output<'a> {
    pub(crate) fn create(path: &'a Path, progress: &'a dyn Progress) -> Result<Self> {
        let create = || {
            let file = WholeFile::create(path)?;
            Packer::new(Packing::of_path(path), io::BufWriter::with_capacity(PIECE, file))
        };
        let packer = create().map_err(|source| Error::writing(path, source))?;
        Ok(Self { path, packer, progress })
    }

    /// True where what is written is compressed.
    pub(crate) const fn is_packed(&self) -> bool {
        !matches!(self.packer, Packer::Plain(_))
    }

    pub(crate) const fn progress(&self) -> &'a dyn Progress {
        self.progress
    }

    /// Writes some bytes.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.packer.write_all(bytes).map_err(|source| Error::writing(self.path, source))
    }

    /// Tells that `steps` more edges are written; a safe point to be stopped at.
    pub(crate) fn advance(&mut self, steps: u64) -> Result<()> {
        check(self.progress)?;
        self.progress.advance(steps);
        Ok(())
    }

    /// Puts the file in its place.
    pub(crate) fn finish(self) -> Result<()> {
        let Self { path, packer, .. } = self;
        let finish =
            || packer.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?.finish();
        finish().map_err(|source| Error::writing(path, source))
    }
}
