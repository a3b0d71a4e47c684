//! An upper bound on the sets that any allowed seeds could meet, base gains included.
//!
//! Let P be any beginning of the picks and O the optimum. By submodularity f(O) ≤ f(P) + Σ over o
//! in O of the gain of o given P. The sum is at most the greatest sum of gains of any allowed
//! users. It is bounded in two ways: under number and quotas, and under the money with the last
//! user in part (Dantzig 1957, doi:10.1287/opre.5.2.266). The bound is the least over several P. If
//! the picks have a proven share of the optimum, that gives another bound.

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::seeding::{
    ordered::OrderedFloat,
    reverse::{
        choose::{
            base_gains::BaseGains,
            pick::Pick,
            sets_of_user::{MetSets, SetsOfUser},
        },
        rules::{RemainingRoom, SeedRules},
    },
};

/// How many beginnings of the picks are tried, each half as long as the last.
const BEGINNINGS: u32 = 6;

/// A bound on the sets that any allowed seeds meet, if `picks` were chosen by these rules.
pub(crate) fn ceiling(
    listed: &SetsOfUser,
    rules: SeedRules<'_>,
    picks: &[Pick],
    start: BaseGains<'_>,
) -> f64 {
    let required = rules.required.len();
    let worth = |picks: &[Pick]| picks.iter().map(|pick| pick.gain).sum::<f64>();
    let mut most = of_beginnings(listed, rules, picks, start);
    if let Some(share) = rules.guarantee() {
        let base = worth(&picks[..required]);
        most = most.min(base + (worth(picks) - base) / share);
    }
    // Without base gains the bound is a whole number, and rounding errors are far below what is
    // added.
    if start.is_nothing() { (most + 1e-6).floor() } else { most }
}

/// The same bound for picks that were chosen in any way.
pub(crate) fn of_beginnings(
    listed: &SetsOfUser,
    rules: SeedRules<'_>,
    picks: &[Pick],
    start: BaseGains<'_>,
) -> f64 {
    let required = rules.required.len();
    let chosen = picks.len() - required;
    let mut most = f64::INFINITY;
    let mut last = None;
    for halvings in 0..BEGINNINGS {
        let beginning = &picks[..required + (chosen >> halvings)];
        if last == Some(beginning.len()) {
            break;
        }
        last = Some(beginning.len());
        let mut covered = MetSets::none(listed.count());
        let mut worth = 0.0;
        for pick in beginning {
            worth += covered.worth(listed, start, pick.user);
            covered.meet(listed, pick.user);
        }
        let mut gains = covered.worths(listed, start);
        // Users who are taken add nothing more.
        for place in beginning.iter().filter_map(|pick| listed.place(pick.user)) {
            gains[place] = 0.0;
        }
        let more = by_number(listed, rules, &gains).min(by_money(listed, rules, &gains));
        most = most.min(worth + more);
    }
    most
}

/// The greatest sum of gains under number and quotas. These form a matroid, so taking the largest
/// first is optimal.
fn by_number(listed: &SetsOfUser, rules: SeedRules<'_>, gains: &[f64]) -> f64 {
    if rules.count == SeedRules::ANY && rules.quotas.is_none() {
        return f64::INFINITY;
    }
    let mut users: BinaryHeap<(OrderedFloat, Reverse<u32>)> = gains
        .iter()
        .zip(listed.users())
        .filter(|&(&gain, &user)| gain > 0.0 && rules.may_pick(user))
        .map(|(&gain, &user)| (OrderedFloat(gain), Reverse(user)))
        .collect();
    let mut room = RemainingRoom::new(SeedRules { money: None, ..rules });
    let mut sum = 0.0;
    while !room.is_full()
        && let Some((OrderedFloat(gain), Reverse(user))) = users.pop()
    {
        if room.takes(user) {
            room.take(user);
            sum += gain;
        }
    }
    sum
}

/// The greatest sum of gains under the money that the required users leave, the last user in part.
fn by_money(listed: &SetsOfUser, rules: SeedRules<'_>, gains: &[f64]) -> f64 {
    let Some(money) = rules.money else { return f64::INFINITY };
    let price = |user: u32| money.prices[user as usize];
    let mut left = money.budget - rules.required.iter().map(|&user| price(user)).sum::<f64>();
    // Elsewhere prices are rounded to billionths; this covers the rounding.
    left = left.max(0.0) * (1.0 + 1e-9) + 1e-9;
    let mut users: Vec<(u32, f64, f64)> = gains
        .iter()
        .zip(listed.users())
        .filter(|&(&gain, &user)| gain > 0.0 && rules.may_pick(user) && price(user) <= left)
        .map(|(&gain, &user)| (rules.person(user), gain, price(user)))
        .collect();
    if rules.people.is_some() {
        // For each person, the message of the greatest gain.
        users.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        users.dedup_by_key(|&mut (person, ..)| person);
    }
    let by_worth =
        |(_, gain, price): (u32, f64, f64)| [gain / price, gain, price].map(OrderedFloat);
    let mut users: BinaryHeap<[OrderedFloat; 3]> = users.into_iter().map(by_worth).collect();
    let mut sum = 0.0;
    while let Some([_, OrderedFloat(gain), OrderedFloat(price)]) = users.pop() {
        if price > left {
            return sum + gain * left / price;
        }
        sum += gain;
        left -= price;
    }
    sum
}
