//! Writing a network that never is in memory as a whole: row after row, the header last.
//!
//! The file is the same to the byte as that of the network written at once.

use std::{
    fmt,
    io::{self, Seek, SeekFrom, Write},
    path::Path,
};

use xxhash_rust::xxh3::Xxh3;

use super::layout::{
    Description, IdKind, PIECE, SectionCounts, SectionEntry, SectionKind, digest, header_length,
    header_of, joined, padding,
};
use crate::{
    error::{Error, Result},
    memory::{self, Large},
    network::builder::{Built, PartOfRows},
    progress::Progress,
    whole_file::WholeFile,
};

/// Sections of such a file: description, offsets, targets.
const SECTIONS: usize = 3;
/// The description has a page for itself.
const DESCRIPTION: usize = 4096;

/// A `.wsn` file of users 0, 1, 2, … that is written from the first row to the last. It has its
/// name from [`WsnInParts::finish`] on; dropped before that, it leaves nothing behind. Memory is 8
/// bytes a user.
///
/// ```
/// use wordspread::network::{
///     builder::{Built, PartOfRows},
///     format::{NetworkFile, WsnInParts, read},
/// };
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("ring.wsn");
/// let mut file = WsnInParts::create(&path, 3, &())?;
/// file.rows(&PartOfRows { nodes: 0..2, degrees: &[1, 1], targets: &[1, 2] })?;
/// file.rows(&PartOfRows { nodes: 2..3, degrees: &[1], targets: &[0] })?;
/// file.finish(Built { given: 3, ..Built::default() })?;
/// assert_eq!(read(&NetworkFile::new(path), &())?.forward().row(2), [0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct WsnInParts<'a> {
    path: &'a Path,
    file: WholeFile,
    progress: &'a dyn Progress,
    /// Row starts: those of the first `users` and one more are final.
    offsets: Large<u64>,
    users: usize,
    digest: Digest,
}

impl<'a> WsnInParts<'a> {
    /// Begins a file of `users` users.
    ///
    /// # Errors
    /// [`Error::Io`] where the file cannot be written; [`Error::Memory`] where there is no room for
    /// the row starts; [`Error::Value`] on a big-endian machine.
    pub fn create(path: &'a Path, users: u32, progress: &'a dyn Progress) -> Result<Self> {
        super::write::refuse_big_endian()?;
        let nodes = users as usize;
        memory::fits("the row starts of the network", (nodes as u64 + 1) * 8)?;
        let offsets = Large::zeroed(nodes + 1);
        let create = || {
            let mut file = WholeFile::create(path)?;
            let starts = size_of_val(&offsets[..]);
            let targets = header_length(SECTIONS) + DESCRIPTION + starts + padding(starts);
            file.seek(SeekFrom::Start(targets as u64))?;
            Ok(file)
        };
        let file = create().map_err(|source| Error::writing(path, source))?;
        Ok(Self { path, file, progress, offsets, users: 0, digest: Digest::default() })
    }

    /// Writes the rows of the next users.
    ///
    /// # Errors
    /// [`Error::Io`] where the file cannot be written; [`Error::Stopped`] where the user stops
    /// the work.
    ///
    /// # Panics
    /// If the rows are not those of the next users, or degrees do not fit the targets.
    pub fn rows(&mut self, part: &PartOfRows<'_>) -> Result<()> {
        let edges: u64 = part.degrees.iter().sum();
        assert_eq!(part.nodes.start as usize, self.users, "parts follow each other");
        assert_eq!(part.nodes.len(), part.degrees.len(), "one degree a user");
        assert_eq!(part.targets.len() as u64, edges, "degrees fit the targets");
        for &degree in part.degrees {
            self.offsets[self.users + 1] = self.offsets[self.users] + degree;
            self.users += 1;
        }
        self.progress.begin("writing", Some(edges));
        let written = self.targets(part.targets);
        self.progress.end();
        written
    }

