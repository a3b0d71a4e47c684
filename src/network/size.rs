//! The size of a network, and the memory that it takes.

/// The number of users and edges of a network, exact or expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetworkSize {
    /// Number of users.
    pub users: f64,
    /// Expected number of directed edges.
    pub edges: f64,
}

impl NetworkSize {
    /// Bytes of the out-edges; the in-edges take as many again.
    #[must_use]
    pub fn row_bytes(self) -> f64 {
        8.0 * self.users + 4.0 * self.edges
    }

    /// Further bytes at the peak of building the out-edges.
    #[must_use]
    pub fn building_bytes(self) -> f64 {
        2.0 * self.edges
    }

    /// All bytes at the peak of building the out-edges.
    #[must_use]
    pub fn bytes(self) -> u64 {
        (self.row_bytes() + self.building_bytes()) as u64
    }
}
