//! A model of one's own: states, and what leads from one to another.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Cascade, Clock, Forward, Model, ModelCost, Outcome, OutcomeKind, OutcomeRequest, Process,
    RepeatedEvents, TimeUnit,
    continuous_time_cascade::horizon,
    time::delay::{AnyDelay, DelayOf},
};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    influence::Influence,
    kernel::{
        Record, SharerSet,
        events::compartments::{CompartmentBuffers, CompartmentProcess, CompartmentRules, State},
        plan::WalkCost,
    },
    network::Network,
    rng::World,
};

/// States and the transitions between them, of your own choice. A user changes by itself, at a rate or after a
/// delay, or by contact.
///
/// For example SEIR: `transitions = [{ from = "S", to = "E", by = "I", rate = 1.0 }, { from = "E", to = "I",
/// rate = 0.5 }, { from = "I", to = "R", rate = 0.2 }]`. A user contacts each follower at the rule's rate times
/// the strength of the edge. Both may change in one contact, by one coin. A user who enters a sharing state is a
/// sharer, counted once however often it comes back. Its parent is whoever made it change last. Seeds are put
/// into their state at time 0. Parallel edges that were kept each bring contacts.
///
/// By steps, a rate is the probability of a step. All events of a step read the states at its start, and changes
/// come at its end. A user has one coin a step for all that it does by itself, and one for each follower. One
/// coin brings at most one change to either of the two, so the probabilities of its changes to one of them sum
/// to at most 1. If several changes come to a user in a step, one is taken, each with the same probability. A
/// delay is over at the end of the step in which it ends.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Compartments {
    /// The transitions. Their states are all states of the model.
    pub transitions: Vec<Transition>,
    /// Everybody's state at first. Default: the `from` of the first transition.
    pub start: Option<String>,
    /// The state of seeds. Default: the `by` of the first transition that has one, and of several states there
    /// the first.
    pub seed: Option<String>,
    /// The sharing states: a user who enters one shares. Default: the state of seeds.
    pub sharing: Option<Vec<String>>,
    /// "continuous" or "steps". Default "continuous".
    #[serde(default)]
    pub clock: Clock,
    /// What would happen later than this does not: in the unit of the rates, or in steps. Required if a cascade
    /// could go on forever.
    pub horizon: Option<f64>,
}

/// One way from a state to another.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// The state that is left.
    pub from: String,
    /// The state that is come to.
    pub to: String,
    /// Only when contacted by somebody they follow who is in one of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Names>,
    /// Only when they contact a follower who is in one of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Names>,
    /// The rate, or by steps the probability of a step, above 0: by itself a user's own, by contact that of
    /// an edge of strength 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// How long it takes by itself, where that is not at a constant rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<AnyDelay>,
}

/// One state's name or several.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Names {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Names {
    fn each(&self) -> std::slice::Iter<'_, String> {
        match self {
            Self::One(name) => std::slice::from_ref(name).iter(),
            Self::Several(names) => names.iter(),
        }
    }
}

impl Described for Compartments {
    const SUMMARY: &'static str = "states of one's own, and what leads from one to another";
    const REFERENCE: &'static str = "Gillespie 1977, doi:10.1021/j100540a008; \
         Kermack & McKendrick 1927, doi:10.1098/rspa.1927.0118";
}

/// What compartments take where nothing is repeated.
pub(super) const COST: ModelCost = ModelCost {
    cascade_user: crate::kernel::events::compartments::BYTES_A_USER,
    prepared_differing_edge: crate::kernel::events::edge_rates::BYTES_AN_EDGE,
    ..ModelCost::LIVE_EDGES
};

impl Model for Compartments {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        self.prepare_at("model.compartments", network, influence)
    }

    fn outcome_kind(&self) -> OutcomeKind {
        OutcomeKind::Spreading
    }

    fn time(&self) -> TimeUnit {
        self.clock.unit()
    }

    fn cost(&self) -> ModelCost {
        ModelCost { repeated: self.repeated(), ..COST }
    }
}

impl Compartments {
    /// How much happens at most, where users do things repeatedly.
    fn repeated(&self) -> Option<RepeatedEvents> {
        let horizon = self.horizon.filter(|_| self.comes_back())?;
        let rate = |it: &Transition| it.rate.unwrap_or_default();
        let (contacts, alone): (Vec<&Transition>, Vec<&Transition>) =
            self.transitions.iter().partition(|it| it.is_by_contact());
        let alone_rate = |it: &Transition| match &it.after {
            Some(delay) => 1.0 / delay.usual(),
            None => rate(it),
        };
        let of = |from: &str| {
            let leading = alone.iter().filter(|it| it.from == from);
            leading.map(|it| alone_rate(it)).sum::<f64>()
        };
        let changes = alone.iter().map(|it| of(&it.from)).fold(0.0, f64::max) * horizon;
        let contacts = contacts.into_iter().map(rate).sum::<f64>() * horizon;
        Some(RepeatedEvents { changes, contacts, most: f64::INFINITY, bytes: 0.0 })
    }

