//! Verifying a file that has been opened: every checksum and every value, once, on all threads, and
//! only then a network.
//!
//! A piece of a section is read once, part by part: the values of each are checked while it is in the
//! caches for the checksum. Nothing is copied.

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::{
    layout::{PIECE, joined},
    open::{Checksummed, Opened, Parts, refused},
};
use crate::{
    error::{Error, Result},
    network::{
        Network,
        attributes::{EdgeColumn, UserColumn, UserValues},
        csr::{Rows, sum_of_ends},
        labels::{IdOrder, Ids},
    },
    progress::Progress,
    vector::vectorised,
};

/// Bytes of a part: they stay in the nearer caches from one look to the next.
const PART: usize = 1 << 18;

impl Opened {
    /// The network of the file, once all of it has been seen to be as it was written.
    ///
    /// Cost: one reading of the file, in parallel; nothing is copied.
    ///
    /// # Errors
    /// [`Error::Data`] naming the section where the file is damaged or was not made by us;
    /// [`Error::Stopped`] where `progress` was cancelled.
    pub fn verify(self, progress: &dyn Progress) -> Result<Network> {
        let Self { path, parts, sections, .. } = self;
        let bytes = sections.iter().map(|section| section.bytes.len() as u64).sum();
        progress.begin("verifying", Some(bytes));
        let mut sums = Vec::new();
        for (section, values) in sections.iter().zip(parts.values()) {
            let Some(seen) = seen(section, &values, progress) else { return Err(Error::Stopped) };
            if let Some(problem) = seen.problem(section, &values) {
                return Err(refused(&path, problem));
            }
            if let SectionValues::Targets { .. } = values {
                sums.push(seen.sum);
            }
        }
        progress.end();
        let Parts { offsets, targets, backward, edge_columns, labels, user_columns, built } = parts;
        let forward = Rows::sound(offsets, targets);
        let backward = match (backward, &sums[..]) {
            (Some((offsets, targets)), &[of_forward, of_backward]) => {
                let backward = Rows::sound(offsets, targets);
                if !backward.may_turn(&forward, [of_backward, of_forward]) {
                    return Err(refused(&path, "its rows turned round are not its rows"));
                }
                Some(backward)
            }
            _ => None,
        };
        let network = Network::new(forward, edge_columns, labels, user_columns, built);
        Ok(match backward {
            Some(backward) => network.with_backward(backward),
            None => network,
        })
    }
}

