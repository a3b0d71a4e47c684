//! Users named by their own ids, as settings name them.
//!
//! It finds the user of an id, and suggests one for an id that nobody has. It must never choose a user.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Network;
use crate::{
    catalogue::nearest,
    error::{Error, Result},
};

/// A user's own id: a whole number or a text. A text of a whole number, such as "7", names the same user
/// as the number 7.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum UserId {
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(String),
}

impl std::fmt::Display for UserId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(id) => id.fmt(formatter),
            Self::Text(id) => id.fmt(formatter),
        }
    }
}

impl From<i64> for UserId {
    fn from(id: i64) -> Self {
        Self::Integer(id)
    }
}

impl From<i32> for UserId {
    fn from(id: i32) -> Self {
        Self::Integer(id.into())
    }
}

impl From<u32> for UserId {
    fn from(id: u32) -> Self {
        Self::Integer(id.into())
    }
}

/// A number above `i64::MAX` becomes a text, as in a file.
impl From<u64> for UserId {
    fn from(id: u64) -> Self {
        i64::try_from(id).map_or_else(|_| Self::Text(id.to_string()), Self::Integer)
    }
}

impl From<usize> for UserId {
    fn from(id: usize) -> Self {
        (id as u64).into()
    }
}

impl From<&str> for UserId {
    fn from(id: &str) -> Self {
        Self::Text(id.to_owned())
    }
}

impl From<String> for UserId {
    fn from(id: String) -> Self {
        Self::Text(id)
    }
}

impl From<&String> for UserId {
    fn from(id: &String) -> Self {
        Self::Text(id.clone())
    }
}

/// The nodes of the users with these ids; `key` is the setting that holds them.
///
/// # Errors
/// [`Error::Value`] at `key` for an id that nobody has.
pub fn nodes(network: &Network, ids: &[UserId], key: &str) -> Result<Vec<u32>> {
    let node = |id: &UserId| {
        let id = id.to_string();
        network.labels().node(&id).ok_or_else(|| {
            let problem = format!("user {id} is not in the network");
            Error::value(key, problem, meant(network, &id))
        })
    };
    ids.iter().map(node).collect()
}

/// A remedy for an id that no user has: the nearest id, and examples of ids in the network.
#[must_use]
pub fn meant(network: &Network, id: &str) -> String {
    let all = (0..network.users()).map(|user| network.id(user).to_string().into());
    match nearest_id(id, network.users(), all) {
        Some(near) => format!("did you mean {near}? {}", examples(network)),
        None => examples(network),
    }
}

/// The id among `all` that is nearest to one that nobody has. `None` for a number, and if there are more than
/// 200,000 `users`.
pub fn nearest_id<'a>(
    id: &str,
    users: u32,
    all: impl Iterator<Item = Cow<'a, str>>,
) -> Option<String> {
    /// Looking through more would take seconds.
    const MOST: u32 = 200_000;
    if users > MOST || id.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // All but a few differ too much in length to be compared.
    let alike = |other: &Cow<'_, str>| other.len().abs_diff(id.len()) <= 1 + id.len() / 3;
    let all: Vec<Cow<'_, str>> = all.filter(alike).collect();
    nearest(id, all.iter().map(|id| &**id)).map(ToOwned::to_owned)
}

/// Examples of ids in a network: the first and the last.
#[must_use]
pub fn examples(network: &Network) -> String {
    let Some(last) = network.users().checked_sub(1) else {
        return "the network has no users".to_owned();
    };
    format!(
        "give ids as they stand in the network's file; its users are called {} … {}",
        network.id(0),
        network.id(last)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_may_be_meant_where_it_is_no_number() {
        let all = ["anna", "bert", "carla", "17"];
        let near = |id: &str| nearest_id(id, 4, all.iter().map(|&id| id.into()));
        assert_eq!(near("ana").as_deref(), Some("anna"));
        assert_eq!(near("Bert").as_deref(), Some("bert"));
        assert_eq!([near("18"), near("maximilian")], [None, None]);
        assert_eq!(nearest_id("ana", u32::MAX, all.iter().map(|&id| id.into())), None);
    }
}
