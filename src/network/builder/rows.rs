//! The line from edges that can be replayed to rows: count, place, sort.

use std::ops::Range;

use rayon::prelude::*;

use super::{
    Built, EdgeMeaning, Parallel, Replay, Rules,
    plan::{Loops, RowPlan},
    scatter::scatter,
    settle::{BothWays, Settled, settle},
};
use crate::{
    error::Result,
    memory::{self, Large},
    network::csr::{Rows, node_count},
    progress::Progress,
};

/// Rows and how they came to be.
#[derive(Debug)]
pub struct BuiltRows {
    /// The rows, each ascending.
    pub rows: Rows,
    /// What became of the edges given: those given, loops, merged ones, ties given both ways.
    pub built: Built,
}

/// The rows of the edges of `source`, among `nodes` nodes, by `rules`.
///
/// The edges are replayed twice: to count them, and to place them. Each is packed into 5 bytes (6
/// where there are more than 64 million nodes) in the part of the rows where it belongs, and parts
/// are small enough to be sorted in a processor's cache (a partitioned counting sort, as in
/// Satish et al. 2010, doi:10.1145/1807167.1807207). Cost: two replays, about three streams
/// through memory, and a sort of each row.
///
/// # Errors
/// [`Error::Memory`](crate::Error::Memory) where the rows would not fit in memory, before any is
/// taken; [`Error::Stopped`](crate::Error::Stopped) where the user stops the work.
///
/// # Panics
/// If an edge names a node that is not below `nodes`.
///
/// # Examples
/// ```
/// use wordspread::network::builder::{
///     EdgeMeaning, Listed, Parallel, Replay, Rules, build_rows,
/// };
/// /// Everyone is followed by the next two.
/// struct Ring(u32);
/// impl Replay for Ring {
///     fn blocks(&self) -> usize {
///         self.0 as usize
///     }
///     fn replay(&self, block: usize, mut edge: impl FnMut(u32, u32)) {
///         let user = block as u32;
///         edge(user, (user + 1) % self.0);
///         edge(user, (user + 2) % self.0);
///     }
/// }
/// let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };
/// let made = build_rows(&Ring(5), 5, rules, &())?;
/// assert_eq!(made.rows.row(4), [0, 1]);
/// assert_eq!(made.built.given, 10);
/// # Ok::<(), wordspread::Error>(())
/// ```
pub fn build_rows(
    source: &impl Replay,
    nodes: u32,
    rules: Rules,
    progress: &dyn Progress,
) -> Result<BuiltRows> {
    let plan = RowPlan::of(source, nodes, rules.edge, progress)?;
    let all = 0..plan.parts.len();
    memory::fits("the network", plan.bytes(&all))?;
    let settled = made(source, &plan, all, rules, progress)?;
    let mut tally = EdgeTally::default();
    tally.add(&settled);
    let offsets = summed(settled.degrees);
    let targets = fitting(settled.targets, settled.edges);
    let rows = Rows::sound(offsets.into(), targets.into());
    Ok(BuiltRows { rows, built: tally.built(&plan) })
}

impl Rows {
    /// The same edges in the other direction, loops and parallel edges included. Within a row they are in the
    /// order of their other end, so the result does not depend on the number of threads.
    ///
    /// Cost: two walks of the edges and a sort of each row, in parallel, as [`build_rows`] does it: 5
    /// or 6 bytes an edge while it works.
    #[must_use]
    pub fn transposed(&self) -> Self {
        let edge = EdgeMeaning::FollowerToFollowed;
        let stopped = "nobody stops it";
        let mut plan = RowPlan::of(self, node_count(self.nodes()), edge, &()).expect(stopped);
        plan.loops = Loops::Keep;
        let all = 0..plan.parts.len();
        let rules = Rules { edge, parallel: Parallel::Keep };
        let settled = made(self, &plan, all, rules, &()).expect(stopped);
        Self::sound(summed(settled.degrees).into(), settled.targets.into())
    }
}

/// Rows tell their own edges, a block being some neighbouring nodes.
impl Replay for Rows {
    fn blocks(&self) -> usize {
        self.nodes().div_ceil(NODES_A_BLOCK)
    }

    fn replay(&self, block: usize, mut edge: impl FnMut(u32, u32)) {
        let start = block * NODES_A_BLOCK;
        let end = self.nodes().min(start + NODES_A_BLOCK);
        for node in node_count(start)..node_count(end) {
            for &target in self.row(node) {
                edge(node, target);
            }
        }
    }
}

/// Nodes whose edges are one block.
const NODES_A_BLOCK: usize = 1 << 12;

/// Finished rows of some neighbouring nodes.
#[derive(Debug)]
pub struct PartOfRows<'a> {
    /// The nodes.
    pub nodes: Range<u32>,
    /// The number of edges of each.
    pub degrees: &'a [u64],
    /// Their rows, one after the other.
    pub targets: &'a [u32],
}

