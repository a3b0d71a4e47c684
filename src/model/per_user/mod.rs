//! A number of each user, as a scenario gives it: one for all, a law, or a column of the user table.
//!
//! It knows no meaning of the number; a model says what it may be.

use rand_distr::{Distribution, Normal};
use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error as _, MapAccess, Visitor, value::MapAccessDeserializer},
};

use crate::{
    catalogue::nearest,
    error::{Error, Result},
    network::{Network, attributes::UserValues, storage::Storage},
    rng::Stream,
};

/// A number, or how it is drawn: `0.18` or `{ uniform = { from = 0.1, to = 0.3 } }`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum NumberOr<L> {
    /// The same number always.
    Number(f64),
    /// A law.
    Law(L),
}

/// A number of each user.
pub type PerUser = NumberOr<PerUserLaw>;

/// How the number of a user is found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PerUserLaw {
    /// Uniform, drawn for each user anew in each world.
    Uniform(UniformLaw),
    /// Normal, drawn for each user anew in each world.
    Normal(NormalLaw),
    /// One of a few numbers, drawn for each user anew in each world.
    Choice(Choice),
    /// The number that a column of the user table gives, the same in all worlds.
    Column(String),
}

/// Uniform between two numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UniformLaw {
    /// The least.
    pub from: f64,
    /// The most, at least `from`.
    pub to: f64,
}

/// Normal, and not truncated: a number out of range counts as below or above every value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NormalLaw {
    /// The mean.
    pub mean: f64,
    /// The standard deviation, 0 or more.
    pub sd: f64,
}

/// One of a few numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The numbers, one or more.
    pub values: Vec<f64>,
    /// How often each is drawn, relative to each other: 0 or more, not all 0. Default: alike.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<f64>,
}

impl<'de, L: Deserialize<'de>> Deserialize<'de> for NumberOr<L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Seen<L>(std::marker::PhantomData<L>);
        impl<'de, L: Deserialize<'de>> Visitor<'de> for Seen<L> {
            type Value = NumberOr<L>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a number, or a table that names a law")
            }

            fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
                Ok(NumberOr::Number(number))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
                Ok(NumberOr::Number(number as f64))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(NumberOr::Number(number as f64))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                L::deserialize(MapAccessDeserializer::new(map))
                    .map(NumberOr::Law)
                    .map_err(A::Error::custom)
            }
        }
        deserializer.deserialize_any(Seen(std::marker::PhantomData))
    }
}

/// What a number of a user may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// The least.
    pub(super) least: f64,
    /// The most.
    pub(super) most: f64,
    /// The same in words, after "give": "a share from 0 to 1".
    pub(super) words: &'static str,
}

impl Bounds {
    /// Refuses what lies outside.
    pub(super) fn check(&self, key: &str, number: f64) -> Result<f64> {
        if (self.least..=self.most).contains(&number) && number.is_finite() {
            return Ok(number);
        }
        Err(Error::value(key, format!("{number} is out of range"), format!("give {}", self.words)))
    }
}

/// A number of each user, ready.
pub(super) enum Numbers {
    /// The same for all.
    Same(f64),
    /// One a user.
    Column(Storage<f64>),
    /// Drawn from a user's own stream.
    Drawn(Draw),
}

/// How a number is drawn.
pub(super) enum Draw {
    Uniform {
        from: f64,
        width: f64,
    },
    Normal(Normal<f64>),
    /// The values and the running sums of their weights.
    Choice(Vec<f64>, Vec<f64>),
}

impl Draw {
    #[inline]
    pub(super) fn from(&self, stream: &mut Stream) -> f64 {
        match self {
            Self::Uniform { from, width } => stream.unit().mul_add(*width, *from),
            Self::Normal(normal) => normal.sample(stream),
            Self::Choice(values, sums) => {
                let below = stream.unit() * sums[sums.len() - 1];
                values[sums.partition_point(|&sum| sum <= below)]
            }
        }
    }
}

