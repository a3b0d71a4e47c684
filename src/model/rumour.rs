//! Rumours, and infections that come back: compartment models with names of their own.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Cascade, Clock, Model, ModelCost, OutcomeKind, RepeatedEvents, TimeUnit,
    compartments::{self, Compartments, Names, Transition},
};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    influence::Influence,
    network::Network,
};

/// Who stops when a spreader meets somebody who knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stifling {
    /// Whoever told it (Maki & Thompson 1973).
    #[default]
    MakiThompson,
    /// Both, where the other spreads it too (Daley & Kendall 1965).
    DaleyKendall,
}

/// A spreader tells its followers, at the rate of the edge's strength, until it meets one who knows already. Then
/// it stops for good.
///
/// By steps, the strength is the probability of a step. A spreader tells all whom it meets in a step, and stops at
/// its end if one of them knew at its start. Under Maki and Thompson, the one who tells stops. Under Daley and
/// Kendall, two spreaders who meet both stop. A pair that follows each other meets at the rate of one edge, so
/// each of its two directions has half. The sharers are those who ever spread it, seeds included. In a large
/// population where all meet all, 20.3188% never hear of it under either rule. A spreader whom nobody follows
/// stays one.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Rumour {
    /// "maki-thompson" or "daley-kendall". Default "maki-thompson".
    pub stifling: Stifling,
    /// "continuous" or "steps". Default "continuous".
    pub clock: Clock,
    /// What would happen later than this does not: in the unit of the rates, or in steps. Default: no end.
    pub horizon: Option<f64>,
}

impl Described for Rumour {
    const SUMMARY: &'static str = "spreaders stop once they meet somebody who knows already";
    const REFERENCE: &'static str = "Daley & Kendall 1965, doi:10.1093/imamat/1.1.42; \
         Maki & Thompson, Mathematical Models and Applications, 1973";
}

/// A transition by contact.
fn contact(from: &str, to: &str, [by, on]: [Option<&[&str]>; 2], rate: f64) -> Transition {
    let names = |names: &[&str]| Names::Several(names.iter().map(ToString::to_string).collect());
    Transition {
        from: from.to_owned(),
        to: to.to_owned(),
        by: by.map(names),
        on: on.map(names),
        rate: Some(rate),
        after: None,
    }
}

impl Model for Rumour {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        let [ignorant, spreader, stifler] = ["ignorant", "spreader", "stifler"];
        let hears = contact(ignorant, spreader, [Some(&[spreader]), None], 1.0);
        let stops = |on: &[&str], rate| contact(spreader, stifler, [None, Some(on)], rate);
        let transitions = match self.stifling {
            Stifling::MakiThompson => vec![hears, stops(&[spreader, stifler], 1.0)],
            Stifling::DaleyKendall => vec![
                hears,
                stops(&[stifler], 1.0),
                stops(&[spreader], 0.5),
                contact(spreader, stifler, [Some(&[spreader]), None], 0.5),
            ],
        };
        let model = Compartments {
            transitions,
            start: None,
            seed: None,
            sharing: None,
            clock: self.clock,
            horizon: self.horizon,
        };
        model.prepare_at("model.rumour", network, influence)
    }

    fn outcome_kind(&self) -> OutcomeKind {
        OutcomeKind::Spreading
    }

    fn time(&self) -> TimeUnit {
        self.clock.unit()
    }

    fn cost(&self) -> ModelCost {
        compartments::COST
    }
}

/// A user with the message tells each follower, at the rate of the edge's strength, until it tires of it. Then it
/// can be told again.
///
/// By steps, the strength and `recovery` are probabilities of a step, and changes come at its end. A user who
/// tires in a step can be told from the next one on. The sharers are those who ever shared by the horizon, each
/// counted once, at its first time.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sis {
    /// The rate, or by steps the probability of a step, with which a user tires: above 0.
    pub recovery: f64,
    /// "continuous" or "steps". Default "continuous".
    #[serde(default)]
    pub clock: Clock,
    /// The time at which a cascade ends, in the unit of the rates, or in steps. Required, since it might never
    /// end.
    pub horizon: f64,
}

impl Described for Sis {
    const SUMMARY: &'static str = "sharers tire of it, and can then be told again, until a horizon";
    const REFERENCE: &'static str =
        "Pastor-Satorras & Vespignani 2001, doi:10.1103/PhysRevLett.86.3200";
}

impl Model for Sis {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        let &Self { recovery, clock, horizon } = self;
        let most = if clock == Clock::Steps { 1.0 } else { f64::MAX };
        if !(recovery > 0.0 && recovery <= most) {
            let problem = format!("{recovery} is out of range");
            let remedy = match clock {
                Clock::Continuous => "give a rate above 0",
                Clock::Steps => "by steps it is a probability: give a number above 0, up to 1",
            };
            return Err(Error::value("model.sis.recovery", problem, remedy));
        }
        let tires = Transition {
            by: None,
            rate: Some(recovery),
            ..contact("spreading", "open", [None, None], 1.0)
        };
        let model = Compartments {
            transitions: vec![
                contact("open", "spreading", [Some(&["spreading"]), None], 1.0),
                tires,
            ],
            start: None,
            seed: None,
            sharing: None,
            clock,
            horizon: Some(horizon),
        };
        model.prepare_at("model.sis", network, influence)
    }

    fn outcome_kind(&self) -> OutcomeKind {
        OutcomeKind::Spreading
    }

    fn time(&self) -> TimeUnit {
        self.clock.unit()
    }

    fn cost(&self) -> ModelCost {
        let changes = self.horizon * self.recovery;
        let contacts = self.horizon;
        let repeated = RepeatedEvents { changes, contacts, most: f64::INFINITY, bytes: 0.0 };
        ModelCost { repeated: Some(repeated), ..compartments::COST }
    }
}
