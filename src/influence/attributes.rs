//! Probabilities from the columns of users and edges, by a logit.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EdgeValues, Influence, Rule};
use crate::{
    catalogue::{Described, nearest},
    error::{Error, Result},
    network::{Network, attributes::UserValues},
};

/// p(u, v) = 1 / (1 + e^−x), where x is the intercept plus, for each named column, its coefficient
/// times its value: of the edge (trust), of the influencer u, and of the audience v (interest,
/// activity).
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Attributes {
    /// x where every value is 0: p = 1 / (1 + e^−intercept). Default 0.
    pub intercept: f64,
    /// Coefficients of columns of the edges, such as trust.
    pub edge: BTreeMap<String, f64>,
    /// Coefficients of columns of the user whose message it is; a yes counts 1, a no 0.
    pub influencer: BTreeMap<String, f64>,
    /// Coefficients of columns of the user who is shown it, such as interest and activity.
    pub audience: BTreeMap<String, f64>,
}

impl Described for Attributes {
    const SUMMARY: &'static str = "a logit of columns of edge, influencer and audience";
    const REFERENCE: &'static str =
        "Saito, Ohara, Yamagishi, Kimura & Motoda, ACML 2011, doi:10.1007/978-3-642-25324-9_28";
}

impl Rule for Attributes {
    fn assign(&self, network: &Network, rng_seed: u64) -> Result<Influence> {
        finite("influence.attributes.intercept", self.intercept)?;
        let influencer = user_terms("influencer", &self.influencer, network)?;
        let audience = user_terms("audience", &self.audience, network)?;
        let edge = edge_terms(&self.edge, network)?;
        Ok(EdgeValues { network, rng_seed }.collect(|at, _| {
            let x = self.intercept
                + influencer[at.influencer as usize]
                + audience[at.audience as usize]
                + edge.iter().map(|(values, weight)| weight * values[at.place]).sum::<f64>();
            1.0 / (1.0 + (-x).exp())
        }))
    }
}

fn finite(key: &str, value: f64) -> Result<f64> {
    if value.is_finite() {
        return Ok(value);
    }
    Err(Error::value(key, format!("{value} is no coefficient"), "give a finite number"))
}

fn missing(key: String, column: &str, of: &str, names: &[&str]) -> Error {
    let remedy = match nearest(column, names.iter().copied()) {
        Some(name) => format!("did you mean {name:?}?"),
        None if names.is_empty() => format!("the network has no columns of {of} at all"),
        None => format!("the network's columns of {of} are {}", names.join(", ")),
    };
    Error::value(key, format!("the network has no column {column:?} of {of}"), remedy)
}

/// For each user the sum of coefficient times value.
fn user_terms(
    role: &str,
    coefficients: &BTreeMap<String, f64>,
    network: &Network,
) -> Result<Vec<f64>> {
    let mut sums = vec![0.0; network.users() as usize];
    for (name, &weight) in coefficients {
        let key = format!("influence.attributes.{role}.{name}");
        finite(&key, weight)?;
        let names = || -> Vec<&str> {
            network.user_columns().iter().map(|column| column.name.as_str()).collect()
        };
        let column = network
            .user_column(name)
            .ok_or_else(|| missing(key.clone(), name, "users", &names()))?;
        let values: Vec<f64> = match column {
            UserValues::Number(values) => values.to_vec(),
            UserValues::Flag(values) => values
                .iter()
                .map(|&value| if value > 1 { f64::NAN } else { f64::from(value) })
                .collect(),
            UserValues::Category { .. } => {
                return Err(Error::value(
                    key,
                    format!("{name} is a category, which has no number to multiply"),
                    "take a column of numbers, or of yes and no",
                ));
            }
        };
        for (node, (sum, value)) in sums.iter_mut().zip(values).enumerate() {
            if !value.is_finite() {
                let id = network.id(node as u32);
                return Err(Error::value(
                    key,
                    format!("user {id} has no {name}"),
                    "give every user a value, or leave the column out",
                ));
            }
            *sum += weight * value;
        }
    }
    Ok(sums)
}

/// The named columns of the edges, each with its coefficient.
fn edge_terms<'a>(
    coefficients: &BTreeMap<String, f64>,
    network: &'a Network,
) -> Result<Vec<(&'a [f64], f64)>> {
    let term = |(name, &weight): (&String, &f64)| {
        let key = format!("influence.attributes.edge.{name}");
        finite(&key, weight)?;
        let names: Vec<&str> =
            network.edge_columns().iter().map(|column| column.name.as_str()).collect();
        let values =
            network.edge_column(name).ok_or_else(|| missing(key.clone(), name, "edges", &names))?;
        network.has_one_value_an_edge(name, &key)?;
        if values.iter().any(|value| !value.is_finite()) {
            return Err(Error::value(
                key,
                format!("some edges have no {name}"),
                "give every edge a value, or leave the column out",
            ));
        }
        Ok((values, weight))
    };
    coefficients.iter().map(term).collect()
}
