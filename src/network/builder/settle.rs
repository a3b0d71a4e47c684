//! The edges of each part sorted into rows, where they lie.
//!
//! A part is copied into a thread's cache, row by row, and comes back sorted and by the rule for
//! parallel edges; then the parts close up. Parts are settled in parallel and do not know of each
//! other.

use rayon::prelude::*;

use super::{
    Parallel,
    plan::{Part, RowPlan},
    pool::BufferPool,
    scatter::{High, Scattered},
};
use crate::{
    error::{Error, Result},
    memory::Large,
    network::csr::index,
    progress::Progress,
};

/// Rows longer than this are sorted by all threads.
const LONG: usize = 1 << 20;

/// Finished rows of a run of nodes.
pub(super) struct Settled {
    /// Number of edges of each node, after a 0.
    pub(super) degrees: Large<u64>,
    /// All rows, one after the other, and behind them nothing of use.
    pub(super) targets: Large<u32>,
    /// Number of edges in the rows.
    pub(super) edges: usize,
    /// Edges that were in no loop, before any was merged.
    pub(super) before: u64,
    /// Pairs that stand both ways.
    pub(super) both_ways: BothWays,
    pub(super) self_loops: u64,
}

/// A thread's working memory.
#[derive(Default)]
struct RowScratch {
    targets: Vec<u32>,
    ends: Vec<usize>,
}

/// One part and where its rows go.
struct PartWork<'a, H> {
    part: &'a Part,
    low: &'a mut [u32],
    high: &'a [H],
    /// A place for each node of the part.
    degrees: &'a mut [u64],
}

/// Pairs that stand both ways: twice their ties, or nothing where one stands unequally often and so
/// the order of lines says nothing.
pub(super) type BothWays = Option<u64>;

/// What settling one part gives.
struct SettledPart {
    edges: usize,
    both_ways: BothWays,
}

/// Settles all parts.
pub(super) fn settle<H: High>(
    plan: &RowPlan,
    scattered: Scattered<H>,
    parallel: Parallel,
    progress: &dyn Progress,
) -> Result<Settled> {
    let Scattered { parts, mut low, high, filled, self_loops } = scattered;
    let nodes = plan.nodes_of(&parts).len();
    let parts = &plan.parts[parts];
    let mut degrees = Large::<u64>::zeroed(nodes + 1);
    let steps = parts.len() as u64;
    let pool = BufferPool::new();
    let mut each = |how: EqualEdges| {
        progress.begin("sorting rows", Some(steps));
        let work = works(parts, &mut low, &high, &filled, &mut degrees);
        let outcomes: Result<Vec<SettledPart>> = work
            .into_par_iter()
            .map(|mut work| {
                if progress.cancelled() {
                    return Err(Error::Stopped);
                }
                let outcome =
                    pool.lend(RowScratch::default, |scratch| work.settle(plan, scratch, how));
                progress.advance(1);
                Ok(outcome)
            })
            .collect();
        progress.end();
        outcomes
    };

    let outcomes = if parallel == Parallel::Keep && plan.rows_a_node() == 2 {
        // What is kept of one row depends on what stands in all others.
        let halve = both_ways(&each(EqualEdges::Look)?).is_some_and(|twice| twice > 0);
        each(if halve { EqualEdges::KeepOwn } else { EqualEdges::Keep })?
    } else if parallel == Parallel::Keep {
        each(EqualEdges::Keep)?
    } else {
        each(EqualEdges::Merge)?
    };
    drop(high);

    let mut edges = 0;
    let mut start = 0;
    for (part, outcome) in parts.iter().zip(&outcomes) {
        if progress.cancelled() {
            return Err(Error::Stopped);
        }
        if start != edges {
            low.copy_within(start..start + outcome.edges, edges);
        }
        edges += outcome.edges;
        start += index(part.edges);
    }
    Ok(Settled {
        degrees,
        targets: low,
        edges,
        before: filled.iter().map(|&filled| filled as u64).sum(),
        both_ways: both_ways(&outcomes),
        self_loops,
    })
}

fn both_ways(outcomes: &[SettledPart]) -> BothWays {
    outcomes.iter().map(|outcome| outcome.both_ways).sum()
}

fn works<'a, H: High>(
    parts: &'a [Part],
    mut low: &'a mut [u32],
    mut high: &'a [H],
    filled: &[usize],
    degrees: &'a mut [u64],
) -> Vec<PartWork<'a, H>> {
    let mut degrees = &mut degrees[1..];
    let mut works = Vec::with_capacity(parts.len());
    for (part, &filled) in parts.iter().zip(filled) {
        let room = index(part.edges);
        let (own_low, after_low) = low.split_at_mut(room);
        let (own_high, after_high) = high.split_at(room);
        let (own_degrees, after_degrees) = degrees.split_at_mut(part.nodes.len());
        (low, high, degrees) = (after_low, after_high, after_degrees);
        works.push(PartWork {
            part,
            low: &mut own_low[..filled],
            high: &own_high[..filled],
            degrees: own_degrees,
        });
    }
    works
}

