//! Users at random.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Choice, Draw, Filter, Seeds, Strategy};
use crate::{catalogue::Described, error::Result};

/// Users drawn at random, all choices equally likely.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Random {
    /// How many users, at least 1.
    pub count: u32,
    /// Only users who pass this filter.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// true: other users in every replicate, so that the answer is about a random choice; false:
    /// one choice, kept, so that the answer is about these users. Default false.
    #[serde(default)]
    pub redraw: bool,
}

impl Described for Random {
    const SUMMARY: &'static str = "users drawn at random, once or anew in every replicate";
    const REFERENCE: &'static str = "Akbarpour, Malladi & Saberi 2018, doi:10.2139/ssrn.3062830";
}

/// The number of the world that a single draw is made in: one that no replicate has.
const ONCE: u64 = u64::MAX;

impl Strategy for Random {
    fn choose(&self, choice: &Choice<'_>) -> Result<Seeds> {
        let pool = choice.candidates(self.filter.as_ref(), self.count)?;
        let draw = Draw { pool, count: self.count, rng_seed: choice.rng_seed };
        if self.redraw {
            return Ok(Seeds::Redrawn(draw));
        }
        let mut users = Vec::new();
        draw.of(ONCE, &mut users);
        Ok(Seeds::fixed(users))
    }
}
