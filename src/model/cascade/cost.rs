//! Extra memory of a model beyond a live-edge model, for estimates made before a run.

use super::WholeKind;
use crate::{influence::InfluenceCost, network::NetworkSize};

/// Extra memory of a model beyond a live-edge model, for estimates made before a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ModelCost {
    /// How its worlds are drawn whole, if they can be.
    pub whole: Option<WholeKind>,
    /// Bytes a user and thread for cascades, beside the sharers.
    pub cascade_user: f64,
    /// Bytes a user of the prepared model.
    pub prepared_user: f64,
    /// Bytes an edge of the prepared model, whatever the influence.
    pub prepared_edge: f64,
    /// Further bytes an edge of the prepared model, if edges differ in strength.
    pub prepared_differing_edge: f64,
    /// An upper bound of events, if users act repeatedly; `None` if each shares once.
    pub repeated: Option<RepeatedEvents>,
}

impl ModelCost {
    /// Nothing beyond a live-edge model.
    pub const LIVE_EDGES: Self = Self {
        whole: None,
        cascade_user: 0.0,
        prepared_user: 0.0,
        prepared_edge: 0.0,
        prepared_differing_edge: 0.0,
        repeated: None,
    };

    /// Bytes of the prepared model.
    #[must_use]
    pub fn prepared_bytes(&self, size: NetworkSize, influence: InfluenceCost) -> f64 {
        let differing = if influence.differs { self.prepared_differing_edge } else { 0.0 };
        size.users * self.prepared_user + size.edges * (self.prepared_edge + differing)
    }

    /// About the mean number of live edges in a world, at most.
    #[must_use]
    pub fn live_edges(&self, size: NetworkSize, influence: InfluenceCost) -> f64 {
        match self.whole {
            // Each user keeps one at most.
            Some(WholeKind::Picks) => size.users.min(size.edges),
            _ => influence.live_edges,
        }
    }
}

/// An upper bound of the events of a cascade in which users act repeatedly.
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

    /// Bytes of this many events; 0 if events take none, even if they are infinitely many.
    #[must_use]
    pub fn total_bytes(&self, count: f64) -> f64 {
        if self.bytes > 0.0 { count * self.bytes } else { 0.0 }
    }
}
