//! What a model tells of a cascade beyond who shares and from whom they have it.
//!
//! It must never hold what follows from the sharers alone: that is for measures to say.

/// What the cascades of a model tell beyond who shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tells {
    /// Nothing.
    Sharers,
    /// How often they share, once each or more often.
    Reposts,
    /// How many still spread it in the end, for sharers may stop.
    Spreading,
    /// How many sharers think well of what they share.
    Opinions,
    /// How many share each of several messages, of these names, ours first, and how many would without
    /// the others.
    Messages(Vec<String>),
}

/// What was told of one cascade.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// How often the message was shared, seeds' own shares among them, where a model tells it: 0 where it
    /// does not, as each sharer shares once.
    pub reposts: u64,
    /// How many users still spread it in the end, where a model tells it.
    pub spreading: u64,
    /// How many of the sharers think well of what they share, where a model tells opinions.
    pub positive: u64,
    /// For each message, ours first, who shares it, where a model has several.
    pub messages: Vec<Shared>,
}

/// How many users share a message in a world.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shared {
    /// With all messages.
    pub with: u64,
    /// Of ours, without any other; of another, without ours.
    pub without: u64,
}
