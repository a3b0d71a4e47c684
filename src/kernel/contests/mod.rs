//! Several messages at once, step by step; each user adopts one of them.
//!
//! In each step, users who adopted a message in the step before try to pass it on. A user that
//! several messages reach in one step adopts the one whose attempt has the least key. A model
//! supplies the attempts and their keys ([`Contest`]). A key is a pure function of the world and of
//! the attempt, so the outcome depends only on the world and the seeds. Where a model can tell in
//! advance which attempts decide, only those are made; the others are looked up at users who adopt
//! a message. The cost is that of the adopters' attempts; nothing allocates once the buffers have
//! grown. Nothing here depends on whose message is ours, or on what becomes of the counts.

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

/// Stands for the place of an edge that was not looked up.
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

/// The purpose of a coin. Coins of different purposes never share a number, nor do they share one
/// with live edges, whose coins belong to users alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Coin {
    /// Whether an edge or user that passes on the strongest message passes on a weaker one.
    Factor = 1,
    /// The order of messages at a user.
    Message = 2,
    /// The order of attempts, each along an edge.
    Attempt = 3,
    /// What a user thinks of a message.
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
    /// Of the attempts that reach a user in one step the least key wins, and of equal ones the
    /// first.
    pub key: u64,
    /// Whether the user adopts a message in this step because of it, be it this one or another.
    pub decides: bool,
}

/// How messages pass from user to user, and who wins.
pub trait Contest: Send + Sync {
    /// Calls `tried` with the place, in the forward rows, of each edge along which `user` tries to
    /// pass on the `message` that it has adopted, in a fixed order. `memo` keeps what was found
    /// about a user in this world.
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

    /// The attempt to pass `message` on from one end of the edge at `place` to the other, its
    /// follower. For a rival the place is [`NO_EDGE`].
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

    /// What a user who adopts `message` passes on.
    #[inline]
    fn passes_on(&self, world: World, message: Message, user: u32) -> Message {
        let _ = (world, user);
        message
    }

    /// The number of fetches that [`matters`](Contest::matters) needs, each from what the one
    /// before it brought.
    const FETCHES: usize = 0;

    /// False where only [`for_each_rival`](Contest::for_each_rival) lists the attempts that decide
    /// nothing: then only those that matter are made.
    const ALL_MATTER: bool = true;

    /// Makes the n-th fetch for [`matters`](Contest::matters).
    #[inline]
    fn fetch(&self, nth: usize, world: World, follower: u32, memo: &Memo) {
        let _ = (nth, world, follower, memo);
    }

    /// Whether an attempt from one end to the other may make the latter adopt a message.
    #[inline]
    fn matters(&self, world: World, ends: [u32; 2], memo: &mut Memo) -> bool {
        let _ = (world, ends, memo);
        true
    }

    /// Calls `visit` with each user whose attempt at `user` decides nothing, but may win where one
    /// with `message` has decided. The user need not have adopted a message in the step before.
    #[inline]
    fn for_each_rival(&self, user: u32, message: Message, visit: impl FnMut(u32)) {
        let _ = (user, message, visit);
    }

    /// `user` comes up soon: fetch where its row is.
    #[inline]
    fn prefetch_soon(&self, user: u32) {
        let _ = user;
    }

    /// `user` is one of the next few: fetch its row.
    #[inline]
    fn prefetch_next(&self, user: u32) {
        let _ = user;
    }
}

/// Follows users as they adopt messages. `()` ignores them.
pub trait AdoptionListener {
    /// A step begins. Not called for step 0, that of the seeds.
    #[inline]
    fn begins(&mut self, step: u32) {
        let _ = step;
    }

    /// `user` adopts `message`, as a seed or from the user with the label `giver`. Gives the label
    /// of this user: its followers get it as their `giver`.
    fn adopts(&mut self, message: Message, user: u32, giver: Option<u32>) -> u32;
}

impl AdoptionListener for () {
    #[inline]
    fn adopts(&mut self, _: Message, _: u32, _: Option<u32>) -> u32 {
        0
    }
}
