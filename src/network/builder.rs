//! From a list of edges to a network, by stated rules that are counted and reported.
//!
//! The rules: an edge runs from the influencer to the audience once its [`EdgeMeaning`] is applied;
//! self-loops are dropped; parallel edges are merged or kept as [`Parallel`] says. Nothing is
//! dropped without being counted in [`Built`].

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Network,
    attributes::{EdgeColumn, UserColumn},
    csr::{Rows, for_each_row, index, offsets_of},
    labels::Labels,
};

/// What a line `a b` of a file means. Files say it either way round, and the results of one are not
/// the results of the other, so it is never assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EdgeMeaning {
    /// A message of a is shown to b: a is followed by b.
    InfluencerToAudience,
    /// a follows b: a message of b is shown to a.
    FollowerToFollowed,
    /// Each is shown the other's messages, as among friends. A line `b a` is then the same tie as
    /// a line `a b`. Where every pair of users that stands both ways in the file stands so equally
    /// often each way, the two lines are the two directions of one tie, not two ties: a line `a b`
    /// is the edge from a to b with its numbers, `b a` the edge from b to a with its own. Where some
    /// pair stands unequally often, the order of a line says nothing, and each line is a tie.
    Mutual,
}

/// What becomes of edges that stand several times between the same two users in the same direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Parallel {
    /// They become one edge; its probability is 1 − Π(1 − p), the chance that at least one of them
    /// fires; of other numbers the first is kept.
    #[default]
    Merge,
    /// They stay, and each is a chance of its own.
    Keep,
}

/// Edges as a reader or a generator has them, before any rule is applied.
#[derive(Debug, Default)]
pub struct EdgeList {
    /// The two ends of each edge, as nodes.
    pub edges: Vec<[u32; 2]>,
    /// Numbers on the edges, in the same order.
    pub columns: Vec<EdgeColumn>,
}

/// The rules under which an [`EdgeList`] becomes a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// What an edge means.
    pub edge: EdgeMeaning,
    /// What becomes of parallel edges.
    pub parallel: Parallel,
}

/// How large a file says its network is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HeaderCounts {
    /// Number of users.
    pub users: u64,
    /// Number of edges, as the file writes them.
    pub edges: u64,
}

/// What reading and building did with the edges they were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Built {
    /// Edges as given: lines of a file, or edges drawn by a generator.
    pub given: u64,
    /// Given edges from a user to itself, which are dropped.
    pub self_loops: u64,
    /// Directed edges merged into an equal one, with the two that a tie given both ways has twice.
    pub merged: u64,
    /// Mutual ties given both ways, a line each, as [`EdgeMeaning::Mutual`] says.
    pub both_ways: u64,
    /// What the file says of its own size, right or wrong.
    pub header: Option<HeaderCounts>,
    /// Users that no given edge names: only a header, a list or a table of users does.
    pub listed_only: u64,
    /// Users that the table of users does not have, so that their attributes are missing.
    pub without_attributes: u64,
    /// Columns of the file that hold no numbers, which are left out.
    pub columns_left_out: u64,
}

impl EdgeList {
    /// The network of these edges among the users of `labels`.
    ///
    /// Cost: a counting sort into rows and a sort of each row, both in parallel.
    ///
    /// # Panics
    /// If an edge names a node that `labels` does not have, or a column is not as long as the
    /// edges: readers and generators see to both.
    #[must_use]
    pub fn build(self, labels: Labels, users: Vec<UserColumn>, rules: Rules) -> Network {
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
            }
            edges.retain(|[a, b]| a != b);
            built.self_loops = (before - edges.len()) as u64;
        }
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

        let sorted = SortedEdges::new(labels.len(), &edges, lines, columns.is_empty());
        drop(edges);
        built.both_ways = sorted.both_ways;
        built.merged = 2 * sorted.both_ways;
        let (rows, columns) = match rules.parallel {
            Parallel::Keep => sorted.kept(columns),
            Parallel::Merge => sorted.merged(columns, &mut built),
        };
        Network::new(rows, columns, labels, users, built)
    }
}

/// Edges in rows, each row ascending by target and, among equals, by place in the list.
struct SortedEdges {
    offsets: Vec<u64>,
    targets: Vec<u32>,
    /// The place in the list of each edge, where edges carry numbers.
    places: Vec<u64>,
    /// Ties given both ways, of whose edges each stands here once.
    both_ways: u64,
}

