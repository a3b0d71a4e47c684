//! The users' own ids: kept as they came, given back in every output.
//!
//! Nodes are numbered in the order of their ids, numbers by value, texts by bytes. So the order of
//! a file's lines does not change the network, and a lookup is a binary search. A
//! [relabelled](super::relabel) network numbers its nodes another way and keeps which is which.

use std::fmt;

use super::storage::Storage;

/// The users' own ids, by node.
#[derive(Debug, Clone, PartialEq)]
pub struct Labels {
    ids: Ids,
    order: Option<IdOrder>,
}

/// The ids of all users, in strictly ascending order.
#[derive(Debug, Clone, PartialEq)]
pub enum Ids {
    /// 0, 1, 2, …: this many.
    Index(u32),
    /// Whole numbers.
    Integers(Storage<i64>),
    /// Texts in UTF-8, by their bytes.
    Texts {
        /// All texts, one after the other.
        bytes: Storage<u8>,
        /// Where each starts, and at the end the number of bytes.
        offsets: Storage<u64>,
    },
}

/// Which node has which id, where nodes are not in the order of their ids.
#[derive(Debug, Clone, PartialEq)]
pub struct IdOrder {
    /// For each node the place of its id.
    pub places: Storage<u32>,
    /// For each place the node that has the id.
    pub nodes: Storage<u32>,
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

impl From<Ids> for Labels {
    fn from(ids: Ids) -> Self {
        Self { ids, order: None }
    }
}

impl Labels {
    /// Labels 0, 1, 2, …: node i has the id i.
    #[must_use]
    pub const fn index(users: u32) -> Self {
        Self { ids: Ids::Index(users), order: None }
    }

    /// Labels for whole numbers in strictly ascending order; nothing is stored where they are
    /// 0, 1, 2, …
    #[must_use]
    pub fn integers(ids: Vec<i64>) -> Self {
        let plain = ids.iter().enumerate().all(|(node, &id)| i64::try_from(node) == Ok(id));
        match u32::try_from(ids.len()) {
            Ok(count) if plain => Self::index(count),
            _ => Ids::Integers(ids.into()).into(),
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
        Ids::Texts { bytes: bytes.into(), offsets: offsets.into() }.into()
    }

    /// Ids whose nodes are in another order. `order` has one place and one node for each id, each the inverse of
    /// the other.
    #[must_use]
    pub const fn ordered(ids: Ids, order: IdOrder) -> Self {
        Self { ids, order: Some(order) }
    }

    /// The same ids, where the node that was `order[i]` is now i.
    ///
    /// # Panics
    /// If `order` does not name every node once.
    #[must_use]
    pub fn relabelled(&self, order: &[u32]) -> Self {
        assert_eq!(order.len(), self.len(), "one place a node");
        let places: Vec<u32> = order.iter().map(|&node| self.place(node)).collect();
        let nodes = inverse(&places);
        let order = IdOrder { places: places.into(), nodes: nodes.into() };
        Self::ordered(self.ids.clone(), order)
    }

    /// The ids in ascending order.
    #[must_use]
    pub const fn ids(&self) -> &Ids {
        &self.ids
    }

    /// The node of each of the [`Labels::ids`]; `None` if node i has the id at place i.
    #[must_use]
    pub const fn order(&self) -> Option<&IdOrder> {
        self.order.as_ref()
    }

    /// Number of users.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// True where there is no user.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The place of a node's id among all ids in ascending order.
    #[must_use]
    pub fn place(&self, node: u32) -> u32 {
        match &self.order {
            Some(order) => order.places[node as usize],
            None => node,
        }
    }

    /// The id of a node.
    ///
    /// # Panics
    /// If `node` is not below [`len`](Self::len).
    #[must_use]
    pub fn id(&self, node: u32) -> Id<'_> {
        self.ids.at(self.place(node))
    }

    /// The node of an id, as written in a file or on a command line; `None` if no user has it.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<u32> {
        let place = self.ids.place(id)?;
        Some(match &self.order {
            Some(order) => order.nodes[place as usize],
            None => place,
        })
    }
}

impl Ids {
    fn len(&self) -> usize {
        match self {
            Self::Index(count) => *count as usize,
            Self::Integers(ids) => ids.len(),
            Self::Texts { offsets, .. } => offsets.len() - 1,
        }
    }

    /// The id at a place.
    fn at(&self, place: u32) -> Id<'_> {
        let at = place as usize;
        match self {
            Self::Index(count) => {
                assert!(place < *count, "node {place} is one of {count}");
                Id::Integer(i64::from(place))
            }
            Self::Integers(ids) => Id::Integer(ids[at]),
            Self::Texts { bytes, offsets } => {
                let range = offsets[at] as usize..offsets[at + 1] as usize;
                Id::Text(std::str::from_utf8(&bytes[range]).expect("labels were checked as UTF-8"))
            }
        }
    }

    /// The place of an id, as it is written.
    fn place(&self, id: &str) -> Option<u32> {
        let place = match self {
            Self::Index(count) => {
                let place: u32 = canonical_integer(id)?.try_into().ok()?;
                return (place < *count).then_some(place);
            }
            Self::Integers(ids) => ids.binary_search(&canonical_integer(id)?).ok()?,
            Self::Texts { .. } => {
                let mut low = 0;
                let mut high = self.len();
                while low < high {
                    let middle = usize::midpoint(low, high);
                    if self.at(u32::try_from(middle).ok()?) < Id::Text(id) {
                        low = middle + 1;
                    } else {
                        high = middle;
                    }
                }
                let at = u32::try_from(low).ok()?;
                return (low < self.len() && self.at(at) == Id::Text(id)).then_some(at);
            }
        };
        u32::try_from(place).ok()
    }
}

/// For each node its place in `order`.
///
/// # Panics
/// If `order` does not name every node once.
pub(super) fn inverse(order: &[u32]) -> Vec<u32> {
    let mut places = vec![u32::MAX; order.len()];
    for (place, &node) in order.iter().enumerate() {
        let before = std::mem::replace(&mut places[node as usize], place as u32);
        assert_eq!(before, u32::MAX, "node {node} stands once");
    }
    places
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
    fn relabelled_ids_are_found_and_given_back_however_often() {
        for labels in [Labels::index(4), Labels::texts(["007", "7", "anna", "łukasz"])] {
            let once = labels.relabelled(&[2, 0, 3, 1]);
            let twice = once.relabelled(&[3, 1, 0, 2]);
            for (node, [first, second]) in [[2, 1], [0, 0], [3, 2], [1, 3]].into_iter().enumerate()
            {
                assert_eq!(once.id(node as u32), labels.id(first));
                assert_eq!(twice.id(node as u32), labels.id(second));
            }
            for node in 0..4 {
                assert_eq!(twice.node(&twice.id(node).to_string()), Some(node));
            }
            assert_eq!((twice.len(), twice.node("zoe")), (4, None));
        }
    }

    #[test]
    fn plain_numbering_is_not_stored() {
        let labels = Labels::integers(vec![0, 1, 2]);
        assert_eq!(labels, Labels::index(3));
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
