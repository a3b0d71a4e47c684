//! Which users an option may choose from, by their attributes.

use std::{collections::BTreeMap, fmt};

use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{
        MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};

use crate::{
    catalogue::nearest,
    error::{Error, Result},
    network::{Network, attributes::UserValues},
};

/// Conditions on columns of the user table. A user must meet all of them.
///
/// Besides the network's own columns there are two more. `followers` is the number of users who are shown a
/// user's messages, and `follows` the number of users whose messages it is shown. A missing value meets no
/// condition.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Filter(pub BTreeMap<String, Condition>);

/// A condition on one column.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Condition {
    /// Yes or no: `partner = true`.
    Flag(bool),
    /// Exactly this number: `age = 30`.
    Number(f64),
    /// Exactly this word: `region = "north"`.
    Word(String),
    /// One of these words: `region = ["north", "west"]`.
    Words(Vec<String>),
    /// A number within limits, both included: `age = { min = 18, max = 30 }`.
    Range(Range),
}

/// Limits of a number, both included and both optional.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The least value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// The greatest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

/// Written by hand, so that an error is reported at its own place.
impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Condition;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter
                    .write_str("a word, a number, true or false, [words] or { min = 1, max = 9 }")
            }

            fn visit_bool<E>(self, flag: bool) -> Result<Condition, E> {
                Ok(Condition::Flag(flag))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Condition, E> {
                Ok(Condition::Number(number as f64))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Condition, E> {
                Ok(Condition::Number(number as f64))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Condition, E> {
                Ok(Condition::Number(number))
            }

            fn visit_str<E>(self, word: &str) -> Result<Condition, E> {
                Ok(Condition::Word(word.to_owned()))
            }

            fn visit_seq<S: SeqAccess<'de>>(self, words: S) -> Result<Condition, S::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(words)).map(Condition::Words)
            }

            fn visit_map<M: MapAccess<'de>>(self, limits: M) -> Result<Condition, M::Error> {
                Range::deserialize(MapAccessDeserializer::new(limits)).map(Condition::Range)
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl Condition {
    /// The condition as it would be written.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Word(word) => format!("{word:?}"),
            Self::Words(words) => format!("{words:?}"),
            Self::Range(Range { min, max }) => {
                let limit = |name, limit: &Option<f64>| limit.map(|at| format!("{name} = {at}"));
                let limits: Vec<String> =
                    [limit("min", min), limit("max", max)].into_iter().flatten().collect();
                format!("{{ {} }}", limits.join(", "))
            }
        }
    }

    /// The limits of a condition on numbers, if it is one.
    pub(super) fn limits(&self, key: &str) -> Result<Option<[f64; 2]>> {
        Ok(match self {
            Self::Number(number) => Some([*number, *number]),
            Self::Range(range) => {
                let min = range.min.unwrap_or(f64::NEG_INFINITY);
                let max = range.max.unwrap_or(f64::INFINITY);
                if min > max || min.is_nan() || max.is_nan() {
                    let problem = format!("no number lies in {}", self.shown());
                    return Err(Error::value(key, problem, "give a min that is at most the max"));
                }
                Some([min, max])
            }
            _ => None,
        })
    }
}

impl Filter {
    /// The users who meet all conditions, ascending. `key` is where the filter stands in the
    /// scenario.
    ///
    /// # Errors
    /// [`Error::Value`] for a column that the network does not have, and a condition that does not
    /// fit its column.
    pub fn users(&self, network: &Network, key: &str) -> Result<Vec<u32>> {
        let mut passing: Vec<u32> = (0..network.users()).collect();
        for (name, condition) in &self.0 {
            let key = format!("{key}.{name}");
            let meets = test(network, name, condition, &key)?;
            passing.retain(|&user| meets(user));
        }
        Ok(passing)
    }
}

type Test<'a> = Box<dyn Fn(u32) -> bool + 'a>;

/// The test of one condition on one column.
fn test<'a>(
    network: &'a Network,
    name: &str,
    condition: &'a Condition,
    key: &str,
) -> Result<Test<'a>> {
    let misfit = |remedy: String| {
        let problem = format!("{} does not fit the column {name}", condition.shown());
        Err(Error::value(key, problem, remedy))
    };
    let of_number = |value: Box<dyn Fn(u32) -> f64 + 'a>| -> Result<Test<'a>> {
        match condition.limits(key)? {
            Some([min, max]) => Ok(Box::new(move |user| (min..=max).contains(&value(user)))),
            None => misfit("it holds numbers: give one, or { min = …, max = … }".to_owned()),
        }
    };
    match network.user_column(name) {
        Some(UserValues::Category { codes, names }) => {
            let words = match condition {
                Condition::Word(word) => std::slice::from_ref(word),
                Condition::Words(words) => words,
                _ => {
                    let first = names.first().map_or("", String::as_str);
                    return misfit(format!(
                        "it holds words: give one in quotes, such as {first:?}"
                    ));
                }
            };
            let code = |word: &String| {
                let place = names.binary_search(word).map_err(|_| {
                    let problem = format!("nobody's {name} is {word:?}");
                    let existing = names.iter().map(String::as_str);
                    let remedy = match nearest(word, existing.clone()) {
                        Some(name) => format!("did you mean {name:?}?"),
                        None => format!("it is one of {}", existing.collect::<Vec<_>>().join(", ")),
                    };
                    Error::value(key, problem, remedy)
                })?;
                Ok(place as u32)
            };
            let wanted: Vec<u32> = words.iter().map(code).collect::<Result<_>>()?;
            Ok(Box::new(move |user| wanted.contains(&codes[user as usize])))
        }
        Some(UserValues::Number(values)) => of_number(Box::new(move |user| values[user as usize])),
        Some(UserValues::Flag(values)) => match condition {
            Condition::Flag(wanted) => {
                let wanted = u8::from(*wanted);
                Ok(Box::new(move |user| values[user as usize] == wanted))
            }
            _ => misfit("it holds yes and no: give true or false".to_owned()),
        },
        None if name == "followers" => {
            of_number(Box::new(|user| network.forward().degree(user) as f64))
        }
        None if name == "follows" => {
            of_number(Box::new(|user| network.backward().degree(user) as f64))
        }
        None => {
            let existing = network.user_columns().iter().map(|column| column.name.as_str());
            let existing = existing.chain(["followers", "follows"]);
            let remedy = match nearest(name, existing.clone()) {
                Some(name) => format!("did you mean {name:?}?"),
                None => format!("the columns are {}", existing.collect::<Vec<_>>().join(", ")),
            };
            Err(Error::value(key, format!("users have no column {name:?}"), remedy))
        }
    }
}
