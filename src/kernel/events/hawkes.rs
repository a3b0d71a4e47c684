//! Reposts that trigger reposts: every share makes each follower share a Poisson number of times,
//! each after a delay (Hawkes 1971, doi:10.1093/biomet/58.1.83, as a cluster process: Hawkes &
//! Oakes 1974, doi:10.2307/3212693).
//!
//! The reposts that one share triggers are one Poisson process along the user's edges, with each
//! edge's mean number as its rate; edges on which nothing happens are skipped. What a user's n-th
//! share triggers is a function of the world, the user and n, so the number of shares does not
//! depend on their order. Where neither times nor parents are recorded and no limit applies, no
//! queue is needed. Nothing here depends on the law of the delays.

use std::{fmt, sync::Arc};

use super::{arrivals::in_time, edge_rates::EdgeRates, queue::Queue};
use crate::{
    influence::Influence,
    kernel::{Record, SharerSet, prefetch::prefetch},
    network::csr::Rows,
    rng::{ExponentialLaw, Stream, World},
};

/// A delay drawn from a stream, for the edge at a place of the forward rows.
pub type RepostDelay = Box<dyn Fn(&mut Stream, usize) -> f64 + Send + Sync>;

/// The recorded time of a time of the process.
pub type TimeScale = Box<dyn Fn(f64) -> f64 + Send + Sync>;

/// How often a user shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RepeatSharing {
    /// Only when first triggered.
    Once,
    /// Whenever triggered.
    Again,
}

/// When reposts come, and when the process ends.
pub struct HawkesTiming {
    /// The delay from a share to a repost that it triggers.
    pub delay: RepostDelay,
    /// The time that is recorded; it never decreases.
    pub recorded: TimeScale,
    /// After this recorded time a share triggers e times fewer reposts than at first; infinite
    /// where that never changes.
    pub decay: f64,
    /// The end of time: later reposts do not happen. Infinite where the process ends by itself.
    pub until: f64,
    /// The process ends after so many shares; seeds share in any case.
    pub most: u64,
}

impl HawkesTiming {
    /// True where the outcome depends on times.
    fn depends_on_time(&self) -> bool {
        self.decay.is_finite() || self.until.is_finite() || self.most < u64::MAX
    }
}

impl fmt::Debug for HawkesTiming {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut timing = formatter.debug_struct("HawkesTiming");
        timing.field("decay", &self.decay).field("until", &self.until).field("most", &self.most);
        timing.finish_non_exhaustive()
    }
}

/// A repost to come: whose, and the place of the sharer who triggers it.
#[derive(Debug, Clone, Copy)]
struct Repost {
    of: u32,
    by: u32,
}

/// A user who may share again.
#[derive(Debug, Clone, Copy, Default)]
struct ShareCount {
    /// How often it has shared.
    times: u32,
    /// Its place among the sharers.
    place: u32,
}

/// Bytes a user: its share count, and an event.
pub const BYTES_A_USER: f64 = 44.0;

/// The buffers of [`HawkesProcess::spread`], reused from one cascade to the next.
#[derive(Debug, Default)]
pub struct HawkesBuffers {
    queue: Queue<Repost>,
    /// Shares to come, where their times do not matter.
    waiting: Vec<u32>,
    /// Share counts by user; empty where users share once.
    users: Vec<ShareCount>,
    /// The sharers of the last cascade, where users share again.
    touched: Vec<u32>,
    shares: u64,
    shown_again: u64,
}

impl HawkesBuffers {
    /// How often the message was shared, seeds included.
    #[must_use]
    pub const fn shares(&self) -> u64 {
        self.shares
    }

    /// How often it was shown beyond once to each follower of each sharer.
    #[must_use]
    pub const fn shown_again(&self) -> u64 {
        self.shown_again
    }

    fn clear(&mut self) {
        for user in self.touched.drain(..) {
            self.users[user as usize] = ShareCount::default();
        }
        self.queue.clear();
        self.waiting.clear();
        (self.shares, self.shown_again) = (0, 0);
    }
}

