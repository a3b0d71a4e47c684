//! When a message arrives: the earliest time at which any path of live edges, each with its own
//! delay, brings it.
//!
//! This is [`walk`](crate::kernel::walk()) where edges take time: a queue of messages in transit
//! gives the next arrival (Dijkstra 1959, doi:10.1007/BF01386390), so the parent of a sharer is the
//! one whose message arrived first. Nothing here depends on why an edge is live, or on what its
//! delay means.

use super::queue::Queue;
use crate::{
    kernel::{
        backward::{BATCH, BackwardBatch},
        scratch::SharerSet,
        trace::Record,
    },
    rng::World,
};

/// Which edges of a user are live in a world, and how long each takes: a pure function of the world
/// and the user.
pub trait TimedEdges: Sync {
    /// Calls `visit` with the other end and the delay of each live edge of `node`, in a fixed
    /// order.
    fn for_each_timed(&self, world: World, node: u32, visit: impl FnMut(u32, f64));

    /// `node` comes up soon: fetch where its edges are.
    #[inline]
    fn prefetch_soon(&self, node: u32) {
        let _ = node;
    }

    /// `node` comes up soon, and its [`prefetch_soon`](TimedEdges::prefetch_soon) has arrived:
    /// fetch its edges.
    #[inline]
    fn prefetch_next(&self, node: u32) {
        let _ = node;
    }

    /// The end of time: later arrivals do not happen. Infinite where cascades end by themselves.
    fn until(&self) -> f64 {
        f64::INFINITY
    }

    /// True where `node`, who shared at time `since`, still spreads it at the end of time.
    fn spreads_on(&self, world: World, node: u32, since: f64) -> bool {
        let _ = (world, node, since);
        false
    }

    /// The time in the record's unit.
    fn recorded(&self, time: f64) -> f64 {
        time
    }

    /// The time from the record's unit: the inverse of [`recorded`](TimedEdges::recorded).
    fn unrecorded(&self, recorded: f64) -> f64 {
        recorded
    }
}

/// A message in transit, and the place of the sharer it comes from.
#[derive(Debug, Clone, Copy)]
struct MessageInTransit {
    to: u32,
    from: u32,
}

/// The buffers of [`arrive`], reused from one cascade to the next.
#[derive(Debug, Default)]
pub struct Arrivals {
    queue: Queue<MessageInTransit>,
    /// When each sharer of the last cascade shared.
    times: Vec<f64>,
}

impl Arrivals {
    /// How many messages have arrived in the last cascade, those that came too late included.
    #[must_use]
    pub const fn events(&self) -> u64 {
        self.queue.taken()
    }

    /// When each sharer of the last cascade shared, in the order of the sharers.
    #[must_use]
    pub fn times(&self) -> &[f64] {
        &self.times
    }
}

/// Bytes a user: on average a message in transit to it, one that came too late, and when it shared.
pub const BYTES_A_USER: f64 = 40.0;

/// The latest time that counts as `until`: sums of delays are rounded, and three of 0.1 exceed 0.3.
pub(super) fn in_time(until: f64) -> f64 {
    until * (1.0 + 1e-12)
}

/// Follows the message from `seeds`, who share at time 0, to every user it reaches in time. A seed
/// given twice counts once.
///
/// It ends early where `sharers` are stopped.
///
/// Cost: an event for each live edge that leads from a sharer to a user who has not shared yet.
pub fn arrive<E: TimedEdges, R: Record>(
    edges: &E,
    world: World,
    seeds: &[u32],
    sharers: &mut SharerSet<'_>,
    Arrivals { queue, times }: &mut Arrivals,
    record: &mut R,
) {
    queue.clear();
    times.clear();
    let until = in_time(edges.until());
    for &seed in seeds {
        if sharers.add(seed) {
            times.push(0.0);
            record.seed();
            record.at(edges.recorded(0.0));
        }
    }
    let mut place = 0;
    let mut now = 0.0;
    loop {
        // Whoever became a sharer since the last look passes it on.
        while let Some(&sharer) = sharers.list().get(place) {
            let from = place as u32;
            edges.for_each_timed(world, sharer, |to, delay| {
                let at = now + delay;
                if at <= until && !sharers.has(to) {
                    queue.push(at, MessageInTransit { to, from });
                }
            });
            place += 1;
        }
        let (at, MessageInTransit { to, from }) = loop {
            if queue.is_time_to_look() && sharers.stopped() {
                return;
            }
            let next = queue.pop(|soon| {
                let soon = || soon.iter().map(|(_, soon)| soon.to).filter(|&to| !sharers.has(to));
                soon().for_each(|to| edges.prefetch_soon(to));
                soon().for_each(|to| edges.prefetch_next(to));
            });
            let Some(next) = next else { return };
            if !sharers.has(next.1.to) {
                break next;
            }
        };
        now = at;
        sharers.add(to);
        times.push(now);
        record.passed_on_by(from as usize);
        if R::LISTENS {
            record.at(edges.recorded(now));
        }
    }
}

/// Walks backward over timed edges, in each of `worlds` from one start of `starts`: `batch` then
/// holds the users from whom the message arrives at each start in time, the nearest first. A walk
/// stops at a user for whom `ends` is true.
///
/// # Panics
/// If there are more than [`BATCH`] worlds or fewer starts.
pub fn arrive_batch<E: TimedEdges>(
    edges: &E,
    worlds: &[World],
    starts: &[u32],
    ends: impl Fn(u32) -> bool,
    batch: &mut BackwardBatch,
) {
    assert!(worlds.len() <= BATCH && worlds.len() == starts.len(), "one start a walk");
    let until = in_time(edges.until().min(edges.unrecorded(batch.deadline())));
    let stop = batch.stop().clone();
    let (mut walks, queue) = batch.start_timed();
    for (walk, (&world, &start)) in worlds.iter().zip(starts).enumerate() {
        queue.clear();
        let mut next = Some((0.0, start));
        while let Some((now, user)) = next {
            if queue.is_time_to_look() && stop.is_set() {
                return;
            }
            if walks.add(walk, user) {
                if ends(user) {
                    break;
                }
                edges.for_each_timed(world, user, |from, delay| {
                    let at = now + delay;
                    if at <= until && !walks.has(walk, from) {
                        queue.push(at, from);
                    }
                });
            }
            next = queue.pop(|soon| {
                for &(_, from) in soon {
                    edges.prefetch_soon(from);
                }
            });
        }
    }
}