/// The same rows handed over in parts, from the first node to the last. No more than about `budget`
/// bytes of memory are taken at once.
///
/// The edges are replayed once to count them, and once more for each part. The rows are those of
/// [`build_rows`] to the bit, whatever the budget.
///
/// # Errors
/// [`Error::Stopped`](crate::Error::Stopped) where the user stops the work;
/// [`Error::Memory`](crate::Error::Memory) where the rows of a few thousand users alone do not fit
/// in memory; whatever `part` gives.
///
/// # Panics
/// If an edge names a node that is not below `nodes`. If parallel mutual ties are to be kept: what
/// is kept of one row then depends on all others.
pub fn build_in_parts(
    source: &impl Replay,
    nodes: u32,
    rules: Rules,
    budget: u64,
    progress: &dyn Progress,
    mut part: impl FnMut(PartOfRows<'_>) -> Result<()>,
) -> Result<Built> {
    let depends = rules.edge == EdgeMeaning::Mutual && rules.parallel == Parallel::Keep;
    assert!(!depends, "parallel mutual ties cannot be kept in parts");
    let plan = RowPlan::of(source, nodes, rules.edge, progress)?;
    let mut tally = EdgeTally::default();
    for parts in plan.within(budget) {
        memory::fits("a part of the network", plan.bytes(&parts))?;
        let nodes = plan.nodes_of(&parts);
        let settled = made(source, &plan, parts, rules, progress)?;
        tally.add(&settled);
        let (degrees, targets) = (&settled.degrees[1..], &settled.targets[..settled.edges]);
        part(PartOfRows { nodes, degrees, targets })?;
    }
    Ok(tally.built(&plan))
}

/// What became of the edges of all parts.
struct EdgeTally {
    self_loops: u64,
    merged: u64,
    both_ways: BothWays,
}

impl Default for EdgeTally {
    fn default() -> Self {
        Self { self_loops: 0, merged: 0, both_ways: Some(0) }
    }
}

impl EdgeTally {
    fn add(&mut self, settled: &Settled) {
        self.self_loops += settled.self_loops;
        self.merged += settled.before - settled.edges as u64;
        self.both_ways = self.both_ways.zip(settled.both_ways).map(|(a, b)| a + b);
    }

    fn built(&self, plan: &RowPlan) -> Built {
        Built {
            given: plan.given,
            self_loops: self.self_loops,
            merged: self.merged,
            both_ways: self.both_ways.unwrap_or(0) / 2,
            ..Built::default()
        }
    }
}

fn made(
    source: &impl Replay,
    plan: &RowPlan,
    parts: Range<usize>,
    rules: Rules,
    progress: &dyn Progress,
) -> Result<Settled> {
    if plan.bytes_an_edge() == 5 {
        let scattered = scatter::<u8>(source, plan, parts, progress)?;
        settle(plan, scattered, rules.parallel, progress)
    } else {
        let scattered = scatter::<u16>(source, plan, parts, progress)?;
        settle(plan, scattered, rules.parallel, progress)
    }
}

/// Degrees summed up to row starts, where they stand.
fn summed(mut degrees: Large<u64>) -> Large<u64> {
    const CHUNK: usize = 1 << 16;
    let ends: Vec<u64> = degrees.par_chunks(CHUNK).map(|chunk| chunk.iter().sum::<u64>()).collect();
    let starts: Vec<u64> =
        ends.iter().scan(0, |total, &end| Some(std::mem::replace(total, *total + end))).collect();
    degrees.par_chunks_mut(CHUNK).zip(starts).for_each(|(chunk, start)| {
        let mut total = start;
        for value in chunk {
            total += *value;
            *value = total;
        }
    });
    degrees
}

/// The first `len` values, in an array of their own where the rest is worth giving back.
fn fitting(mut values: Large<u32>, len: usize) -> Large<u32> {
    if values.len() - len > values.len() / 4 {
        let mut shorter = Large::zeroed(len);
        shorter.copy_from_slice(&values[..len]);
        return shorter;
    }
    values.truncate(len);
    values
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::{
        error::Error,
        network::builder::Listed,
        progress::StopsAt,
        rng::{Purpose, World},
    };

    const MEANINGS: [EdgeMeaning; 3] =
        [EdgeMeaning::InfluencerToAudience, EdgeMeaning::FollowerToFollowed, EdgeMeaning::Mutual];

    /// The same by maps: the lines of each direction of each pair, counted.
    fn naive(nodes: u32, edges: &[[u32; 2]], rules: Rules) -> (Vec<Vec<u32>>, Built) {
        let mut built = Built { given: edges.len() as u64, ..Built::default() };
        let mut lines: BTreeMap<(u32, u32), usize> = BTreeMap::new();
        for &[a, b] in edges {
            if a == b {
                built.self_loops += 1;
            } else {
                let line =
                    if rules.edge == EdgeMeaning::FollowerToFollowed { (b, a) } else { (a, b) };
                *lines.entry(line).or_default() += 1;
            }
        }
        let opposite = |&(a, b): &(u32, u32)| lines.get(&(b, a)).copied().unwrap_or(0);
        let mut rows = vec![Vec::new(); nodes as usize];
        let mut all = 0;
        if rules.edge == EdgeMeaning::Mutual {
            let equal = |(pair, &own): (&(u32, u32), &usize)| {
                let other = opposite(pair);
                other == 0 || other == own
            };
            let both_ways = lines.iter().all(equal);
            for pair @ &(a, b) in lines.keys() {
                let (own, other) = (lines[pair], opposite(pair));
                let copies = if both_ways && other > 0 { own } else { own + other };
                if both_ways && other > 0 && a < b {
                    built.both_ways += own as u64;
                }
                rows[a as usize].extend(vec![b; copies]);
                if other == 0 {
                    rows[b as usize].extend(vec![a; copies]);
                }
                all += own as u64 * 2;
            }
        } else {
            for (&(a, b), &own) in &lines {
                rows[a as usize].extend(vec![b; own]);
                all += own as u64;
            }
        }
        for row in &mut rows {
            row.sort_unstable();
            if rules.parallel == Parallel::Merge {
                row.dedup();
            }
        }
        built.merged = all - rows.iter().map(|row| row.len() as u64).sum::<u64>();
        (rows, built)
    }

    fn agree(nodes: u32, edges: &[[u32; 2]]) {
        for edge in MEANINGS {
            for parallel in [Parallel::Merge, Parallel::Keep] {
                let rules = Rules { edge, parallel };
                let made = build_rows(&Listed(edges), nodes, rules, &()).unwrap();
                let (rows, built) = naive(nodes, edges, rules);
                assert_eq!(made.built, built, "{rules:?}");
                for (node, row) in rows.iter().enumerate() {
                    assert_eq!(made.rows.row(node as u32), row, "{rules:?} {node}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn rows_are_those_of_a_builder_by_maps(
            edges in proptest::collection::vec([0_u32..12, 0_u32..12], 0..80)
        ) {
            agree(12, &edges);
        }
    }

    /// Edges that fill more than one block, part and flush, some nodes far busier than others.
    fn many(nodes: u32, count: u64) -> Vec<[u32; 2]> {
        let mut stream = World::new(5, Purpose::Network, 0).stream(0);
        let mut node = || {
            let place = stream.unit();
            (place * place * place * f64::from(nodes)) as u32
        };
        (0..count).map(|_| [node(), node()]).collect()
    }

    #[test]
    fn large_and_lopsided_networks_are_built_as_small_ones_are() {
        agree(5000, &many(5000, 120_000));
        agree(3, &many(3, 70_000));
    }

    #[test]
    fn parts_make_the_same_rows_whatever_the_budget() {
        let edges = many(30_000, 150_000);
        for edge in MEANINGS {
            let rules = Rules { edge, parallel: Parallel::Merge };
            let whole = build_rows(&Listed(&edges), 30_000, rules, &()).unwrap();
            for budget in [0, 200_000, 600_000, u64::MAX] {
                let (mut degrees, mut targets, mut parts) = (Vec::new(), Vec::new(), 0);
                let take = |part: PartOfRows<'_>| {
                    assert_eq!(part.nodes.start as usize, degrees.len());
                    degrees.extend_from_slice(part.degrees);
                    assert_eq!(part.nodes.end as usize, degrees.len());
                    targets.extend_from_slice(part.targets);
                    parts += 1;
                    Ok(())
                };
                let built = build_in_parts(&Listed(&edges), 30_000, rules, budget, &(), take);
                assert_eq!(built.unwrap(), whole.built);
                assert_eq!(targets, whole.rows.targets());
                let found = (0..30_000).map(|node| whole.rows.degree(node) as u64);
                assert!(found.eq(degrees));
                assert!((parts == 1) == (budget == u64::MAX), "{parts} within {budget}");
            }
        }
    }

    #[test]
    fn the_number_of_threads_does_not_change_a_row() {
        let edges = many(100_000, 200_000);
        let rules = Rules { edge: EdgeMeaning::Mutual, parallel: Parallel::Keep };
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| build_rows(&Listed(&edges), 100_000, rules, &()).unwrap().rows)
        };
        let one = on(1);
        assert_eq!(on(2), one);
        assert_eq!(on(7), one);
    }

    #[test]
    fn networks_without_edges_or_users_have_empty_rows() {
        let rules = Rules { edge: EdgeMeaning::Mutual, parallel: Parallel::Merge };
        for nodes in [0, 1, 70_000] {
            let made = build_rows(&Listed(&[]), nodes, rules, &()).unwrap();
            assert_eq!((made.rows.nodes(), made.rows.edges()), (nodes as usize, 0));
        }
    }

    #[test]
    #[should_panic(expected = "an edge joins two nodes")]
    fn an_edge_to_nowhere_is_a_mistake_of_ours() {
        let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };
        let _ = build_rows(&Listed(&[[0, 3]]), 3, rules, &());
    }

    #[test]
    fn building_can_be_stopped_in_every_phase() {
        let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };
        for phase in ["counting edges", "placing edges", "sorting rows"] {
            let stop = StopsAt::begin(phase, 1);
            let made = build_rows(&Listed(&[[0, 1]]), 2, rules, &stop);
            assert!(matches!(made, Err(Error::Stopped)), "{phase}");
            assert_eq!(stop.last_begun(), phase);
        }
    }
}
