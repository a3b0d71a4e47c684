//! Users by segment: a category column, ready for a lookup by user.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::network::storage::Storage;

/// A category column of users.
#[derive(Debug, Clone, PartialEq)]
pub struct Segments {
    /// For each user its segment, below `count`. Any other value is segment `count`, "unknown".
    pub codes: Storage<u32>,
    /// How many segments there are.
    pub count: u32,
}

impl Segments {
    /// The segment of a user; `count` if it is unknown.
    #[inline]
    #[must_use]
    pub fn of(&self, user: u32) -> usize {
        self.codes[user as usize].min(self.count) as usize
    }

    /// How many segments there are, the unknown one among them.
    #[must_use]
    pub const fn with_unknown(&self) -> usize {
        self.count as usize + 1
    }
}

/// The segments of a category column with their names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NamedSegments {
    /// The column of the user table.
    pub column: String,
    /// The name of each segment, ascending.
    pub names: Vec<String>,
    /// The number of users of each segment, and last of those in none.
    pub users: Vec<u64>,
}

impl NamedSegments {
    /// The segments `names` of a column, with their users.
    #[must_use]
    pub fn of(column: &str, names: &[String], segments: &Segments) -> Self {
        let mut users = vec![0; names.len() + 1];
        for &code in segments.codes.iter() {
            users[code.min(segments.count) as usize] += 1;
        }
        Self { column: column.to_owned(), names: names.to_vec(), users }
    }
}
