//! Several messages at once, step by step, of which each user adopts one.
//!
//! In each step whoever took a message in the step before attempts to pass it on, and a user whom several
//! reach in one step adopts the one whose attempt has the least key. A model says which attempts there
//! are and what their keys are ([`Contest`]): a key is a pure function of the world and of what is
//! tried, so a contest is one of the world and the seeds, whatever the order of the work. Where a model
//! knows beforehand whose attempts decide, only those are made, and the others are looked for at users who
//! take a message. The cost is that of the attempts of those who take a message, and no more; nothing
//! allocates once the buffers have grown. Nothing here knows whose message is ours, or what becomes of the
//! counts.

pub mod complementary;
mod run;
#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::run::{BYTES_A_USER, ContestBuffers, compete};
use super::Memo;
use crate::rng::{Stream, World};

/// A message: ours is 0, the others are 1, 2, 3, …
pub type Message = u16;

/// Stands for the place of an edge that was not looked for.
pub const NO_EDGE: usize = usize::MAX;

/// Who gets a user whom several messages reach in the same step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TieRule {
    /// The strongest of the messages that reach it, by a fixed order of all.
    #[default]
    Dominance,
    /// Each of the messages that reach it with the same chance, however many pass it on.
    Fair,
    /// One of the attempts that reach it, each with a chance in proportion to its influence.
    Proportional,
    /// The first of the attempts that reach it, which come in an order drawn at random.
    FirstInRandomOrder,
}

/// What a coin of a contest is for: two that differ in this never share a number, nor does one with
/// those of live edges, which belong to users alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Coin {
    /// Whether an edge or a user that passes on the strongest message passes on a weaker one.
    Factor = 1,
    /// The order of messages at a user.
    Message = 2,
    /// The order of attempts, each along an edge.
    Attempt = 3,
    /// What a user makes of a message.
    Opinion = 4,
}

impl Coin {
    /// The coin of an item, below 2^56: a user, an edge by its place in the rows, or a message at a
    /// user.
    #[inline]
    #[must_use]
    pub const fn of(self, world: World, item: u64) -> Stream {
        world.stream((self as u64) << 56 | item)
    }

    /// The coin of a message at a user.
    #[inline]
    #[must_use]
    pub const fn of_message(self, world: World, message: Message, user: u32) -> Stream {
        self.of(world, (message as u64) << 32 | user as u64)
    }
}

/// An attempt to pass a message on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// Of the attempts that meet one user in one step the one with the least key wins, and of equal
    /// ones the first.
    pub key: u64,
    /// Whether the user adopts a message in this step because of it, be it this one or another.
    pub decides: bool,
}

/// How messages pass from user to user, and who wins.
pub trait Contest: Send + Sync {
    /// Calls `tried` with the place, in the forward rows, of each edge along which `user` attempts to pass
    /// on the `message` that it has taken, in a fixed order. `memo` remembers of this world what was
    /// found out about a user.
    fn for_each_attempt(
        &self,
        world: World,
        user: u32,
        message: Message,
        memo: &mut Memo,
        tried: impl FnMut(usize),
    );

    /// The follower at a place in the forward rows.
    fn follower(&self, place: usize) -> u32;

    /// What comes of trying to pass `message` on from one end of the edge at `place` to the other, its
    /// follower; of a rival the place is not known, and [`NO_EDGE`].
    fn attempt(
        &self,
        world: World,
        message: Message,
        ends: [u32; 2],
        place: usize,
        memo: &mut Memo,
    ) -> Attempt;

    /// The key of a message at one of its seeds, where a user is a seed of several.
    fn key_at_seed(&self, world: World, message: Message, user: u32) -> u64;

    /// What a user passes on who has taken `message`.
    #[inline]
    fn passes_on(&self, world: World, message: Message, user: u32) -> Message {
        let _ = (world, user);
        message
    }

    /// So many times what [`matters`](Contest::matters) looks at is fetched, each time what was found by what
    /// was fetched before.
    const FETCHES: usize = 0;

    /// False where attempts that decide nothing are told of by [`for_each_rival`](Contest::for_each_rival)
    /// alone: then only those that matter are made.
    const ALL_MATTER: bool = true;

    /// Fetches for [`matters`](Contest::matters), for the n-th time.
    #[inline]
    fn fetch(&self, nth: usize, world: World, follower: u32, memo: &Memo) {
        let _ = (nth, world, follower, memo);
    }

    /// Whether an attempt from one end to the other may decide that this adopts a message.
    #[inline]
    fn matters(&self, world: World, ends: [u32; 2], memo: &mut Memo) -> bool {
        let _ = (world, ends, memo);
        true
    }

    /// Calls `visit` with each user whose attempt at `user` decides nothing, and may yet win where one that
    /// brings `message` has decided: whether it has taken a message in the step before or not.
    #[inline]
    fn for_each_rival(&self, user: u32, message: Message, visit: impl FnMut(u32)) {
        let _ = (user, message, visit);
    }

    /// The row of `user` will be asked for soon.
    #[inline]
    fn prefetch_soon(&self, user: u32) {
        let _ = user;
    }

    /// `user` will be asked for next but a few.
    #[inline]
    fn prefetch_next(&self, user: u32) {
        let _ = user;
    }
}

/// Who listens while users take messages. `()` does not.
pub trait AdoptionListener {
    /// A step begins; the seeds are step 0, of which it is not told.
    #[inline]
    fn begins(&mut self, step: u32) {
        let _ = step;
    }

    /// `user` adopts `message`: from the user whom this said to be at `giver`, or as a seed. Gives what
    /// those who have it from this user are told of it.
    fn adopts(&mut self, message: Message, user: u32, giver: Option<u32>) -> u32;
}

impl AdoptionListener for () {
    #[inline]
    fn adopts(&mut self, _: Message, _: u32, _: Option<u32>) -> u32 {
        0
    }
}
