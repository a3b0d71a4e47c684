//! Where the network comes from: the section `[network]`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::network::{format::NetworkFile, generator::Generator, implicit::Implicit};

/// Where the network comes from: one of the three.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NetworkSection {
    /// A random network, another one for each `rng_seed`: `[network.generate.gnp]`, and so on.
    Generate(Generator),
    /// Users too many to store, whose followers are computed, not stored:
    /// `[network.implicit.follower]`. For a uniform influence and the independent cascade.
    Implicit(Implicit),
    /// A network from a file: `[network.file]`. Paths in a scenario are taken from its folder.
    File(NetworkFile),
}

impl NetworkSection {
    /// Where the network comes from, in a few words, for reports.
    #[must_use]
    pub fn source(&self) -> String {
        match self {
            Self::Generate(generator) => format!("generated: {}", generator.keyword()),
            Self::Implicit(implicit) => format!("implicit: {}", implicit.keyword()),
            Self::File(file) => file.path.to_string_lossy().into_owned(),
        }
    }
}
