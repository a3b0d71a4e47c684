//! A contest from its seeds to its end: attempts are gathered, followed and settled, step by step.
//!
//! Nothing here depends on which attempts there are, or on what decides between them.

use std::ops::Range;

use bytemuck::{Pod, Zeroable};

use super::{AdoptionListener, Attempt, Contest, Message, NO_EDGE};
use crate::{
    kernel::{Memo, prefetch::prefetch},
    memory::Large,
    progress::StopFlag,
    rng::World,
};

/// Attempts gathered before the first of them is followed.
const AHEAD: usize = 64;

/// The row of an adopter is fetched so many places ahead.
const SOON: usize = 24;

/// Its first edges are fetched so many places ahead.
const NEXT: usize = 12;

/// Adopters, or users reached, between two looks at whether to stop, at most: two instructions each
/// beside a hundred.
pub(super) const LOOK: usize = 1024;

/// The buffers of a contest, reused from one to the next.
#[derive(Debug)]
pub struct ContestBuffers {
    slots: Large<ContestSlot>,
    /// Who was reached in this step, in order.
    reached: Vec<u32>,
    taken: Vec<Adoption>,
    attempts: Vec<PendingAttempt>,
    memo: Memo,
    counts: Vec<u64>,
}

/// The data of a user, in one cache miss.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C, align(16))]
struct ContestSlot {
    /// The least key so far.
    key: u64,
    /// The place of its giver among the adopters; once it has adopted a message, its own.
    from: u32,
    message: Message,
    state: u16,
}

/// Bytes a user of a contest.
pub const BYTES_A_USER: f64 = 52.0;

/// Nobody has reached the user in this step.
const FREE: u16 = 0;
/// Somebody has, without deciding that it adopts a message.
const REACHED: u16 = 1;
/// It adopts one in this step.
const DECIDED: u16 = 2;
/// It has adopted one.
const TAKEN: u16 = 3;

/// The giver of a seed.
const NOBODY: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Adoption {
    user: u32,
    /// The label from the [`AdoptionListener`], for those who have the message from this user.
    label: u32,
    message: Message,
}

#[derive(Debug, Clone, Copy)]
struct PendingAttempt {
    place: usize,
    from: u32,
    follower: u32,
}

impl ContestBuffers {
    /// Buffers for a network of `users` and so many messages: 16 bytes a user, 12 an adopter, and 8
    /// a user for a model with a memo.
    #[must_use]
    pub fn new(users: u32, messages: usize) -> Self {
        Self {
            slots: Large::zeroed(users as usize),
            reached: Vec::new(),
            taken: Vec::new(),
            attempts: Vec::new(),
            memo: Memo::new(users as usize),
            counts: vec![0; messages],
        }
    }

    /// How many users adopted each message.
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    fn start(&mut self) {
        for taken in self.taken.drain(..) {
            self.slots[taken.user as usize].state = FREE;
        }
        // Only a contest that was stopped leaves any.
        for user in self.reached.drain(..) {
            self.slots[user as usize].state = FREE;
        }
        self.counts.fill(0);
        self.memo.forget();
    }

    /// Settles a step: users who adopt a message in it adopt the winning one. `before` holds the
    /// places of the adopters of the step before.
    fn settle<C: Contest>(
        &mut self,
        contest: &C,
        world: World,
        before: Range<usize>,
        (listener, stop): (&mut impl AdoptionListener, &StopFlag),
    ) {
        for first in (0..self.reached.len()).step_by(LOOK) {
            if stop.is_set() {
                return;
            }
            let last = self.reached.len().min(first + LOOK);
            self.settle_some(contest, world, &before, first..last, listener);
        }
        self.reached.clear();
    }

    /// Settles some of the users reached in a step.
    fn settle_some<C: Contest>(
        &mut self,
        contest: &C,
        world: World,
        before: &Range<usize>,
        reached: Range<usize>,
        listener: &mut impl AdoptionListener,
    ) {
        for nth in reached {
            let user = self.reached[nth];
            if self.slots[user as usize].state != DECIDED {
                self.slots[user as usize].state = FREE;
                continue;
            }
            if !C::ALL_MATTER && !before.is_empty() {
                self.meet_rivals(contest, world, before, user);
            }
            let slot = &mut self.slots[user as usize];
            let giver = (slot.from != NOBODY).then(|| self.taken[slot.from as usize].label);
            let message = contest.passes_on(world, slot.message, user);
            (slot.state, slot.from) = (TAKEN, self.taken.len() as u32);
            self.counts[usize::from(message)] += 1;
            let label = listener.adopts(message, user, giver);
            self.taken.push(Adoption { user, label, message });
        }
    }

