//! Several messages with one number or budget: which users get which message.
//!
//! Messages do not compete. Each spreads as if it were alone, and the sum of their spreads counts.
//! They share only the seeds, as each user is a seed of one message at most. The search treats a
//! pair of user and message as a user ([`reverse`]).

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Accuracy, Best, Deadline, UserValue, resolved::ResolvedBest};
use crate::{
    error::{Error, Result},
    influence::{Influence, InfluenceRule},
    model::{AnyModel, Cascade, ReverseCascade},
    seeding::{
        Charge, Filter, Price, SeedCertificate, SeedChoice, UserId,
        reverse::{self, Money, Objective, Question, SeedRules},
    },
};

/// Several messages, and the users who may be their seeds: `wordspread portfolio` chooses the seeds
/// of each message, for one number or budget over all. Each user is a seed of one message at most,
/// at the same price for all.
///
/// Messages do not compete: each spreads as if it were alone, so a user may share all of them and
/// count for each. The search maximises the sum over messages of the expected number of their
/// sharers, or of these users' value.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Portfolio {
    /// How many seeds, over all messages; with a budget, at most so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub count: Option<u32>,
    /// How much money there is for all messages, the fixed price among it. Needs `price`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0))]
    pub budget: Option<f64>,
    /// What it costs to ask a user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    /// Only users who pass this filter may be seeds.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// The ids of users who may not be seeds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<UserId>,
    /// Only those count who share a message within so many steps of a seed of it, or so long where the
    /// model takes time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Deadline>,
    /// How good the choice must be. Default `{ quality = 0.005 }`.
    #[serde(default)]
    pub accuracy: Accuracy,
    /// The messages, each under `[[portfolio.message]]`.
    #[schemars(length(min = 1))]
    pub message: Vec<PortfolioMessage>,
}

/// One of several messages.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PortfolioMessage {
    /// The message's name; each message has another one.
    pub name: String,
    /// How strong each follow is for it: `influence.uniform.p = 0.02`. Default that of the scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub influence: Option<InfluenceRule>,
    /// Its influence is so many times as strong, each probability at most 1. Default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0))]
    pub factor: Option<f64>,
    /// What each user is worth whom it reaches: the name of a column of numbers, or
    /// `{ by = "region", segments = { north = 2.0 }, others = 0.5 }`. Each counts 1 without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<UserValue>,
    /// Only users who pass this filter may be seeds of this message.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
}

/// Which users get which message.
#[derive(Debug, Clone, PartialEq)]
pub struct PortfolioPlan {
    /// The seeds with their messages, in the order of choice.
    pub assignments: Vec<Assignment>,
    /// The spread of each message by the testing sets. They sum to the spread of the certificate.
    pub spreads: Vec<f64>,
    /// The certificate of all messages.
    pub certificate: SeedCertificate,
}

/// A seed of a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assignment {
    /// The user.
    pub user: u32,
    /// The index of the message.
    pub message: usize,
    /// Its estimated marginal gain.
    pub adds: f64,
}

impl Portfolio {
    /// Chooses the seeds of each message. The influence of `choice` is the scenario's; the price is
    /// the portfolio's own.
    ///
    /// # Errors
    /// [`Error::Value`] for parameters that do not fit the network or each other, and rules that
    /// cannot be satisfied; [`Error::Stopped`] if the user stopped it before there was a choice.
    pub fn plan(&self, choice: &SeedChoice<'_>, model: &AnyModel) -> Result<PortfolioPlan> {
        self.on(choice, model, |question| {
            let chosen = reverse::choose(question, choice.progress)?;
            let users = question.users;
            let assignment = |(number, adds): (u32, f64)| Assignment {
                user: number % users,
                message: (number / users) as usize,
                adds,
            };
            let certificate = chosen.certificate;
            let spreads = match chosen.messages {
                spreads if spreads.is_empty() => vec![certificate.spread],
                spreads => spreads,
            };
            Ok(PortfolioPlan {
                assignments: chosen.seeds.into_iter().map(assignment).collect(),
                spreads,
                certificate: SeedCertificate {
                    budget: self.budget,
                    ..SeedCertificate::of(&certificate, question.aim.value.is_some())
                        .within(self.deadline, choice)
                },
            })
        })
    }

    /// Refuses what [`plan`](Portfolio::plan) would refuse, without a search.
    ///
    /// # Errors
    /// As [`Portfolio::plan`].
    pub fn check(&self, choice: &SeedChoice<'_>, model: &AnyModel) -> Result<()> {
        self.on(choice, model, |_| Ok(()))
    }

