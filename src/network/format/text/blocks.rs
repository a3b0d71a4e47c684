//! A text file in blocks of whole lines, read once to know them and then again as often as wanted.
//!
//! Blocks are read into buffers that go from hand to hand, so that a text takes no more memory than
//! there are threads at work. A block that has changed since it was first read is not given again.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::{
    error::{Error, Result},
    network::builder::pool::BufferPool,
    progress::Progress,
};

/// The lines that begin within so many bytes are a block.
const BLOCK: u64 = 1 << 19;

/// So many bytes are read beyond a block, in the hope that its last line ends there.
const BEYOND: u64 = 1 << 8;

/// The blocks of a file.
pub(crate) struct LineBlocks<'p> {
    path: &'p Path,
    list: Vec<LineBlock>,
    readers: BufferPool<BlockReader>,
    /// Why a block could not be read again.
    fault: OnceLock<Error>,
}

struct LineBlock {
    start: u64,
    length: u64,
    digest: u64,
}

/// Why the blocks were not all read.
pub(crate) enum Unread<E> {
    /// A block was refused: the first one of the file.
    Refused(E),
    Error(Error),
}

impl<'p> LineBlocks<'p> {
    /// Reads the lines from the byte `start` on, in parallel blocks, each given to `look` with its place;
    /// what it makes of them, in the order of the file.
    pub(crate) fn read<T: Send, E: Send>(
        path: &'p Path,
        start: u64,
        progress: &dyn Progress,
        look: impl Fn(u64, &[u8]) -> Result<T, E> + Sync,
    ) -> Result<(Self, Vec<T>), Unread<E>> {
        let reading = |error| Unread::Error(Error::reading(path, error));
        let length = std::fs::metadata(path).map_err(reading)?.len().saturating_sub(start);
        let readers = BufferPool::new();
        let refused = AtomicUsize::new(usize::MAX);
        progress.begin("reading", Some(length));
        let look_at = |number: usize| -> Option<Result<(LineBlock, T), Unread<E>>> {
            // What comes after a block that is refused does not matter.
            if number > refused.load(Ordering::Relaxed) {
                return None;
            }
            if progress.cancelled() {
                return Some(Err(Unread::Error(Error::Stopped)));
            }
            let looked = with_reader(&readers, path, |reader| {
                let (at, text) = reader.lines(start, number as u64)?;
                let block =
                    LineBlock { start: at, length: text.len() as u64, digest: xxh3_64(text) };
                Ok(look(at, text).map(|seen| (block, seen)))
            });
            progress.advance(BLOCK.min(length - BLOCK * number as u64));
            let looked = match looked {
                Ok(Ok(seen)) => return Some(Ok(seen)),
                Ok(Err(refusal)) => Unread::Refused(refusal),
                Err(error) => reading(error),
            };
            refused.fetch_min(number, Ordering::Relaxed);
            Some(Err(looked))
        };
        let blocks = length.div_ceil(BLOCK) as usize;
        let looked: Vec<_> = (0..blocks).into_par_iter().map(look_at).collect();
        progress.end();
        let looked: Result<Vec<(LineBlock, T)>, _> = looked.into_iter().flatten().collect();
        let (list, seen) = looked?.into_iter().unzip();
        Ok((Self { path, list, readers, fault: OnceLock::new() }, seen))
    }

    pub(crate) const fn len(&self) -> usize {
        self.list.len()
    }

    /// Reads a block again. Once one could not be read as it was, none is.
    pub(crate) fn again(&self, number: usize, tell: impl FnOnce(&[u8])) {
        if self.fault.get().is_some() {
            return;
        }
        let LineBlock { start, length, digest } = self.list[number];
        let read = with_reader(&self.readers, self.path, |reader| {
            let text = reader.fill(start, length)?;
            let same = text.len() as u64 == length && xxh3_64(text) == digest;
            if same {
                tell(text);
            }
            Ok(same)
        });
        let fault = match read {
            Ok(true) => return,
            Ok(false) => Error::in_file(
                self.path,
                "the file was changed while it was read",
                "read it again, once nobody writes it",
            ),
            Err(error) => Error::reading(self.path, error),
        };
        // Another thread may have set its own.
        let _ = self.fault.set(fault);
    }

    /// Why a block could not be read again, if one could not.
    pub(crate) fn fault(self) -> Option<Error> {
        self.fault.into_inner()
    }
}

fn with_reader<T>(
    readers: &BufferPool<BlockReader>,
    path: &Path,
    work: impl FnOnce(&mut BlockReader) -> io::Result<T>,
) -> io::Result<T> {
    readers.lend(BlockReader::default, |reader| {
        if reader.file.is_none() {
            reader.file = Some(File::open(path)?);
        }
        work(reader)
    })
}

/// A thread's own place in the file, and its buffer.
#[derive(Default)]
struct BlockReader {
    file: Option<File>,
    buffer: Vec<u8>,
}

