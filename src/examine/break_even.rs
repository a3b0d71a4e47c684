//! How many ordinary users do as much as an option's seeds, and so what it is worth to know the
//! network.
//!
//! A few more random seeds often do what carefully chosen ones do (Akbarpour, Malladi & Saberi 2018,
//! doi:10.2139/ssrn.3062830). What those few more cost is the most that is worth paying for the data
//! and the work of choosing.
//!
//! In the same world, everybody who shares still does with more seeds. So their mean never falls as
//! their number grows, and a search by ever narrower steps finds the least number that does as much,
//! exactly. It must never give a number that it has not tried.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Difference, PriceOfSeeds, Subject};
use crate::{
    error::Result,
    progress::Progress,
    seeding::{Lineup, Seeds},
};

/// Numbers of users tried in a gap at once. As beginnings of one lineup they are one cascade that
/// goes on, so several cost little more than the largest.
const AT_ONCE: u32 = 4;

/// How exactly the ends of the interval are looked for, as a share of their number.
const ENDS: f64 = 0.005;

/// The ordinary users that an option is compared with.
#[derive(Clone, Copy)]
pub struct Ordinary<'a> {
    /// The option whose users they are; nothing where they are random users of no option.
    pub option: Option<&'a str>,
    /// All of them, in the order in which they would be chosen.
    pub lineup: &'a Lineup,
    /// What they cost, where they have a price.
    pub price: Option<&'a PriceOfSeeds<'a>>,
}

impl std::fmt::Debug for Ordinary<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Ordinary").field("option", &self.option).finish_non_exhaustive()
    }
}

/// How many ordinary users do as much as an option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BreakEven {
    /// The option whose users they are; `null` where they are random users of no option.
    pub against: Option<String>,
    /// True where other users are drawn in every replicate.
    pub redrawn: bool,
    /// How many there are to choose from.
    pub most: u32,
    /// The least number of them whose mean is at least the option's; `null` where even all of them
    /// have less.
    pub users: Option<u32>,
    /// The least number of them that is not surely worse than the option; `null` where all of them
    /// surely are.
    pub at_least: Option<u32>,
    /// The least number of them that is surely no worse; `null` where not even all of them surely
    /// are.
    pub at_most: Option<u32>,
    /// What that means in money; `null` where the users have no price, or cannot do as much.
    pub money: Option<BreakEvenMoney>,
    /// Every number that was tried, the smallest first.
    pub tried: Vec<Tried>,
}

/// What break-even means in money.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BreakEvenMoney {
    /// What the option costs; at the ordinary users' price where it has none of its own.
    pub option: f64,
    /// What the ordinary users cost who do as much.
    pub users: Amount,
    /// The difference: what may be spent on knowing the network and on choosing, beyond what the
    /// option's own price holds for it. Below 0 the ordinary users are cheaper anyway.
    pub worth: Amount,
}

/// An amount of money and its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Amount {
    /// The estimate.
    pub estimate: f64,
    /// The lower end of its interval; `null` where it has none.
    pub low: Option<f64>,
    /// The upper end of its interval; `null` where it has none.
    pub high: Option<f64>,
}

/// A number of ordinary users that was tried.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tried {
    /// How many users.
    pub users: u32,
    /// What they have more than the option, on average; below 0 where they have less.
    pub more: Difference,
}

impl Tried {
    fn does_as_much(&self) -> bool {
        self.more.mean >= 0.0
    }

    fn is_not_surely_worse(&self) -> bool {
        self.more.interval.map_or(self.does_as_much(), |interval| interval.high >= 0.0)
    }

    fn is_surely_no_worse(&self) -> bool {
        self.more.interval.map_or(self.does_as_much(), |interval| interval.low >= 0.0)
    }
}

