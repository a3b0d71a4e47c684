//! Attributes of users (region, age, partner) and of edges (probability, trust): typed columns.
//!
//! Columns have names. They hold one value a user, by node, or one value an edge, in the order of
//! [`Network::forward`](super::Network::forward). Influence rules and seeding filters give them a meaning.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{stopping::stoppable, storage::Storage};
use crate::{error::Result, progress::Progress};

/// A named column of the user table.
#[derive(Debug, Clone, PartialEq)]
pub struct UserColumn {
    /// The column's name, as in the file's header.
    pub name: String,
    /// One value a user.
    pub values: UserValues,
}

/// The values of a column of the user table.
#[derive(Debug, Clone, PartialEq)]
pub enum UserValues {
    /// One of a few words.
    Category {
        /// For each user the place of its word in `names`, or [`UserValues::MISSING`].
        codes: Storage<u32>,
        /// The words, ascending.
        names: Vec<String>,
    },
    /// A number; NaN where it is missing.
    Number(Storage<f64>),
    /// Yes (1), no (0), or missing (2).
    Flag(Storage<u8>),
}

/// What kind of values a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnKind {
    /// One of a few words.
    Category,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
}

impl UserValues {
    /// The code of a user without a category.
    pub const MISSING: u32 = u32::MAX;
    /// The value of a missing flag.
    pub const UNKNOWN_FLAG: u8 = 2;

    /// A category column from one word a user (`None` where it is missing).
    #[must_use]
    pub fn categories<S: AsRef<str>>(words: &[Option<S>]) -> Self {
        Self::categories_stoppable(words, &()).expect("nobody stops it")
    }

    /// The same, which can be stopped.
    pub(crate) fn categories_stoppable<S: AsRef<str>>(
        words: &[Option<S>],
        progress: &dyn Progress,
    ) -> Result<Self> {
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for word in stoppable(words.iter().flatten(), progress) {
            names.insert(word?.as_ref());
        }
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let code = |word: &S| {
            let place = names.binary_search_by(|name| name.as_str().cmp(word.as_ref()));
            u32::try_from(place.expect("every word is a name")).expect("fewer words than users")
        };
        let codes = stoppable(words, progress)
            .map(|word| Ok(word?.as_ref().map_or(Self::MISSING, code)))
            .collect::<Result<Vec<u32>>>()?;
        Ok(Self::Category { codes: codes.into(), names })
    }

    /// What kind of values these are.
    #[must_use]
    pub const fn kind(&self) -> ColumnKind {
        match self {
            Self::Category { .. } => ColumnKind::Category,
            Self::Number(_) => ColumnKind::Number,
            Self::Flag(_) => ColumnKind::Flag,
        }
    }

    /// Number of users.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Category { codes, .. } => codes.len(),
            Self::Number(values) => values.len(),
            Self::Flag(values) => values.len(),
        }
    }

    /// True if there is no user.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A user's value as text, as in a file; `None` if it is missing.
    #[must_use]
    pub fn text(&self, node: u32) -> Option<String> {
        let node = node as usize;
        match self {
            Self::Category { codes, names } => names.get(codes[node] as usize).cloned(),
            Self::Number(values) => (!values[node].is_nan()).then(|| values[node].to_string()),
            Self::Flag(values) => match values[node] {
                0 => Some("false".to_owned()),
                1 => Some("true".to_owned()),
                _ => None,
            },
        }
    }
}

/// A named column of numbers on the edges, in the order of the forward rows.
#[derive(Debug, Clone, PartialEq)]
pub struct EdgeColumn {
    /// The column's name; [`EdgeColumn::PROBABILITY`] in files without a header.
    pub name: String,
    /// One number an edge.
    pub values: Storage<f64>,
}

impl EdgeColumn {
    /// The name of the column of probabilities that the edge passes the message on.
    pub const PROBABILITY: &'static str = "probability";
}
