//! Probabilities (or weights) that the network's file gives, edge by edge.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Influence, Rule};
use crate::{
    catalogue::{Described, nearest},
    error::{Error, Result},
    network::{Network, attributes::EdgeColumn},
};

/// A column of numbers on the edges, taken as it is.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FromFile {
    /// The column's name. Default "probability", which is what a third column without a header is
    /// called.
    pub column: String,
}

impl Default for FromFile {
    fn default() -> Self {
        Self { column: EdgeColumn::PROBABILITY.to_owned() }
    }
}

impl Described for FromFile {
    const SUMMARY: &'static str = "the numbers that the network's file gives on its edges";
    const REFERENCE: &'static str =
        "Goyal, Bonchi & Lakshmanan, WSDM 2010, doi:10.1145/1718487.1718518";
}

impl Rule for FromFile {
    fn assign(&self, network: &Network, _rng_seed: u64) -> Result<Influence> {
        let values = probabilities(network, &self.column, "influence.from-file.column")?;
        Ok(Influence::PerEdge(values.iter().map(|&value| value as f32).collect()))
    }
}

/// A column of probabilities on the edges, which `key` asks for.
pub(super) fn probabilities<'a>(
    network: &'a Network,
    column: &str,
    key: &str,
) -> Result<&'a [f64]> {
    let Some(values) = network.edge_column(column) else {
        let names: Vec<&str> =
            network.edge_columns().iter().map(|column| column.name.as_str()).collect();
        let remedy = match nearest(column, names.iter().copied()) {
            Some(name) => format!("did you mean {name:?}?"),
            None if names.is_empty() => "the network's edges carry no numbers: give a file that has them, or take another rule of influence"
                .to_owned(),
            None => format!("its edges carry {}", names.join(", ")),
        };
        let problem = format!("the network's edges have no column {column:?}");
        return Err(Error::value(key, problem, remedy));
    };
    network.has_one_value_an_edge(column, key)?;
    let wrong = values.iter().position(|value| !(0.0..=1.0).contains(value));
    if let Some(place) = wrong {
        let rows = network.forward();
        let influencer = rows.offsets().partition_point(|&start| start <= place as u64) - 1;
        let problem = format!(
            "{} on the edge from {} to {} is no probability",
            values[place],
            network.id(influencer as u32),
            network.id(rows.targets()[place]),
        );
        return Err(Error::value(key, problem, "give numbers from 0 to 1 in the file"));
    }
    Ok(values)
}