/// Bytes a share at most, where users share again: the reposts to come, in lists with room to grow.
pub const BYTES_A_SHARE: f64 = 160.0;

/// Users of a network whose shares trigger shares.
#[derive(Debug)]
pub struct HawkesProcess {
    rows: Arc<Rows>,
    /// Each edge is as long as the mean number of reposts that one share brings about along it.
    rates: EdgeRates,
    times: RepeatSharing,
    timing: HawkesTiming,
}

/// The edges of a sharer are fetched so many shares ahead.
const NEXT: usize = 4;

/// Added to a share's stream item for its delays: no user shares so often.
const DELAYS: u64 = 1 << 63;

impl HawkesProcess {
    /// One share of u triggers on average `influence` of u → v shares of its follower v.
    #[must_use]
    pub fn new(
        rows: &Arc<Rows>,
        influence: &Influence,
        times: RepeatSharing,
        timing: HawkesTiming,
    ) -> Self {
        let rows_of = Arc::clone(rows);
        Self { rows: rows_of, rates: EdgeRates::new(rows, influence, |mean| mean), times, timing }
    }

    /// New buffers: 12 bytes a user where users share again.
    #[must_use]
    pub fn buffers(&self) -> HawkesBuffers {
        let users = match self.times {
            RepeatSharing::Once => 0,
            RepeatSharing::Again => self.rows.nodes(),
        };
        HawkesBuffers { users: vec![ShareCount::default(); users], ..HawkesBuffers::default() }
    }

    /// Lets the seeds share at time 0, a seed given twice once, and runs all reposts that come in
    /// time. A user is a sharer from its first share on; its parent is the sharer who triggered
    /// that one.
    pub fn spread<R: Record>(
        &self,
        world: World,
        seeds: &[u32],
        sharers: &mut SharerSet<'_>,
        buffers: &mut HawkesBuffers,
        record: &mut R,
    ) {
        buffers.clear();
        let timing = &self.timing;
        for &seed in seeds {
            if sharers.add(seed) {
                record.seed();
                record.at((timing.recorded)(0.0));
            }
        }
        if R::LISTENS || timing.depends_on_time() {
            self.in_time(world, sharers, buffers, record);
        } else {
            self.in_any_order(world, sharers, buffers);
        }
        if self.times == RepeatSharing::Again {
            buffers.touched.extend_from_slice(sharers.list());
        }
    }

    fn in_time<R: Record>(
        &self,
        world: World,
        sharers: &mut SharerSet<'_>,
        buffers: &mut HawkesBuffers,
        record: &mut R,
    ) {
        let timing = &self.timing;
        for place in 0..sharers.list().len() {
            self.share(world, 0.0, place as u32, sharers, buffers);
        }
        while buffers.shares < timing.most {
            if buffers.queue.is_time_to_look() && sharers.stopped() {
                return;
            }
            let next = buffers.queue.pop(|soon| {
                for (_, soon) in soon {
                    self.prefetch_offsets(soon.of);
                }
                for (_, soon) in soon {
                    self.prefetch_edges(soon.of);
                }
            });
            let Some((now, Repost { of, by })) = next else { return };
            let place = if sharers.add(of) {
                record.passed_on_by(by as usize);
                if R::LISTENS {
                    record.at((timing.recorded)(now));
                }
                sharers.list().len() as u32 - 1
            } else if self.times == RepeatSharing::Once {
                continue;
            } else {
                buffers.shown_again += self.rows.degree(of) as u64;
                buffers.users[of as usize].place
            };
            self.share(world, now, place, sharers, buffers);
        }
    }

