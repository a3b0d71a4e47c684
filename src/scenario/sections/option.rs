//! One way of starting the message, and its price: the tables `[[option]]`.
//!
//! Amounts are in whatever money the user thinks in: no currency is set here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::seeding::{AnyStrategy, Price};

/// One way of starting the message.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeedingOption {
    /// The option's name in the report; each option has another one.
    pub name: String,

    /// Who has the message first: `seeds.random = { count = 10 }`, and so on.
    pub seeds: AnyStrategy,

    /// What the option costs, if costs are to be compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
}
