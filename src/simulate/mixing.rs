//! Who makes whom share: users of which segment have the message from users of which.
//!
//! It must never count a seed, who has it from nobody.

use super::Segments;
use crate::{kernel::Trace, statistics::Tally};

/// Counts of one cascade, reused from one to the next.
#[derive(Debug)]
pub(super) struct Mixing {
    /// How many segments there are, the unknown one among them.
    segments: usize,
    counts: Vec<u64>,
}

impl Mixing {
    pub(super) fn new(segments: usize) -> Self {
        Self { segments, counts: vec![0; segments * segments] }
    }

    /// Counts the cascade of these `sharers` into the tallies of its option. Cost: the sharers and
    /// the pairs of segments.
    pub(super) fn tell(
        &mut self,
        segments: &Segments<'_>,
        sharers: &[u32],
        trace: &Trace,
        tallies: &mut [Tally],
    ) {
        self.counts.fill(0);
        for (&user, &parent) in sharers.iter().zip(trace.parents()) {
            if parent != Trace::NOBODY {
                let from = segments.of(sharers[parent as usize]);
                self.counts[from * self.segments + segments.of(user)] += 1;
            }
        }
        for (tally, &count) in tallies.iter_mut().zip(&self.counts) {
            tally.add(count);
        }
    }
}
