//! What the models of exposures share: their cascades, and chances that depend on how many exposures
//! there were.

use std::sync::Arc;

use super::{Cascade, Forward, Process};
use crate::{
    influence::Influence,
    kernel::{
        Record, SharerSet,
        exposure_models::{
            CountByChance, CountThreshold, ExposureStates, Exposures, Hazards, spread,
        },
        live::probability::{PerEdgeProbability, PerTargetProbability},
        plan::WalkCost,
    },
    network::{Network, csr::Rows},
    rng::World,
};

/// A model in which exposures do it.
pub(in crate::model) struct Exposing<E> {
    pub(in crate::model) rows: Arc<Rows>,
    pub(in crate::model) exposures: E,
    /// In a few words, for `explain`.
    pub(in crate::model) kernel: &'static str,
}

impl<E: Exposures<State: 'static> + 'static> Exposing<E> {
    pub(in crate::model) fn boxed(
        network: &Network,
        exposures: E,
        kernel: &'static str,
    ) -> Arc<dyn Cascade> {
        Arc::new(Forward(Self { rows: Arc::clone(network.forward()), exposures, kernel }))
    }
}

impl<E: Exposures<State: 'static> + 'static> Process for Exposing<E> {
    type Buffers = ExposureStates<E::State>;

    fn buffers(&self) -> Self::Buffers {
        ExposureStates::new(self.rows.nodes())
    }

    fn spread<R: Record>(
        &self,
        world: World,
        seeds: &[u32],
        sharers: &mut SharerSet<'_>,
        buffers: &mut Self::Buffers,
        record: &mut R,
    ) {
        let what = (&*self.rows, &self.exposures);
        spread(what, (world, seeds), sharers, buffers, record);
    }

    fn kernel(&self) -> &'static str {
        self.kernel
    }

    fn cost(&self) -> WalkCost {
        WalkCost { sharer: 12.0, looks: 1.0, look: 5.0 }
    }
}

/// For each user the number of edges that lead to it.
pub(in crate::model) fn followed(network: &Network) -> Vec<u32> {
    let mut followed = vec![0_u32; network.users() as usize];
    for &user in network.forward().targets() {
        // Nobody follows so often; the last is that of a user who is exposed for ever.
        followed[user as usize] = followed[user as usize].saturating_add(1);
    }
    followed
}

/// The cascades in which the n-th exposure of a user succeeds with the probability of its edge times
/// the n-th of `factors`, which goes on as long as anybody can be exposed.
pub(in crate::model) fn with_chances(
    network: &Network,
    influence: &Influence,
    factors: impl Iterator<Item = f64>,
) -> Arc<dyn Cascade> {
    let most = followed(network).into_iter().max().unwrap_or(0);
    let factors = factors.take(most as usize);
    match influence {
        Influence::Uniform(p) => Exposing::boxed(
            network,
            CountThreshold(CountByChance::new(factors.map(|factor| p * factor))),
            "exposures counted down to the one that succeeds, which one coin a user tells",
        ),
        Influence::PerTarget(strengths) => Exposing::boxed(
            network,
            Hazards {
                probability: PerTargetProbability::new(strengths),
                factors: factors.collect(),
            },
            "one coin a user, held against the chance that all its exposures fail",
        ),
        Influence::PerEdge(strengths) => Exposing::boxed(
            network,
            Hazards {
                probability: PerEdgeProbability(Arc::clone(strengths)),
                factors: factors.collect(),
            },
            "one coin a user, held against the chance that all its exposures fail",
        ),
    }
}
