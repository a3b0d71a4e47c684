//! From ids as files write them to nodes: sorted by value where all are whole numbers, else by
//! bytes.
//!
//! The numbering depends on the set of ids alone, never on the order of lines or of threads.

use std::{
    collections::HashMap,
    hash::{BuildHasher, BuildHasherDefault, Hash, Hasher},
    ops::RangeInclusive,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
};

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::{
    error::{Error, Result},
    network::{
        builder::HeaderCounts,
        format::file::source::{Source, shown},
        labels::{Labels, canonical_integer},
        stopping::{par_each, par_fill, par_map, sorted, stoppable},
    },
    progress::Progress,
};

/// The two ends of each edge, as ids.
#[derive(Debug, PartialEq)]
pub(crate) enum Ends<'a> {
    Integers(Vec<[i64; 2]>),
    Texts(Vec<[&'a str; 2]>),
}

impl Ends<'_> {
    pub(crate) const fn len(&self) -> usize {
        match self {
            Self::Integers(ends) => ends.len(),
            Self::Texts(ends) => ends.len(),
        }
    }

    pub(crate) fn all_loops(&self) -> bool {
        match self {
            Self::Integers(ends) => ends.par_iter().all(|[a, b]| a == b),
            Self::Texts(ends) => ends.par_iter().all(|[a, b]| a == b),
        }
    }

    /// The users that a header of `users` users means: 0 to n − 1 if all ids fit that, else 1 to n
    /// if they fit that, else none.
    pub(crate) fn range_of(&self, users: u64) -> Option<RangeInclusive<i64>> {
        let Self::Integers(ends) = self else { return None };
        let users = i64::try_from(users).ok().filter(|&users| users > 0)?;
        let within = |range: &RangeInclusive<i64>| {
            ends.par_iter().all(|[a, b]| range.contains(a) && range.contains(b))
        };
        [0..=users - 1, 1..=users].into_iter().find(within)
    }
}

impl<'a> Ends<'a> {
    /// The other edges, where the first is the numbers of users and edges and fits them.
    pub(crate) fn after_counts(&self, counts: HeaderCounts) -> Option<Ends<'a>> {
        let Self::Integers(ends) = self else { return None };
        if counts.edges + 1 != ends.len() as u64 {
            return None;
        }
        let others = Ends::Integers(ends[1..].to_vec());
        others.range_of(counts.users).is_some().then_some(others)
    }
}

/// Gathers ends one by one; they stay numbers for as long as all of them are.
#[derive(Debug, Default)]
pub(crate) struct EndsBuilder {
    integers: Vec<[i64; 2]>,
    text: String,
    spans: Vec<[(usize, usize); 2]>,
}

impl EndsBuilder {
    pub(crate) fn push(&mut self, a: &str, b: &str) {
        if self.spans.is_empty() {
            if let (Some(a), Some(b)) = (canonical_integer(a), canonical_integer(b)) {
                self.integers.push([a, b]);
                return;
            }
            for [a, b] in std::mem::take(&mut self.integers) {
                let spans = [self.add(&a.to_string()), self.add(&b.to_string())];
                self.spans.push(spans);
            }
        }
        let spans = [self.add(a), self.add(b)];
        self.spans.push(spans);
    }

    fn add(&mut self, text: &str) -> (usize, usize) {
        let start = self.text.len();
        self.text.push_str(text);
        (start, self.text.len())
    }

    pub(crate) fn ends(&mut self) -> Ends<'_> {
        if self.spans.is_empty() {
            return Ends::Integers(std::mem::take(&mut self.integers));
        }
        let text = |(start, end): (usize, usize)| &self.text[start..end];
        Ends::Texts(self.spans.iter().map(|&[a, b]| [text(a), text(b)]).collect())
    }
}

/// An id as a file writes it, or what is wrong with it.
pub(crate) fn id_text(field: &[u8]) -> Result<&str, String> {
    match std::str::from_utf8(field) {
        Err(_) => Err(format!("the id {} is not UTF-8 text", shown(field))),
        Ok("") => Err("an id is empty".to_owned()),
        Ok(text) if text.bytes().any(|byte| byte.is_ascii_control()) => {
            Err(format!("{} is not text: is this a binary file?", shown(field)))
        }
        Ok(text) => Ok(text),
    }
}