/// What the values of a section must be.
enum SectionValues<'a> {
    /// They are in ascending order from 0 to the number of targets.
    Offsets { offsets: &'a [u64], targets: usize },
    /// They are users, and ascend in each row.
    Targets { targets: &'a [u32], offsets: &'a [u64] },
    /// They ascend, and none stands twice.
    Integers(&'a [i64]),
    /// They are checked with their ends.
    Texts,
    /// They cut the texts into ids that ascend.
    Ends { texts: &'a [u8], ends: &'a [u64] },
    /// They are nodes whose places lead back.
    LeadBack { nodes: &'a [u32], places: &'a [u32] },
    /// They are from 0 to 1.
    Probabilities(&'a [f64]),
    /// They are places in a list of so many ascending words.
    Codes { codes: &'a [u32], words: &'a [String], column: &'a str },
    /// They are 0, 1 or 2.
    Flags { flags: &'a [u8], column: &'a str },
    /// They may be any.
    Any,
}

impl Parts {
    /// What the values of each section must be, in the order of the file.
    fn values(&self) -> Vec<SectionValues<'_>> {
        let mut values = vec![
            SectionValues::Offsets { offsets: &self.offsets, targets: self.targets.len() },
            SectionValues::Targets { targets: &self.targets, offsets: &self.offsets },
        ];
        if let Some((offsets, targets)) = &self.backward {
            values.push(SectionValues::Offsets { offsets, targets: targets.len() });
            values.push(SectionValues::Targets { targets, offsets });
        }
        match self.labels.ids() {
            Ids::Index(_) => {}
            Ids::Integers(ids) => values.push(SectionValues::Integers(ids)),
            Ids::Texts { bytes, offsets } => {
                values.extend([
                    SectionValues::Texts,
                    SectionValues::Ends { texts: bytes, ends: offsets },
                ]);
            }
        }
        if let Some(IdOrder { places, nodes }) = self.labels.order() {
            // Where all lead back, no two are one, and so either is the inverse of the other.
            values.extend([SectionValues::Any, SectionValues::LeadBack { nodes, places }]);
        }
        values.extend(self.edge_columns.iter().map(|column| {
            if column.name == EdgeColumn::PROBABILITY {
                SectionValues::Probabilities(&column.values)
            } else {
                SectionValues::Any
            }
        }));
        values.extend(self.user_columns.iter().map(|UserColumn { name, values }| match values {
            UserValues::Category { codes, names } => {
                SectionValues::Codes { codes, words: names, column: name }
            }
            UserValues::Number(_) => SectionValues::Any,
            UserValues::Flag(flags) => SectionValues::Flags { flags, column: name },
        }));
        values
    }
}

/// What is seen of a section, or of a piece of it.
#[derive(Debug, Clone, Copy)]
struct SectionCheck {
    digest: u64,
    /// Of targets, their [sum](sum_of_ends).
    sum: u32,
    is_sound: bool,
}

/// What is seen of a section; nothing where the work was stopped.
fn seen(
    section: &Checksummed,
    values: &SectionValues<'_>,
    progress: &dyn Progress,
) -> Option<SectionCheck> {
    let of_piece = |(number, piece): (usize, &[u8])| {
        if progress.cancelled() {
            return None;
        }
        let mut digest = Xxh3::new();
        let mut seen = SectionCheck { digest: 0, sum: 0, is_sound: true };
        for (nth, part) in piece.chunks(PART).enumerate() {
            digest.update(part);
            let start = number * PIECE + nth * PART;
            seen.is_sound &= values.sound_within(start, part.len());
            seen.sum = seen.sum.wrapping_add(values.sum_within(start, part.len()));
        }
        progress.advance(piece.len() as u64);
        Some(SectionCheck { digest: digest.digest(), ..seen })
    };
    let pieces = section.bytes.par_chunks(PIECE).enumerate().map(of_piece);
    let pieces: Vec<SectionCheck> = pieces.collect::<Option<_>>()?;
    let digests: Vec<u64> = pieces.iter().map(|piece| piece.digest).collect();
    Some(SectionCheck {
        digest: joined(&digests),
        sum: pieces.iter().fold(0, |sum, piece| sum.wrapping_add(piece.sum)),
        is_sound: values.sound_as_a_whole() && pieces.iter().all(|piece| piece.is_sound),
    })
}

impl SectionCheck {
    /// What is wrong with the section.
    fn problem(self, section: &Checksummed, values: &SectionValues<'_>) -> Option<String> {
        if self.digest != section.checksum {
            let name = &section.name;
            return Some(format!("the section `{name}` is damaged: its checksum is wrong"));
        }
        (!self.is_sound).then(|| values.fault())
    }
}

/// The values in `length` bytes from the byte `start` on, with so many more that follow: parts of a
/// section are whole values.
fn within<T>(values: &[T], start: usize, length: usize, more: usize) -> &[T] {
    let first = start / size_of::<T>();
    let last = first + length / size_of::<T>() + more;
    &values[first..last.min(values.len())]
}

impl SectionValues<'_> {
    /// False where something is wrong that no piece shows.
    fn sound_as_a_whole(&self) -> bool {
        match *self {
            Self::Offsets { offsets, targets } => {
                offsets.first() == Some(&0) && offsets.last() == Some(&(targets as u64))
            }
            Self::Ends { texts, ends } => texts_are_sound(texts, ends),
            Self::Codes { words, .. } => words.windows(2).all(|pair| pair[0] < pair[1]),
            _ => true,
        }
    }

    /// The [sum](sum_of_ends) of the targets within so many bytes; nothing of other values.
    fn sum_within(&self, start: usize, length: usize) -> u32 {
        match *self {
            Self::Targets { targets, .. } => sum_of_ends(within(targets, start, length, 0)),
            _ => 0,
        }
    }

    /// False where something is wrong with the values in `length` bytes from the byte `start` on,
    /// or between the last of them and the next.
    fn sound_within(&self, start: usize, length: usize) -> bool {
        match *self {
            Self::Offsets { offsets, .. } => within(offsets, start, length, 1).is_sorted(),
            Self::Targets { targets, offsets } => {
                let first = start / size_of::<u32>();
                rows_are_sound(targets, first, within(targets, start, length, 0).len(), offsets)
            }
            Self::Integers(ids) => {
                within(ids, start, length, 1).windows(2).all(|pair| pair[0] < pair[1])
            }
            Self::LeadBack { nodes, places } => {
                let first = start / size_of::<u32>();
                let leads_back = |(place, &node): (usize, &u32)| {
                    places.get(node as usize).is_some_and(|&back| back as usize == first + place)
                };
                within(nodes, start, length, 0).iter().enumerate().all(leads_back)
            }
            Self::Probabilities(values) => {
                let fits = |value: &f64| (0.0..=1.0).contains(value);
                within(values, start, length, 0).iter().all(fits)
            }
            Self::Codes { codes, words, .. } => {
                let valid =
                    |&code: &u32| (code as usize) < words.len() || code == UserValues::MISSING;
                within(codes, start, length, 0).iter().all(valid)
            }
            Self::Flags { flags, .. } => {
                let valid = |&flag: &u8| flag <= UserValues::UNKNOWN_FLAG;
                within(flags, start, length, 0).iter().all(valid)
            }
            Self::Texts | Self::Ends { .. } | Self::Any => true,
        }
    }

    /// What is wrong, where it is not sound.
    fn fault(&self) -> String {
        match self {
            Self::Offsets { .. } | Self::Targets { .. } => {
                "its rows are not sound: an edge leads to no user, or rows are out of order"
                    .to_owned()
            }
            Self::Integers(_) => "its ids are not in ascending order".to_owned(),
            Self::Texts | Self::Ends { .. } => {
                "its ids are not UTF-8 texts in ascending order".to_owned()
            }
            Self::LeadBack { .. } => "users and ids do not match one to one".to_owned(),
            Self::Probabilities(_) => "a probability is not from 0 to 1".to_owned(),
            Self::Codes { column, .. } | Self::Flags { column, .. } => {
                format!("a value of the column `{column}` is out of its range")
            }
            Self::Any => unreachable!("any value is sound"),
        }
    }
}

/// True where `count` targets from the place `first` on are users, and ascend within their rows.
///
/// Descents are counted without a look at the rows, and then those from one row to the next: in
/// sound rows there are no others. `offsets` have been found sound.
fn rows_are_sound(targets: &[u32], first: usize, count: usize, offsets: &[u64]) -> bool {
    let users = offsets.len() - 1;
    let from = first.saturating_sub(1);
    let piece = &targets[from..first + count];
    let TargetScan { most, descents } = looked(piece);
    if count > 0 && most as usize >= users {
        return false;
    }
    let descends = |before: u32, after: u32| u32::from(after < before);
    let within = |offset: u64| offset < (first + count) as u64;
    let row = offsets.partition_point(|&offset| offset <= from as u64);
    let mut between = 0;
    let mut last = from as u64;
    for &start in offsets[row..].iter().take_while(|&&offset| within(offset)) {
        // Whether rows are empty is past guessing, so there is no branch.
        let at = start as usize;
        between += descends(targets[at - 1], targets[at]) & u32::from(start != last);
        last = start;
    }
    descents == between
}

/// What targets show without a look at their rows.
struct TargetScan {
    most: u32,
    /// How many are less than the one before.
    descents: u32,
}

vectorised! {
    fn looked(targets: &[u32]) -> TargetScan {
        let most = targets.iter().fold(0, |most, &target| most.max(target));
        let pairs = targets.iter().zip(&targets[1.min(targets.len())..]);
        let descents = pairs.map(|(before, after)| u32::from(after < before)).sum();
        TargetScan { most, descents }
    }
}

fn texts_are_sound(bytes: &[u8], offsets: &[u64]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let place = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX);
    offsets.first() == Some(&0)
        && offsets.last() == Some(&(bytes.len() as u64))
        && offsets.par_windows(2).all(|pair| text.get(place(pair[0])..place(pair[1])).is_some())
        && offsets.par_windows(3).all(|ends| {
            let [a, b, c] = [place(ends[0]), place(ends[1]), place(ends[2])];
            bytes[a..b] < bytes[b..c]
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1024))]

        #[test]
        fn rows_are_sound_in_pieces_where_they_are_as_a_whole(
            lengths in proptest::collection::vec(0_usize..5, 1..12),
            targets in proptest::collection::vec(0_u32..14, 60),
            sorted in any::<bool>(),
            piece in 1_usize..9,
        ) {
            let mut targets = targets;
            let mut offsets = vec![0_u64];
            for length in lengths {
                let start = *offsets.last().unwrap() as usize;
                if sorted {
                    targets[start..start + length].sort_unstable();
                }
                offsets.push((start + length) as u64);
            }
            targets.truncate(*offsets.last().unwrap() as usize);
            let users = offsets.len() as u32 - 1;
            let obvious = offsets
                .windows(2)
                .map(|pair| &targets[pair[0] as usize..pair[1] as usize])
                .all(|row| row.is_sorted() && row.iter().all(|&target| target < users));
            let by_pieces = (0..targets.len()).step_by(piece).all(|first| {
                rows_are_sound(&targets, first, piece.min(targets.len() - first), &offsets)
            });
            prop_assert_eq!(by_pieces, obvious);
        }
    }
}