    /// The sharer at a place shares: the reposts that it triggers enter the queue.
    #[inline]
    fn share(
        &self,
        world: World,
        now: f64,
        place: u32,
        sharers: &SharerSet<'_>,
        buffers: &mut HawkesBuffers,
    ) {
        let timing = &self.timing;
        let user = sharers.list()[place as usize];
        let nth = self.count(user, place, buffers);
        let item = item(user, nth);
        let mut delays = world.stream(item | DELAYS);
        self.for_each_repost(world, item, user, |edge| {
            // An overflow comes after everything else.
            let at = (now + (timing.delay)(&mut delays, edge)).min(f64::MAX);
            let comes = timing.decay.is_infinite()
                || delays.unit() < libm::exp(-(timing.recorded)(at) / timing.decay);
            let of = self.rows.targets()[edge];
            if comes
                && at <= in_time(timing.until)
                && (self.times == RepeatSharing::Again || !sharers.has(of))
            {
                buffers.queue.push(at, Repost { of, by: place });
            }
        });
    }

    fn in_any_order(&self, world: World, sharers: &mut SharerSet<'_>, buffers: &mut HawkesBuffers) {
        buffers.waiting.extend_from_slice(sharers.list());
        while let Some(user) = buffers.waiting.pop() {
            // Two instructions a share, which costs hundreds.
            if buffers.shares.is_multiple_of(64) && sharers.stopped() {
                return;
            }
            if let Some(place) = buffers.waiting.len().checked_sub(NEXT) {
                self.prefetch_edges(buffers.waiting[place]);
            }
            let nth = self.count(user, 0, buffers);
            self.for_each_repost(world, item(user, nth), user, |edge| {
                let of = self.rows.targets()[edge];
                let is_new = sharers.add(of);
                if is_new || self.times == RepeatSharing::Again {
                    buffers.waiting.push(of);
                }
                if !is_new && self.times == RepeatSharing::Again {
                    buffers.shown_again += self.rows.degree(of) as u64;
                }
            });
        }
    }

    /// Counts one more share of the user at a place; gives how many it had before.
    #[inline]
    fn count(&self, user: u32, place: u32, buffers: &mut HawkesBuffers) -> u32 {
        buffers.shares += 1;
        if self.times == RepeatSharing::Once {
            return 0;
        }
        let entry = &mut buffers.users[user as usize];
        let before = entry.times;
        *entry = ShareCount { times: before + 1, place };
        before
    }

    /// Calls `visit` with the edge of each repost that the share of this item triggers.
    #[inline]
    fn for_each_repost(&self, world: World, item: u64, user: u32, mut visit: impl FnMut(usize)) {
        let range = self.rows.range(user);
        let law = ExponentialLaw::tables();
        let mut stream = world.stream(item);
        let mut along = law.draw(&mut stream);
        match &self.rates {
            EdgeRates::Uniform(mean) => {
                let edges = range.len() as f64;
                // At mean 0 the first is infinitely far away.
                along /= mean;
                while along < edges {
                    visit(range.start + along as usize);
                    along += law.draw(&mut stream) / mean;
                }
            }
            EdgeRates::Differing(sums) => {
                let length = sums.row_total(&range);
                let mut edge = range.start;
                while along < length {
                    edge = sums.first_after(along, edge..range.end);
                    visit(edge);
                    along += law.draw(&mut stream);
                }
            }
        }
    }

    /// Fetches where the edges of `user` are, who shares soon.
    #[inline]
    fn prefetch_offsets(&self, user: u32) {
        prefetch(self.rows.offsets(), user as usize);
    }

    /// Fetches the edges of `user`, who shares soon, after
    /// [`prefetch_offsets`](Self::prefetch_offsets).
    #[inline]
    fn prefetch_edges(&self, user: u32) {
        let range = self.rows.range(user);
        match &self.rates {
            EdgeRates::Uniform(_) => prefetch(self.rows.targets(), range.start),
            EdgeRates::Differing(sums) => sums.prefetch_row(&range),
        }
    }
}

/// The stream item of a user's n-th share.
const fn item(user: u32, nth: u32) -> u64 {
    user as u64 | (nth as u64) << 32
}
