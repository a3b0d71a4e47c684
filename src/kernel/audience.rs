//! Who saw the message: the sharers and, unless a model restricts it, all their followers.

use super::scratch::clear;
use crate::{memory::Large, network::Network, progress::StopFlag};

/// Sharers between two looks at whether to stop: two instructions each beside its followers.
const LOOK: usize = 256;

/// Unique users who saw the message, and how often it was shown; reused from one cascade to the
/// next.
///
/// A seed has seen its own message. Impressions count each follower of each sharer, also one who
/// had seen it before.
#[derive(Debug)]
pub struct AudienceCounter {
    bits: Vec<u64>,
    reached: Large<u32>,
    /// How many of these are valid.
    len: usize,
    impressions: u64,
}

impl AudienceCounter {
    /// Buffers for a network of `users`: n / 8 bytes, and 4 bytes a reached user.
    #[must_use]
    pub fn new(users: u32) -> Self {
        let bits = vec![0; (users as usize).div_ceil(64)];
        // One more than there can be, so that a user may be written before it is counted.
        let reached = Large::zeroed(users as usize + 1);
        Self { bits, reached, len: 0, impressions: 0 }
    }

    /// Forgets the last cascade.
    pub fn start(&mut self) {
        clear(&mut self.bits, &self.reached[..self.len]);
        self.len = 0;
        self.impressions = 0;
    }

    /// Adds `sharers` and their audience; none of them has been added since the start. Cost: the
    /// sum of their followers.
    pub fn add(&mut self, network: &Network, sharers: &[u32]) {
        self.share(sharers);
        self.show_followers(network, sharers, StopFlag::never());
    }

    /// Adds `sharers`, who have seen it themselves.
    pub fn share(&mut self, sharers: &[u32]) {
        for &sharer in sharers {
            self.see(sharer);
        }
    }

    /// Shows it to a user once.
    #[inline]
    pub fn show(&mut self, user: u32) {
        self.impressions += 1;
        self.see(user);
    }

    /// Shows it to each follower of `sharers`, who have not shown it since the start. It ends early,
    /// and counts for nothing, once `stop` is set.
    pub fn show_followers(&mut self, network: &Network, sharers: &[u32], stop: &StopFlag) {
        for (nth, &sharer) in sharers.iter().enumerate() {
            if nth.is_multiple_of(LOOK) && stop.is_set() {
                return;
            }
            let followers = network.forward().row(sharer);
            self.impressions += followers.len() as u64;
            for &follower in followers {
                self.see(follower);
            }
        }
    }

    #[inline]
    fn see(&mut self, node: u32) {
        let word = &mut self.bits[node as usize / 64];
        let bit = 1 << (node % 64);
        let new = *word & bit == 0;
        *word |= bit;
        // Written whether new or not: a branch would be guessed wrong.
        self.reached[self.len] = node;
        self.len += usize::from(new);
    }

    /// The users who saw the message, each once: for each call the sharers, then their new
    /// followers.
    #[must_use]
    pub fn reached(&self) -> &[u32] {
        &self.reached[..self.len]
    }

    /// How often the message was shown.
    #[must_use]
    pub const fn impressions(&self) -> u64 {
        self.impressions
    }
}
