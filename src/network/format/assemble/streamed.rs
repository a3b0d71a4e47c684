//! Texts of two whole numbers a line, made into rows without ever being in memory.
//!
//! The text is read three times: to find the ids, and twice more by the builder, which counts the
//! edges and places them ([`build_rows`]). Ids are numbered by a bit each. What this way cannot do
//! (ids that are no whole numbers, or few among very many; numbers on the edges; packed files) it
//! leaves to the readers that gather everything first, and does not judge.

use std::ops::RangeInclusive;

use super::gathered::{Tables, credible, no_edges, only_loops};
use crate::{
    error::{Error, Result},
    network::{
        Network,
        builder::{Built, HeaderCounts, Replay, Rules, build_rows},
        format::{
            file::{
                options::NetworkFile,
                source::{Source, Unfit},
            },
            ids::{
                id_set::{IdSet, RankedIds},
                numbering::too_many_users,
            },
            text::{
                blocks::{LineBlocks, Unread},
                digits::{self, Separators},
            },
        },
        labels::{Ids, Labels, canonical_integer},
        stopping::stoppable,
    },
    progress::Progress,
};

/// The ids of a line that begins at a byte of the file; nothing where it is no edge.
type PairParser<'t> = dyn Fn(u64, &[u8]) -> Result<Option<[i64; 2]>, Unfit> + Sync + 't;

/// A text of lines of two ids.
pub(crate) struct PairLines<'t> {
    /// The byte of the file where the lines begin.
    pub(crate) start: u64,
    pub(crate) separators: Separators,
    /// What a line that is not plain means.
    pub(crate) other: &'t PairParser<'t>,
    /// True where the second id of a line is that of a in `a b`.
    pub(crate) turned: bool,
    /// What the file says of its own size.
    pub(crate) header: Option<HeaderCounts>,
    /// The line that says so.
    pub(crate) header_line: u64,
    /// What the line before the others says, if it is not an edge but the numbers of users and
    /// edges: only all lines decide that.
    pub(crate) counts: Option<HeaderCounts>,
}

/// What one block tells of the edges.
#[derive(Debug, Clone, Copy, Default)]
struct EdgeCounts {
    edges: u64,
    loops: u64,
}

/// Reads the network of a text; nothing where this way cannot.
pub(crate) fn read(
    source: &Source<'_>,
    file: &NetworkFile,
    lines: &PairLines<'_>,
    progress: &dyn Progress,
) -> Result<Option<Network>> {
    let length = std::fs::metadata(source.path())
        .map_err(|error| Error::reading(source.path(), error))?
        .len();
    // Bits and ranks then take at most a tenth of a byte for each of the text, and 12 MB.
    let limit = (1 << 26) + length / 2;
    let present = IdSet::below(limit);
    let look = |at: u64, text: &[u8]| lines.seen(at, text, &present);
    let (blocks, seen) = match LineBlocks::read(source.path(), lines.start, progress, look) {
        Ok(read) => read,
        Err(Unread::Refused(Unfit::NotInteger)) => return Ok(None),
        Err(Unread::Refused(Unfit::Fault(fault))) => return Err(source.fault_in_file(fault)),
        Err(Unread::Refused(Unfit::Stopped)) => return Err(Error::Stopped),
        Err(Unread::Error(error)) => return Err(error),
    };
    let [mut edges, mut loops] = [0; 2];
    for EdgeCounts { edges: here, loops: of_them } in seen {
        edges += here;
        loops += of_them;
    }

    let found = present.range();
    let mut header = lines.header;
    let mut first = None;
    if let Some(counts) = lines.counts {
        if counts.edges == edges && range_of(counts.users, found.as_ref()).is_some() {
            header = Some(counts);
        } else {
            first = Some([counts.users, counts.edges]);
            edges += 1;
            loops += u64::from(counts.users == counts.edges);
            if !(present.add(counts.users) && present.add(counts.edges)) {
                return Ok(None);
            }
        }
    }
    if edges == 0 {
        return Err(no_edges(source));
    }
    if loops == edges {
        return Err(only_loops(source));
    }
    let with_edges = present.count();
    if let Some(header) = header {
        credible(source, edges, header, lines.header_line)?;
        for id in range_of(header.users, present.range().as_ref()).into_iter().flatten() {
            if !present.add(id) {
                return Ok(None);
            }
        }
    }
    let tables = Tables::read(None, source, file, progress)?;
    for id in tables.listed() {
        let number = canonical_integer(id).and_then(|id| u64::try_from(id).ok());
        if !number.is_some_and(|id| present.add(id)) {
            return Ok(None);
        }
    }

    let (numbering, labels) =
        NodeNumbering::of(present, progress)?.ok_or_else(|| too_many_users(source))?;
    let (user_columns, without_attributes) = tables.columns(&labels, progress)?;
    let listed_only = labels.len() as u64 - with_edges;
    let edges = StreamedEdges { lines, blocks, first, numbering };
    let rules = Rules { edge: file.meaning(false)?, parallel: file.parallel };
    let users = u32::try_from(labels.len()).expect("they were counted");
    let built = build_rows(&edges, users, rules, progress);
    if let Some(fault) = edges.blocks.fault() {
        return Err(fault);
    }
    let built_rows = built?;
    let built = Built { header, listed_only, without_attributes, ..built_rows.built };
    Ok(Some(Network::new(built_rows.rows, Vec::new(), labels, user_columns, built)))
}