impl BlockReader {
    /// The `length` bytes from `start` on, or fewer at the end of the file.
    fn fill(&mut self, start: u64, length: u64) -> io::Result<&[u8]> {
        let Self { file, buffer } = self;
        let file = file.as_mut().expect("it was opened");
        buffer.clear();
        buffer.reserve(length as usize + 64);
        file.seek(SeekFrom::Start(start))?;
        file.take(length).read_to_end(buffer)?;
        Ok(buffer)
    }

    /// The lines of a block of the text that begins at `data`, and where they begin.
    fn lines(&mut self, data: u64, number: u64) -> io::Result<(u64, &[u8])> {
        let nominal = data + number * BLOCK;
        // A line begins after the end of another one, which may lie just before the block.
        let from = nominal - u64::from(number > 0);
        let stop = (nominal + BLOCK - from) as usize;
        let mut beyond = BEYOND;
        loop {
            let wanted = stop as u64 + beyond;
            let text = self.fill(from, wanted)?;
            let first = match number {
                0 => Some(0),
                _ => memchr::memchr(b'\n', text).map(|end| end + 1),
            };
            let ended = (text.len() as u64) < wanted;
            let end = text.get(stop - 1..).and_then(|rest| {
                let end = memchr::memchr(b'\n', rest).map(|end| stop + end);
                end.or(ended.then_some(text.len()))
            });
            let lines = match (first, end) {
                (Some(first), Some(end)) if first < stop => first..end,
                (Some(first), None) if ended => first..text.len(),
                (Some(first), _) if first < stop => {
                    beyond *= 16;
                    continue;
                }
                // All of the block belongs to a line that began before it.
                _ => 0..0,
            };
            return Ok((from + lines.start as u64, &self.buffer[lines]));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    fn lines_of(text: &[u8]) -> Vec<String> {
        text.split_inclusive(|&byte| byte == b'\n')
            .map(|line| line.escape_ascii().to_string())
            .collect()
    }

    #[test]
    fn every_line_is_in_one_block_whatever_its_length() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("text");
        let block = BLOCK as usize;
        let near = [block - 2, block - 1, block, block + 1, block + 300, 3 * block + 7];
        for lengths in near.map(|length| [0, length, 5, length, 1]) {
            for last in ["", "end"] {
                let lines = lengths.map(|length| "x".repeat(length) + "\n");
                let text = format!("head\n{}{last}", lines.concat());
                std::fs::write(&path, &text).unwrap();
                let look = |at: u64, text: &[u8]| Ok::<_, ()>((at, text.to_vec()));
                let Ok((blocks, seen)) = LineBlocks::read(&path, 5, &(), look) else {
                    panic!("it is read")
                };
                let joined: Vec<u8> = seen.iter().flat_map(|(_, text)| text.clone()).collect();
                assert!(joined == text.as_bytes()[5..], "{lengths:?}");
                for (at, piece) in &seen {
                    assert!(text.as_bytes()[*at as usize..].starts_with(piece));
                    assert!(piece.is_empty() || text.as_bytes()[*at as usize - 1] == b'\n');
                }
                let again = Mutex::new(Vec::new());
                for number in 0..blocks.len() {
                    blocks.again(number, |text| again.lock().unwrap().extend(text.to_vec()));
                }
                assert!(again.into_inner().unwrap() == joined);
                assert!(blocks.fault().is_none());
            }
        }
    }

    #[test]
    fn the_first_block_that_is_refused_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("text");
        let lines: Vec<String> = (0..400_000).map(|line| format!("{line}\n")).collect();
        std::fs::write(&path, lines.concat()).unwrap();
        let look = |_: u64, text: &[u8]| {
            let bad = lines_of(text).into_iter().find(|line| line.len() > 7);
            bad.map_or(Ok(()), Err)
        };
        let Err(Unread::Refused(first)) = LineBlocks::read(&path, 0, &(), look) else {
            panic!("lines of six digits are refused")
        };
        assert_eq!(first, "100000\\n");
    }

    #[test]
    fn a_file_that_changes_is_not_read_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("text");
        let text = "1 2\n".repeat(300_000);
        std::fs::write(&path, &text).unwrap();
        let look = |_: u64, _: &[u8]| Ok::<(), ()>(());
        let Ok((blocks, _)) = LineBlocks::read(&path, 0, &(), look) else { panic!("it is read") };
        assert!(blocks.len() > 2);
        let mut changed = text.into_bytes();
        changed[BLOCK as usize + 10] = b'7';
        std::fs::write(&path, &changed).unwrap();
        let read = Mutex::new(Vec::new());
        for number in 0..blocks.len() {
            blocks.again(number, |_| read.lock().unwrap().push(number));
        }
        assert_eq!(read.into_inner().unwrap(), [0]);
        assert!(blocks.fault().unwrap().to_string().contains("was changed"));
    }
}
