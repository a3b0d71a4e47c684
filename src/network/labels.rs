//! The users' own ids: kept as they came, given back in every output.
//!
//! Nodes are numbered in the order of their ids (numbers by value, texts by bytes), so that a
//! network is the same whatever order its lines come in, and a lookup is a binary search.

use std::fmt;

use super::storage::Storage;

/// How users are called outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Labels {
    /// The id of node i is i: so many users.
    Index(u32),
    /// Whole numbers, strictly ascending.
    Integers(Storage<i64>),
    /// Texts in UTF-8, strictly ascending by bytes.
    Texts {
        /// All texts, one after the other.
        bytes: Storage<u8>,
        /// Where each starts, and at the end the number of bytes.
        offsets: Storage<u64>,
    },
}

/// One user's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Id<'a> {
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(&'a str),
}

impl fmt::Display for Id<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(id) => id.fmt(formatter),
            Self::Text(id) => id.fmt(formatter),
        }
    }
}

impl Labels {
    /// Labels for whole numbers in strictly ascending order; nothing is stored where they are
    /// 0, 1, 2, …
    #[must_use]
    pub fn integers(ids: Vec<i64>) -> Self {
        let plain = ids.iter().enumerate().all(|(node, &id)| i64::try_from(node) == Ok(id));
        match u32::try_from(ids.len()) {
            Ok(count) if plain => Self::Index(count),
            _ => Self::Integers(ids.into()),
        }
    }

    /// Labels for texts in strictly ascending order of their bytes.
    #[must_use]
    pub fn texts<'a>(ids: impl IntoIterator<Item = &'a str>) -> Self {
        let mut bytes = Vec::new();
        let mut offsets = vec![0];
        for id in ids {
            bytes.extend_from_slice(id.as_bytes());
            offsets.push(bytes.len() as u64);
        }
        Self::Texts { bytes: bytes.into(), offsets: offsets.into() }
    }

    /// Number of users.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Index(count) => *count as usize,
            Self::Integers(ids) => ids.len(),
            Self::Texts { offsets, .. } => offsets.len() - 1,
        }
    }

    /// True where there is no user.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The id of a node.
    #[must_use]
    pub fn id(&self, node: u32) -> Id<'_> {
        let place = node as usize;
        match self {
            Self::Index(count) => {
                assert!(node < *count, "node {node} is one of {count}");
                Id::Integer(i64::from(node))
            }
            Self::Integers(ids) => Id::Integer(ids[place]),
            Self::Texts { bytes, offsets } => {
                let range = offsets[place] as usize..offsets[place + 1] as usize;
                Id::Text(std::str::from_utf8(&bytes[range]).expect("labels were checked as UTF-8"))
            }
        }
    }

    /// The node of an id, as it is written in a file or on a command line.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<u32> {
        let place = match self {
            Self::Index(count) => {
                let node: u32 = canonical_integer(id)?.try_into().ok()?;
                return (node < *count).then_some(node);
            }
            Self::Integers(ids) => ids.binary_search(&canonical_integer(id)?).ok()?,
            Self::Texts { .. } => {
                let mut low = 0;
                let mut high = self.len();
                while low < high {
                    let middle = usize::midpoint(low, high);
                    if self.id(u32::try_from(middle).ok()?) < Id::Text(id) {
                        low = middle + 1;
                    } else {
                        high = middle;
                    }
                }
                let found = low < self.len() && self.id(u32::try_from(low).ok()?) == Id::Text(id);
                found.then_some(low)?
            }
        };
        u32::try_from(place).ok()
    }
}

/// The number that a text writes, if it writes it the one usual way: "7", not "07" or "+7", which
/// are other texts and so other users.
#[must_use]
pub fn canonical_integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let usual = match digits {
        [b'0'] => text.len() == 1,
        [b'1'..=b'9', rest @ ..] => rest.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    if usual { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_as_they_went_in() {
        let labels = Labels::integers(vec![-5, 0, 7, i64::MAX]);
        assert_eq!(labels.node("7"), Some(2));
        assert_eq!(labels.node("07"), None);
        assert_eq!(labels.id(0).to_string(), "-5");
        let labels = Labels::texts(["007", "7", "anna", "łukasz"]);
        for node in 0..4 {
            assert_eq!(labels.node(&labels.id(node).to_string()), Some(node));
        }
        assert_eq!(labels.node("zoe"), None);
        assert_eq!(labels.node(""), None);
    }

    #[test]
    fn plain_numbering_is_not_stored() {
        let labels = Labels::integers(vec![0, 1, 2]);
        assert_eq!(labels, Labels::Index(3));
        assert_eq!((labels.node("2"), labels.node("3"), labels.node("-1")), (Some(2), None, None));
    }

    #[test]
    fn only_the_usual_way_to_write_a_number_is_a_number() {
        for text in ["", "-", "+7", "07", "-0", "1e3", " 1", "9223372036854775808"] {
            assert_eq!(canonical_integer(text), None, "{text:?}");
        }
        assert_eq!(canonical_integer("-9223372036854775808"), Some(i64::MIN));
        assert_eq!(canonical_integer("0"), Some(0));
    }
}
