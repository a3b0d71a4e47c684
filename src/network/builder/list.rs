//! Edges in a list, with the numbers that they carry.
//!
//! Bare ones go the way of all edges ([`build_rows`]); this is for the numbers, which follow their
//! edges to the places that the rows give them.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::{Built, EdgeMeaning, Listed, Parallel, Rules, build_rows};
use crate::{
    error::Result,
    network::{
        Network,
        attributes::{EdgeColumn, UserColumn},
        csr::{Rows, for_each_row, index, node_count, offsets_of},
        labels::Labels,
        stopping::{ITEMS, check, par_map, stoppable},
    },
    progress::Progress,
};

/// Edges as a reader or a generator has them, before any rule is applied.
#[derive(Debug, Default)]
pub struct EdgeList {
    /// The two ends of each edge, as nodes.
    pub edges: Vec<[u32; 2]>,
    /// Numbers on the edges, in the same order.
    pub columns: Vec<EdgeColumn>,
}

impl EdgeList {
    /// The network of these edges among the users of `labels`.
    ///
    /// Cost: a counting sort into rows and a sort of each row, both in parallel.
    ///
    /// # Panics
    /// If an edge names a node that `labels` does not have, or a column is not as long as the
    /// edges: readers and generators see to both. If the network does not fit in memory; see
    /// [`EdgeList::try_build`].
    #[must_use]
    pub fn build(self, labels: Labels, users: Vec<UserColumn>, rules: Rules) -> Network {
        self.try_build(labels, users, rules, &()).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The same, which tells of its progress and can be stopped.
    ///
    /// # Errors
    /// [`Error::Stopped`](crate::Error::Stopped) where the user stops the work; [`Error::Memory`](crate::Error::Memory) where the network
    /// would not fit in memory, before any is taken.
    ///
    /// # Panics
    /// If an edge names a node that `labels` does not have, or a column is not as long as the
    /// edges.
    pub fn try_build(
        self,
        labels: Labels,
        users: Vec<UserColumn>,
        rules: Rules,
        progress: &dyn Progress,
    ) -> Result<Network> {
        if self.columns.is_empty() {
            let nodes = node_count(labels.len());
            let made = build_rows(&Listed(&self.edges), nodes, rules, progress)?;
            drop(self.edges);
            return Ok(Network::new(made.rows, Vec::new(), labels, users, made.built));
        }
        progress.begin("building", Some(4));
        let network = self.with_columns(labels, users, rules, progress);
        progress.end();
        network
    }

    fn with_columns(
        self,
        labels: Labels,
        users: Vec<UserColumn>,
        rules: Rules,
        progress: &dyn Progress,
    ) -> Result<Network> {
        let step = || {
            progress.advance(1);
            check(progress)
        };
        let Self { mut edges, mut columns } = self;
        for column in &columns {
            assert_eq!(column.values.len(), edges.len(), "column {} fits the edges", column.name);
        }
        let mut built = Built { given: edges.len() as u64, ..Built::default() };

        if edges.par_iter().any(|[a, b]| a == b) {
            let keep: Vec<bool> = edges.par_iter().map(|[a, b]| a != b).collect();
            let before = edges.len();
            for column in &mut columns {
                let kept = column.values.iter().zip(&keep).filter(|&(_, &keep)| keep);
                column.values = kept.map(|(&value, _)| value).collect::<Vec<f64>>().into();
                check(progress)?;
            }
            edges.retain(|[a, b]| a != b);
            built.self_loops = (before - edges.len()) as u64;
        }
        step()?;
        let lines = edges.len();
        match rules.edge {
            EdgeMeaning::InfluencerToAudience => {}
            EdgeMeaning::FollowerToFollowed => edges.par_iter_mut().for_each(|edge| edge.reverse()),
            EdgeMeaning::Mutual => {
                let turned: Vec<[u32; 2]> = edges.par_iter().map(|&[a, b]| [b, a]).collect();
                edges.extend(turned);
                for column in &mut columns {
                    column.values = [&column.values[..], &column.values[..]].concat().into();
                }
            }
        }
        step()?;

        let sorted = SortedEdges::new(labels.len(), &edges, lines, progress)?;
        drop(edges);
        step()?;
        built.both_ways = sorted.both_ways;
        built.merged = 2 * sorted.both_ways;
        let (rows, columns) = match rules.parallel {
            Parallel::Keep => sorted.kept(columns, progress)?,
            Parallel::Merge => sorted.merged(columns, &mut built, progress)?,
        };
        step()?;
        Ok(Network::new(rows, columns, labels, users, built))
    }
}

/// Edges in rows, each row ascending by target and, among equals, by place in the list.
struct SortedEdges {
    offsets: Vec<u64>,
    targets: Vec<u32>,
    /// The place in the list of each edge.
    places: Vec<u64>,
    /// Ties given both ways, of whose edges each stands here once.
    both_ways: u64,
}

impl SortedEdges {
    /// Sorts edges, of which those after the first `lines` are the first ones turned round.
    fn new(
        nodes: usize,
        edges: &[[u32; 2]],
        lines: usize,
        progress: &dyn Progress,
    ) -> Result<Self> {
        let keys = par_map(edges, progress, |edge| edge[0])?;
        let mut offsets = offsets_of(nodes, &keys);
        drop(keys);
        check(progress)?;
        let cursors: Vec<AtomicU64> =
            offsets[..nodes].iter().map(|&offset| AtomicU64::new(offset)).collect();
        let slots: Vec<AtomicU64> = (0..edges.len()).map(|_| AtomicU64::new(0)).collect();
        edges.par_chunks(ITEMS).enumerate().try_for_each(|(chunk, edges)| {
            check(progress)?;
            for (place, &[source, _]) in (chunk * ITEMS..).zip(edges) {
                let slot = cursors[source as usize].fetch_add(1, Ordering::Relaxed);
                slots[index(slot)].store(place as u64, Ordering::Relaxed);
            }
            Ok(())
        })?;
        let mut places: Vec<u64> = slots.into_iter().map(AtomicU64::into_inner).collect();
        let target_of = |place: u64| edges[index(place)][1];
        for_each_row(&offsets, &mut places, |_, row| {
            if !progress.cancelled() {
                row.sort_unstable_by_key(|&place| (target_of(place), place));
            }
        });
        check(progress)?;
        let both_ways = if edges.len() > lines {
            let end = |place: u64| (target_of(place), index(place) >= lines);
            one_each_way(&mut offsets, &mut places, end)
        } else {
            0
        };
        let targets = par_map(&places, progress, |&place| target_of(place))?;
        Ok(Self { offsets, targets, places, both_ways })
    }

