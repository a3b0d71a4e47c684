//! Where everything lies in the file: header, table of sections, sections.
//!
//! Both directions are here, so that they cannot come apart; what sections mean is not.
//!
//! ```text
//! byte  0  magic            8 bytes, with the line ends that a transfer as text would change
//!       8  version          u32
//!      12  sections         u32
//!      16  users            u64
//!      24  edges            u64
//!      32  file length      u64
//!      40  header length    u64, header and table, a multiple of the page
//!      48  checksum         u64, of header and table with this field 0
//!      56  0                u64
//!      64  table            32 bytes a section: kind u32, 0 u32, offset u64, length u64, checksum u64
//! ```

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::{
    error::Result,
    network::{attributes::ColumnKind, builder::Built, format::file::signature, stopping::check},
    progress::Progress,
};

pub(super) const MAGIC: [u8; 8] = signature::NETWORK;
pub(super) const VERSION: u32 = 1;

/// Sections begin at multiples of this.
const PAGE: usize = 4096;
const FIELDS: usize = 64;
const ENTRY: usize = 32;
const CHECKSUM: std::ops::Range<usize> = 48..56;
/// Checksums are taken of pieces of this many bytes, in parallel, and then of their checksums.
pub(super) const PIECE: usize = 1 << 22;

/// What a section holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum SectionKind {
    Description = 1,
    Offsets = 2,
    Targets = 3,
    IntegerIds = 4,
    TextIds = 5,
    TextEnds = 6,
    EdgeNumbers = 7,
    Codes = 8,
    UserNumbers = 9,
    Flags = 10,
    IdPlaces = 11,
    IdNodes = 12,
    BackwardOffsets = 13,
    BackwardTargets = 14,
}

/// What the users' ids are, and so how they are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IdKind {
    /// 0, 1, 2, …, which are not stored.
    Index,
    /// Whole numbers.
    Integers,
    /// Texts.
    Texts,
}

/// The first section: what the others are.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Description {
    pub(super) ids: IdKind,
    /// Whether nodes are in another order than their ids.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) relabelled: bool,
    /// Whether the rows are stored turned round too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) backward: bool,
    pub(super) edge_columns: Vec<String>,
    pub(super) user_columns: Vec<DescribedColumn>,
    pub(super) built: Built,
}

/// A column of the users.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DescribedColumn {
    pub(super) name: String,
    pub(super) kind: ColumnKind,
    /// The words of a category.
    pub(super) names: Vec<String>,
}

impl Description {
    /// The kinds of the sections that follow the description, in order.
    pub(super) fn kinds(&self) -> Vec<SectionKind> {
        let mut kinds = vec![SectionKind::Description, SectionKind::Offsets, SectionKind::Targets];
        if self.backward {
            kinds.extend([SectionKind::BackwardOffsets, SectionKind::BackwardTargets]);
        }
        match self.ids {
            IdKind::Index => {}
            IdKind::Integers => kinds.push(SectionKind::IntegerIds),
            IdKind::Texts => kinds.extend([SectionKind::TextIds, SectionKind::TextEnds]),
        }
        if self.relabelled {
            kinds.extend([SectionKind::IdPlaces, SectionKind::IdNodes]);
        }
        kinds.extend(self.edge_columns.iter().map(|_| SectionKind::EdgeNumbers));
        kinds.extend(self.user_columns.iter().map(|column| match column.kind {
            ColumnKind::Category => SectionKind::Codes,
            ColumnKind::Number => SectionKind::UserNumbers,
            ColumnKind::Flag => SectionKind::Flags,
        }));
        kinds
    }
}

/// The counts of the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SectionCounts {
    pub(super) users: u64,
    pub(super) edges: u64,
}

/// A section of a file: where it lies, and the checksum that it should have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Section {
    pub(super) kind: u32,
    pub(super) start: usize,
    pub(super) length: usize,
    pub(super) checksum: u64,
}

/// A section to be: what the table says of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct SectionEntry {
    pub(super) kind: SectionKind,
    pub(super) length: usize,
    pub(super) digest: u64,
}

/// The header and table, padded, for these sections.
pub(super) fn header(
    counts: SectionCounts,
    sections: &[(SectionKind, &[u8])],
    progress: &dyn Progress,
) -> Result<Vec<u8>> {
    let entry = |&(kind, bytes): &(SectionKind, &[u8])| {
        let digest = digest_stoppable(bytes, progress)?;
        Ok(SectionEntry { kind, length: bytes.len(), digest })
    };
    let entries = sections.iter().map(entry).collect::<Result<Vec<_>>>()?;
    Ok(header_of(counts, &entries))
}

