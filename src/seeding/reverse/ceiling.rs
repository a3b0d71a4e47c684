//! How many sets any seeds could meet that rules allow: a bound that needs no knowledge of them.
//!
//! Whatever users are taken already, others meet no more sets than these and, each, what it would
//! add to them. So at some beginnings of the picks the best sum of what users would add is taken:
//! as far as the money goes, the last user in part (Dantzig 1957, doi:10.1287/opre.5.2.266), and as far
//! as number and quotas go; and the smallest of these bounds counts. Where the picks are known to
//! meet a share of the optimum, it is not above what that share leaves.

use super::{
    cover::Pick,
    listed::{Covered, Listed},
    rules::{Room, Rules},
};

/// So many beginnings of the picks are tried, each half as long as the one before.
const BEGINNINGS: u32 = 6;

/// No seeds that `rules` allow meet more sets than this, where `picks` were chosen by them.
pub(super) fn ceiling(listed: &Listed, rules: Rules<'_>, picks: &[Pick]) -> u64 {
    let required = rules.required.len();
    let met = |picks: &[Pick]| picks.iter().map(|pick| pick.gain).sum::<f64>();
    let mut most = f64::INFINITY;
    if let Some(share) = rules.guarantee() {
        let base = met(&picks[..required]);
        most = base + (met(picks) - base) / share;
    }
    let chosen = picks.len() - required;
    let mut last = None;
    for halvings in 0..BEGINNINGS {
        let beginning = &picks[..required + (chosen >> halvings)];
        if last == Some(beginning.len()) {
            break;
        }
        last = Some(beginning.len());
        let mut covered = Covered::none(listed.count());
        for pick in beginning {
            covered.meet(listed, pick.user);
        }
        let gains = covered.gains(listed);
        let more = by_number(listed, rules, &gains).min(by_money(listed, rules, &gains));
        most = most.min(met(beginning) + more);
    }
    // A number of sets is whole; what floats lose is far below what is added.
    (most + 1e-6).floor() as u64
}

/// The greatest sum of gains of as many users as number and quotas have room for: these make a
/// matroid, so that the largest first is the best.
fn by_number(listed: &Listed, rules: Rules<'_>, gains: &[u64]) -> f64 {
    if rules.count == Rules::ANY && rules.quotas.is_none() {
        return f64::INFINITY;
    }
    let mut users: Vec<(u64, u32)> = gains
        .iter()
        .zip(listed.users())
        .filter(|&(&gain, &user)| gain > 0 && rules.may_pick(user))
        .map(|(&gain, &user)| (gain, user))
        .collect();
    users.sort_unstable_by_key(|&(gain, user)| (std::cmp::Reverse(gain), user));
    let mut room = Room::new(Rules { money: None, ..rules });
    let mut sum = 0.0;
    for (gain, user) in users {
        if room.is_full() {
            break;
        }
        if room.takes(user) {
            room.take(user);
            sum += gain as f64;
        }
    }
    sum
}

/// The greatest sum of gains that the money buys which required users leave, the last user in part.
fn by_money(listed: &Listed, rules: Rules<'_>, gains: &[u64]) -> f64 {
    let Some(money) = rules.money else { return f64::INFINITY };
    let price = |user: u32| money.prices[user as usize];
    let mut left = money.budget - rules.required.iter().map(|&user| price(user)).sum::<f64>();
    // Prices are counted in billionths elsewhere: what rounding may have added counts here.
    left = left.max(0.0) * (1.0 + 1e-9) + 1e-9;
    let mut users: Vec<(u32, u64, f64)> = gains
        .iter()
        .zip(listed.users())
        .filter(|&(&gain, &user)| gain > 0 && rules.may_pick(user) && price(user) <= left)
        .map(|(&gain, &user)| (rules.person(user), gain, price(user)))
        .collect();
    if rules.people.is_some() {
        // Of the messages that somebody may be asked for, the one to which most is added.
        users.sort_unstable_by_key(|&(person, gain, _)| (person, std::cmp::Reverse(gain)));
        users.dedup_by_key(|&mut (person, ..)| person);
    }
    let gain_and_price = |(_, gain, price): (u32, u64, f64)| (gain as f64, price);
    let mut users: Vec<(f64, f64)> = users.into_iter().map(gain_and_price).collect();
    users.sort_unstable_by(|a, b| (b.0 / b.1).total_cmp(&(a.0 / a.1)).then(b.0.total_cmp(&a.0)));
    let mut sum = 0.0;
    for (gain, price) in users {
        if price > left {
            return sum + gain * left / price;
        }
        sum += gain;
        left -= price;
    }
    sum
}
