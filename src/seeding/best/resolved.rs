//! The parameters of the best seeds, resolved on a network: users for ids, prices and values for
//! columns. `feasibility` checks whether any seeds can satisfy them.

use super::{Accuracy, Best, Deadline, Fairness, TieWinner, segments::Segmented};
use crate::{
    error::{Error, Result},
    network::{Network, named::nodes},
    seeding::{
        CertifiedRival, Charge, SeedChoice, UserId,
        price::billionths,
        reverse::{self, FairnessRule, LeastShares, Money, Objective, Question, SeedRules},
    },
};

/// The most members of reverse sets to keep, 4 bytes each: 512 MB.
pub(super) const MOST_MEMBERS: u64 = 1 << 27;

/// The rules and the objective on a network.
pub(super) struct ResolvedBest<'a> {
    pub(super) count: usize,
    pub(super) required: Vec<u32>,
    pub(super) eligible: Vec<bool>,
    /// Whether some users may not be chosen.
    is_limited: bool,
    pub(super) money: Option<Spending>,
    pub(super) quotas: Option<ResolvedQuotas<'a>>,
    fair: Option<(&'a [u32], ResolvedShares)>,
    /// The names of the segments of the fairness rule.
    pub(super) fair_names: &'a [String],
    value: Option<Vec<f64>>,
    organic: Option<Vec<bool>>,
    pub(super) rival: Option<ResolvedRival>,
}

/// A rival's seeds.
pub(super) struct ResolvedRival {
    seeds: Vec<bool>,
    ties: TieWinner,
}

/// The budget for users, and their prices.
pub(super) struct Spending {
    pub(super) prices: Vec<f64>,
    pub(super) budget: f64,
}

/// The number of seeds by segment.
pub(super) struct ResolvedQuotas<'a> {
    pub(super) codes: &'a [u32],
    pub(super) names: &'a [String],
    pub(super) least: Vec<usize>,
    pub(super) most: Vec<usize>,
}

/// The share that segments must have.
enum ResolvedShares {
    Each(Vec<f64>),
    OfBest(f64),
}

impl<'a> ResolvedBest<'a> {
    /// Resolves the parameters.
    pub(super) fn of(best: &Best, choice: &SeedChoice<'a>) -> Result<Self> {
        let network = choice.network;
        let key = |key: &str| choice.key_of(key);
        let ids = |name: &str, ids: &[UserId]| -> Result<Vec<u32>> {
            let mut users = nodes(network, ids, &key(name))?;
            users.sort_unstable();
            users.dedup();
            Ok(users)
        };
        let [required, excluded, organic, rival] = [
            ids("require", &best.require)?,
            ids("exclude", &best.exclude)?,
            ids("organic", &best.organic)?,
            ids("rival", &best.rival)?,
        ];
        apart(network, &required, &excluded, &key("exclude"), "required and excluded")?;
        apart(network, &required, &organic, &key("organic"), "required, and shares anyway")?;
        apart(network, &required, &rival, &key("rival"), "required, and a seed of the rival")?;
        apart(network, &organic, &rival, &key("rival"), "an organic seed, and one of the rival")?;
        if let (Some(ties), true) = (best.ties, rival.is_empty()) {
            let who = if ties == TieWinner::Ours { "we" } else { "a rival" };
            let problem = format!("{who} would win ties, but there is no rival");
            let remedy = "give the rival's seeds: rival = [\"anna\"], or leave ties out";
            return Err(Error::value(key("ties"), problem, remedy));
        }
        accuracy(best.accuracy, &key("accuracy"))?;
        if let Some(deadline) = best.deadline {
            deadline.can_be(choice.spreading.cascade, &key("deadline"))?;
        }
        if !rival.is_empty() && Deadline::is_time(choice.spreading.cascade) {
            let problem = "a rival's message goes from user to user step by step, and in this model it \
                           takes time";
            let remedy = "leave it out, or take [model.independent-cascade]";
            return Err(Error::value(key("rival"), problem, remedy));
        }
        let users = network.users() as usize;
        let mut eligible = match &best.filter {
            None => vec![true; users],
            Some(filter) => marked(users, &filter.users(network, &key("where"))?),
        };
        for &user in excluded.iter().chain(&organic).chain(&rival) {
            eligible[user as usize] = false;
        }
        let money = best.budget.map(|budget| spending(budget, choice)).transpose()?;
        if let Some(Spending { prices, budget }) = &money {
            for (eligible, price) in eligible.iter_mut().zip(prices) {
                *eligible &= price <= budget;
            }
            if let Some(&user) = required.iter().find(|&&user| prices[user as usize].is_nan()) {
                let problem = format!("user {} is required and has no price", network.id(user));
                return Err(Error::value(key("require"), problem, "give it one in the column"));
            }
        }
        for &user in &required {
            eligible[user as usize] = true;
        }
        let quotas =
            best.quotas.as_ref().map(|wanted| ResolvedQuotas::of(wanted, choice)).transpose()?;
        let fair = best.fair.as_ref().map(|wanted| fair(wanted, choice)).transpose()?;
        let value = best.value.as_ref().map(|value| value.of_users(network, &key("value")));
        let ready = Self {
            count: best.count.map_or(SeedRules::ANY, |count| count as usize),
            is_limited: eligible.iter().any(|eligible| !eligible),
            required,
            eligible,
            money,
            quotas,
            fair_names: fair.as_ref().map_or(&[], |(segments, _)| segments.names),
            fair: fair.map(|(segments, shares)| (segments.codes, shares)),
            value: value.transpose()?,
            organic: (!organic.is_empty()).then(|| marked(users, &organic)),
            rival: (!rival.is_empty()).then(|| ResolvedRival {
                seeds: marked(users, &rival),
                ties: best.ties.unwrap_or_default(),
            }),
        };
        ready.can_be_kept(best, choice)?;
        Ok(ready)
    }