    /// True where a user may come to a state that it has left.
    fn comes_back(&self) -> bool {
        self.transitions.iter().any(|first| {
            let mut reached = vec![&first.to];
            let mut next = 0;
            while let Some(&state) = reached.get(next) {
                let leading = self.transitions.iter().filter(|it| it.from == *state);
                for it in leading {
                    if !reached.contains(&&it.to) {
                        reached.push(&it.to);
                    }
                }
                next += 1;
            }
            reached.contains(&&first.from)
        })
    }

    /// The same for a model that stands at `key`.
    pub(super) fn prepare_at(
        &self,
        key: &str,
        network: &Network,
        influence: &Influence,
    ) -> Result<Arc<dyn Cascade>> {
        let rules = self.rules(key, influence.strongest())?;
        if self.horizon.is_none() {
            let key = format!("{key}.horizon");
            let remedy = "give the time at which it is over";
            if !rules.end(true) {
                return Err(Error::value(key, "it may go on forever", remedy));
            }
            if let Some(user) = unheard(network, influence).filter(|_| !rules.end(false)) {
                let problem = format!(
                    "it may go on forever: no follower of user {} ever hears of it, for these follows have \
                     no strength",
                    network.id(user)
                );
                return Err(Error::value(key, problem, remedy));
            }
        }
        let kernel = CompartmentProcess::new(network.forward(), influence, rules);
        Ok(Arc::new(Forward(States { kernel, clock: self.clock })))
    }