/// The users that a header of `users` users means: 0 to n − 1 if all ids fit that, else 1 to n if
/// they fit that, else none.
fn range_of(users: u64, ids: Option<&RangeInclusive<u64>>) -> Option<RangeInclusive<u64>> {
    let last = users.checked_sub(1)?;
    let within = |range: &RangeInclusive<u64>| {
        ids.is_none_or(|ids| range.contains(ids.start()) && range.contains(ids.end()))
    };
    [0..=last, 1..=users].into_iter().find(within)
}

impl PairLines<'_> {
    fn seen(&self, at: u64, text: &[u8], present: &IdSet) -> Result<EdgeCounts, Unfit> {
        let mut seen = EdgeCounts::default();
        let mut near = true;
        self.for_each_pair(at, text, |a, b| {
            near &= present.add(a) & present.add(b);
            seen.edges += 1;
            seen.loops += u64::from(a == b);
        })?;
        if near { Ok(seen) } else { Err(Unfit::NotInteger) }
    }

    /// Calls `tell` with the ids of each edge, as the lines have them.
    #[inline]
    fn for_each_pair(&self, at: u64, text: &[u8], tell: impl FnMut(u64, u64)) -> Result<(), Unfit> {
        // Both kinds of lines go to one function.
        let tell = std::cell::RefCell::new(tell);
        digits::lines(
            text,
            self.separators,
            |a, b| (tell.borrow_mut())(a, b),
            |start, end| {
                let Some(pair) = (self.other)(at + start as u64, &text[start..end])? else {
                    return Ok(());
                };
                let [Ok(a), Ok(b)] = pair.map(u64::try_from) else {
                    return Err(Unfit::NotInteger);
                };
                (tell.borrow_mut())(a, b);
                Ok(())
            },
        )
    }
}

/// From ids to nodes.
enum NodeNumbering {
    /// All numbers from this one on are ids.
    From(u64),
    RankedIds(RankedIds),
}

impl NodeNumbering {
    /// Numbers all ids; nothing where there are too many.
    fn of(present: IdSet, progress: &dyn Progress) -> Result<Option<(Self, Labels)>> {
        let Some(range) = present.range() else { return Ok(None) };
        let ranked = present.ranked();
        let Ok(users) = u32::try_from(ranked.count()) else { return Ok(None) };
        let labels = if range == (0..=u64::from(users).wrapping_sub(1)) {
            Labels::index(users)
        } else {
            let id = |id: Result<u64>| Ok(i64::try_from(id?).expect("ids are below a limit"));
            let ids = stoppable(ranked.iter(), progress).map(id).collect::<Result<Vec<i64>>>()?;
            Ids::Integers(ids.into()).into()
        };
        let whole = range.end() - range.start() + 1 == u64::from(users);
        let numbering = if whole { Self::From(*range.start()) } else { Self::RankedIds(ranked) };
        Ok(Some((numbering, labels)))
    }
}

/// The edges of a text, read from it at each replay.
struct StreamedEdges<'t> {
    lines: &'t PairLines<'t>,
    blocks: LineBlocks<'t>,
    /// The edge before the lines.
    first: Option<[u64; 2]>,
    numbering: NodeNumbering,
}

impl StreamedEdges<'_> {
    fn ids(&self, block: usize, mut tell: impl FnMut(u64, u64)) {
        if block == self.blocks.len() {
            self.first.into_iter().for_each(|[a, b]| tell(a, b));
            return;
        }
        self.blocks.again(block, |text| {
            let replayed = self.lines.for_each_pair(0, text, tell);
            assert!(replayed.is_ok(), "the same text was understood before");
        });
    }

    fn nodes(&self, block: usize, mut edge: impl FnMut(u32, u32)) {
        match &self.numbering {
            &NodeNumbering::From(low) => {
                self.ids(block, |a, b| edge((a - low) as u32, (b - low) as u32));
            }
            NodeNumbering::RankedIds(ranked) => {
                self.ids(block, |a, b| edge(ranked.rank(a), ranked.rank(b)));
            }
        }
    }
}

impl Replay for StreamedEdges<'_> {
    fn blocks(&self) -> usize {
        self.blocks.len() + usize::from(self.first.is_some())
    }

    fn replay(&self, block: usize, mut edge: impl FnMut(u32, u32)) {
        if self.lines.turned {
            self.nodes(block, |a, b| edge(b, a));
        } else {
            self.nodes(block, edge);
        }
    }
}
