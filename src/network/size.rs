//! The size of a network, and the memory that it takes.

/// The number of users and edges of a network, exact or expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetworkSize {
    /// Number of users.
    pub users: f64,
    /// Expected number of directed edges.
    pub edges: f64,
    /// Further bytes at the peak of building the out-edges.
    pub building_bytes: f64,
}

/// Bytes an edge that building rows takes, whatever the edges come from.
const BUILDING: f64 = 2.0;

/// Bytes of an edge in a list of edges.
const LISTED: f64 = 8.0;

impl NetworkSize {
    /// The size of a network whose edges are put into rows as they come.
    #[must_use]
    pub fn of(users: f64, edges: f64) -> Self {
        Self { users, edges, building_bytes: BUILDING * edges }
    }

    /// The same where all edges are listed first, so many times over.
    #[must_use]
    pub fn listed(self, times: f64) -> Self {
        Self { building_bytes: self.building_bytes + times * LISTED * self.edges, ..self }
    }

    /// Bytes of the out-edges; the in-edges take as many again.
    #[must_use]
    pub fn row_bytes(self) -> f64 {
        8.0 * self.users + 4.0 * self.edges
    }

    /// All bytes at the peak of building the out-edges.
    #[must_use]
    pub fn bytes(self) -> u64 {
        (self.row_bytes() + self.building_bytes) as u64
    }
}
