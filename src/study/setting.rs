//! The first steps on a stored network: network → influence → model.

use std::{fmt, sync::Arc};

use crate::{
    error::Result,
    influence::{Influence, InfluenceRule},
    model::{AnyModel, Cascade},
    network::Network,
    seeding::SpreadModel,
};

/// A network, the influence of its edges, and the model prepared for both.
#[derive(Clone)]
pub struct Setting {
    /// The network.
    pub network: Network,
    /// The strength of each edge.
    pub influence: Influence,
    /// The prepared model.
    pub cascade: Arc<dyn Cascade>,
}

impl Setting {
    /// Assigns an influence to every edge of a network, and prepares a model.
    ///
    /// A model that does not use influence gets strength 1 everywhere, and `rule` is ignored.
    ///
    /// # Errors
    /// [`Error::Value`](crate::Error::Value) if the influence or the model does not fit this network.
    pub fn prepare(
        network: Network,
        rule: &InfluenceRule,
        model: &AnyModel,
        rng_seed: u64,
    ) -> Result<Self> {
        // Every edge counts alike where influence plays no part.
        let influence = if model.uses_influence() {
            rule.assign(&network, rng_seed)?
        } else {
            Influence::Uniform(1.0)
        };
        let cascade = model.prepare(&network, &influence)?;
        Ok(Self { network, influence, cascade })
    }

    /// Influence and model, as strategies take them.
    #[must_use]
    pub fn spreading(&self) -> SpreadModel<'_> {
        SpreadModel { influence: &self.influence, cascade: &*self.cascade }
    }
}

impl fmt::Debug for Setting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Setting({} users, {})", self.network.users(), self.cascade.kernel())
    }
}
