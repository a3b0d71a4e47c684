//! What is simulated on a stored network: an owned value that any thread may hold.

use std::{fmt, sync::Arc};

use super::WorldLayout;
use crate::{
    metric::{AnyMetric, Measure, Needs, Segments},
    model::Cascade,
    network::Network,
    seeding::Seeds,
};

/// What is simulated on a stored network.
#[derive(Clone)]
pub struct Experiment {
    /// The network.
    pub network: Network,
    /// The model, ready for the network.
    pub cascade: Arc<dyn Cascade>,
    /// The seeds of each option.
    pub options: Arc<[Seeds]>,
    /// The plain numbers measured of each cascade.
    pub metrics: Arc<[AnyMetric]>,
    /// What is measured beside them.
    pub measures: Arc<[Arc<dyn Measure>]>,
    /// The segments of users, where a measure needs them.
    pub segments: Option<Segments>,
    /// Names the worlds.
    pub rng_seed: u64,
}

impl Experiment {
    /// Plain numbers of the cascades of some options, and nothing beside them.
    #[must_use]
    pub fn new(
        network: &Network,
        cascade: Arc<dyn Cascade>,
        options: Vec<Seeds>,
        metrics: &[AnyMetric],
        rng_seed: u64,
    ) -> Self {
        Self {
            network: network.clone(),
            cascade,
            options: options.into(),
            metrics: metrics.into(),
            measures: [].into(),
            segments: None,
            rng_seed,
        }
    }

    /// How the numbers of a world stand in a row.
    #[must_use]
    pub fn layout(&self) -> WorldLayout {
        WorldLayout::new(self.options.len(), self.metrics.len(), Arc::clone(&self.measures))
    }

    /// What all measures need of a cascade.
    #[must_use]
    pub fn needs(&self) -> Needs {
        let numbers = self.metrics.iter().map(|metric| metric.needs());
        numbers.chain(self.measures.iter().map(|it| it.needs())).fold(Needs::SHARERS, Needs::union)
    }
}

impl fmt::Debug for Experiment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Experiment")
            .field("options", &self.options.len())
            .field("metrics", &self.metrics)
            .field("measures", &self.measures)
            .field("rng_seed", &self.rng_seed)
            .finish_non_exhaustive()
    }
}