/// The same, from lengths and checksums.
pub(super) fn header_of(counts: SectionCounts, sections: &[SectionEntry]) -> Vec<u8> {
    let length = header_length(sections.len());
    let mut header = vec![0; length];
    let mut at = length;
    for (place, section) in sections.iter().enumerate() {
        let entry = FIELDS + ENTRY * place;
        header[entry..entry + 4].copy_from_slice(&(section.kind as u32).to_le_bytes());
        let words = [at as u64, section.length as u64, section.digest];
        put(&mut header[entry + 8..entry + ENTRY], &words);
        at += paged(section.length);
    }
    header[..8].copy_from_slice(&MAGIC);
    header[8..12].copy_from_slice(&VERSION.to_le_bytes());
    let sections = u32::try_from(sections.len()).expect("a network has few columns");
    header[12..16].copy_from_slice(&sections.to_le_bytes());
    put(&mut header[16..48], &[counts.users, counts.edges, at as u64, length as u64]);
    let checksum = xxh3_64(&header);
    put(&mut header[CHECKSUM], &[checksum]);
    header
}

/// The length of the header and table of so many sections: where the first section begins.
pub(super) fn header_length(sections: usize) -> usize {
    paged(FIELDS + ENTRY * sections)
}

/// How many zeros follow a section of `length` bytes.
pub(super) fn padding(length: usize) -> usize {
    paged(length) - length
}

fn paged(length: usize) -> usize {
    length.next_multiple_of(PAGE)
}

fn put(place: &mut [u8], words: &[u64]) {
    for (slot, word) in place.chunks_exact_mut(8).zip(words) {
        slot.copy_from_slice(&word.to_le_bytes());
    }
}

/// The checksum of a section.
pub(super) fn digest(section: &[u8]) -> u64 {
    digest_stoppable(section, &()).expect("nobody stops it")
}

fn digest_stoppable(section: &[u8], progress: &dyn Progress) -> Result<u64> {
    let digest = |piece| {
        check(progress)?;
        Ok(xxh3_64(piece))
    };
    let pieces: Vec<u64> = section.par_chunks(PIECE).map(digest).collect::<Result<_>>()?;
    Ok(joined(&pieces))
}

/// The checksum of a section from those of its pieces.
pub(super) fn joined(pieces: &[u64]) -> u64 {
    let bytes: Vec<u8> = pieces.iter().flat_map(|piece| piece.to_le_bytes()).collect();
    xxh3_64(&bytes)
}

/// Checks the header, the table and every place, and touches nothing else; what is wrong, in words.
pub(super) fn table(file: &[u8]) -> Result<(SectionCounts, Vec<Section>), String> {
    let cut = || "the file is cut off".to_owned();
    if file.len() < MAGIC.len() || file[..8] != MAGIC {
        return Err("this is no .wsn file: it does not begin as one".to_owned());
    }
    let fields = file.get(..FIELDS).ok_or_else(cut)?;
    let half = |at: usize| u32::from_le_bytes(fields[at..at + 4].try_into().expect("4 bytes"));
    let version = half(8);
    if version != VERSION {
        return Err(format!(
            "it has version {version} of the .wsn format, and this wordspread reads version \
             {VERSION}"
        ));
    }
    let sections = half(12) as usize;
    let word = |bytes: &[u8], at: usize| -> Result<usize, String> {
        let word = u64::from_le_bytes(bytes[at..at + 8].try_into().expect("8 bytes"));
        usize::try_from(word).map_err(|_| "it is larger than this machine can map".to_owned())
    };
    let (length, header_length) = (word(fields, 32)?, word(fields, 40)?);
    let wanted = sections.checked_mul(ENTRY).map(|table| paged(FIELDS + table));
    if wanted != Some(header_length) {
        return Err("its header is damaged: the size of its table is wrong".to_owned());
    }
    let mut header = file.get(..header_length).ok_or_else(cut)?.to_vec();
    let expected = word(&header, CHECKSUM.start)?;
    header[CHECKSUM].fill(0);
    if xxh3_64(&header) != expected as u64 {
        return Err("its header is damaged: the checksum is wrong".to_owned());
    }
    if length != file.len() {
        return Err(format!("the file is cut off or has grown: {} bytes of {length}", file.len()));
    }
    let mut table = Vec::with_capacity(sections);
    let mut next = header_length;
    for (number, entry) in header[FIELDS..].chunks_exact(ENTRY).take(sections).enumerate() {
        let kind = u32::from_le_bytes(entry[..4].try_into().expect("4 bytes"));
        let (start, length) = (word(entry, 8)?, word(entry, 16)?);
        let end = start.checked_add(length).filter(|&end| start == next && end <= file.len());
        if end.is_none() {
            return Err(format!("section {number} does not lie where it should"));
        }
        let checksum = u64::from_le_bytes(entry[24..32].try_into().expect("8 bytes"));
        table.push(Section { kind, start, length, checksum });
        next = start + paged(length);
    }
    if next != file.len() {
        return Err("there is more in the file than its header says".to_owned());
    }
    let counts = SectionCounts { users: word(fields, 16)? as u64, edges: word(fields, 24)? as u64 };
    Ok((counts, table))
}
