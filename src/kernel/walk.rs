//! The walk over the live edges of one world, breadth first.

use super::{live::LiveEdges, scratch::Scratch, trace::Record};
use crate::rng::World;

/// Live edges drawn before the first of them is followed: enough to hide a cache miss of 100 ns,
/// and few enough that what was fetched is still there.
const AHEAD: usize = 64;

/// Sharers whose edges are drawn between two looks at whether to stop, at most: a tenth of a
/// millisecond. A look comes with each batch of hits, a few instructions among thousands; this
/// limit matters only where hardly any edge is live.
const SHARERS_A_BATCH: usize = 4096;

/// The row of a sharer is fetched so many places ahead.
const SOON: usize = 24;

/// Its first edges are fetched so many places ahead.
const NEXT: usize = 12;

/// Walks from `seeds` over live edges, breadth first: `scratch` then holds the sharers in the order
/// in which they shared, seeds first.
///
/// A seed given twice counts once. Where two sharers of one step could each have passed the message
/// to a third, the one that shared first is its parent.
///
/// It ends early where the [`Scratch`] is stopped.
///
/// Cost: the live edges of the sharers and what `live` spends to find them; no allocation once the
/// buffers have grown.
pub fn walk<L: LiveEdges, R: Record>(
    live: &L,
    world: World,
    seeds: &[u32],
    scratch: &mut Scratch,
    record: &mut R,
) {
    scratch.start();
    record.start();
    walk_on(live, world, seeds, scratch, record);
}

/// Continues a walk with further seeds in the same world. The sharers in `scratch` have already
/// shown it to their followers; `scratch` then also holds those who share from the new seeds, after
/// them.
///
/// Cost: that of [`walk`] for the new sharers only.
pub fn walk_on<L: LiveEdges, R: Record>(
    live: &L,
    world: World,
    seeds: &[u32],
    scratch: &mut Scratch,
    record: &mut R,
) {
    let (mut sharers, memo, hits) = scratch.go_on();
    let mut place = sharers.list().len();
    for &seed in seeds {
        if sharers.add(seed) {
            record.seed();
        }
        live.prefetch_soon(seed);
    }
    loop {
        hits.ends.clear();
        hits.parents.clear();
        let last = place + SHARERS_A_BATCH;
        while hits.ends.len() < AHEAD && place < last {
            let Some(&sharer) = sharers.list().get(place) else { break };
            if let Some(&soon) = sharers.list().get(place + SOON) {
                live.prefetch_soon(soon);
            }
            if let Some(&next) = sharers.list().get(place + NEXT) {
                live.prefetch_next(next);
            }
            live.for_each_hit(world, sharer, memo, |hit| {
                hits.ends.push(hit);
                if R::LISTENS {
                    hits.parents.push(place);
                }
            });
            place += 1;
        }
        if sharers.stopped() || hits.ends.is_empty() && place < last {
            return;
        }
        // In a long queue the line would be evicted before its turn.
        let near = sharers.list().len() - place < SOON;
        for (nth, &hit) in hits.ends.iter().enumerate() {
            let follower = live.node_of(hit);
            let new = sharers.add(follower);
            if R::LISTENS && new {
                record.passed_on_by(hits.parents[nth]);
            }
            // Current sharers need no fetch. The first seed is nearby, and fetching it again costs
            // less than a mispredicted branch.
            if near {
                live.prefetch_soon(follower);
            }
        }
    }
}