/// Ids that became nodes.
#[derive(Debug)]
pub(crate) struct NumberedEdges {
    pub(crate) labels: Labels,
    pub(crate) edges: Vec<[u32; 2]>,
}

/// Why ids were not numbered.
#[derive(Debug)]
pub(crate) enum Unnumbered {
    /// There are more users than nodes can be.
    TooManyUsers,
    Stopped,
}

impl From<Error> for Unnumbered {
    fn from(_: Error) -> Self {
        Self::Stopped
    }
}

impl Unnumbered {
    pub(crate) fn in_file(self, source: &Source<'_>) -> Error {
        match self {
            Self::TooManyUsers => too_many_users(source),
            Self::Stopped => Error::Stopped,
        }
    }
}

pub(crate) fn too_many_users(source: &Source<'_>) -> Error {
    source.whole(
        "the file has more than 4,294,967,295 users",
        "leave users out, or split the network",
    )
}

/// Numbers the users of `ends`, of `range` and of `listed` in the order of their ids.
pub(crate) fn number(
    ends: &Ends<'_>,
    range: Option<RangeInclusive<i64>>,
    listed: &[&str],
    progress: &dyn Progress,
) -> Result<NumberedEdges, Unnumbered> {
    let ends = match ends {
        Ends::Texts(ends) => return number_texts(ends, listed, progress),
        Ends::Integers(ends) => ends,
    };
    let whole: Option<Vec<i64>> = listed.par_iter().map(|id| canonical_integer(id)).collect();
    let Some(mut further) = whole else {
        // The edges' ids are numbers and a listed user's is not: all are texts.
        let written: Vec<[String; 2]> =
            ends.par_iter().map(|pair| pair.map(|id| id.to_string())).collect();
        let texts: Vec<[&str; 2]> = written.iter().map(|[a, b]| [a.as_str(), b.as_str()]).collect();
        let among: Vec<String> = range.into_iter().flatten().map(|id| id.to_string()).collect();
        let listed: Vec<&str> =
            listed.iter().copied().chain(among.iter().map(String::as_str)).collect();
        return number_texts(&texts, &listed, progress);
    };
    further.extend(range.into_iter().flatten());
    number_integers(ends, &further, progress)
}

fn number_texts(
    ends: &[[&str; 2]],
    listed: &[&str],
    progress: &dyn Progress,
) -> Result<NumberedEdges, Unnumbered> {
    let (ids, edges) = sparse(ends, listed, progress)?;
    Ok(NumberedEdges { labels: Labels::texts(ids), edges })
}

fn number_integers(
    ends: &[[i64; 2]],
    further: &[i64],
    progress: &dyn Progress,
) -> Result<NumberedEdges, Unnumbered> {
    let all = || ends.as_flattened().par_iter().chain(further);
    let (Some(&low), Some(&high)) = (all().min(), all().max()) else {
        return Ok(NumberedEdges { labels: Labels::index(0), edges: Vec::new() });
    };
    // A table of every number between is faster than any search, where it is not much larger than
    // the edges themselves.
    let few = (1 << 16) + 8 * (ends.len() + further.len()) as u64;
    let span = high.abs_diff(low);
    if span >= few {
        let (ids, edges) = sparse(ends, further, progress)?;
        return Ok(NumberedEdges { labels: Labels::integers(ids), edges });
    }
    let place = |id: i64| id.abs_diff(low) as usize;
    let present: Vec<AtomicBool> = (0..=span).map(|_| AtomicBool::new(false)).collect();
    for given in [ends.as_flattened(), further] {
        par_each(given, progress, |&id| {
            let seen = &present[place(id)];
            if !seen.load(Ordering::Relaxed) {
                seen.store(true, Ordering::Relaxed);
            }
        })?;
    }
    let mut ids = Vec::new();
    let mut nodes = vec![0_u32; present.len()];
    for numbered in stoppable((low..=high).zip(present).zip(&mut nodes), progress) {
        let ((id, seen), node) = numbered?;
        if seen.into_inner() {
            *node = u32::try_from(ids.len()).map_err(|_| Unnumbered::TooManyUsers)?;
            ids.push(id);
        }
    }
    let edges = par_map(ends, progress, |pair| pair.map(|id| nodes[place(id)]))?;
    check_count(ids.len())?;
    Ok(NumberedEdges { labels: Labels::integers(ids), edges })
}