    /// The search to run.
    pub(super) fn question<'q>(
        &'q self,
        best: &Best,
        choice: &'q SeedChoice<'_>,
    ) -> Result<Question<'q>> {
        Ok(Question {
            cascade: choice.reverse()?,
            further: &[],
            users: choice.network.users(),
            rules: self.rules(),
            aim: Objective {
                value: self.value.as_deref(),
                organic: self.organic.as_deref(),
                deadline: best.deadline.map(Into::into),
                absent: None,
                rival: self.rival.as_ref().map(|rival| reverse::CompetingMessage {
                    seeds: &rival.seeds,
                    ties: rival.ties.into(),
                }),
            },
            accuracy: best.accuracy.into(),
            risk: 1.0 / f64::from(choice.network.users().max(100)),
            most_members: MOST_MEMBERS,
            rng_seed: choice.rng_seed,
        })
    }

    pub(super) fn rules(&self) -> SeedRules<'_> {
        SeedRules {
            count: self.count,
            required: &self.required,
            eligible: self.is_limited.then_some(&self.eligible),
            money: self
                .money
                .as_ref()
                .map(|money| Money { prices: &money.prices, budget: money.budget }),
            quotas: self.quotas.as_ref().map(|quotas| reverse::SegmentQuotas {
                segments: quotas.codes,
                least: &quotas.least,
                most: &quotas.most,
            }),
            people: None,
            fair: self.fair.as_ref().map(|(segments, shares)| FairnessRule {
                segments,
                least: match shares {
                    ResolvedShares::Each(shares) => LeastShares::Shares(shares),
                    ResolvedShares::OfBest(share) => {
                        LeastShares::OfBest { share: *share, segments: self.fair_names.len() }
                    }
                },
            }),
        }
    }
}

impl<'a> ResolvedQuotas<'a> {
    /// Resolves quotas.
    fn of(wanted: &super::Quotas, choice: &SeedChoice<'a>) -> Result<Self> {
        let key = |key: &str| choice.key_of(&format!("quotas.{key}"));
        let segments = Segmented::of(choice.network, &wanted.by, &key("by"))?;
        let number = |given, others, name: &str| -> Result<Vec<usize>> {
            let numbers = segments.numbers(given, others, &key(name))?;
            Ok(numbers.into_iter().map(|number: u32| number as usize).collect())
        };
        let least = number(&wanted.at_least, 0, "at_least")?;
        let most = number(&wanted.at_most, u32::MAX, "at_most")?;
        Ok(Self { codes: segments.codes, names: segments.names, least, most })
    }
}

