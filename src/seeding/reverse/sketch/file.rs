//! The file of a sketch, `.wsr`: its arrays as they lie in memory, mapped instead of read.
//!
//! ```text
//! byte  0  magic            8 bytes, with the line ends that a transfer as text would change
//!       8  version          u32
//!      12  0                u32
//!      16  users            u64
//!      24  sets             u64
//!      32  members          u64, of all sets
//!      40  description      u64, bytes of JSON
//!      48  ids              u64, bytes of text; 0 where they are 0, 1, 2, …
//!      56  checksum         u64, of the header with this field 0 and then of all that follows
//!      64  description, filled up to 8 bytes with spaces
//!          where sets start u32 each, and their members u32
//!          where users' lists of sets start u32 each, and the sets u32
//!          filled up to 8 bytes with zeros; where ids end u64, and the ids
//! ```
//!
//! All of it is checked before anything is answered.

use std::{
    io::{self, BufWriter, Write},
    path::Path,
    sync::Arc,
};

use memmap2::Mmap;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::{NumberLists, Sketch, SketchOf, UserIds};
use crate::{
    error::{Error, Result},
    network::{
        format::file::signature::{self, SKETCH as MAGIC},
        storage::{Storage, map_file},
    },
    whole_file::WholeFile,
};

const VERSION: u32 = 1;
const HEADER: usize = 64;
const CHECKSUM: std::ops::Range<usize> = 56..64;

/// Checksums are taken of pieces of this many bytes in parallel, and then of these checksums.
const PIECE: usize = 1 << 20;

impl Sketch {
    /// Writes the sketch to a file, which appears once it is complete.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be written.
    ///
    /// # Panics
    /// Never: a description is plain JSON.
    pub fn write(&self, path: &Path) -> Result<()> {
        let mut description = serde_json::to_vec(&self.of).expect("a description is plain JSON");
        description.resize(description.len().next_multiple_of(8), b' ');
        let [members, memberships] = [&self.members, &self.memberships];
        let arrays = [&members.starts, &members.values, &memberships.starts, &memberships.values];
        let numbers: usize = arrays.iter().map(|array| array.len()).sum();
        let filling = vec![0; (4 * numbers).next_multiple_of(8) - 4 * numbers];
        let none = UserIds::new(std::iter::empty());
        let ids = self.ids.as_ref().unwrap_or(&none);
        let mut parts: Vec<&[u8]> = vec![&description];
        parts.extend(arrays.iter().map(|array| bytemuck::cast_slice(array)));
        parts.extend([&filling[..], bytemuck::cast_slice(&ids.ends), &ids.bytes]);
        let mut header = [0; HEADER];
        header[..8].copy_from_slice(&MAGIC);
        header[8..12].copy_from_slice(&VERSION.to_le_bytes());
        let counts = [
            u64::from(self.users),
            u64::from(self.sets()),
            members.values.len() as u64,
            description.len() as u64,
            ids.bytes.len() as u64,
        ];
        for (field, count) in header[16..].chunks_exact_mut(8).zip(counts) {
            field.copy_from_slice(&count.to_le_bytes());
        }
        let body = parts.concat();
        let checksum = checksum(&header, &body);
        header[CHECKSUM].copy_from_slice(&checksum.to_le_bytes());
        let write = || -> io::Result<()> {
            let mut file = BufWriter::new(WholeFile::create(path)?);
            file.write_all(&header)?;
            file.write_all(&body)?;
            file.into_inner().map_err(io::IntoInnerError::into_error)?.finish()
        };
        write().map_err(|error| Error::writing(path, error))
    }

    /// Opens a sketch file and checks all of it. The file must not be changed while it is in use.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be read; [`Error::Data`] if it is no sketch, of another version,
    /// cut off or damaged.
    pub fn open(path: &Path) -> Result<Self> {
        let refused = |problem: String| {
            Error::in_file(path, problem, "make it again with `wordspread sketch`")
        };
        if cfg!(target_endian = "big") {
            return Err(refused("it is little-endian, and this machine is not".to_owned()));
        }
        let map = map_file(path).map_err(|error| Error::reading(path, error))?;
        let map = map.ok_or_else(|| refused("the file is empty".to_owned()))?;
        if !map.starts_with(&MAGIC)
            && let Some(other) = signature::instead(path, &map, "sketch")
        {
            return Err(other);
        }
        opened(&Arc::new(map)).map_err(refused)
    }
}

