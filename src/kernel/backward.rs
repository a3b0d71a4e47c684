//! Small walks of several worlds in one batch.
//!
//! A walk that reaches a few dozen users cannot hide its cache misses: each step waits for the one
//! before. Here the walks of [`BATCH`] worlds share one queue, so that what one waits for is
//! fetched while others proceed; one bit for each user and walk says who was reached. Used for
//! reverse sets, which are many and small.

use super::{LiveEdges, Memo, events::queue::Queue, prefetch::prefetch};
use crate::{memory::Large, progress::StopFlag, rng::World};

/// Walks in a batch: as many as keep the data of a user within the caches.
pub const BATCH: usize = Reached::BITS as usize;

/// Which walks have reached a user.
type Reached = u16;

/// Live edges drawn before the first of them is followed.
const AHEAD: usize = 64;

/// The walk stands in the high part of an entry, the user or the edge in the low one.
const WALK: u32 = 56;

/// The buffers of a batch of walks, reused from one batch to the next.
#[derive(Debug)]
pub struct BackwardBatch {
    reached: Large<Reached>,
    /// Who was reached, by which walk, in order.
    list: Vec<u64>,
    hits: Vec<u64>,
    memo: Memo,
    /// The most steps of a walk, or its longest time.
    deadline: f64,
    /// Arrivals to come, where edges take time.
    queue: Queue<u32>,
    starts: Starts,
    against: Option<RivalSources>,
    stop: StopFlag,
}

/// In which worlds walks start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Starts {
    /// In all.
    Unconditional,
    /// In those where the start has a live edge.
    GivenLiveStart,
}

/// Who wins a user that our message and a rival's reach in the same step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RivalTies {
    /// The rival.
    Rival,
    /// We.
    Ours,
}