/// An id that can be sorted mostly without looking at where it lies in memory.
trait SortableId: Copy + Ord + Hash + Send + Sync {
    /// The start of the id: where two differ, they are in the order of their ids.
    fn start(self) -> u128;
}

impl SortableId for i64 {
    fn start(self) -> u128 {
        u128::from(self.cast_unsigned() ^ (1 << 63))
    }
}

impl SortableId for &str {
    fn start(self) -> u128 {
        let mut start = [0; 16];
        let length = self.len().min(16);
        start[..length].copy_from_slice(&self.as_bytes()[..length]);
        u128::from_be_bytes(start)
    }
}

/// The distinct ids of `ends` and `further`, ascending, and the places of the ends among them.
///
/// Ids are dealt by their hash into a fixed number of parts, whose tables are filled in parallel
/// and are small enough for the caches; only distinct ids are sorted.
fn sparse<T: SortableId>(
    ends: &[[T; 2]],
    further: &[T],
    progress: &dyn Progress,
) -> Result<(Vec<T>, Vec<[u32; 2]>), Unnumbered> {
    const PARTS: u64 = 16;
    let part_of = |hash: u64| (hash >> 32) % PARTS;
    let given = ends.as_flattened();
    let hash_of = |id: &T| BuildHasherDefault::<FastHasher>::default().hash_one(id);
    let mut hashes = par_map(given, progress, hash_of)?;
    hashes.extend(further.iter().map(hash_of));
    let codes: Vec<AtomicU32> = given.iter().map(|_| AtomicU32::new(0)).collect();
    let fill = |part: u64| -> Result<Vec<T>, Unnumbered> {
        let mut codes_of: HashMap<T, u32, BuildHasherDefault<FastHasher>> = HashMap::default();
        let mut ids = Vec::new();
        for hashed in stoppable(hashes.iter().enumerate(), progress) {
            let (place, &hash) = hashed?;
            if part_of(hash) != part {
                continue;
            }
            let id = given.get(place).unwrap_or_else(|| &further[place - given.len()]);
            let next = u32::try_from(ids.len()).map_err(|_| Unnumbered::TooManyUsers)?;
            let code = *codes_of.entry(*id).or_insert(next);
            if code == next {
                ids.push(*id);
            }
            if let Some(slot) = codes.get(place) {
                slot.store(code, Ordering::Relaxed);
            }
        }
        Ok(ids)
    };
    let parts: Vec<Vec<T>> =
        (0..PARTS).into_par_iter().map(fill).collect::<Result<_, Unnumbered>>()?;

    let mut ordered: Vec<(u128, T, usize, usize)> = Vec::new();
    for (part, ids) in parts.iter().enumerate() {
        ordered.extend(ids.iter().enumerate().map(|(code, &id)| (id.start(), id, part, code)));
    }
    check_count(ordered.len())?;
    let ordered = sorted(ordered, progress, |a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(&b.1)))?;
    let mut nodes: Vec<Vec<u32>> = parts.iter().map(|ids| vec![0; ids.len()]).collect();
    for numbered in stoppable(ordered.iter().zip(0..), progress) {
        let (&(_, _, part, code), node) = numbered?;
        nodes[part][code] = node;
    }
    let node = |place: usize| {
        nodes[part_of(hashes[place]) as usize][codes[place].load(Ordering::Relaxed) as usize]
    };
    let edges = par_fill(ends.len(), progress, |edge| [node(2 * edge), node(2 * edge + 1)])?;
    Ok((ordered.into_iter().map(|(_, id, _, _)| id).collect(), edges))
}

fn check_count(users: usize) -> Result<(), Unnumbered> {
    u32::try_from(users).map(drop).map_err(|_| Unnumbered::TooManyUsers)
}

