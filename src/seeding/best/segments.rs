//! Parameters that differ from segment to segment: quotas, fairness and value.

use std::{collections::BTreeMap, fmt};

use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};

use crate::{
    catalogue::nearest,
    error::{Error, Result},
    network::{Network, attributes::UserValues},
    seeding::price::numbers,
};

/// A number for each segment of a category column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BySegment {
    /// The column of the user table.
    pub by: String,
    /// The number of each segment that is named: `{ north = 2.0 }`.
    pub segments: BTreeMap<String, f64>,
    /// The number of all other segments, and of users in none. Default 0.
    #[serde(default)]
    pub others: f64,
}

/// How many seeds segments give.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quotas {
    /// The category column of the user table that tells segments apart.
    pub by: String,
    /// The least number of seeds of segments: `{ south = 2 }`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub at_least: BTreeMap<String, u32>,
    /// The greatest number of seeds of segments: `{ north = 5 }`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub at_most: BTreeMap<String, u32>,
}

/// How much of each segment must share: expected sharers ÷ users of the segment.
///
/// Seeds are chosen first for what segments lack, each counting until it has its share, then for
/// spread. It is sought, not promised: the certificate tells what each segment has, and which have not
/// what they must. Up to eight times the sets that seeds need are drawn for those that may yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fairness {
    /// The category column of the user table that tells segments apart.
    pub by: String,
    /// Each segment must have this share of what it would have if all seeds were chosen for it alone,
    /// above 0 and at most 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_best: Option<f64>,
    /// Instead: the share of its users that each segment must have: `{ north = 0.02 }`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub least: BTreeMap<String, f64>,
}

/// What users are worth.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum UserValue {
    /// What a column of numbers says; a user without a number is worth nothing.
    Column(String),
    /// A number for each segment.
    Segments(BySegment),
}

/// A fault is reported at its own place, as it would not be by an untagged enum.
impl<'de> Deserialize<'de> for UserValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameOrTable;
        impl<'de> Visitor<'de> for NameOrTable {
            type Value = UserValue;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                let words =
                    "the name of a column, or { by = \"region\", segments = { north = 2 } }";
                formatter.write_str(words)
            }

            fn visit_str<E>(self, column: &str) -> Result<UserValue, E> {
                Ok(UserValue::Column(column.to_owned()))
            }

            fn visit_map<M: MapAccess<'de>>(self, table: M) -> Result<UserValue, M::Error> {
                BySegment::deserialize(MapAccessDeserializer::new(table)).map(UserValue::Segments)
            }
        }
        deserializer.deserialize_any(NameOrTable)
    }
}

/// The segment of each user, and the names of segments.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segmented<'a> {
    pub(super) codes: &'a [u32],
    pub(super) names: &'a [String],
}

impl<'a> Segmented<'a> {
    /// The segments of a category column.
    pub(super) fn of(network: &'a Network, column: &str, key: &str) -> Result<Self> {
        let categories = || {
            let columns = network.user_columns().iter();
            let is_category = |values: &UserValues| matches!(values, UserValues::Category { .. });
            let existing = columns.filter(move |column| is_category(&column.values));
            existing.map(|column| column.name.as_str())
        };
        match network.user_column(column) {
            Some(UserValues::Category { codes, names }) => Ok(Self { codes, names }),
            Some(_) => {
                let problem = format!("{column:?} holds no categories");
                Err(Error::value(key, problem, "name a column of words"))
            }
            None => {
                let problem = format!("users have no column {column:?}");
                Err(Error::value(key, problem, meant(column, categories())))
            }
        }
    }

    /// The index of a segment.
    pub(super) fn place(&self, name: &str, key: &str) -> Result<usize> {
        self.names.iter().position(|existing| existing == name).ok_or_else(|| {
            let problem = format!("no user is in a segment {name:?}");
            Error::value(key, problem, meant(name, self.names.iter().map(String::as_str)))
        })
    }

    /// The number given for each segment, or else `others`.
    pub(super) fn numbers<T: Copy>(
        &self,
        given: &BTreeMap<String, T>,
        others: T,
        key: &str,
    ) -> Result<Vec<T>> {
        let mut numbers = vec![others; self.names.len()];
        for (name, &number) in given {
            numbers[self.place(name, &format!("{key}.{name}"))?] = number;
        }
        Ok(numbers)
    }
}

/// A suggestion for a word that does not exist.
fn meant<'a>(word: &str, existing: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest(word, existing.clone()) {
        Some(near) => format!("did you mean {near:?}?"),
        None => match existing.collect::<Vec<_>>() {
            existing if existing.is_empty() => "the network's users have no categories".to_owned(),
            existing => format!("there are {}", existing.join(", ")),
        },
    }
}

impl UserValue {
    /// The value of each user.
    pub(super) fn of_users(&self, network: &Network, key: &str) -> Result<Vec<f64>> {
        let value: Vec<f64> = match self {
            Self::Column(column) => {
                let numbers = numbers(network, column, key, "values")?;
                numbers.iter().map(|number| if number.is_nan() { 0.0 } else { *number }).collect()
            }
            Self::Segments(BySegment { by, segments, others }) => {
                let given = segments.iter().map(|(name, number)| (name.as_str(), *number));
                for (name, number) in given.chain([("others", *others)]) {
                    if !(0.0..=1e15).contains(&number) {
                        let problem = format!("{number} is no value");
                        let key = format!("{key}.{name}");
                        return Err(Error::value(key, problem, "give 0, or a number up to 1e15"));
                    }
                }
                let segmented = Segmented::of(network, by, &format!("{key}.by"))?;
                let numbers = segmented.numbers(segments, *others, &format!("{key}.segments"))?;
                let worth = |&code: &u32| numbers.get(code as usize).copied().unwrap_or(*others);
                segmented.codes.iter().map(worth).collect()
            }
        };
        if value.iter().all(|&worth| worth == 0.0) {
            let remedy = "give some users a value above 0, or leave it out: each then counts 1";
            return Err(Error::value(key, "nobody is worth anything", remedy));
        }
        Ok(value)
    }
}