/// What a batch is made of, each to be changed by itself.
type BatchParts<'a> =
    (BatchWalks<'a>, &'a mut Vec<u64>, &'a mut Memo, Option<&'a RivalSources>, &'a StopFlag);

/// The seeds of a rival's message, and who wins ties.
#[derive(Debug)]
struct RivalSources {
    /// A bit a user.
    seeds: Vec<u64>,
    ties: RivalTies,
}

impl RivalSources {
    fn is_rival(&self, user: u32) -> bool {
        self.seeds[user as usize / 64] >> (user % 64) & 1 == 1
    }
}

impl BackwardBatch {
    /// Buffers for a network of `users`: 2 bytes a user, and 8 a user reached.
    #[must_use]
    pub fn new(users: u32) -> Self {
        Self {
            reached: Large::zeroed(users as usize),
            list: Vec::new(),
            hits: Vec::new(),
            memo: Memo::new(users as usize),
            deadline: f64::INFINITY,
            queue: Queue::default(),
            starts: Starts::Unconditional,
            against: None,
            stop: StopFlag::never().clone(),
        }
    }

    /// The same, for walks that end early once `stop` is set: they are then unfinished.
    #[must_use]
    pub fn stopped_by(mut self, stop: &StopFlag) -> Self {
        self.stop.clone_from(stop);
        self
    }

    /// The flag that ends walks early.
    pub(super) const fn stop(&self) -> &StopFlag {
        &self.stop
    }

    /// The same, for walks of so many steps at most, or so long where edges take time.
    #[must_use]
    pub const fn within(mut self, deadline: f64) -> Self {
        self.deadline = deadline;
        self
    }

    /// The most steps of a walk, or its longest time.
    #[must_use]
    pub const fn deadline(&self) -> f64 {
        self.deadline
    }

    /// The same, for walks in only those worlds where the start has a live edge: they follow the
    /// law of the edges under this condition. The live edges must give the chance that there is
    /// none.
    #[must_use]
    pub fn given_live_start(mut self) -> Self {
        self.starts = Starts::GivenLiveStart;
        self
    }

    /// The same, for walks that never go to users marked `absent`; one that starts there reaches
    /// nobody.
    #[must_use]
    pub fn without(mut self, absent: &[bool]) -> Self {
        // Marked as if every walk had been there already.
        for (reached, _) in self.reached.iter_mut().zip(absent).filter(|(_, absent)| **absent) {
            *reached = Reached::MAX;
        }
        self
    }

    /// The same, for walks against a rival's message, which starts at users marked `rival`, at the
    /// same time and speed. A walk reaches the users nearer to its start than any of these, and
    /// those equally near where we win ties; never these users themselves. It ends with the step
    /// that reaches a rival, or with the step that reaches a user at whom it `ends`.
    #[must_use]
    pub fn against(mut self, rival: &[bool], ties: RivalTies) -> Self {
        let word = |users: &[bool]| {
            users.iter().enumerate().fold(0, |word, (bit, &is)| word | u64::from(is) << bit)
        };
        let seeds = rival.chunks(64).map(word).collect();
        self.against = Some(RivalSources { seeds, ties });
        self
    }

    /// Forgets the last walks. Cost: the users that they reached.
    fn start(&mut self) -> BatchParts<'_> {
        self.forget();
        let walks = BatchWalks { reached: &mut self.reached, list: &mut self.list, ended: 0 };
        (walks, &mut self.hits, &mut self.memo, self.against.as_ref(), &self.stop)
    }

    fn forget(&mut self) {
        for &entry in &self.list {
            self.reached[entry as u32 as usize] = 0;
        }
        self.list.clear();
    }

    /// The same where edges take time; with the queue of arrivals.
    pub(super) fn start_timed(&mut self) -> (BatchWalks<'_>, &mut Queue<u32>) {
        debug_assert!(
            self.starts == Starts::Unconditional && self.against.is_none(),
            "no such walks where edges take time"
        );
        self.forget();
        let walks = BatchWalks { reached: &mut self.reached, list: &mut self.list, ended: 0 };
        (walks, &mut self.queue)
    }

    /// The users that the last walks reached: (number of the walk, user), those of one walk in
    /// order.
    pub fn reached(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        self.list.iter().map(|&entry| ((entry >> WALK) as usize, entry as u32))
    }
}

/// Walks over live edges, in each of `worlds` from one start of `starts`: `batch` then holds the
/// users that each walk reached, breadth first, its start among them. A walk stops at a user for
/// whom `ends` is true. Walks [given a live start](BackwardBatch::given_live_start) have a live
/// edge at each start.
///
/// # Panics
/// If there are more than [`BATCH`] worlds, fewer starts, or live edges that need a memo: a memo
/// serves only one world.
pub fn walk_batch<L: LiveEdges>(
    live: &L,
    worlds: &[World],
    starts: &[u32],
    ends: impl Fn(u32) -> bool,
    batch: &mut BackwardBatch,
) {
    const { assert!(!L::REMEMBERS, "walks batch have no memory of a world") };
    assert!(worlds.len() <= BATCH && worlds.len() == starts.len(), "one start a walk");
    let mut steps_left = batch.deadline as u32;
    let is_limited = steps_left < u32::MAX || batch.against.is_some();
    let given_live_start = batch.starts == Starts::GivenLiveStart;
    let (mut walks, hits, memo, against, stop) = batch.start();
    // RivalSources a rival nothing ends within a step.
    let ends_at_once = |user| against.is_none() && ends(user);
    for &start in starts {
        live.prefetch_soon(start);
    }
    for (walk, &start) in starts.iter().enumerate() {
        walks.reach((walk as u64) << WALK | u64::from(start), ends_at_once);
    }
    if let Some(against) = against {
        walks.end_step(0, against, &ends);
    }
    let mut place = 0;
    // The starts before this place have a live edge.
    let with_live_edge = if given_live_start { walks.list.len() } else { 0 };
    // Where the current step ends in the list: all walks take their steps at the same time. Needed
    // only with a limit.
    let mut step_ends = if is_limited { walks.list.len() } else { usize::MAX };
    if steps_left == 0 {
        return;
    }
    loop {
        hits.clear();
        while hits.len() < AHEAD && place < step_ends {
            let Some(&entry) = walks.list.get(place) else { break };
            let walk = entry >> WALK;
            let push = |hit| hits.push(walk << WALK | hit as u64);
            let has_live_edge = place < with_live_edge;
            place += 1;
            if walks.ended >> walk & 1 != 0 {
                continue;
            }
            let (world, user) = (worlds[walk as usize], entry as u32);
            if has_live_edge {
                live.for_each_hit_of_some(world, user, memo, push);
            } else {
                live.for_each_hit(world, user, memo, push);
            }
        }
        if hits.is_empty() {
            if let Some(against) = against {
                walks.end_step(step_ends, against, &ends);
            }
            if place < step_ends || step_ends == walks.list.len() {
                return;
            }
            steps_left -= 1;
            if steps_left == 0 {
                return;
            }
            step_ends = walks.list.len();
            continue;
        }
        for hit in &mut *hits {
            let user = live.node_of((*hit & ((1 << WALK) - 1)) as usize);
            live.prefetch_soon(user);
            prefetch(walks.reached, user as usize);
            *hit = *hit >> WALK << WALK | u64::from(user);
        }
        for &hit in &*hits {
            walks.reach(hit, ends_at_once);
        }
        // Users without a live edge take little, and there are no more of them than reached before.
        if stop.is_set() {
            return;
        }
    }
}

