//! The choice under money, quotas and fairness: greedy by gain for price.
//!
//! Each pick is the user of the greatest gain for its price among those who still fit, base gain
//! included. Users who cost nothing come first. Cheap users could thus crowd out a dear one. So
//! each beginning of the picks is tried with the best single user that the remaining money buys,
//! and the best of these choices spends what is left. This reaches 1/2 of the optimum under a
//! budget (Yaroslavtsev, Zhou & Avdiukhin 2020, arXiv:1910.05646). With the best single user alone,
//! the share is smaller (Khuller, Moss & Naor 1999, doi:10.1016/S0020-0190(99)00031-9).
//!
//! # Several messages under a budget: 1/3
//!
//! Let each person be a seed of at most one message ([`SeedRules::people`]), at one price for all
//! messages. Write f for the sets met, O for the optimum, and B for the budget. Let o be the first
//! element of O, in the order of the greedy choice, that no longer fits into the money. Let G be
//! the longest beginning of the picks that leaves room for the price of o, and G′ the beginning
//! with one more pick. Each x in O \ (G ∪ {o}) is of one of two kinds.
//!
//! - **Blocked.** The person of x is in G for another message. That pick has the same price and
//!   came first, so its gain was at least that of x. Summed over all x of this kind, the gains are at
//!   most f(G).
//! - **Free.** The gain of x for its price is at most that of the next pick. These x cost at most B
//!   less the price of o, and G′ costs more than that. Summed, their gains are at most f(G′).
//!
//! So f(O) ≤ f(G ∪ {o}) + f(G) + f(G′). The choice tries G ∪ {o}, and all picks reach at least
//! f(G′), so the best choice has at least f(O) / 3. If every element of O fits when its turn comes,
//! only blocked elements remain, and the share is 1/2.

use super::{
    base_gains::BaseGains,
    chooser::{Chooser, SetGains},
    fairness::{SegmentGoals, SegmentTarget, SetSegments},
    membership_counts::MembershipCounts,
    pick::BoundedPicks,
    sets_of_user::SetsOfUser,
};
use crate::{
    progress::StopFlag,
    seeding::reverse::{
        certify::optimum_bound::{ceiling, of_beginnings},
        draw::block::SetBlock,
        rules::SeedRules,
    },
};

/// The result of a choice under rules.
#[derive(Debug)]
pub(crate) struct ConstrainedChoice {
    pub(crate) picks: BoundedPicks,
    /// The most sets that any allowed seeds meet, without base gains.
    pub(crate) most_met: f64,
    /// The target of each segment, if the rules ask for fairness.
    pub(crate) wanted: Vec<SegmentTarget>,
}

/// Chooses users by the sets of `blocks`. `counts` and `start` give each user's sets and base gain.
/// `roots` are the segments of the roots, if the rules ask for fairness; then base gains are not
/// supported. The choice counts for nothing once `stop` is set.
pub(crate) fn ruled(
    blocks: &[SetBlock],
    (counts, start): (&MembershipCounts, BaseGains<'_>),
    rules: SeedRules<'_>,
    roots: Option<&SetSegments>,
    stop: &StopFlag,
) -> ConstrainedChoice {
    assert!(rules.fair.is_none() || start.is_nothing(), "fairness goes by sets alone");
    let adds = |user: u32| counts.of_user(user) > 0 || start.sets(user) > 0.0;
    let is_listed = |user| adds(user) && (rules.may_pick(user) || rules.required.contains(&user));
    let listed = SetsOfUser::new(blocks, counts, is_listed);
    let mut chooser = Chooser::new(&listed, rules, start, stop);
    let mut wanted = Vec::new();
    if let (Some(fair), Some(roots)) = (rules.fair, roots) {
        wanted = roots.wanted(&listed, fair, rules, stop);
        chooser.lazily(&mut SegmentGoals::new(roots, &wanted, &chooser.covered));
    }
    chooser.lazily(&mut SetGains(start));
    if rules.money.is_some() && rules.fair.is_none() {
        chooser.try_single_users();
    }
    chooser.fill();
    if rules.fair.is_none() {
        for seat in seats(rules) {
            let mut other = Chooser::new(&listed, rules, start, stop).with_seat_value(seat);
            other.lazily(&mut SetGains(start));
            other.fill();
            if other.worth() > chooser.worth() {
                chooser = other;
            }
        }
    }
    if stop.is_set() {
        let picks = BoundedPicks { picks: chooser.picks, most: f64::INFINITY };
        return ConstrainedChoice { picks, most_met: f64::INFINITY, wanted };
    }
    let most = ceiling(&listed, rules, &chooser.picks, start);
    let most_met = if start.is_nothing() {
        most
    } else {
        of_beginnings(&listed, rules, &chooser.picks, BaseGains::NONE)
    };
    ConstrainedChoice { picks: BoundedPicks { picks: chooser.picks, most }, most_met, wanted }
}

/// The amounts to try as the price of a place. If places are few for the money, a choice by price
/// alone fills them with cheap users, and a choice without prices spends all on a few. Empty if
/// only the money limits the choice.
fn seats(rules: SeedRules<'_>) -> Vec<f64> {
    /// As shares of the budget for each place.
    const SHARES: [f64; 4] = [0.25, 1.0, 4.0, 1000.0];
    let places = match rules.quotas {
        Some(quotas) => quotas.most.iter().fold(0, |all: usize, &most| all.saturating_add(most)),
        None => SeedRules::ANY,
    };
    let places = places.min(rules.count);
    match rules.money {
        Some(money) if places < SeedRules::ANY => {
            let each = money.budget / places.max(1) as f64;
            SHARES.map(|share| share * each).to_vec()
        }
        _ => Vec::new(),
    }
}