    fn targets(&mut self, targets: &[u32]) -> Result<()> {
        for piece in targets.chunks(PIECE / size_of::<u32>()) {
            if self.progress.cancelled() {
                return Err(Error::Stopped);
            }
            let bytes: &[u8] = bytemuck::cast_slice(piece);
            self.digest.update(bytes);
            self.file.write_all(bytes).map_err(|source| Error::writing(self.path, source))?;
            self.progress.advance(piece.len() as u64);
        }
        Ok(())
    }

    /// Writes what the rows do not say, and puts the file in its place; the number of edges.
    ///
    /// # Errors
    /// [`Error::Io`] where the file cannot be written.
    ///
    /// # Panics
    /// If rows are missing.
    pub fn finish(mut self, built: Built) -> Result<u64> {
        assert_eq!(self.users + 1, self.offsets.len(), "all rows are written");
        let edges = self.offsets[self.users];
        let description = Description {
            ids: IdKind::Index,
            relabelled: false,
            backward: false,
            edge_columns: Vec::new(),
            user_columns: Vec::new(),
            built,
        };
        let mut description =
            serde_json::to_vec(&description).expect("a description is plain JSON");
        let starts: &[u8] = bytemuck::cast_slice(&self.offsets);
        let lengths = [description.len(), starts.len(), edges as usize * size_of::<u32>()];
        let entry = |kind, length, digest| SectionEntry { kind, length, digest };
        let header = header_of(
            SectionCounts { users: self.users as u64, edges },
            &[
                entry(SectionKind::Description, lengths[0], digest(&description)),
                entry(SectionKind::Offsets, lengths[1], digest(starts)),
                entry(SectionKind::Targets, lengths[2], self.digest.finish()),
            ],
        );
        assert!(description.len() <= DESCRIPTION, "counts fit on a page");
        description.resize(DESCRIPTION, 0);
        let Self { mut file, path, .. } = self;
        let mut finish = || -> io::Result<()> {
            file.write_all(&vec![0; padding(lengths[2])])?;
            file.seek(SeekFrom::Start(0))?;
            file.write_all(&header)?;
            file.write_all(&description)?;
            file.write_all(starts)?;
            file.write_all(&vec![0; padding(starts.len())])
        };
        finish().and_then(|()| file.finish()).map_err(|source| Error::writing(path, source))?;
        Ok(edges)
    }
}

/// The checksum of a section that comes in pieces of any length.
#[derive(Default)]
struct Digest {
    pieces: Vec<u64>,
    piece: Xxh3,
    length: usize,
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Digest of {} bytes", self.pieces.len() * PIECE + self.length)
    }
}

impl Digest {
    fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(PIECE - self.length));
            self.piece.update(now);
            self.length += now.len();
            bytes = later;
            if self.length == PIECE {
                self.end_piece();
            }
        }
    }

    fn end_piece(&mut self) {
        self.pieces.push(self.piece.digest());
        self.piece.reset();
        self.length = 0;
    }

    fn finish(&mut self) -> u64 {
        if self.length > 0 {
            self.end_piece();
        }
        joined(&self.pieces)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_does_not_depend_on_how_the_bytes_come() {
        let bytes: Vec<u8> = (0..2 * PIECE + 12_345).map(|place| (place % 251) as u8).collect();
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, bytes.len()] {
            for step in [100_003, PIECE, bytes.len()] {
                let mut parts = Digest::default();
                bytes[..length].chunks(step).for_each(|part| parts.update(part));
                assert_eq!(parts.finish(), digest(&bytes[..length]), "{length} by {step}");
            }
        }
    }

    #[test]
    fn a_file_that_is_not_finished_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wsn");
        let mut file = WsnInParts::create(&path, 2, &()).unwrap();
        file.rows(&PartOfRows { nodes: 0..1, degrees: &[1], targets: &[1] }).unwrap();
        drop(file);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
