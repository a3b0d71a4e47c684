//! Dose memory: exposures give doses, which are remembered for a while and add up.

mod all;
mod doses;
mod one;

use std::sync::Arc;

use rand_distr::LogNormal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::{
    all::MeetsAll,
    doses::{DoseSize, Doses},
    one::MeetsOne,
};
use super::{
    Cascade, Forward, Model, ModelCost,
    cascade::exposure::followed,
    per_user::{Bounds, NumberOr, PerUser},
};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    influence::Influence,
    network::Network,
};

/// In each step each user meets one of those it follows at random, or all of them. One who is sharing gives it
/// a dose, with the influence of the edge as probability. Doses are remembered for some steps. A user shares
/// once the doses that it remembers sum to its threshold.
///
/// With `recovery`, a sharing user may stop, and may begin again later. It stops with this probability in each
/// step at whose end it remembers less than its threshold. A seed begins without a dose. Sharers are all who
/// ever shared. All users of a step meet at once: a user who begins in one step gives doses from the next on.
/// A cascade ends when nobody can begin any more, and after `horizon` steps at the latest.
///
/// Parallel edges that were kept are met one by one. A user who follows nobody shares only as a seed. A
/// threshold of 0 or less is met by the first dose. Random numbers belong to a user and a step, so all options
/// use the same ones.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DoseMemory {
    /// For how many steps a dose is remembered, the one in which it is given among them: 1 or more.
    /// Default 10.
    pub memory: u32,
    /// The sum of doses from which a user shares, 0 or more: a number; a law, drawn for each user anew in each
    /// world; or a column of the user table, as in `fixed-threshold`. Default 1.
    pub threshold: PerUser,
    /// The size of a dose: a positive number, or `{ exponential = { mean = 1 } }` or
    /// `{ log-normal = { mu = 0, sigma = 0.5 } }`. Default 1.
    pub dose: Dose,
    /// Whom a user meets in a step: `one` of those it follows (the default), or `all`.
    pub contacts: Contacts,
    /// The chance to stop in a step whose memory is below the threshold, from 0 (the default) to 1.
    pub recovery: f64,
    /// How many steps there are at most, 1 or more. Default 1,000.
    pub horizon: u32,
}

/// The size of a dose.
pub type Dose = NumberOr<DoseLaw>;

/// How the size of a dose is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DoseLaw {
    /// Exponential.
    Exponential(ExponentialDose),
    /// Log-normal.
    LogNormal(LogNormalDose),
}

/// An exponential law.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExponentialDose {
    /// The mean, above 0.
    pub mean: f64,
}

/// A log-normal law.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogNormalDose {
    /// The mean of the logarithm.
    pub mu: f64,
    /// The standard deviation of the logarithm, 0 or more.
    pub sigma: f64,
}

/// Whom a user meets in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Contacts {
    /// One of those it follows, at random.
    One,
    /// All of those it follows.
    All,
}

impl Default for DoseMemory {
    fn default() -> Self {
        Self {
            memory: 10,
            threshold: NumberOr::Number(1.0),
            dose: NumberOr::Number(1.0),
            contacts: Contacts::One,
            recovery: 0.0,
            horizon: 1000,
        }
    }
}

impl Described for DoseMemory {
    const SUMMARY: &'static str =
        "exposures give doses that are remembered for a while; enough of them make a user share";
    const REFERENCE: &'static str = "Dodds & Watts 2004, doi:10.1103/PhysRevLett.92.218701";
}

const KEY: &str = "model.dose-memory";

const THRESHOLD: Bounds = Bounds { least: 0.0, most: f64::MAX, words: "a number of 0 or more" };

impl Model for DoseMemory {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        for (name, steps) in [("memory", self.memory), ("horizon", self.horizon)] {
            if steps == 0 {
                let problem = "0 steps are no time";
                return Err(Error::value(format!("{KEY}.{name}"), problem, "give 1 or more"));
            }
        }
        if !(0.0..=1.0).contains(&self.recovery) {
            let problem = format!("{} is no probability", self.recovery);
            let remedy = "give a number from 0 to 1";
            return Err(Error::value(format!("{KEY}.recovery"), problem, remedy));
        }
        let threshold = self.threshold.ready(&format!("{KEY}.threshold"), network, THRESHOLD)?;
        let several = self.contacts == Contacts::All;
        let doses = Doses::new(threshold, size(&self.dose)?, self.memory, several);
        let doses = (doses, followed(network));
        let until = (self.recovery, self.horizon);
        Ok(match self.contacts {
            Contacts::One => Arc::new(Forward(MeetsOne::new(network, influence, doses, until))),
            Contacts::All => Arc::new(Forward(MeetsAll::new(network, influence, doses, until))),
        })
    }

    fn cost(&self) -> ModelCost {
        ModelCost {
            cascade_user: match self.contacts {
                Contacts::One => one::BYTES_A_USER,
                Contacts::All => all::BYTES_A_USER,
            },
            prepared_differing_edge: match self.contacts {
                Contacts::One => one::BYTES_AN_EDGE,
                Contacts::All => crate::kernel::events::edge_rates::BYTES_AN_EDGE,
            },
            ..ModelCost::LIVE_EDGES
        }
    }
}

fn size(dose: &Dose) -> Result<DoseSize> {
    let positive = |key: &str, value: f64| {
        if value > 0.0 && value.is_finite() {
            return Ok(value);
        }
        let problem = format!("{value} is not positive");
        Err(Error::value(format!("{KEY}.{key}"), problem, "give a number above 0"))
    };
    match dose {
        NumberOr::Number(size) => positive("dose", *size).map(DoseSize::Same),
        NumberOr::Law(DoseLaw::Exponential(ExponentialDose { mean })) => {
            positive("dose.exponential.mean", *mean).map(DoseSize::Exponential)
        }
        NumberOr::Law(DoseLaw::LogNormal(LogNormalDose { mu, sigma })) => {
            let law = LogNormal::new(*mu, *sigma).ok();
            let law = law.filter(|_| mu.is_finite() && *sigma >= 0.0 && sigma.is_finite());
            law.map(DoseSize::LogNormal).ok_or_else(|| {
                let problem = format!("mu = {mu}, sigma = {sigma} is no log-normal law");
                let remedy = "give a finite mu and a sigma of 0 or more";
                Error::value(format!("{KEY}.dose.log-normal"), problem, remedy)
            })
        }
    }
}