/// Resolves fairness.
fn fair<'a>(wanted: &Fairness, choice: &SeedChoice<'a>) -> Result<(Segmented<'a>, ResolvedShares)> {
    let key = |key: &str| choice.key_of(&format!("fair.{key}"));
    let segments = Segmented::of(choice.network, &wanted.by, &key("by"))?;
    let each = wanted.least.iter().map(|(name, share)| (format!("least.{name}"), *share));
    let given = each.chain(wanted.of_best.map(|share| ("of_best".to_owned(), share)));
    for (name, share) in given {
        if !(share > 0.0 && share <= 1.0) {
            let problem = format!("{share} is no share");
            let remedy = "give a number above 0 and at most 1";
            return Err(Error::value(key(&name), problem, remedy));
        }
    }
    let shares = match wanted.of_best {
        Some(share) if wanted.least.is_empty() => ResolvedShares::OfBest(share),
        None if !wanted.least.is_empty() => {
            ResolvedShares::Each(segments.numbers(&wanted.least, 0.0, &key("least"))?)
        }
        _ => {
            let problem = "it takes either of_best or least";
            let remedy = "give of_best = 0.5, or least = { north = 0.02 }";
            return Err(Error::value(choice.key_of("fair"), problem, remedy));
        }
    };
    Ok((segments, shares))
}

impl ResolvedRival {
    /// The rival as the certificate shows it.
    pub(super) fn certified(&self) -> CertifiedRival {
        let seeds = self.seeds.iter().filter(|is_seed| **is_seed).count();
        CertifiedRival { seeds: seeds as u32, ties: self.ties }
    }
}

impl Spending {
    /// The price of users, in billionths.
    pub(super) fn cost(&self, users: &[u32]) -> u128 {
        users.iter().map(|&user| billionths(self.prices[user as usize])).sum()
    }
}

/// The budget for users after the fixed price, and their prices.
fn spending(budget: f64, choice: &SeedChoice<'_>) -> Result<Spending> {
    let key = choice.key_of("budget");
    if !(1e-9..=1e15).contains(&budget) {
        let remedy = "give a number from 1e-9 to 1e15";
        return Err(Error::value(key, format!("{budget} is no budget"), remedy));
    }
    let Some(Charge { price, key: price_key }) = choice.charge else {
        let problem = format!("{budget} is there to be spent, but users have no price");
        let remedy = "give the option a price: price = { per_user = 10 }";
        return Err(Error::value(key, problem, remedy));
    };
    let fixed = price.fixed;
    if fixed > budget {
        let problem = format!("{budget} does not pay the fixed price, {fixed}");
        return Err(Error::value(key, problem, "give more"));
    }
    let prices = price.of_users(choice.network, price_key)?;
    Ok(Spending { prices, budget: budget - fixed })
}

/// Refuses an accuracy that is out of range.
fn accuracy(accuracy: Accuracy, key: &str) -> Result<()> {
    let (name, number) = match accuracy {
        Accuracy::Guarantee(epsilon) => ("guarantee", epsilon),
        Accuracy::Quality(gain) => ("quality", gain),
    };
    if number > 0.0 && number < 1.0 {
        return Ok(());
    }
    let problem = format!("{number} is no accuracy");
    let remedy = "give a number above 0 and below 1, such as guarantee = 0.1 or quality = 0.005";
    Err(Error::value(format!("{key}.{name}"), problem, remedy))
}

/// Refuses a user who is on two lists that exclude each other.
fn apart(network: &Network, one: &[u32], other: &[u32], key: &str, both: &str) -> Result<()> {
    match one.iter().find(|user| other.contains(user)) {
        None => Ok(()),
        Some(&user) => {
            let problem = format!("user {} is {both}", network.id(user));
            Err(Error::value(key, problem, "leave it out of one of the two"))
        }
    }
}

/// For each user, whether it is among these.
fn marked(users: usize, these: &[u32]) -> Vec<bool> {
    let mut marked = vec![false; users];
    for &user in these {
        marked[user as usize] = true;
    }
    marked
}