    /// The rules, under an influence of which no edge is stronger than this.
    fn rules(&self, key: &str, strongest: f64) -> Result<CompartmentRules> {
        let mut names: Vec<&String> = Vec::new();
        for Transition { from, to, .. } in &self.transitions {
            for name in [from, to] {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        let Some(first) = self.transitions.first() else {
            let remedy = "give some, as { from = \"S\", to = \"I\", by = \"I\", rate = 1.0 } and \
                          { from = \"I\", to = \"R\", rate = 0.5 }";
            return Err(Error::value(format!("{key}.transitions"), "nothing ever happens", remedy));
        };
        if names.len() > usize::from(State::MAX) {
            let problem = format!("{} states are too many", names.len());
            return Err(Error::value(format!("{key}.transitions"), problem, "give at most 255"));
        }
        let state = |name: &String, key: String| -> Result<State> {
            let place = names.iter().position(|other| *other == name);
            place.map(|place| place as State).ok_or_else(|| {
                let all: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
                let remedy = format!("the states of the transitions are {}", all.join(", "));
                Error::value(key, format!("no transition leads to or from {name:?}"), remedy)
            })
        };
        // Before what follows from them is blamed for a slip in their names.
        for (place, Transition { by, on, .. }) in self.transitions.iter().enumerate() {
            for (name, names) in [("by", by), ("on", on)] {
                let key = format!("{key}.transitions.{place}.{name}");
                let Some(names) = names else { continue };
                if names.each().len() == 0 {
                    let remedy = "name a state, or leave it out where it happens without a contact";
                    return Err(Error::value(key, "no state is named", remedy));
                }
                for name in names.each() {
                    state(name, key.clone())?;
                }
            }
        }
        let start = self.start.as_ref().unwrap_or(&first.from);
        let by_first = || self.transitions.iter().find_map(|it| it.by.as_ref()?.each().next());
        let Some(seed) = self.seed.as_ref().or_else(by_first) else {
            let problem = "it is not said what seeds are";
            let remedy = "give the state that seeds are put into";
            return Err(Error::value(format!("{key}.seed"), problem, remedy));
        };
        let seed_state = state(seed, format!("{key}.seed"))?;
        let mut shares = vec![false; names.len()];
        let own = std::slice::from_ref(seed);
        if self.sharing.as_ref().is_some_and(Vec::is_empty) {
            let remedy =
                "name the states of sharers, or leave it out: then they are those of seeds";
            return Err(Error::value(format!("{key}.sharing"), "nobody would ever share", remedy));
        }
        for name in self.sharing.as_deref().unwrap_or(own) {
            shares[usize::from(state(name, format!("{key}.sharing"))?)] = true;
        }
        let until = horizon(&format!("{key}.horizon"), self.horizon)?;
        let start = state(start, format!("{key}.start"))?;
        let mut rules =
            CompartmentRules::new(start, seed_state, shares, until).with_clock(self.clock);
        for (place, transition) in self.transitions.iter().enumerate() {
            let key = format!("{key}.transitions.{place}");
            let all = transition.add_to(&mut rules, &key, &state)?;
            let most = if transition.is_by_contact() { all * strongest } else { all };
            if self.clock == Clock::Steps && most > 1.0 + ROUNDING {
                let problem = format!(
                    "by steps it is a probability, and with the others of the same coin it comes to {most}"
                );
                let remedy = "give less, or clock = \"continuous\", where it is a rate";
                return Err(Error::value(format!("{key}.rate"), problem, remedy));
            }
        }
        Ok(rules)
    }
}

/// A user who has followers, although no edge to any has a strength; nobody where none has.
fn unheard(network: &Network, influence: &Influence) -> Option<u32> {
    let rows = network.forward();
    let heard = |user: u32| {
        let mut edges = rows.range(user).zip(rows.row(user));
        match influence {
            Influence::Uniform(_) => true,
            Influence::PerTarget(strengths) => {
                edges.any(|(_, &follower)| strengths[follower as usize] > 0.0)
            }
            Influence::PerEdge(strengths) => edges.any(|(place, _)| strengths[place] > 0.0),
        }
    };
    let spreads = influence.strongest() > 0.0;
    (0..network.users()).find(|&user| spreads && rows.degree(user) > 0 && !heard(user))
}

/// By how much a sum of probabilities may miss 1 and be taken for it.
const ROUNDING: f64 = 1e-9;

impl Transition {
    const fn is_by_contact(&self) -> bool {
        self.by.is_some() || self.on.is_some()
    }

    /// Adds it; gives the rate of all that may come of the same coin.
    fn add_to(
        &self,
        rules: &mut CompartmentRules,
        key: &str,
        state: &dyn Fn(&String, String) -> Result<State>,
    ) -> Result<f64> {
        let fault = |name: &str, problem: &str, remedy: &str| {
            Err(Error::value(format!("{key}.{name}"), problem, remedy))
        };
        let from = state(&self.from, format!("{key}.from"))?;
        let to = state(&self.to, format!("{key}.to"))?;
        if from == to {
            return fault("to", "it leads to where it comes from", "name another state");
        }
        if self.by.is_some() && self.on.is_some() {
            let remedy = "make two transitions of it";
            return fault("on", "it cannot be by and on a contact at once", remedy);
        }
        let rate = match (self.rate, &self.after) {
            (Some(rate), None) if rate > 0.0 && rate.is_finite() => rate,
            (Some(rate), None) => {
                let problem = format!("{rate} is no rate");
                return fault("rate", &problem, "give a number above 0");
            }
            (None, Some(delay)) if !self.is_by_contact() => {
                let drawn = delay.made_ready(&format!("{key}.after"), DelayOf::Anything)?;
                rules.after_delay(from, to, Box::new(move |stream| drawn(stream, 0)));
                return Ok(0.0);
            }
            (None, Some(_)) => {
                return fault("after", "contacts have a rate", "give `rate` instead");
            }
            (Some(_), Some(_)) => return fault("after", "there is a rate too", "keep one of them"),
            (None, None) => {
                return fault("rate", "it is not said when it happens", "give `rate` or `after`");
            }
        };
        let mut all: f64 = 0.0;
        match (&self.by, &self.on) {
            (Some(tellers), _) => {
                for name in tellers.each() {
                    let teller = state(name, format!("{key}.by"))?;
                    all = all.max(rules.when_contacted(from, to, teller, rate));
                }
            }
            (None, Some(contacted)) => {
                for name in contacted.each() {
                    let contacted = state(name, format!("{key}.on"))?;
                    all = all.max(rules.when_contacting(from, to, contacted, rate));
                }
            }
            (None, None) => all = rules.spontaneously(from, to, rate),
        }
        Ok(all)
    }
}

struct States {
    kernel: CompartmentProcess,
    clock: Clock,
}

impl Process for States {
    type Buffers = CompartmentBuffers;

    fn buffers(&self) -> CompartmentBuffers {
        self.kernel.buffers()
    }

    fn spread<R: Record>(
        &self,
        world: World,
        seeds: &[u32],
        sharers: &mut SharerSet<'_>,
        buffers: &mut CompartmentBuffers,
        record: &mut R,
    ) {
        self.kernel.spread(world, seeds, sharers, buffers, record);
    }

    fn outcome(
        &self,
        buffers: &mut CompartmentBuffers,
        wanted: OutcomeRequest<'_>,
        outcome: &mut Outcome,
    ) {
        if wanted.counts {
            outcome.spreading = self.kernel.spreading(buffers);
        }
    }

    fn kernel(&self) -> &'static str {
        match self.clock {
            Clock::Continuous => {
                "events in the order of time: whatever happens next to each user who may change or contact others"
            }
            Clock::Steps => "steps, in each the users alone to whom something happens in it",
        }
    }

    fn cost(&self) -> WalkCost {
        WalkCost { sharer: 150.0, looks: 1.0, look: 100.0 }
    }
}
