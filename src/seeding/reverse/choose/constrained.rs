//! The users that meet most sets for their money, and within quotas: a cost-effective lazy choice.
//!
//! Each pick is the user that adds most sets for its price, of those for whom the rules have room, its
//! own start (`alone`) among them; who costs nothing comes first. Under a budget the dearest users would thus be shut out by many
//! cheap ones: so for each beginning of the picks the best single user that its money left would buy
//! is tried as well, and the best of these choices is kept and spends what is left over. It meets at
//! least half of what any users could that the budget buys (Yaroslavtsev, Zhou & Avdiukhin 2020,
//! arXiv:1910.05646; Khuller, Moss & Naor 1999, doi:10.1016/S0020-0190(99)00031-9, have the single
//! user alone, and a smaller share).
//!
//! Where users are people who may be asked for one of several messages ([`SeedRules::people`]), it is a
//! third. For of the optimum O let o be the first who, when its turn comes, costs too much, and G the
//! longest beginning of the picks that leaves its price; G′ is G with the next pick. Who is in O and
//! not in G + o either has been asked for another message, in a pick of the same price that came first
//! and so added no less, and all of these add at most G; or adds no more for its price than that next
//! pick, and for the money less o's price no more than G′, which costs more than that. So O meets at
//! most G + o, G and G′ together; G + o is tried, and all picks meet no less than G′. Where nobody's
//! turn finds too little money, the first kind alone is left, and it is a half.

use super::{
    base_gains::BaseGains,
    chooser::{Chooser, SetGains},
    fairness::{SegmentGoals, SegmentTarget, SetSegments},
    membership_counts::MembershipCounts,
    pick::BoundedPicks,
    sets_of_user::SetsOfUser,
};
use crate::seeding::reverse::{
    certify::optimum_bound::{ceiling, of_beginnings},
    draw::block::SetBlock,
    rules::SeedRules,
};

/// A choice by rules.
#[derive(Debug)]
pub(crate) struct ConstrainedChoice {
    pub(crate) picks: BoundedPicks,
    /// No users that the rules allow meet more sets than this, whatever their own starts.
    pub(crate) most_met: f64,
    /// What each segment must have, where the rules ask for fairness.
    pub(crate) wanted: Vec<SegmentTarget>,
}

/// Picks users by the sets of `blocks`, of which each user of `counts` is a member of so many, and by
/// the start that each has; `roots` are the segments of the sets' roots, where the rules ask for fairness,
/// which goes by sets alone.
pub(crate) fn ruled(
    blocks: &[SetBlock],
    (counts, start): (&MembershipCounts, BaseGains<'_>),
    rules: SeedRules<'_>,
    roots: Option<&SetSegments>,
) -> ConstrainedChoice {
    assert!(rules.fair.is_none() || start.is_nothing(), "fairness goes by sets alone");
    let adds = |user: u32| counts.of_user(user) > 0 || start.sets(user) > 0.0;
    let is_listed = |user| adds(user) && (rules.may_pick(user) || rules.required.contains(&user));
    let listed = SetsOfUser::new(blocks, counts, is_listed);
    let mut chooser = Chooser::new(&listed, rules, start);
    let mut wanted = Vec::new();
    if let (Some(fair), Some(roots)) = (rules.fair, roots) {
        wanted = roots.wanted(&listed, fair, rules);
        chooser.lazily(&mut SegmentGoals::new(roots, &wanted, &chooser.covered));
    }
    chooser.lazily(&mut SetGains(start));
    if rules.money.is_some() && rules.fair.is_none() {
        chooser.try_single_users();
    }
    chooser.fill();
    if rules.fair.is_none() {
        for seat in seats(rules) {
            let mut other = Chooser::new(&listed, rules, start).with_seat_value(seat);
            other.lazily(&mut SetGains(start));
            other.fill();
            if other.worth() > chooser.worth() {
                chooser = other;
            }
        }
    }
    let most = ceiling(&listed, rules, &chooser.picks, start);
    let most_met = if start.is_nothing() {
        most
    } else {
        of_beginnings(&listed, rules, &chooser.picks, BaseGains::NONE)
    };
    ConstrainedChoice { picks: BoundedPicks { picks: chooser.picks, most }, most_met, wanted }
}

/// What a seat may be counted as worth, in money: where places are few beside the money, a choice by
/// price alone would fill them with those who are cheap, and one without a look at it spend all on a
/// few. None where the money alone is a limit.
fn seats(rules: SeedRules<'_>) -> Vec<f64> {
    /// In shares of what there is to spend for each place.
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