    /// Includes the attempts that decide nothing, at a user who adopts a message.
    fn meet_rivals<C: Contest>(
        &mut self,
        contest: &C,
        world: World,
        before: &Range<usize>,
        user: u32,
    ) {
        let Self { slots, taken, memo, .. } = self;
        let ContestSlot { mut key, mut from, mut message, .. } = slots[user as usize];
        contest.for_each_rival(user, message, |rival| {
            let ContestSlot { state, from: place, .. } = slots[rival as usize];
            if state != TAKEN || !before.contains(&(place as usize)) {
                return;
            }
            let theirs = taken[place as usize].message;
            let attempt = contest.attempt(world, theirs, [rival, user], NO_EDGE, memo);
            if (attempt.key, place) < (key, from) {
                (key, from, message) = (attempt.key, place, theirs);
            }
        });
        let slot = &mut slots[user as usize];
        (slot.key, slot.from, slot.message) = (key, from, message);
    }

    /// Includes an attempt at a user who has adopted no message.
    #[inline]
    fn meet(&mut self, user: u32, message: Message, from: u32, attempt: Attempt) {
        let slot = &mut self.slots[user as usize];
        let is_first = slot.state == FREE;
        if is_first {
            self.reached.push(user);
            slot.state = REACHED;
        }
        if is_first || attempt.key < slot.key {
            (slot.key, slot.from, slot.message) = (attempt.key, from, message);
        }
        if attempt.decides {
            slot.state = DECIDED;
        }
    }
}

/// Spreads messages from `seeds`, each a message and a user, until nobody adopts any more:
/// `buffers` then hold how many adopted each.
///
/// All messages take their steps at the same time. A user given as a seed twice adopts the message
/// whose [`key_at_seed`](Contest::key_at_seed) is least. The listener hears of adopters in the
/// order in which they were first reached, step by step. The contest ends early, and counts for
/// nothing, once `stop` is set.
pub fn compete<C: Contest>(
    contest: &C,
    world: World,
    seeds: impl Iterator<Item = (Message, u32)>,
    buffers: &mut ContestBuffers,
    (listener, stop): (&mut impl AdoptionListener, &StopFlag),
) {
    buffers.start();
    for (message, user) in seeds {
        contest.prefetch_soon(user);
        let key = contest.key_at_seed(world, message, user);
        buffers.meet(user, message, NOBODY, Attempt { key, decides: true });
    }
    let (mut before, mut place, mut step) = (0, 0, 0);
    loop {
        buffers.settle(contest, world, before..place, (&mut *listener, stop));
        before = place;
        let end = buffers.taken.len();
        if place == end || stop.is_set() {
            return;
        }
        step += 1;
        listener.begins(step);
        while place < end {
            // Once for 64 attempts or a thousand adopters.
            if stop.is_set() {
                return;
            }
            place = gather(contest, world, place, buffers);
            for nth in 0..buffers.attempts.len() {
                let PendingAttempt { place, from, follower } = buffers.attempts[nth];
                if buffers.slots[follower as usize].state == TAKEN {
                    continue;
                }
                let Adoption { user, message, .. } = buffers.taken[from as usize];
                let ends = [user, follower];
                let attempt = contest.attempt(world, message, ends, place, &mut buffers.memo);
                contest.prefetch_soon(follower);
                buffers.meet(follower, message, from, attempt);
            }
        }
    }
}

/// Gathers attempts from the adopter at `place` on, and fetches what they need; gives the place of
/// the first adopter that is left.
fn gather<C: Contest>(
    contest: &C,
    world: World,
    mut place: usize,
    buffers: &mut ContestBuffers,
) -> usize {
    let ContestBuffers { slots, taken, attempts, memo, .. } = buffers;
    attempts.clear();
    let taken = &taken[..taken.len().min(place + LOOK)];
    while attempts.len() < AHEAD {
        let Some(&Adoption { user, message, .. }) = taken.get(place) else { break };
        if let Some(soon) = taken.get(place + SOON) {
            contest.prefetch_soon(soon.user);
        }
        if let Some(next) = taken.get(place + NEXT) {
            contest.prefetch_next(next.user);
        }
        let from = place as u32;
        contest.for_each_attempt(world, user, message, memo, |place| {
            attempts.push(PendingAttempt { place, from, follower: 0 });
        });
        place += 1;
    }
    for each in &mut *attempts {
        each.follower = contest.follower(each.place);
        if C::ALL_MATTER {
            prefetch(slots, each.follower as usize);
        }
    }
    if !C::ALL_MATTER {
        for nth in 0..C::FETCHES {
            for each in &*attempts {
                contest.fetch(nth, world, each.follower, memo);
            }
        }
        attempts.retain(|each| {
            let ends = [taken[each.from as usize].user, each.follower];
            contest.matters(world, ends, memo)
        });
    }
    place
}