    /// Calls `act` with the index and the cascade of each message, in order.
    ///
    /// # Errors
    /// [`Error::Value`] for an influence that does not fit the network or the model; and those of
    /// `act`.
    pub fn each<T>(
        &self,
        choice: &SeedChoice<'_>,
        model: &AnyModel,
        act: impl Fn(usize, &Arc<dyn Cascade>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let influences = self.influences(choice)?;
        let cascades = self.cascades(&influences, choice, model)?;
        cascades.iter().enumerate().map(|(place, cascade)| act(place, cascade)).collect()
    }

    /// Whether all sharers of all messages count alike, at any time.
    #[must_use]
    pub fn counts_every_sharer(&self) -> bool {
        self.deadline.is_none() && self.message.iter().all(|message| message.value.is_none())
    }

    /// Calls `then` with the question over all messages.
    fn on<T>(
        &self,
        choice: &SeedChoice<'_>,
        model: &AnyModel,
        then: impl FnOnce(&Question<'_>) -> Result<T>,
    ) -> Result<T> {
        self.names_are_apart(choice)?;
        let network = choice.network;
        let key = choice.key_of("price");
        let charge = self.price.as_ref().map(|price| Charge { price, key: &key });
        let choice = &SeedChoice { charge, ..*choice };
        let best = self.best();
        let ready = ResolvedBest::of(&best, choice)?;
        if u32::try_from(self.message.len() as u64 * u64::from(network.users())).is_err() {
            let problem = format!("{} messages are too many", self.message.len());
            let most = u32::MAX / network.users();
            return Err(choice.fault("message", problem, format!("give at most {most}")));
        }
        let eligible = self.eligible(&ready, choice)?;
        let value = self.value(choice)?;
        let question = ready.question(&best, choice)?;
        let times = self.message.len();
        let prices = question.rules.money.map(|money| money.prices.repeat(times));
        let money = question.rules.money.zip(prices.as_deref());
        let rules = SeedRules {
            eligible: Some(&eligible),
            money: money.map(|(money, prices)| Money { prices, ..money }),
            people: (times > 1).then_some(network.users()),
            ..question.rules
        };
        self.accuracy_can_be(rules, choice)?;
        let influences = self.influences(choice)?;
        let cascades = self.cascades(&influences, choice, model)?;
        let cascades: Vec<&dyn ReverseCascade> = cascades
            .iter()
            .map(|cascade| cascade.reverse_for("the portfolio"))
            .collect::<Result<_>>()?;
        then(&Question {
            cascade: cascades[0],
            further: &cascades[1..],
            rules,
            aim: Objective { value: value.as_deref(), ..question.aim },
            ..question
        })
    }

    /// The same parameters for a single message whose users all count alike.
    fn best(&self) -> Best {
        Best {
            count: self.count,
            budget: self.budget,
            filter: self.filter.clone(),
            exclude: self.exclude.clone(),
            deadline: self.deadline,
            accuracy: self.accuracy,
            ..Best::default()
        }
    }

    /// Refuses messages without a unique name.
    fn names_are_apart(&self, choice: &SeedChoice<'_>) -> Result<()> {
        if self.message.is_empty() {
            let remedy = "add [[portfolio.message]] with name = \"…\"";
            return Err(choice.fault("message", "there is no message", remedy));
        }
        for (place, PortfolioMessage { name, .. }) in self.message.iter().enumerate() {
            let refused = |problem: String, remedy: &str| {
                Err(choice.fault(&key_of(place, "name"), problem, remedy))
            };
            if name.trim().is_empty() || name.trim() != name || name.contains(['\n', '\r']) {
                let remedy = "give it a name in one line, without spaces around it";
                return refused(format!("{name:?} is no name"), remedy);
            }
            if self.message[..place].iter().any(|other| other.name == *name) {
                let problem = format!("there are two messages {name:?}");
                return refused(problem, "give each message its own name");
            }
        }
        Ok(())
    }

    /// The eligible users of each message.
    fn eligible(&self, ready: &ResolvedBest<'_>, choice: &SeedChoice<'_>) -> Result<Vec<bool>> {
        let mut all = Vec::with_capacity(ready.eligible.len() * self.message.len());
        let mut for_any = vec![false; ready.eligible.len()];
        for (place, message) in self.message.iter().enumerate() {
            let key = key_of(place, "where");
            let mut passes = vec![message.filter.is_none(); ready.eligible.len()];
            if let Some(filter) = &message.filter {
                for user in filter.users(choice.network, &choice.key_of(&key))? {
                    passes[user as usize] = true;
                }
            }
            for (passes, &eligible) in passes.iter_mut().zip(&ready.eligible) {
                *passes &= eligible;
            }
            if !passes.contains(&true) {
                let problem = format!("nobody who may be a seed of {:?} passes it", message.name);
                return Err(choice.fault(&key, problem, "widen it, or leave the message out"));
            }
            for (any, &passes) in for_any.iter_mut().zip(&passes) {
                *any |= passes;
            }
            all.extend(passes);
        }
        let people = for_any.iter().filter(|any| **any).count();
        match self.count {
            Some(count) if self.budget.is_none() && count as usize > people => {
                let problem = format!("{count} seeds are wanted, and {people} users may be one");
                Err(choice.fault("count", problem, format!("ask for at most {people}")))
            }
            _ => Ok(all),
        }
    }

    /// The value of users for each message; `None` if all count alike.
    pub(super) fn value(&self, choice: &SeedChoice<'_>) -> Result<Option<Vec<f64>>> {
        if self.message.iter().all(|message| message.value.is_none()) {
            return Ok(None);
        }
        let mut all = Vec::new();
        for (place, message) in self.message.iter().enumerate() {
            match &message.value {
                None => all.extend(std::iter::repeat_n(1.0, choice.network.users() as usize)),
                Some(value) => {
                    let key = choice.key_of(&key_of(place, "value"));
                    all.extend(value.of_users(choice.network, &key)?);
                }
            }
        }
        Ok(Some(all))
    }

    /// Refuses an accuracy that the guarantee for several messages cannot give.
    fn accuracy_can_be(&self, rules: SeedRules<'_>, choice: &SeedChoice<'_>) -> Result<()> {
        match (self.accuracy, rules.guarantee()) {
            (Accuracy::Guarantee(epsilon), Some(share)) if epsilon >= share => {
                let problem = format!("{epsilon} leaves nothing of the guaranteed {share:.3}");
                let remedy = "give a smaller number, such as 0.1";
                Err(choice.fault("accuracy.guarantee", problem, remedy))
            }
            _ => Ok(()),
        }
    }

    /// The influence of each message; `None` for the scenario's.
    fn influences(&self, choice: &SeedChoice<'_>) -> Result<Vec<Option<Influence>>> {
        let of = |(place, message): (usize, &PortfolioMessage)| {
            let rule = message.influence.as_ref();
            let own = rule.map(|rule| rule.assign(choice.network, choice.rng_seed)).transpose();
            let own = own.map_err(|error| within(error, &choice.key_of(&key_of(place, ""))))?;
            let Some(factor) = message.factor else { return Ok(own) };
            if !(factor >= 0.0 && factor.is_finite()) {
                let problem = format!("{factor} makes nothing weaker or stronger");
                let remedy = "give 0 or more, such as 1.5";
                return Err(choice.fault(&key_of(place, "factor"), problem, remedy));
            }
            let own = own.as_ref().unwrap_or(choice.spreading.influence);
            Ok(Some(own.scaled(factor)))
        };
        self.message.iter().enumerate().map(of).collect()
    }

    /// The cascade of each message.
    fn cascades(
        &self,
        influences: &[Option<Influence>],
        choice: &SeedChoice<'_>,
        model: &AnyModel,
    ) -> Result<Vec<Arc<dyn Cascade>>> {
        let of = |(place, own): (usize, &Option<Influence>)| {
            let influence = own.as_ref().unwrap_or(choice.spreading.influence);
            let prepared = model.prepare(choice.network, influence);
            let name = &self.message[place].name;
            prepared.map_err(|error| match error {
                Error::Value { key, problem, remedy } if own.is_some() => Error::Value {
                    key,
                    problem: format!("for the message {name:?} {problem}"),
                    remedy,
                },
                error => error,
            })
        };
        influences.iter().enumerate().map(of).collect()
    }
}

/// The path of a message's key in the portfolio.
fn key_of(place: usize, key: &str) -> String {
    format!("message.{place}.{key}")
}

/// The same error at its place in the portfolio's table.
fn within(error: Error, table: &str) -> Error {
    match error {
        Error::Value { key, problem, remedy } => {
            Error::Value { key: format!("{table}{key}"), problem, remedy }
        }
        error => error,
    }
}
