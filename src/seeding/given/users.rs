//! Users named in the settings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    catalogue::Described,
    error::{Error, Result},
    network::named::{UserId, nodes},
    seeding::{
        AddressChoice, AddressSeeds, KnownIds, Lineup, SeedChoice, Seeds, Strategy,
        lineup::each_once,
    },
};

/// These users.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Users {
    /// The ids of the users, as they stand in the network's file.
    pub ids: Vec<UserId>,
}

impl Described for Users {
    const SUMMARY: &'static str = "the users with these ids";
    const REFERENCE: &'static str = "–";
}

impl Users {
    /// Refuses ids that nobody has.
    pub(crate) fn check_named(&self, key: &str, named: KnownIds<'_>) -> Result<()> {
        for id in &self.ids {
            if !(named.is_known)(&id.to_string()) {
                let problem = format!("user {id} is not in the network");
                return Err(Error::value(format!("{key}.ids"), problem, named.remedy));
            }
        }
        Ok(())
    }

    /// The users in the order of the list.
    fn nodes(&self, choice: &SeedChoice<'_>) -> Result<Vec<u32>> {
        if self.ids.is_empty() {
            return Err(choice.fault("ids", "there is no user", "give at least one id"));
        }
        nodes(choice.network, &self.ids, &choice.key_of("ids"))
    }
}

impl Strategy for Users {
    fn choose(&self, choice: &SeedChoice<'_>) -> Result<Seeds> {
        self.nodes(choice).map(Seeds::fixed)
    }

    /// In the order of the list.
    fn lineup(&self, choice: &SeedChoice<'_>) -> Result<Option<Lineup>> {
        Ok(Some(Lineup::Fixed(each_once(self.nodes(choice)?))))
    }

    fn choose_addresses(&self, choice: &AddressChoice<'_>) -> Result<AddressSeeds> {
        if self.ids.is_empty() {
            return Err(choice.fault("ids", "there is no user", "give at least one id"));
        }
        let address = |id: &UserId| {
            choice.user(&id.to_string()).ok_or_else(|| {
                let problem = format!("user {id} is not in the network");
                choice.fault("ids", problem, choice.examples())
            })
        };
        self.ids.iter().map(address).collect::<Result<_>>().map(AddressSeeds::fixed)
    }
}
