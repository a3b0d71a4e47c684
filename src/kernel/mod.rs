//! The few hot loops that models share.
//!
//! A live-edge model says only which edges of a user are live in a world ([`LiveEdges`]); the walk
//! over them ([`walk`]), the buffers ([`Scratch`]) and the record of who passed it to whom
//! ([`Trace`]) are here. Nothing here allocates once its buffers have grown, and nothing here knows
//! a scenario, money or statistics.

pub mod coins;
pub mod exposure;
pub mod implicit;
pub mod jumps;
pub mod picks;
mod scratch;
mod trace;

pub use self::{
    scratch::{Memo, Scratch, Sharers},
    trace::{Record, Trace},
};

use crate::rng::World;

/// Which edges of a user are live in a world: a pure function of the world and the user, so that it
/// does not matter when, or how often, a user is asked.
pub trait LiveEdges: Sync {
    /// Calls `visit` with the other end of each live edge of `node`, in the order of its row.
    fn for_each_live(&self, world: World, node: u32, visit: impl FnMut(u32));

    /// The same, where it pays to remember of a world what was found out about a user: `memo` is
    /// empty at the beginning of a cascade. Walks call this one; there is no need to implement it.
    #[inline]
    fn for_each_live_remembering(
        &self,
        world: World,
        node: u32,
        memo: &mut Memo,
        visit: impl FnMut(u32),
    ) {
        let _ = memo;
        self.for_each_live(world, node, visit);
    }
}

/// Walks from `seeds` over live edges, breadth first: `scratch` then holds the sharers in the order
/// in which they shared, seeds first.
///
/// A seed given twice counts once. Where two sharers of one step could each have passed the message
/// to a third, the one that shared first is its parent.
///
/// Cost: the live edges of the sharers and what `live` spends to find them; no allocation once the
/// buffers have grown.
pub fn walk<L: LiveEdges>(
    live: &L,
    world: World,
    seeds: &[u32],
    scratch: &mut Scratch,
    record: &mut impl Record,
) {
    let (sharers, memo) = scratch.start();
    record.start();
    for &seed in seeds {
        if sharers.add(seed) {
            record.seed();
        }
    }
    let mut place = 0;
    while let Some(&sharer) = sharers.list().get(place) {
        live.for_each_live_remembering(world, sharer, memo, |follower| {
            if sharers.add(follower) {
                record.passed_on_by(place);
            }
        });
        place += 1;
    }
}
