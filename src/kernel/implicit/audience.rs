//! Who saw the message in an implicit population: the sharers and all their followers.

use super::Visited;
use crate::{network::implicit::Population, progress::StopFlag};

/// Followers between two looks at whether to stop; there is also one for each sharer.
const LOOK: usize = 4096;

/// Unique users who saw the message, and how often it was shown; reused from one cascade to the
/// next. A seed has seen its own message.
#[derive(Debug, Default)]
pub struct ImplicitAudience {
    reached: Visited,
    impressions: u64,
}

impl ImplicitAudience {
    /// Counts the audience of `sharers`. Cost: the sum of their followers, in time and, for those
    /// who are not met twice, in memory. It ends early, and counts for nothing, once `stop` is set.
    pub fn count(&mut self, population: &Population, sharers: &[u64], stop: &StopFlag) {
        self.reached.clear();
        self.reached.stop_at(stop);
        self.impressions = 0;
        for (nth, &sharer) in sharers.iter().enumerate() {
            if nth.is_multiple_of(LOOK) && stop.is_set() {
                return;
            }
            self.reached.add(sharer);
        }
        for &sharer in sharers {
            let audience = population.audience(sharer);
            self.impressions += audience.len();
            for (nth, follower) in audience.iter().enumerate() {
                // Two instructions a follower, and tens for the hash.
                if nth.is_multiple_of(LOOK) && stop.is_set() {
                    return;
                }
                self.reached.add(follower);
            }
        }
    }

    /// The users who saw the message, each once; sharers first.
    #[must_use]
    pub fn reached(&self) -> &[u64] {
        self.reached.list()
    }

    /// How often the message was shown.
    #[must_use]
    pub const fn impressions(&self) -> u64 {
        self.impressions
    }
}

/// How often a message of `sharers` is shown in all. Cost: a power a sharer. It ends early, and counts for
/// nothing, once `stop` is set.
#[must_use]
pub fn impressions(population: &Population, sharers: &[u64], stop: &StopFlag) -> u64 {
    let parts = sharers.chunks(LOOK).take_while(|_| !stop.is_set());
    parts.flatten().map(|&sharer| population.followers(sharer)).sum()
}