fn opened(map: &Arc<Mmap>) -> Result<Sketch, String> {
    let Some((header, body)) = map.split_at_checked(HEADER) else {
        return Err("it is no sketch: it is too short".to_owned());
    };
    if header[..8] != MAGIC {
        return Err("it is no sketch: it does not begin like one".to_owned());
    }
    let version = u32::from_le_bytes(header[8..12].try_into().expect("4 bytes"));
    if version != VERSION {
        return Err(format!("it has version {version}, and this wordspread knows {VERSION}"));
    }
    let word = |at: usize| u64::from_le_bytes(header[at..at + 8].try_into().expect("8 bytes"));
    if checksum(header, body) != word(CHECKSUM.start) {
        return Err("it is damaged or cut off: its checksum is wrong".to_owned());
    }
    let size = |at| usize::try_from(word(at)).map_err(|_| "it is too large".to_owned());
    let [users, sets, members] = [size(16)?, size(24)?, size(32)?];
    let [description, ids] = [size(40)?, size(48)?];
    let users_are = u32::try_from(users).map_err(|_| "it has too many users".to_owned())?;
    let of: SketchOf = body
        .get(..description)
        .and_then(|text| serde_json::from_slice(text).ok())
        .ok_or("its description is not understood")?;
    let mut taker = ArrayReader { map, at: HEADER + description };
    let members = NumberLists { starts: taker.take(sets + 1)?, values: taker.take(members)? };
    let count = members.values.len();
    let memberships = NumberLists { starts: taker.take(users + 1)?, values: taker.take(count)? };
    members.check(users)?;
    memberships.check(sets)?;
    taker.at = taker.at.next_multiple_of(8);
    let ids = if ids == 0 { None } else { Some(taker.texts(users, ids)?) };
    if taker.at != map.len() {
        return Err("there is more or less in it than its header says".to_owned());
    }
    Ok(Sketch { of, ids, users: users_are, members, memberships })
}

/// Reads the arrays of a file one after the other.
struct ArrayReader<'m> {
    map: &'m Arc<Mmap>,
    at: usize,
}

impl ArrayReader<'_> {
    fn take<T: bytemuck::Pod>(&mut self, count: usize) -> Result<Storage<T>, String> {
        let values = Storage::mapped(Arc::clone(self.map), self.at, count)
            .ok_or_else(|| "it is shorter than its header says".to_owned())?;
        self.at += count * size_of::<T>();
        Ok(values)
    }

    fn texts(&mut self, count: usize, bytes: usize) -> Result<UserIds, String> {
        let ends: Storage<u64> = self.take(count)?;
        let bytes: Storage<u8> = self.take(bytes)?;
        let is_sound = ends.is_sorted()
            && ends.last() == Some(&(bytes.len() as u64))
            && std::str::from_utf8(&bytes).is_ok();
        if !is_sound {
            return Err("its ids are not sound".to_owned());
        }
        Ok(UserIds { bytes, ends })
    }
}

impl NumberLists {
    /// Checks that the lists are complete and their values are below a limit.
    fn check(&self, values: usize) -> Result<(), String> {
        let is_sound = self.starts.first() == Some(&0)
            && self.starts.last().map(|&end| end as usize) == Some(self.values.len())
            && self.starts.par_windows(2).all(|pair| pair[0] <= pair[1])
            && self.values.par_iter().all(|&value| (value as usize) < values);
        if is_sound { Ok(()) } else { Err("its sets are not sound".to_owned()) }
    }
}

/// The checksum of a header, without its own field, and of what follows.
fn checksum(header: &[u8], body: &[u8]) -> u64 {
    let pieces: Vec<u64> = body.par_chunks(PIECE).map(xxh3_64).collect();
    let mut all = header[..CHECKSUM.start].to_vec();
    all.extend(pieces.iter().flat_map(|piece| piece.to_le_bytes()));
    xxh3_64(&all)
}
