//! Susceptible, infected, recovered; and the same without recovery.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Cascade, Clock, LiveEdgeCascade, Model, ModelCost, OutcomeKind, TimeUnit, TimedCascade,
    continuous_time_cascade::horizon,
};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    influence::Influence,
    kernel::live::contacts::RepeatedContacts,
    network::Network,
};

/// A user with the message tells each follower again and again until it tires of it. A follower shares when it is
/// first told.
///
/// In continuous time a follower is told at the rate β of `transmission` times the edge's strength, and the user
/// tires at the rate γ of `recovery`. So an edge passes the message on with probability β/(β + γ). By steps, β and
/// γ are probabilities of a step; after each step the user may tire. Then it is β/(1 − (1 − β)(1 − γ)).
///
/// A user who is active for long makes many followers share, so its edges are correlated. The mean reach is at
/// most that of an independent cascade with the same probabilities. A user shares at most once. Seeds share at
/// time 0. Parallel edges that were kept are separate chances.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Sir {
    /// The strength of an edge is multiplied by this: 0 or more, by steps so that no product is above 1.
    /// Default 1.
    pub transmission: f64,
    /// The rate, or by steps the probability of a step, with which a user tires: 0 or more. Default 1.
    pub recovery: f64,
    /// "continuous" or "steps". Default "continuous".
    pub clock: Clock,
    /// What would be shared later than this is not: in the unit of the rates, or in steps. Default: no end.
    pub horizon: Option<f64>,
}

impl Default for Sir {
    fn default() -> Self {
        Self { transmission: 1.0, recovery: 1.0, clock: Clock::default(), horizon: None }
    }
}

impl Described for Sir {
    const SUMMARY: &'static str =
        "sharers tell their followers again and again until they tire of it";
    const REFERENCE: &'static str = "Kermack & McKendrick 1927, doi:10.1098/rspa.1927.0118; \
         Newman 2002, doi:10.1103/PhysRevE.66.016128";
}

impl Model for Sir {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        let kernel =
            "one number a contact and one a sharer: how long it goes on telling its followers";
        cascade("model.sir", kernel, self, network, influence)
    }

    fn outcome_kind(&self) -> OutcomeKind {
        OutcomeKind::Spreading
    }

    fn time(&self) -> TimeUnit {
        self.clock.unit()
    }

    fn cost(&self) -> ModelCost {
        ModelCost {
            cascade_user: crate::kernel::events::arrivals::BYTES_A_USER,
            ..ModelCost::LIVE_EDGES
        }
    }
}

/// A user with the message tells each follower again and again, forever. A follower shares when it is first told.
///
/// In continuous time a follower is told at the rate of `transmission` times the edge's strength; by steps, with
/// that probability in every step. So every user shares whom a path of edges leads to, each of strength above 0.
/// Only the time differs. Seeds share at time 0.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Si {
    /// The strength of an edge is multiplied by this: 0 or more, by steps so that no product is above 1.
    /// Default 1.
    pub transmission: f64,
    /// "continuous" or "steps". Default "continuous".
    pub clock: Clock,
    /// What would be shared later than this is not: in the unit of the rates, or in steps. Default: no end.
    pub horizon: Option<f64>,
}

impl Default for Si {
    fn default() -> Self {
        Self { transmission: 1.0, clock: Clock::default(), horizon: None }
    }
}

impl Described for Si {
    const SUMMARY: &'static str = "sharers tell their followers again and again, without end";
    const REFERENCE: &'static str = "Pastor-Satorras, Castellano, Van Mieghem & Vespignani 2015, \
         doi:10.1103/RevModPhys.87.925";
}

impl Model for Si {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        let &Self { transmission, clock, horizon } = self;
        let forever = Sir { transmission, recovery: 0.0, clock, horizon };
        let kernel = "one number a follow: when it is first used";
        cascade("model.si", kernel, &forever, network, influence)
    }

    fn outcome_kind(&self) -> OutcomeKind {
        OutcomeKind::Spreading
    }

    fn time(&self) -> TimeUnit {
        self.clock.unit()
    }

    fn cost(&self) -> ModelCost {
        ModelCost {
            cascade_user: crate::kernel::events::arrivals::BYTES_A_USER,
            ..ModelCost::LIVE_EDGES
        }
    }
}

/// The cascades of a model that stands at `key`.
fn cascade(
    key: &str,
    kernel: &'static str,
    model: &Sir,
    network: &Network,
    influence: &Influence,
) -> Result<Arc<dyn Cascade>> {
    let &Sir { transmission, recovery, clock, .. } = model;
    let until = horizon(&format!("{key}.horizon"), model.horizon)?;
    let fault = |name: &str, value: f64, remedy: &str| {
        Err(Error::value(format!("{key}.{name}"), format!("{value} is out of range"), remedy))
    };
    for (name, value) in [("transmission", transmission), ("recovery", recovery)] {
        if !(value >= 0.0 && value.is_finite()) {
            return fault(name, value, "give a number of 0 or more");
        }
    }
    if clock == Clock::Steps && recovery > 1.0 {
        let remedy = "by steps it is a probability: give a number from 0 to 1";
        return fault("recovery", recovery, remedy);
    }
    let strongest = influence.strongest();
    if clock == Clock::Steps && transmission * strongest > 1.0 {
        let problem = format!(
            "{transmission} times the strongest influence, {strongest}, is above 1, and by steps it is a \
             probability"
        );
        let remedy = "give less, or clock = \"continuous\", where it is a rate";
        return Err(Error::value(format!("{key}.transmission"), problem, remedy));
    }
    let rates = (transmission, recovery);
    let forward = RepeatedContacts::new(network, influence, rates, clock, until);
    let (network, influence) = (network.clone(), influence.clone());
    let backward = move || RepeatedContacts::backward(&network, &influence, rates, clock, until);
    Ok(Arc::new(TimedCascade::new(LiveEdgeCascade::new(forward, backward, kernel))))
}
