//! The few hot loops that models share.
//!
//! A live-edge model says only which edges of a user are live in a world ([`LiveEdges`]); the walk
//! over them ([`walk`]), the buffers ([`Scratch`]) and the record of who passed it to whom
//! ([`Trace`]) are here. Nothing here allocates once its buffers have grown, and nothing here knows
//! a scenario, money or statistics.

pub mod accounts;
pub mod arrivals;
pub mod beat;
pub mod chase;
pub mod coins;
pub mod compartments;
pub mod complementary;
pub mod contacts;
pub mod contest;
pub mod even_rows;
pub mod exposed;
pub mod exposure;
pub mod fused;
pub mod gathered;
pub mod implicit;
pub mod jumps;
pub mod laid;
mod lane_count;
mod lanes;
pub mod masks;
pub mod picks;
pub mod plan;
pub(crate) mod prefetch;
pub mod probability;
pub mod queue;
pub mod reposts;
mod scratch;
pub mod stretches;
pub mod together;
mod trace;
mod transpose;
#[cfg(test)]
mod twins;

pub use self::{
    scratch::{Memo, Scratch, Sharers},
    trace::{Record, Trace},
};

use crate::rng::World;

/// Which edges of a user are live in a world: a pure function of the world and the user, so that it
/// does not matter when, or how often, a user is asked.
///
/// Only [`for_each_live`](LiveEdges::for_each_live) is needed. The rest lets a walk overlap the
/// misses of memory that it is bound by: what it will need is asked for well before.
pub trait LiveEdges: Sync {
    /// True where [`for_each_hit`](LiveEdges::for_each_hit) puts into the memory what it found out
    /// of the world.
    const REMEMBERS: bool = false;

    /// Calls `visit` with the other end of each live edge of `node`, in a fixed order.
    fn for_each_live(&self, world: World, node: u32, visit: impl FnMut(u32));

    /// `node` will be asked for soon: its row can be fetched.
    #[inline]
    fn approach(&self, node: u32) {
        let _ = node;
    }

    /// `node` will be asked for next but a few, and what [`approach`](LiveEdges::approach) has asked
    /// for is there: its first edges can be fetched.
    #[inline]
    fn come_near(&self, node: u32) {
        let _ = node;
    }

    /// The same edges in the same order as [`for_each_live`](LiveEdges::for_each_live), where the
    /// other end need not be known yet: `hit` is given what [`node_of`](LiveEdges::node_of) finds it
    /// by, and the line that it stands in can be fetched meanwhile. `memo` is empty at the beginning
    /// of a cascade and remembers of a world what was found out about a user.
    #[inline]
    fn for_each_hit(&self, world: World, node: u32, memo: &mut Memo, mut hit: impl FnMut(usize)) {
        let _ = memo;
        self.for_each_live(world, node, |end| hit(end as usize));
    }

    /// The chance that no edge of `node` is live, where that is known in closed form.
    fn none_live(&self, node: u32) -> Option<f64> {
        let _ = node;
        None
    }

    /// The same of the nodes from `first` on, one for each of `chances`; false where it is not known.
    fn none_live_of_each(&self, first: u32, chances: &mut [f64]) -> bool {
        (first..).zip(chances).all(|(node, chance)| {
            let known = self.none_live(node);
            *chance = known.unwrap_or_default();
            known.is_some()
        })
    }

    /// The edges of [`for_each_hit`](LiveEdges::for_each_hit) by the law that they have where at least
    /// one of `node` is live.
    ///
    /// # Panics
    /// Where [`none_live`](LiveEdges::none_live) says nothing: whoever implements it implements this; and
    /// where it is 1, for then no law is left.
    #[inline]
    fn for_each_hit_of_some(
        &self,
        world: World,
        node: u32,
        memo: &mut Memo,
        hit: impl FnMut(usize),
    ) {
        let _ = (world, node, memo, hit);
        unreachable!("nobody knows the chance that no edge is live")
    }

    /// The other end of a live edge that [`for_each_hit`](LiveEdges::for_each_hit) has told.
    #[inline]
    fn node_of(&self, hit: usize) -> u32 {
        hit as u32
    }
}

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
        live.approach(seed);
    }
    loop {
        hits.ends.clear();
        hits.parents.clear();
        while hits.ends.len() < AHEAD {
            let Some(&sharer) = sharers.list().get(place) else { break };
            if let Some(&soon) = sharers.list().get(place + SOON) {
                live.approach(soon);
            }
            if let Some(&next) = sharers.list().get(place + NEXT) {
                live.come_near(next);
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
                live.approach(follower);
            }
        }
    }
}