/// A quick hash for tables that are only looked up, never walked through in order.
#[derive(Default)]
struct FastHasher(u64);

impl Hasher for FastHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64_with_seed(bytes, self.0);
    }

    fn write_i64(&mut self, number: i64) {
        // Multiplied by the golden ratio and folded, so that high and low bits both count.
        let product = u128::from(self.0 ^ number.cast_unsigned()) * 0x9e37_79b9_7f4a_7c15_u128;
        self.0 = (product ^ (product >> 64)) as u64;
    }

    fn write_u8(&mut self, byte: u8) {
        self.0 = self.0.rotate_left(8) ^ u64::from(byte);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn ids(numbered: &NumberedEdges) -> Vec<String> {
        (0..u32::try_from(numbered.labels.len()).unwrap())
            .map(|node| numbered.labels.id(node).to_string())
            .collect()
    }

    #[test]
    fn whole_numbers_are_numbered_by_value_dense_or_sparse() {
        for far in [20, i64::MAX] {
            let ends = Ends::Integers(vec![[far, -3], [7, far]]);
            let numbered = number(&ends, None, &["11"], &()).unwrap();
            assert_eq!(ids(&numbered), ["-3", "7", "11", &far.to_string()]);
            assert_eq!(numbered.edges, [[3, 0], [1, 3]]);
        }
    }

    #[test]
    fn one_text_makes_all_ids_texts() {
        let ends = Ends::Integers(vec![[10, 9]]);
        let numbered = number(&ends, None, &["anna"], &()).unwrap();
        assert_eq!(ids(&numbered), ["10", "9", "anna"]);
        let mut builder = EndsBuilder::default();
        builder.push("10", "9");
        builder.push("9", "007");
        let numbered = number(&builder.ends(), None, &[], &()).unwrap();
        assert_eq!(ids(&numbered), ["007", "10", "9"]);
        assert_eq!(numbered.edges, [[1, 2], [2, 0]]);
    }

    #[test]
    fn a_range_of_users_exists_without_edges() {
        let ends = Ends::Integers(vec![[1, 3]]);
        assert_eq!(ends.range_of(4), Some(0..=3));
        assert_eq!(ends.range_of(3), Some(1..=3), "3 is no user of 0 to 2");
        assert_eq!(ends.range_of(2), None);
        let numbered = number(&ends, ends.range_of(4), &[], &()).unwrap();
        assert_eq!(numbered.labels, Labels::index(4));
    }

    #[test]
    fn scattered_ids_are_numbered_as_a_sorted_set_numbers_them() {
        let scattered = |n: i64| n.wrapping_mul(0x5851_f42d_4c95_7f2d) ^ (n << 60);
        let pairs: Vec<[i64; 2]> =
            (0..4_000).map(|n| [scattered(n % 997), scattered(n * n % 1_999)]).collect();
        let sorted: BTreeSet<i64> = pairs.as_flattened().iter().copied().collect();
        let sorted: Vec<i64> = sorted.into_iter().collect();
        let numbered = number(&Ends::Integers(pairs.clone()), None, &[], &()).unwrap();
        assert_eq!(numbered.labels, Labels::integers(sorted.clone()));
        for (pair, nodes) in pairs.iter().zip(&numbered.edges) {
            assert_eq!(nodes.map(|node| sorted[node as usize]), *pair);
        }
        // The first 16 bytes of these are equal.
        let texts: Vec<[String; 2]> =
            pairs.iter().map(|pair| pair.map(|id| format!("a-long-common-start-{id}"))).collect();
        let texts: Vec<[&str; 2]> = texts.iter().map(|[a, b]| [a.as_str(), b.as_str()]).collect();
        let sorted: BTreeSet<&str> = texts.as_flattened().iter().copied().collect();
        let sorted: Vec<&str> = sorted.into_iter().collect();
        let numbered = number(&Ends::Texts(texts.clone()), None, &[], &()).unwrap();
        assert_eq!(numbered.labels, Labels::texts(sorted.iter().copied()));
        for (pair, nodes) in texts.iter().zip(&numbered.edges) {
            assert_eq!(nodes.map(|node| sorted[node as usize]), *pair);
        }
    }
}
