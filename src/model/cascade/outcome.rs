//! What a cascade yields beyond who shares and who passed it to whom.
//!
//! It must never hold what follows from the sharers alone: that is for metrics and measures.

use std::fmt;

use crate::{progress::StopFlag, rng::World};

/// What the cascades of a model yield beyond who shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutcomeKind {
    /// Nothing.
    Sharers,
    /// How often they share: once each, or more often.
    Reposts,
    /// How many still spread it in the end: sharers may stop.
    Spreading,
    /// How many sharers think well of what they share.
    Opinions,
    /// How many share each of several messages, and how many would without the others. These are the
    /// messages' names, ours first.
    Messages(Vec<String>),
}

/// What is wanted of the last cascade.
pub struct OutcomeRequest<'a> {
    /// The world that it was run in.
    pub world: World,
    /// The seeds that it was run from.
    pub seeds: &'a [u32],
    /// How many of its first sharers have shown it already, in the cascade of fewer seeds that it continues.
    pub shown_before: usize,
    /// Whether the counts of its [`OutcomeKind`] are wanted.
    pub counts: bool,
    /// Called with a user each time that it is shown the message, by a model that
    /// [shows it itself](Outcome::has_shown).
    pub show: Option<&'a mut dyn FnMut(u32)>,
    /// Stops further cascades that the outcome takes; the outcome is then void.
    pub stop: &'a StopFlag,
}

impl<'a> OutcomeRequest<'a> {
    /// The counts alone.
    #[must_use]
    pub const fn counts(world: World, seeds: &'a [u32]) -> Self {
        Self { world, seeds, shown_before: 0, counts: true, show: None, stop: StopFlag::never() }
    }
}

impl fmt::Debug for OutcomeRequest<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("OutcomeRequest")
            .field("world", &self.world)
            .field("counts", &self.counts)
            .field("show", &self.show.is_some())
            .finish_non_exhaustive()
    }
}

/// What one cascade yielded. Counts that its model does not have stay 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How often the message was shared, seeds' own shares among them.
    pub reposts: u64,
    /// How many users still spread it in the end.
    pub spreading: u64,
    /// How many of the sharers think well of what they share.
    pub positive: u64,
    /// For each message, ours first, how many share it.
    pub messages: Vec<MessageSharers>,
    /// Impressions beyond one for each follower of each sharer.
    pub repeated_impressions: u64,
    /// True if the model has called [`OutcomeRequest::show`]: a sharer does not show the message once to
    /// each of its followers.
    pub has_shown: bool,
}

/// How many users share a message in a world.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MessageSharers {
    /// In a world with all messages.
    pub with: u64,
    /// For our message, without any other; for another, without ours.
    pub without: u64,
}
