//! Cascades in which a user's share depends on how often, or over which edges, it was exposed.
//!
//! Sharers expose their followers one after the other, in the order in which they shared, each its
//! whole row ascending. So all sharers of one step come before those of the next, and an exposure
//! counts at the step after the sharer's. [`Exposures`] decides what is stored of a user in a
//! world, and whether an exposure makes it share; the walk, its buffers and its order are here.
//! Nothing here depends on a model's parameters.

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

/// The effect of exposures on users.
pub trait Exposures: Send + Sync {
    /// What is stored of a user in a world.
    type State: ExposureState;

    /// The state of a user before its first exposure in this world.
    fn first(&self, world: World, user: u32) -> Self::State;

    /// Counts an exposure of `user` over the edge at `place` of the forward rows: true where it
    /// makes the user share. It may be called for a sharer, whose result does not matter.
    fn expose(&self, state: &mut Self::State, place: usize, user: u32) -> bool;

    /// `user` is exposed soon: fetch its data.
    #[inline]
    fn prefetch_soon(&self, user: u32) {
        let _ = user;
    }
}

/// The state of a user in a world; the epoch of a zeroed one belongs to no world.
pub trait ExposureState: Pod + Send + Sync {
    /// The number of its world.
    fn epoch(&self) -> u32;

    /// The same in the world of this number.
    #[must_use]
    fn of(self, epoch: u32) -> Self;
}

/// How many more exposures a user needs to share.
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

/// The number of exposures so far, and a quantity that they change.
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

/// The states of all users, reused from one world to the next at no cost.
pub struct ExposureStates<M> {
    epoch: u32,
    of_users: Large<M>,
}

/// Bytes a user, at most.
pub const BYTES_A_USER: f64 = 16.0;

impl<M> std::fmt::Debug for ExposureStates<M> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "ExposureStates({})", self.epoch)
    }
}

impl<M: ExposureState> ExposureStates<M> {
    /// States of so many users, which take memory as they are first used.
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

/// Exposures looked up before the first of them counts: enough to hide a cache miss.
const AHEAD: usize = 64;

/// The row of a sharer is fetched so many places ahead, …
const SOON: usize = 16;

/// … and its first edges so many.
const NEXT: usize = 8;

/// Sharers between two looks at whether to stop. A look also comes with each batch of exposures, a
/// few instructions among thousands.
const LOOK: usize = 1024;

/// Exposures that were looked up and do not count yet.
struct PendingExposures {
    len: usize,
    users: [u32; AHEAD],
    places: [usize; AHEAD],
    /// The place of the sharer who exposes each.
    parents: [usize; AHEAD],
}

impl PendingExposures {
    /// Takes as many edges of the sharer at `parent` as fit.
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
                // Written whether it counts or not: a branch would be mispredicted.
                self.len += usize::from(!sharers.has(user));
            }
            edges.start = end;
        }
    }
}

/// Runs the cascade of a world: adds to `sharers`, which is empty, the users whom exposures make
/// share, seeds first and then in order. The parent of a user is the sharer whose exposure made it
/// share.
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
            // Followers who all share fill no batch.
            if turn.is_multiple_of(LOOK) && sharers.stopped() {
                return;
            }
            if let Some(&soon) = sharers.list().get(turn + SOON) {
                prefetch(rows.offsets(), soon as usize);
            }
            if let Some(&next) = sharers.list().get(turn + NEXT) {
                prefetch(rows.targets(), rows.offsets()[next as usize] as usize);
            }
            edges = rows.range(sharer);
            turn += 1;
        }
        if pending.len == 0 || sharers.stopped() {
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
