//! How large a network is, and what that takes.

/// About how many users and edges a network has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetworkSize {
    /// Number of users.
    pub users: f64,
    /// Expected number of directed edges.
    pub edges: f64,
}

impl NetworkSize {
    /// Bytes of the rows; the rows turned round take as many.
    #[must_use]
    pub fn row_bytes(self) -> f64 {
        8.0 * self.users + 4.0 * self.edges
    }

    /// Bytes that building the rows takes at its peak, beside the rows.
    #[must_use]
    pub fn building_bytes(self) -> f64 {
        2.0 * self.edges
    }

    /// Bytes that it takes to build the rows.
    #[must_use]
    pub fn bytes(self) -> u64 {
        (self.row_bytes() + self.building_bytes()) as u64
    }
}