/// Walks in progress.
pub(super) struct BatchWalks<'a> {
    reached: &'a mut [Reached],
    list: &'a mut Vec<u64>,
    /// A bit for each walk that goes no further.
    ended: Reached,
}

impl BatchWalks<'_> {
    /// Adds a user that a walk reaches; false where it was there before.
    #[inline]
    pub(super) fn add(&mut self, walk: usize, user: u32) -> bool {
        let before = self.list.len();
        self.reach((walk as u64) << WALK | u64::from(user), |_| false);
        self.list.len() > before
    }

    /// True where a walk has been at a user.
    #[inline]
    pub(super) fn has(&self, walk: usize, user: u32) -> bool {
        self.reached[user as usize] >> walk & 1 != 0
    }

    /// Adds the user of an entry to those that its walk has reached.
    #[inline]
    fn reach(&mut self, entry: u64, ends: impl Fn(u32) -> bool) {
        let (walk, user) = (entry >> WALK, entry as u32);
        let seen = &mut self.reached[user as usize];
        if (*seen | self.ended) >> walk & 1 == 0 {
            *seen |= 1 << walk;
            self.list.push(entry);
            self.ended |= Reached::from(ends(user)) << walk;
        }
    }

    /// Ends the walks that reached a rival, or a user at whom they end, in the last step; its
    /// entries begin at `first`. Takes out the users that the rival wins.
    fn end_step(&mut self, first: usize, against: &RivalSources, ends: impl Fn(u32) -> bool) {
        let (mut met, mut ended): (Reached, Reached) = (0, 0);
        for &entry in &self.list[first..] {
            let (walk, user) = (entry >> WALK, entry as u32);
            met |= Reached::from(against.is_rival(user)) << walk;
            ended |= Reached::from(ends(user)) << walk;
        }
        self.ended |= met | ended;
        if met == 0 {
            return;
        }
        let mut kept = first;
        for place in first..self.list.len() {
            let entry = self.list[place];
            let (walk, user) = (entry >> WALK, entry as u32);
            let is_lost = met >> walk & 1 == 1
                && (against.ties == RivalTies::Rival || against.is_rival(user));
            if is_lost {
                self.reached[user as usize] &= !(1 << walk);
            } else {
                self.list[kept] = entry;
                kept += 1;
            }
        }
        self.list.truncate(kept);
    }
}
