//! Cascades in which whether a user shares depends on how often, or over which edges, it was exposed.
//!
//! SharerSet expose their followers one after the other, in the order in which they shared, each its
//! whole row ascending: so all who share at one step come before those of the next, and an exposure
//! counts at the step after that of the sharer. What of a user is remembered of a world, and whether
//! an exposure makes it share, says [`Exposures`]; the walk, its buffers and its order are here.
//! Nothing here knows a model's parameters.

mod counted;
mod hazard;
mod weighed;

use std::ops::Range;

use bytemuck::{Pod, Zeroable};

pub use self::{
    counted::{
        CountByChance, CountPerUser, CountPerWorld, CountThreshold, NEVER, RequiredCount,
        SameCount, least_of,
    },
    hazard::Hazards,
    weighed::WeightThreshold,
};
use super::{Record, SharerSet, prefetch::prefetch};
use crate::{memory::Large, network::csr::Rows, rng::World};

/// What exposures do to users.
pub trait Exposures: Send + Sync {
    /// What is remembered of a user in a world.
    type State: ExposureState;

    /// What is remembered of a user whom nobody has exposed yet in this world.
    fn first(&self, world: World, user: u32) -> Self::State;

    /// Counts an exposure of `user` over the edge at `place` of the forward rows: true where it makes
    /// the user share. A user who shares already may be counted on, and the answer does not matter.
    fn expose(&self, state: &mut Self::State, place: usize, user: u32) -> bool;

    /// `user` will be exposed soon: what is known of it can be fetched.
    #[inline]
    fn prefetch_soon(&self, user: u32) {
        let _ = user;
    }
}

/// What is remembered of a user, of which 0 is of no world.
pub trait ExposureState: Pod + Send + Sync {
    /// The number of the world that it is of.
    fn epoch(&self) -> u32;

    /// The same of the world of this number.
    #[must_use]
    fn of(self, epoch: u32) -> Self;
}

/// How many more exposures it takes.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Countdown {
    epoch: u32,
    exposures: u32,
}

impl Countdown {
    /// So many more exposures, at least 1.
    #[must_use]
    pub const fn new(exposures: u32) -> Self {
        Self { epoch: 0, exposures }
    }
}

impl ExposureState for Countdown {
    #[inline]
    fn epoch(&self) -> u32 {
        self.epoch
    }

    #[inline]
    fn of(self, epoch: u32) -> Self {
        Self { epoch, ..self }
    }
}

/// How many exposures there have been, and a quantity that they change.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct HeldQuantity {
    epoch: u32,
    exposures: u32,
    quantity: f64,
}

impl HeldQuantity {
    /// No exposure yet.
    #[must_use]
    pub const fn new(quantity: f64) -> Self {
        Self { epoch: 0, exposures: 0, quantity }
    }
}

impl ExposureState for HeldQuantity {
    #[inline]
    fn epoch(&self) -> u32 {
        self.epoch
    }

    #[inline]
    fn of(self, epoch: u32) -> Self {
        Self { epoch, ..self }
    }
}

/// What is remembered of all users, reused from one world to the next at no cost.
pub struct ExposureStates<M> {
    epoch: u32,
    of_users: Large<M>,
}

/// Bytes that cascades take for each user, at most.
pub const BYTES_A_USER: f64 = 16.0;

impl<M> std::fmt::Debug for ExposureStates<M> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "ExposureStates({})", self.epoch)
    }
}

impl<M: ExposureState> ExposureStates<M> {
    /// State for so many users, which takes room where it is first used.
    #[must_use]
    pub fn new(users: usize) -> Self {
        Self { epoch: 0, of_users: Large::zeroed(users) }
    }

    /// Forgets the last world.
    fn forget(&mut self) {
        self.epoch = self.epoch.wrapping_add(1);
        if self.epoch == 0 {
            // After 2^32 worlds a state of the first would look new.
            self.of_users.fill(M::zeroed());
            self.epoch = 1;
        }
    }
}

/// So many exposures are looked up before the first of them counts: a miss of state is over by then.
const AHEAD: usize = 64;

/// The row of a sharer is asked for when so many others come before it, …
const SOON: usize = 16;

/// … and its first edges when so many do.
const NEXT: usize = 8;

/// Exposures that were looked up and do not count yet.
struct PendingExposures {
    len: usize,
    users: [u32; AHEAD],
    places: [usize; AHEAD],
    /// The place in the list of sharers of who exposes them.
    parents: [usize; AHEAD],
}

impl PendingExposures {
    /// So many edges of the sharer at `parent`, as fit.
    #[inline]
    fn take<E: Exposures>(
        &mut self,
        (rows, exposures): (&Rows, &E),
        edges: &mut Range<usize>,
        parent: usize,
        (sharers, states): (&SharerSet<'_>, &[E::State]),
    ) {
        while edges.start < edges.end && self.len < AHEAD {
            let room = AHEAD - self.len;
            let end = edges.end.min(edges.start + room);
            for (place, &user) in (edges.start..).zip(&rows.targets()[edges.start..end]) {
                prefetch(states, user as usize);
                exposures.prefetch_soon(user);
                self.users[self.len] = user;
                self.places[self.len] = place;
                self.parents[self.len] = parent;
                // Written whether it counts or not: a branch would be guessed wrong.
                self.len += usize::from(!sharers.has(user));
            }
            edges.start = end;
        }
    }
}

/// Runs the cascade of a world: adds to `sharers`, who are none yet, those whom exposures make share,
/// seeds first and then in the order in which they share. Who made a user share is the sharer whose
/// exposure did.
///
/// Cost: the followers of the sharers; nothing for users who are never exposed.
pub fn spread<E: Exposures, R: Record>(
    (rows, exposures): (&Rows, &E),
    (world, seeds): (World, &[u32]),
    sharers: &mut SharerSet<'_>,
    states: &mut ExposureStates<E::State>,
    record: &mut R,
) {
    states.forget();
    let (epoch, of_users) = (states.epoch, &mut *states.of_users);
    for &seed in seeds {
        if sharers.add(seed) {
            record.seed();
        }
    }
    let mut pending =
        PendingExposures { len: 0, users: [0; AHEAD], places: [0; AHEAD], parents: [0; AHEAD] };
    let (mut turn, mut edges) = (0, 0..0);
    loop {
        pending.len = 0;
        loop {
            if turn > 0 {
                let what = (rows, exposures);
                pending.take(what, &mut edges, turn - 1, (sharers, of_users));
            }
            if pending.len == AHEAD {
                break;
            }
            let Some(&sharer) = sharers.list().get(turn) else { break };
            if let Some(&soon) = sharers.list().get(turn + SOON) {
                prefetch(rows.offsets(), soon as usize);
            }
            if let Some(&next) = sharers.list().get(turn + NEXT) {
                prefetch(rows.targets(), rows.offsets()[next as usize] as usize);
            }
            edges = rows.range(sharer);
            turn += 1;
        }
        if pending.len == 0 {
            return;
        }
        for nth in 0..pending.len {
            let user = pending.users[nth];
            let state = &mut of_users[user as usize];
            if state.epoch() != epoch {
                *state = exposures.first(world, user).of(epoch);
            }
            if exposures.expose(state, pending.places[nth], user) && sharers.add(user) {
                record.passed_on_by(pending.parents[nth]);
            }
        }
    }
}

#[cfg(test)]
mod tests;