    fn kept(
        self,
        columns: Vec<EdgeColumn>,
        progress: &dyn Progress,
    ) -> Result<(Rows, Vec<EdgeColumn>)> {
        let arranged = columns.into_iter().map(|column| {
            let values = par_map(&self.places, progress, |&place| column.values[index(place)])?;
            Ok(EdgeColumn { values: values.into(), ..column })
        });
        let columns = arranged.collect::<Result<_>>()?;
        let rows = Rows::new(self.offsets.into(), self.targets.into());
        Ok((rows.expect("every edge joins two users of the labels"), columns))
    }

    fn merged(
        self,
        columns: Vec<EdgeColumn>,
        built: &mut Built,
        progress: &dyn Progress,
    ) -> Result<(Rows, Vec<EdgeColumn>)> {
        let first = |place: usize, start: usize| {
            place == start || self.targets[place] != self.targets[place - 1]
        };
        let mut offsets = Vec::with_capacity(self.offsets.len());
        let mut firsts = Vec::with_capacity(self.targets.len());
        offsets.push(0);
        for pair in stoppable(self.offsets.windows(2), progress) {
            let pair = pair?;
            let (start, end) = (index(pair[0]), index(pair[1]));
            firsts.extend((start..end).filter(|&place| first(place, start)));
            offsets.push(firsts.len() as u64);
        }
        let merged = (self.targets.len() - firsts.len()) as u64;
        built.merged += merged;
        if merged == 0 {
            return self.kept(columns, progress);
        }
        let targets = par_map(&firsts, progress, |&place| self.targets[place])?;
        let ends = firsts.iter().skip(1).copied().chain([self.targets.len()]);
        let groups: Vec<_> = firsts.iter().copied().zip(ends).collect();
        let combine = |column: &EdgeColumn| {
            let value = |place: usize| column.values[index(self.places[place])];
            par_map(&groups, progress, |&(start, end)| {
                if end == start + 1 || column.name != EdgeColumn::PROBABILITY {
                    value(start)
                } else {
                    1.0 - (start..end).map(|place| 1.0 - value(place)).product::<f64>()
                }
            })
        };
        let columns = columns
            .iter()
            .map(|column| {
                let values = combine(column)?.into();
                Ok(EdgeColumn { name: column.name.clone(), values })
            })
            .collect::<Result<_>>()?;
        let rows = Rows::new(offsets.into(), targets.into());
        Ok((rows.expect("every edge joins two users of the labels"), columns))
    }
}

/// Where a file gives mutual ties both ways, leaves each edge to the lines of its own direction;
/// the number of such ties. `end` tells an edge's target and whether its line is turned round;
/// among equal targets the lines that are not come first.
fn one_each_way(
    offsets: &mut [u64],
    words: &mut Vec<u64>,
    end: impl Fn(u64) -> (u32, bool) + Sync,
) -> u64 {
    let groups = |row: &[u64]| -> Vec<(usize, usize)> {
        let same = |a: &u64, b: &u64| end(*a).0 == end(*b).0;
        let own = |group: &[u64]| group.partition_point(|&word| !end(word).1);
        row.chunk_by(same).map(|group| (own(group), group.len())).collect()
    };
    let row_of = |pair: &[u64]| index(pair[0])..index(pair[1]);
    // Twice the ties, or nothing where some pair stands unequally often each way.
    let twice: Option<u64> = offsets
        .par_windows(2)
        .map(|pair| {
            groups(&words[row_of(pair)]).into_iter().try_fold(0, |ties, (own, all)| match own {
                0 => Some(ties),
                _ if own == all => Some(ties),
                _ => (2 * own == all).then_some(ties + own as u64),
            })
        })
        .try_reduce(|| 0, |a, b| Some(a + b));
    let Some(twice @ 1..) = twice else { return 0 };
    let (mut start, mut kept) = (0, 0);
    for stop in &mut offsets[1..] {
        let mut at = start;
        start = index(*stop);
        for (own, all) in groups(&words[at..start]) {
            let keep = if 2 * own == all { own } else { all };
            words.copy_within(at..at + keep, kept);
            at += all;
            kept += keep;
        }
        *stop = kept as u64;
    }
    words.truncate(kept);
    twice / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mutual(parallel: Parallel, lines: &[(u32, u32, f64)]) -> Network {
        let values: Vec<f64> = lines.iter().map(|line| line.2).collect();
        let column =
            |name: &str| EdgeColumn { name: name.to_owned(), values: values.clone().into() };
        let list = EdgeList {
            edges: lines.iter().map(|&(a, b, _)| [a, b]).collect(),
            columns: vec![column(EdgeColumn::PROBABILITY)],
        };
        let rules = Rules { edge: EdgeMeaning::Mutual, parallel };
        let network = list.build(Labels::index(4), Vec::new(), rules);
        let bare = EdgeList {
            edges: lines.iter().map(|&(a, b, _)| [a, b]).collect(),
            columns: Vec::new(),
        };
        let bare = bare.build(Labels::index(4), Vec::new(), rules);
        assert_eq!((bare.forward(), bare.built()), (network.forward(), network.built()));
        network
    }

    fn edges(network: &Network) -> Vec<(u32, u32, f64)> {
        let p = network.edge_column(EdgeColumn::PROBABILITY).unwrap();
        let rows = network.forward();
        let row =
            |from| rows.range(from).zip(rows.row(from)).map(move |(at, &to)| (from, to, p[at]));
        (0..network.users()).flat_map(row).collect()
    }

    #[test]
    fn ties_given_both_ways_keep_the_numbers_of_each_direction() {
        for parallel in [Parallel::Merge, Parallel::Keep] {
            let made = mutual(parallel, &[(1, 0, 0.2), (0, 1, 0.1), (2, 1, 0.5), (3, 3, 0.9)]);
            let wanted = [(0, 1, 0.1), (1, 0, 0.2), (1, 2, 0.5), (2, 1, 0.5)];
            assert_eq!(edges(&made), wanted, "{parallel:?}");
            let built = made.built();
            assert_eq!((built.given, built.self_loops), (4, 1));
            assert_eq!((built.both_ways, built.merged), (1, 2), "{parallel:?}");
        }
    }

    #[test]
    fn parallel_ties_given_both_ways_are_as_many_as_the_lines_of_a_direction() {
        let lines = [(0, 1, 0.5), (1, 0, 0.1), (0, 1, 0.5), (1, 0, 0.1)];
        let made = mutual(Parallel::Keep, &lines);
        assert_eq!(edges(&made), [(0, 1, 0.5), (0, 1, 0.5), (1, 0, 0.1), (1, 0, 0.1)]);
        assert_eq!((made.built().both_ways, made.built().merged), (2, 4));
        let made = mutual(Parallel::Merge, &lines);
        assert_eq!((made.built().both_ways, made.built().merged), (2, 6));
        assert_eq!(edges(&made), [(0, 1, 0.75), (1, 0, 1.0 - 0.9 * 0.9)]);
    }

    #[test]
    fn where_a_pair_stands_unequally_often_each_way_each_line_is_a_tie() {
        let lines = [(0, 1, 0.5), (1, 0, 0.5), (2, 3, 0.5), (3, 2, 0.5), (2, 3, 0.5)];
        let made = mutual(Parallel::Merge, &lines);
        let wanted = [(0, 1, 0.75), (1, 0, 0.75), (2, 3, 0.875), (3, 2, 0.875)];
        assert_eq!(edges(&made), wanted);
        assert_eq!((made.built().both_ways, made.built().merged), (0, 6));
        let made = mutual(Parallel::Keep, &lines);
        assert_eq!((made.edges(), made.built().both_ways, made.built().merged), (10, 0, 0));
    }
}