impl PerUser {
    /// The numbers of a network's users, each within `bounds` but for the tails of a normal law.
    ///
    /// # Errors
    /// [`Error::Value`] that names `key`, where a number makes no sense.
    pub(super) fn ready(&self, key: &str, network: &Network, bounds: Bounds) -> Result<Numbers> {
        let law = match self {
            Self::Number(number) => return bounds.check(key, *number).map(Numbers::Same),
            Self::Law(law) => law,
        };
        Ok(match law {
            PerUserLaw::Uniform(UniformLaw { from, to }) => {
                bounds.check(&format!("{key}.uniform.from"), *from)?;
                bounds.check(&format!("{key}.uniform.to"), *to)?;
                if from > to {
                    let problem = format!("from = {from} is above to = {to}");
                    return Err(Error::value(
                        format!("{key}.uniform"),
                        problem,
                        "give the lesser as `from`",
                    ));
                }
                Numbers::Drawn(Draw::Uniform { from: *from, width: to - from })
            }
            PerUserLaw::Normal(NormalLaw { mean, sd }) => {
                let normal = Normal::new(*mean, *sd).ok();
                let normal = normal.filter(|_| mean.is_finite() && *sd >= 0.0);
                Numbers::Drawn(Draw::Normal(normal.ok_or_else(|| {
                    let problem = format!("mean = {mean}, sd = {sd} is no normal law");
                    let remedy = "give a finite mean and a standard deviation of 0 or more";
                    Error::value(format!("{key}.normal"), problem, remedy)
                })?))
            }
            PerUserLaw::Choice(choice) => {
                Numbers::Drawn(choice.ready(&format!("{key}.choice"), bounds)?)
            }
            PerUserLaw::Column(name) => {
                Numbers::Column(column(&format!("{key}.column"), name, network, bounds)?)
            }
        })
    }
}

impl Choice {
    fn ready(&self, key: &str, bounds: Bounds) -> Result<Draw> {
        if self.values.is_empty() {
            let key = format!("{key}.values");
            return Err(Error::value(key, "there is no value to choose", "give one or more"));
        }
        for &value in &self.values {
            bounds.check(&format!("{key}.values"), value)?;
        }
        let alike = vec![1.0; self.values.len()];
        let weights = if self.weights.is_empty() { &alike } else { &self.weights };
        let mut sum = 0.0;
        let sums: Vec<f64> = weights
            .iter()
            .map(|weight| {
                sum += weight;
                sum
            })
            .collect();
        let sound = weights.iter().all(|&weight| weight >= 0.0) && sum > 0.0 && sum.is_finite();
        if sums.len() != self.values.len() || !sound {
            let problem = format!("{weights:?} are no weights of {} values", self.values.len());
            let remedy = "give as many as there are values, each 0 or more and not all 0";
            return Err(Error::value(format!("{key}.weights"), problem, remedy));
        }
        Ok(Draw::Choice(self.values.clone(), sums))
    }
}

/// The numbers of a column of the user table.
fn column(key: &str, name: &str, network: &Network, bounds: Bounds) -> Result<Storage<f64>> {
    let Some(values) = network.user_column(name) else {
        let columns: Vec<&str> = network
            .user_columns()
            .iter()
            .filter(|column| matches!(column.values, UserValues::Number(_)))
            .map(|column| column.name.as_str())
            .collect();
        let remedy = match nearest(name, columns.iter().copied()) {
            Some(near) => format!("did you mean {near:?}?"),
            None if columns.is_empty() => {
                "the network's users have no columns of numbers: give a user \
                                         table in network.file.users, or a number"
                    .to_owned()
            }
            None => format!("its users' columns of numbers are {}", columns.join(", ")),
        };
        return Err(Error::value(key, format!("users have no column {name:?}"), remedy));
    };
    let UserValues::Number(numbers) = values else {
        let problem = format!("{name:?} holds words, or yes and no, not numbers");
        return Err(Error::value(key, problem, "name a column of numbers"));
    };
    for (user, &number) in (0..).zip(numbers.iter()) {
        if number.is_nan() {
            let problem = format!("{name:?} has no value for user {}", network.id(user));
            return Err(Error::value(key, problem, format!("give every user {}", bounds.words)));
        }
        bounds.check(key, number).map_err(|_| {
            let problem = format!("{name} = {number} of user {}", network.id(user));
            Error::value(key, problem, format!("give {}", bounds.words))
        })?;
    }
    Ok(numbers.clone())
}
