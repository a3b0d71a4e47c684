//! What is to be studied, in plain values: no file, no text, nothing read yet.

use std::{path::PathBuf, sync::Arc};

use serde::Serialize;
use toml_edit::Key;

use super::Wanted;
use crate::{
    influence::InfluenceRule,
    metric::{AnyMetric, MeasureKeys},
    model::AnyModel,
    network::{Network, implicit::Population},
    seeding::{AnyStrategy, Price},
};

/// The network of a study.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a study has one of them")]
pub enum NetworkSource {
    /// One stored network for all replicates.
    Stored(Network),
    /// Users whose edges are computed on demand.
    Implicit(Arc<Population>),
}

/// What is to be studied.
#[derive(Debug, Clone, Serialize)]
pub struct Spec {
    /// Names all random numbers.
    pub rng_seed: u64,
    /// The strength of each edge.
    pub influence: InfluenceRule,
    /// How the message passes from user to user.
    pub model: AnyModel,
    /// The ways of seeding that are compared.
    pub options: Vec<OptionSpec>,
    /// The metrics of each cascade; sharers among them.
    pub metrics: Vec<AnyMetric>,
    /// The keyed measures.
    pub measures: MeasureKeys,
    /// What counts as viral, and when to stop.
    pub wanted: Wanted,
}

/// One way of seeding.
#[derive(Debug, Clone, Serialize)]
pub struct OptionSpec {
    /// Its name, unlike that of any other option.
    pub name: String,
    /// Who has the message first.
    pub seeds: AnyStrategy,
    /// Its price, if costs are compared.
    pub price: Option<Price>,
    /// The strategy's key in error messages: `option."ten stars".seeds.random`.
    pub key: String,
    /// The price's key in error messages.
    pub price_key: String,
    /// The folder to which the strategy's paths are relative.
    pub folder: PathBuf,
}

impl OptionSpec {
    /// An option whose paths are relative to `folder`.
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        seeds: AnyStrategy,
        price: Option<Price>,
        folder: impl Into<PathBuf>,
    ) -> Self {
        let name = name.into();
        let shown = Key::new(&name).display_repr().into_owned();
        Self {
            key: format!("option.{shown}.seeds.{}", seeds.keyword()),
            price_key: format!("option.{shown}.price"),
            folder: folder.into(),
            name,
            seeds,
            price,
        }
    }
}
