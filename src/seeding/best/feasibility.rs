//! Refuses rules that no seeds can satisfy, with the key to change.
//!
//! It never searches: prices and numbers of users decide.

use super::{
    Accuracy, Best,
    resolved::{ResolvedBest, ResolvedQuotas},
};
use crate::{
    error::{Error, Result},
    seeding::{SeedChoice, price::billionths},
};

impl ResolvedBest<'_> {
    /// Refuses rules that no seeds can satisfy.
    pub(super) fn can_be_kept(&self, best: &Best, choice: &SeedChoice<'_>) -> Result<()> {
        let refused = |key: &str, problem: String, remedy: String| {
            Err(Error::value(choice.key_of(key), problem, remedy))
        };
        if best.count.is_none() && best.budget.is_none() {
            let problem = "nothing says how many seeds".to_owned();
            return refused("count", problem, "give count = 50, or budget = 5_000".to_owned());
        }
        let eligible = self.eligible.iter().filter(|eligible| **eligible).count();
        let least = self.required.len().max(1);
        if self.money.is_none() && (self.count < least || self.count > eligible) {
            let problem = format!("{} seeds cannot be chosen", self.count);
            let remedy = if eligible < least {
                "nobody may be chosen: widen the filter, or exclude fewer".to_owned()
            } else {
                format!("ask for {least} to {eligible}")
            };
            return refused("count", problem, remedy);
        }
        if self.count < least {
            let problem = format!("{} seeds cannot be chosen", self.count);
            return refused("count", problem, format!("ask for {least} or more"));
        }
        if let Some(spending) = &self.money {
            let cost = spending.cost(&self.required);
            if cost > billionths(spending.budget) {
                let problem = format!("the required users cost {}", cost as f64 / 1e9);
                return refused("budget", problem, "give as much, or require fewer".to_owned());
            }
            if eligible == 0 {
                let cheapest = spending.prices.iter().copied().fold(f64::INFINITY, f64::min);
                let problem = format!("{} buys nobody who may be chosen", spending.budget);
                let remedy = format!("the cheapest user of all costs {cheapest}");
                return refused("budget", problem, remedy);
            }
        }
        if let (Accuracy::Guarantee(epsilon), guarantee) = (best.accuracy, self.rules().guarantee())
        {
            match guarantee {
                None => {
                    let problem = "with several limits at once no share of the best is guaranteed";
                    let remedy = "give accuracy = { quality = 0.005 }: the certificate tells what is \
                                  reached";
                    return refused("accuracy", problem.to_owned(), remedy.to_owned());
                }
                Some(share) if epsilon >= share => {
                    let problem = format!("{epsilon} leaves nothing of the guaranteed {share:.3}");
                    let remedy = "give a smaller number, such as 0.1".to_owned();
                    return refused("accuracy.guarantee", problem, remedy);
                }
                Some(_) => {}
            }
        }
        self.quotas.as_ref().map_or(Ok(()), |quotas| self.quotas_can_be_kept(quotas, choice))
    }

    /// Refuses quotas that no seeds can satisfy.
    fn quotas_can_be_kept(
        &self,
        quotas: &ResolvedQuotas<'_>,
        choice: &SeedChoice<'_>,
    ) -> Result<()> {
        let refused = |key: &str, problem: String, remedy: String| {
            Err(Error::value(choice.key_of(&format!("quotas.{key}")), problem, remedy))
        };
        let segments = quotas.names.len();
        let mut users = vec![Vec::new(); segments];
        let mut in_none = 0;
        for (user, &code) in (0_u32..).zip(quotas.codes) {
            if !self.eligible[user as usize] {
                continue;
            }
            match users.get_mut(code as usize) {
                Some(users) => users.push(user),
                None => in_none += 1,
            }
        }
        let (mut needed, mut room, mut money) = (self.required.len(), in_none, 0);
        for (segment, name) in quotas.names.iter().enumerate() {
            let (least, most) = (quotas.least[segment], quotas.most[segment]);
            let users = &mut users[segment];
            if least > most {
                let problem = format!("at least {least} and at most {most} is nothing");
                return refused(
                    &format!("at_least.{name}"),
                    problem,
                    format!("give at most {most}"),
                );
            }
            if least > users.len() {
                let problem = format!("{} users of {name} may be chosen", users.len());
                let remedy = format!("ask for at most {}", users.len());
                return refused(&format!("at_least.{name}"), problem, remedy);
            }
            let required = users.iter().filter(|user| self.required.contains(user)).count();
            if required > most {
                let problem = format!("{required} users of {name} are required");
                return refused(
                    &format!("at_most.{name}"),
                    problem,
                    format!("give {required} or more"),
                );
            }
            needed += least.saturating_sub(required);
            room += most.min(users.len());
            if let Some(spending) = &self.money {
                users.retain(|user| !self.required.contains(user));
                let price = |user: u32| spending.prices[user as usize];
                users.sort_by(|&a, &b| price(a).total_cmp(&price(b)));
                money += spending.cost(&users[..least.saturating_sub(required)]);
            }
        }
        if needed > self.count {
            let problem = format!("at least {needed} seeds are needed, and {} wanted", self.count);
            return refused(
                "at_least",
                problem,
                format!("give count = {needed}, or ask for fewer"),
            );
        }
        if self.money.is_none() && room < self.count {
            let problem = format!("{room} seeds are allowed, and {} wanted", self.count);
            return refused("at_most", problem, format!("give count = {room}, or allow more"));
        }
        if let Some(spending) = &self.money {
            let money = money + spending.cost(&self.required);
            if money > billionths(spending.budget) {
                let problem = format!("the cheapest such seeds cost {}", money as f64 / 1e9);
                return refused(
                    "at_least",
                    problem,
                    "give more money, or ask for fewer".to_owned(),
                );
            }
        }
        Ok(())
    }
}
