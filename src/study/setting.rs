//! The first arrows of the line on a stored network: network → influence → model.

use std::{fmt, sync::Arc};

use crate::{
    error::Result,
    influence::{Influence, InfluenceRule},
    model::{AnyModel, Cascade},
    network::Network,
    seeding::SpreadModel,
};

/// A network, how strong each follow is, and the model made ready for both.
#[derive(Clone)]
pub struct Setting {
    /// The network.
    pub network: Network,
    /// How strong each follow is.
    pub influence: Influence,
    /// The model, ready to run.
    pub cascade: Arc<dyn Cascade>,
}

impl Setting {
    /// Assigns an influence to every follow of a network, and makes a model ready.
    ///
    /// # Errors
    /// What the influence or the model refuses on this network.
    pub fn prepare(
        network: Network,
        rule: &InfluenceRule,
        model: &AnyModel,
        rng_seed: u64,
    ) -> Result<Self> {
        // Every follow counts alike where influence plays no part.
        let influence = if model.uses_influence() {
            rule.assign(&network, rng_seed)?
        } else {
            Influence::Uniform(1.0)
        };
        let cascade = model.prepare(&network, &influence)?;
        Ok(Self { network, influence, cascade })
    }

    /// How a message spreads, as strategies ask for it.
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
