//! Chosen seeds, with their certificate.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{SeedCertificate, Seeds};
use crate::network::Network;

/// Seeds, with their certificate and their order if the strategy has any.
#[derive(Debug, Clone, PartialEq)]
pub struct ChosenSeeds {
    /// The seeds.
    pub seeds: Seeds,
    /// How near the seeds are to the optimum, if the strategy certifies that.
    pub certificate: Option<SeedCertificate>,
    /// The seeds in the order of the search, if there was one.
    pub order: Option<Vec<FoundSeed>>,
}

/// A seed found by a search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FoundSeed {
    /// The user.
    pub user: u32,
    /// Its estimated marginal gain, if that was counted.
    pub adds: Option<f64>,
}

/// A chosen seed, as reports repeat it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChosenSeed {
    /// The user's id.
    pub id: String,
    /// Its estimated marginal gain: by how much it enlarges the spread of the seeds before it. `null` if that was
    /// not counted.
    pub adds: Option<f64>,
}

impl ChosenSeeds {
    /// The seeds by their ids: in the order of the search, or else in that of the network. `None`
    /// if seeds are drawn in each replicate.
    #[must_use]
    pub fn chosen(&self, network: &Network) -> Option<Vec<ChosenSeed>> {
        let seed = |user, adds| ChosenSeed { id: network.id(user).to_string(), adds };
        match (&self.order, &self.seeds) {
            (Some(order), _) => {
                Some(order.iter().map(|sought| seed(sought.user, sought.adds)).collect())
            }
            (None, Seeds::Fixed(users)) => {
                Some(users.iter().map(|&user| seed(user, None)).collect())
            }
            (None, Seeds::Redrawn(_)) => None,
        }
    }
}
