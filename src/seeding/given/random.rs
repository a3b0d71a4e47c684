//! Users at random.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    catalogue::Described,
    error::Result,
    rng::{Purpose, World},
    seeding::{AddressChoice, AddressSeeds, Filter, Lineup, SeedChoice, SeedDraw, Seeds, Strategy},
};

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

/// The world number of a single draw, which no replicate has.
pub(crate) const ONCE: u64 = u64::MAX;

impl Strategy for Random {
    fn choose(&self, choice: &SeedChoice<'_>) -> Result<Seeds> {
        let pool = choice.candidates(self.filter.as_ref(), self.count)?;
        let draw = SeedDraw { pool, count: self.count, rng_seed: choice.rng_seed };
        if self.redraw {
            return Ok(Seeds::Redrawn(draw));
        }
        let mut users = Vec::new();
        draw.of(ONCE, &mut users);
        Ok(Seeds::fixed(users))
    }

    fn lineup(&self, choice: &SeedChoice<'_>) -> Result<Option<Lineup>> {
        let pool = choice.candidates(self.filter.as_ref(), self.count)?;
        let rng_seed = choice.rng_seed;
        if self.redraw {
            return Ok(Some(Lineup::Redrawn { pool, rng_seed }));
        }
        let count = u32::try_from(pool.len()).expect("a network has at most 2^32 - 1 users");
        let mut users = Vec::with_capacity(pool.len());
        SeedDraw { pool, count, rng_seed }.of(ONCE, &mut users);
        Ok(Some(Lineup::Fixed(users)))
    }

    fn choose_addresses(&self, choice: &AddressChoice<'_>) -> Result<AddressSeeds> {
        choice.check_count(self.count)?;
        if let Some(filter) = &self.filter {
            if self.redraw {
                let problem = "users who pass a filter are not drawn anew in every replicate: they \
                               are found by drawing until enough do";
                let remedy = "leave redraw out, for one choice that is kept; or leave where out";
                return Err(choice.fault("redraw", problem, remedy));
            }
            let world = World::new(choice.rng_seed, Purpose::Seeding, ONCE);
            return choice.passing(filter, self.count, world).map(AddressSeeds::Fixed);
        }
        let (users, rng_seed) = (choice.network.users(), choice.rng_seed);
        let seeds = AddressSeeds::Redrawn { users, count: self.count, rng_seed };
        if self.redraw {
            return Ok(seeds);
        }
        let mut drawn = Vec::new();
        seeds.of(ONCE, &mut drawn);
        Ok(AddressSeeds::fixed(drawn))
    }
}