/// What becomes of equal edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EqualEdges {
    /// Nothing is written; it is only seen what stands both ways.
    Look,
    /// All stay.
    Keep,
    /// Of those that stand both ways, those of the lines of this direction stay.
    KeepOwn,
    /// One stays.
    Merge,
}

impl<H: High> PartWork<'_, H> {
    fn settle(&mut self, plan: &RowPlan, scratch: &mut RowScratch, how: EqualEdges) -> SettledPart {
        self.gather(plan, scratch);
        let mut sink = RowWriter { targets: self.low, filled: 0, how };
        let mut both_ways = Some(0);
        let mut start = 0;
        let rows_a_node = plan.rows_a_node();
        for (node, degree) in self.degrees.iter_mut().enumerate() {
            let before = sink.filled;
            let end = scratch.ends[node * rows_a_node];
            let (own, after) = scratch.targets[start..].split_at_mut(end - start);
            sort(own);
            start = end;
            if rows_a_node == 1 {
                sink.row(own);
            } else {
                let end = scratch.ends[node * rows_a_node + 1];
                let turned = &mut after[..end - start];
                sort(turned);
                start = end;
                let here = sink.row_of_two(own, turned);
                both_ways = both_ways.zip(here).map(|(sum, here)| sum + here);
            }
            if how != EqualEdges::Look {
                *degree = (sink.filled - before) as u64;
            }
        }
        SettledPart { edges: sink.filled, both_ways }
    }

    /// Unpacks the edges into the scratch, row after row.
    fn gather(&self, plan: &RowPlan, scratch: &mut RowScratch) {
        let (shift, mask) = (plan.target_bits, (1_u64 << plan.target_bits) - 1);
        let words =
            || self.low.iter().zip(self.high).map(|(&low, high)| high.word() | u64::from(low));
        let RowScratch { targets, ends } = scratch;
        ends.clear();
        ends.resize(self.part.nodes.len() * plan.rows_a_node(), 0);
        for word in words() {
            ends[(word >> shift) as usize] += 1;
        }
        let mut start = 0;
        for end in ends.iter_mut() {
            start += std::mem::replace(end, start);
        }
        if targets.len() < self.low.len() {
            targets.resize(self.low.len(), 0);
        }
        for word in words() {
            // Where the row goes on; when all are placed, where it ends.
            let end = &mut ends[(word >> shift) as usize];
            targets[*end] = (word & mask) as u32;
            *end += 1;
        }
    }
}

fn sort(row: &mut [u32]) {
    if row.len() > LONG { row.par_sort_unstable() } else { row.sort_unstable() }
}

/// Where finished rows are written.
struct RowWriter<'a> {
    targets: &'a mut [u32],
    filled: usize,
    how: EqualEdges,
}

impl RowWriter<'_> {
    /// A sorted row of which every line has the direction of the edge.
    fn row(&mut self, row: &[u32]) {
        if self.how == EqualEdges::Keep {
            self.targets[self.filled..self.filled + row.len()].copy_from_slice(row);
            self.filled += row.len();
            return;
        }
        let mut last = None;
        for &target in row {
            if last != Some(target) {
                self.targets[self.filled] = target;
                self.filled += 1;
                last = Some(target);
            }
        }
    }

    /// A row of two sorted ones, of lines of this direction and of the other; how many of the first
    /// have their like in the second.
    fn row_of_two(&mut self, own: &[u32], turned: &[u32]) -> BothWays {
        let (mut own, mut turned) = (own, turned);
        let mut both_ways = Some(0);
        loop {
            let target = match (own.first(), turned.first()) {
                (Some(&a), Some(&b)) => a.min(b),
                (Some(&a), None) | (None, Some(&a)) => a,
                (None, None) => return both_ways,
            };
            let (of_own, of_turned) = (run(&mut own, target), run(&mut turned, target));
            if of_own > 0 && of_turned > 0 {
                let here = (of_own == of_turned).then_some(of_own as u64);
                both_ways = both_ways.zip(here).map(|(sum, here)| sum + here);
            }
            let copies = match self.how {
                EqualEdges::Look => 0,
                EqualEdges::Merge => 1,
                EqualEdges::KeepOwn if of_own > 0 => of_own,
                EqualEdges::KeepOwn | EqualEdges::Keep => of_own + of_turned,
            };
            self.targets[self.filled..self.filled + copies].fill(target);
            self.filled += copies;
        }
    }
}

/// Takes the copies of `target` from the front of a sorted row, and counts them.
fn run(row: &mut &[u32], target: u32) -> usize {
    let copies = row.iter().take_while(|&&other| other == target).count();
    *row = &row[copies..];
    copies
}
