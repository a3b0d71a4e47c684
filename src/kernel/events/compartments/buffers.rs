//! What is stored of users during a cascade, reused from one to the next.
//!
//! Nothing here depends on the rules by which users change.

use bytemuck::{Pod, Zeroable};

use super::{
    rules::State,
    user_events::{NOBODY, PendingContacts, StateChange, UserEvent},
};
use crate::{
    kernel::events::{queue::Queue, wheel::Wheel},
    memory::Large,
    rng::{ExponentialLaw, Purpose, Stream, World},
};

/// A user who has left the initial state, in one line of memory.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C, align(32))]
pub(super) struct UserRecord {
    /// Numbers for its current state.
    pub(super) stream: Stream,
    /// When the shortest delay is over.
    pub(super) due: f64,
    pub(super) changes: u32,
    /// Its place among the sharers; before it is one, that of the sharer who last contacted it with
    /// effect.
    pub(super) place: u32,
    /// How many changes have come to it in the current step.
    pub(super) coming: u32,
    /// The state that follows when the delay is over.
    pub(super) then: State,
    /// 1 once it is a sharer.
    pub(super) shared: u8,
    /// How many delays end with the shortest one.
    pub(super) ties: u8,
    _rest: u8,
}

impl UserRecord {
    /// A user in the initial state.
    pub(super) fn first() -> Self {
        Self {
            due: f64::INFINITY,
            changes: 0,
            place: NOBODY,
            coming: 0,
            then: 0,
            shared: 0,
            ties: 0,
            _rest: 0,
            stream: World::new(0, Purpose::Diffusion, 0).stream(0),
        }
    }

    /// Its place among the sharers, if it is one.
    #[inline]
    pub(super) const fn sharer(&self) -> u32 {
        if self.shared == 1 { self.place } else { NOBODY }
    }
}

/// The buffers of [`CompartmentProcess::spread`](super::CompartmentProcess::spread), reused from
/// one cascade to the next.
#[derive(Debug)]
pub struct CompartmentBuffers {
    pub(super) queue: Queue<UserEvent>,
    /// By user, apart from the records: most contacts read only a state.
    pub(super) states: Large<State>,
    pub(super) users: Large<UserRecord>,
    /// Users whose state has changed, and users with a record.
    pub(super) touched: Vec<u32>,
    pub(super) kept: Vec<u32>,
    /// By steps, instead of the queue: events to come, those of the current step, and the changes
    /// it brings.
    pub(super) wheel: Wheel<UserEvent>,
    pub(super) events: Vec<(u64, UserEvent)>,
    pub(super) coming: Vec<StateChange>,
    /// The contacts scheduled last.
    pub(super) pending: PendingContacts,
}

/// Bytes a user: its record, its place in two lists, and its event.
pub const BYTES_A_USER: f64 = 65.0;

impl CompartmentBuffers {
    /// Buffers for so many users, each in this state.
    pub(super) fn new(nodes: usize, start: State) -> Self {
        let mut users = Large::zeroed(nodes);
        users.fill(UserRecord::first());
        let mut states = Large::zeroed(nodes);
        states.fill(start);
        Self {
            queue: Queue::default(),
            states,
            users,
            touched: Vec::new(),
            kept: Vec::new(),
            wheel: Wheel::default(),
            events: Vec::new(),
            coming: Vec::new(),
            pending: PendingContacts::default(),
        }
    }

    /// How many events the last cascade had: changes, contacts, and overtaken ones.
    #[must_use]
    pub const fn events(&self) -> u64 {
        self.queue.taken() + self.wheel.taken()
    }

    /// The state in which the last cascade left a user.
    #[must_use]
    pub fn state(&self, user: u32) -> State {
        self.states[user as usize]
    }
}

/// Sets the values of `users` back to `first`.
pub(super) fn reset<T: Copy + Pod>(values: &mut Large<T>, users: &mut Vec<u32>, first: T) {
    if users.len() > values.len() / 8 {
        // Filling all of them in order of memory is faster.
        values.fill(first);
        users.clear();
    }
    for user in users.drain(..) {
        values[user as usize] = first;
    }
}

/// The stream item of a user after so many changes; below 2^32 after none.
pub(super) const fn item(user: u32, changes: u32) -> u64 {
    user as u64 | (changes as u64) << 32
}

/// From so many users on prefetching pays: fewer fit into a cache.
pub(super) const LARGE: usize = 1 << 16;

/// The whole steps of a time; the cast saturates at 2^63.
#[inline]
pub(super) const fn whole(steps: f64) -> f64 {
    steps as i64 as f64
}

/// The end of the step in which something next happens to a user with coins of this total rate.
#[inline]
pub(super) fn schedule_next(entry: &mut UserRecord, now: f64, length: f64) -> f64 {
    let mut stream = entry.stream;
    let first = now + 1.0 + whole(ExponentialLaw::tables().draw(&mut stream) / length);
    if first < entry.due {
        // The same number is drawn again when its time comes, for its place in the step.
        return first;
    }
    // That nothing happens before the delay is over says nothing of what happens later.
    entry.stream = stream;
    entry.due
}
