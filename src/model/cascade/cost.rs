//! What a model takes beside the cascades of live edges, for estimates made before a run.

use super::WholeKind;
use crate::{influence::InfluenceCost, network::NetworkSize};

/// What a model takes beside the cascades of live edges, for estimates made before a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ModelCost {
    /// How its worlds are drawn whole, where they can be.
    pub whole: Option<WholeKind>,
    /// Bytes that the cascades of a thread keep of each user, beside who shares.
    pub cascade_user: f64,
    /// Bytes that the prepared model keeps of each user.
    pub prepared_user: f64,
    /// Bytes that the prepared model keeps of each edge, whatever the influence.
    pub prepared_edge: f64,
    /// Bytes that the prepared model keeps of each edge, where edges differ in strength.
    pub prepared_differing_edge: f64,
    /// The most that happens where users do things repeatedly; nothing where each shares once.
    pub repeated: Option<RepeatedEvents>,
}

impl ModelCost {
    /// Nothing beside the cascades of live edges.
    pub const LIVE_EDGES: Self = Self {
        whole: None,
        cascade_user: 0.0,
        prepared_user: 0.0,
        prepared_edge: 0.0,
        prepared_differing_edge: 0.0,
        repeated: None,
    };

    /// Bytes that the prepared model keeps.
    #[must_use]
    pub fn prepared_bytes(&self, size: NetworkSize, influence: InfluenceCost) -> f64 {
        let differing = if influence.differs { self.prepared_differing_edge } else { 0.0 };
        size.users * self.prepared_user + size.edges * (self.prepared_edge + differing)
    }

    /// How many edges are live in a world, in the mean: at most, about.
    #[must_use]
    pub fn live_edges(&self, size: NetworkSize, influence: InfluenceCost) -> f64 {
        match self.whole {
            // Each user keeps one at most.
            Some(WholeKind::Picks) => size.users.min(size.edges),
            _ => influence.live_edges,
        }
    }
}

/// How much happens in a cascade at most where users do things repeatedly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RepeatedEvents {
    /// How often a user changes by itself, while it can.
    pub changes: f64,
    /// How often it contacts a follower along an edge of strength 1.
    pub contacts: f64,
    /// The limit of events of all users.
    pub most: f64,
    /// Bytes of each event.
    pub bytes: f64,
}

impl RepeatedEvents {
    /// How many events a cascade has at most.
    #[must_use]
    pub fn count(&self, users: f64, live_edges: f64) -> f64 {
        (self.changes * users + self.contacts * live_edges).min(self.most)
    }

    /// Bytes of so many events, of which there may be infinitely many without any.
    #[must_use]
    pub fn total_bytes(&self, count: f64) -> f64 {
        if self.bytes > 0.0 { count * self.bytes } else { 0.0 }
    }
}