/// How many ordinary users do as much as the subject, whose seeds cost `cost`.
///
/// # Errors
/// [`Error::Stopped`](crate::Error::Stopped) where the work was stopped on the way; what the price
/// refuses.
pub fn break_even(
    subject: &Subject<'_>,
    ordinary: &Ordinary<'_>,
    cost: Option<f64>,
    progress: &dyn Progress,
) -> Result<BreakEven> {
    let most = ordinary.lineup.users();
    let mut search = BreakEvenSearch { subject, lineup: ordinary.lineup, tried: BTreeMap::new() };
    search.enclose(most, progress)?;
    search.narrow(progress)?;
    let users = search.first(Tried::does_as_much);
    let at_least = search.first(Tried::is_not_surely_worse);
    let at_most = search.first(Tried::is_surely_no_worse);
    let money = match (ordinary.price, users) {
        (Some(price), Some(users)) => {
            let of = |users| price(&ordinary.lineup.first(users));
            let option = cost.map_or_else(|| price(subject.seeds), Ok)?;
            let cost = Amount {
                estimate: of(users)?,
                low: at_least.map(of).transpose()?,
                high: at_most.map(of).transpose()?,
            };
            Some(BreakEvenMoney { option, users: cost, worth: cost.less(option) })
        }
        _ => None,
    };
    Ok(BreakEven {
        against: ordinary.option.map(str::to_owned),
        redrawn: matches!(ordinary.lineup, Lineup::Redrawn { .. }),
        most,
        users,
        at_least,
        at_most,
        money,
        tried: search.tried.into_values().collect(),
    })
}

impl Amount {
    /// The same amount less a certain one.
    fn less(self, certain: f64) -> Self {
        let less = |amount: f64| amount - certain;
        Self { estimate: less(self.estimate), low: self.low.map(less), high: self.high.map(less) }
    }
}

struct BreakEvenSearch<'a> {
    subject: &'a Subject<'a>,
    lineup: &'a Lineup,
    tried: BTreeMap<u32, Tried>,
}

impl BreakEvenSearch<'_> {
    /// Tries numbers until some are surely no worse, or all users are tried.
    fn enclose(&mut self, most: u32, progress: &dyn Progress) -> Result<()> {
        let start = (self.subject.seeds.count() as u32).clamp(1, most);
        let fewer = [1, start.div_ceil(8), start.div_ceil(4), start.div_ceil(2), start];
        let mut next: Vec<u32> = fewer.to_vec();
        loop {
            let largest = next.iter().copied().max().unwrap_or(start);
            let more = [2, 4, 8].map(|times| largest.saturating_mul(times).min(most));
            next.extend(more);
            self.try_all(&next, progress)?;
            next = vec![more[2]];
            if more[2] == most || self.first(Tried::is_surely_no_worse).is_some() {
                return Ok(());
            }
        }
    }

    /// Tries numbers between those where an answer changes, until there are none.
    fn narrow(&mut self, progress: &dyn Progress) -> Result<()> {
        loop {
            let gaps = [
                self.gap(Tried::does_as_much, 0.0),
                self.gap(Tried::is_not_surely_worse, ENDS),
                self.gap(Tried::is_surely_no_worse, ENDS),
            ];
            let mut next = Vec::new();
            for [below, first] in gaps.into_iter().flatten() {
                let steps = AT_ONCE.min(first - below - 1);
                let width = u64::from(first - below);
                let place =
                    |step: u32| below + (width * u64::from(step) / u64::from(steps + 1)) as u32;
                next.extend((1..=steps).map(place));
            }
            if next.is_empty() {
                return Ok(());
            }
            self.try_all(&next, progress)?;
        }
    }

    /// The least number tried of which something holds.
    fn first(&self, holds: fn(&Tried) -> bool) -> Option<u32> {
        self.tried.values().find(|tried| holds(tried)).map(|tried| tried.users)
    }

    /// The largest number tried (or 0) before the first of which something holds, and that one,
    /// where more than `slack` of it lies between.
    fn gap(&self, holds: fn(&Tried) -> bool, slack: f64) -> Option<[u32; 2]> {
        let first = self.first(holds)?;
        let below = self.tried.range(..first).next_back().map_or(0, |(&users, _)| users);
        let enough = 1 + (slack * f64::from(first)) as u32;
        (first - below > enough).then_some([below, first])
    }

    fn try_all(&mut self, counts: &[u32], progress: &dyn Progress) -> Result<()> {
        let new: BTreeSet<u32> =
            counts.iter().copied().filter(|count| !self.tried.contains_key(count)).collect();
        if new.is_empty() {
            return Ok(());
        }
        let options: Vec<Seeds> = new.iter().map(|&count| self.lineup.first(count)).collect();
        let worlds = &self.subject.worlds;
        let samples = worlds.run("finding break-even", &options, progress)?;
        for (users, option) in new.into_iter().zip(samples.options) {
            let more = Difference::of(&option.values[0], self.subject.values, worlds.confidence);
            self.tried.insert(users, Tried { users, more });
        }
        Ok(())
    }
}
