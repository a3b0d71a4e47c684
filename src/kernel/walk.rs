//! The walk over the live edges of one world, breadth first.

use super::{live::LiveEdges, scratch::Scratch, trace::Record};
use crate::rng::World;

/// So many live edges are drawn before the first of them is followed: enough that a miss of memory,
/// 100 ns, is over by then, and few enough that what was fetched is still there.
const AHEAD: usize = 64;

/// The row of a sharer is asked for when so many others come before it.
const SOON: usize = 24;

/// Its first edges are asked for when so many others come before it.
const NEXT: usize = 12;

/// Walks from `seeds` over live edges, breadth first: `scratch` then holds the sharers in the order
/// in which they shared, seeds first.
///
/// A seed given twice counts once. Where two sharers of one step could each have passed the message
/// to a third, the one that shared first is its parent.
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

/// Goes on from the sharers that `scratch` holds, who have told their followers, with further seeds
/// in the same world: `scratch` then holds those who share from all of the seeds, the further ones
/// after those who shared before.
///
/// Cost: that of [`walk`], for those alone who have not shared before.
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
        while hits.ends.len() < AHEAD {
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
        if hits.ends.is_empty() {
            return;
        }
        // A long queue reaches them only when they would be forgotten again.
        let near = sharers.list().len() - place < SOON;
        for (nth, &hit) in hits.ends.iter().enumerate() {
            let follower = live.node_of(hit);
            let new = sharers.add(follower);
            if R::LISTENS && new {
                record.passed_on_by(hits.parents[nth]);
            }
            // Of those who share already the row will not be asked for; the first seed's is near, and
            // asking for it instead costs less than a branch that is guessed wrong.
            if near {
                live.prefetch_soon(follower);
            }
        }
    }
}