impl SortedEdges {
    /// Sorts edges, of which those after the first `lines` are the first ones turned round.
    fn new(nodes: usize, edges: &[[u32; 2]], lines: usize, bare: bool) -> Self {
        let keys: Vec<u32> = edges.par_iter().map(|edge| edge[0]).collect();
        let mut offsets = offsets_of(nodes, &keys);
        drop(keys);
        let cursors: Vec<AtomicU64> =
            offsets[..nodes].iter().map(|&offset| AtomicU64::new(offset)).collect();
        let slots: Vec<AtomicU64> = (0..edges.len()).map(|_| AtomicU64::new(0)).collect();
        edges.par_iter().enumerate().for_each(|(place, &[source, target])| {
            let slot = cursors[source as usize].fetch_add(1, Ordering::Relaxed);
            // A bare edge is its target and whether it is turned; one with numbers is its place in
            // the list.
            let turned = u64::from(place >= lines);
            let word = if bare { u64::from(target) << 1 | turned } else { place as u64 };
            slots[index(slot)].store(word, Ordering::Relaxed);
        });
        let mut words: Vec<u64> = slots.into_iter().map(AtomicU64::into_inner).collect();
        let mutual = edges.len() > lines;
        let target_of = |word: u64| edges[index(word)][1];
        if bare {
            for_each_row(&offsets, &mut words, |_, row| row.sort_unstable());
            let target_of = |word: u64| u32::try_from(word >> 1).expect("a target is a node");
            let both_ways = if mutual {
                one_each_way(&mut offsets, &mut words, |word| (target_of(word), word & 1 == 1))
            } else {
                0
            };
            let targets = words.par_iter().map(|&word| target_of(word)).collect();
            Self { offsets, targets, places: Vec::new(), both_ways }
        } else {
            for_each_row(&offsets, &mut words, |_, row| {
                row.sort_unstable_by_key(|&word| (target_of(word), word));
            });
            let both_ways = if mutual {
                let end = |word: u64| (target_of(word), index(word) >= lines);
                one_each_way(&mut offsets, &mut words, end)
            } else {
                0
            };
            let targets = words.par_iter().map(|&word| target_of(word)).collect();
            Self { offsets, targets, places: words, both_ways }
        }
    }

    fn kept(self, columns: Vec<EdgeColumn>) -> (Rows, Vec<EdgeColumn>) {
        let arranged = columns.into_iter().map(|column| {
            let values: Vec<f64> =
                self.places.par_iter().map(|&place| column.values[index(place)]).collect();
            EdgeColumn { values: values.into(), ..column }
        });
        let columns = arranged.collect();
        let rows = Rows::new(self.offsets.into(), self.targets.into());
        (rows.expect("every edge joins two users of the labels"), columns)
    }

    fn merged(self, columns: Vec<EdgeColumn>, built: &mut Built) -> (Rows, Vec<EdgeColumn>) {
        let first = |place: usize, start: usize| {
            place == start || self.targets[place] != self.targets[place - 1]
        };
        let mut offsets = Vec::with_capacity(self.offsets.len());
        let mut firsts = Vec::with_capacity(self.targets.len());
        offsets.push(0);
        for pair in self.offsets.windows(2) {
            let (start, end) = (index(pair[0]), index(pair[1]));
            firsts.extend((start..end).filter(|&place| first(place, start)));
            offsets.push(firsts.len() as u64);
        }
        let merged = (self.targets.len() - firsts.len()) as u64;
        built.merged += merged;
        if merged == 0 {
            return self.kept(columns);
        }
        let targets: Vec<u32> = firsts.par_iter().map(|&place| self.targets[place]).collect();
        let ends = firsts.iter().skip(1).copied().chain([self.targets.len()]);
        let groups: Vec<_> = firsts.iter().copied().zip(ends).collect();
        let combine = |column: &EdgeColumn| -> Vec<f64> {
            let value = |place: usize| column.values[index(self.places[place])];
            groups
                .par_iter()
                .map(|&(start, end)| {
                    if end == start + 1 || column.name != EdgeColumn::PROBABILITY {
                        value(start)
                    } else {
                        1.0 - (start..end).map(|place| 1.0 - value(place)).product::<f64>()
                    }
                })
                .collect()
        };
        let columns = columns
            .iter()
            .map(|column| EdgeColumn { name: column.name.clone(), values: combine(column).into() })
            .collect();
        let rows = Rows::new(offsets.into(), targets.into());
        (rows.expect("every edge joins two users of the labels"), columns)
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
        let network = list.build(Labels::Index(4), Vec::new(), rules);
        let bare = EdgeList {
            edges: lines.iter().map(|&(a, b, _)| [a, b]).collect(),
            columns: Vec::new(),
        };
        let bare = bare.build(Labels::Index(4), Vec::new(), rules);
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
