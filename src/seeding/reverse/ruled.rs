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
//! Where users are people who may be asked for one of several messages ([`Rules::people`]), it is a
//! third. For of the optimum O let o be the first who, when its turn comes, costs too much, and G the
//! longest beginning of the picks that leaves its price; G′ is G with the next pick. Who is in O and
//! not in G + o either has been asked for another message, in a pick of the same price that came first
//! and so added no less, and all of these add at most G; or adds no more for its price than that next
//! pick, and for the money less o's price no more than G′, which costs more than that. So O meets at
//! most G + o, G and G′ together; G + o is tried, and all picks meet no less than G′. Where nobody's
//! turn finds too little money, the first kind alone is left, and it is a half.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    alone::Start,
    ceiling::{ceiling, of_beginnings},
    counts::Counts,
    cover::{Pick, Picks},
    fair::{SetSegments, Shares, Wanted},
    listed::{Covered, Listed},
    rules::{Room, Rules},
    sets::Block,
};
use crate::seeding::ranking::Number;

/// A choice by rules.
#[derive(Debug)]
pub(super) struct Ruled {
    pub(super) picks: Picks,
    /// No users that the rules allow meet more sets than this, whatever their own starts.
    pub(super) most_met: f64,
    /// What each segment must have, where the rules ask for fairness.
    pub(super) wanted: Vec<Wanted>,
}

/// Picks users by the sets of `blocks`, of which each user of `counts` is a member of so many, and by
/// the start that each has; `roots` are the segments of the sets' roots, where the rules ask for fairness,
/// which goes by sets alone.
pub(super) fn ruled(
    blocks: &[Block],
    (counts, start): (&Counts, Start<'_>),
    rules: Rules<'_>,
    roots: Option<&SetSegments>,
) -> Ruled {
    assert!(rules.fair.is_none() || start.is_nothing(), "fairness goes by sets alone");
    let adds = |user: u32| counts.of_user(user) > 0 || start.sets(user) > 0.0;
    let is_listed = |user| adds(user) && (rules.may_pick(user) || rules.required.contains(&user));
    let listed = Listed::new(blocks, counts, is_listed);
    let mut chooser = Chooser::new(&listed, rules, start);
    let mut wanted = Vec::new();
    if let (Some(fair), Some(roots)) = (rules.fair, roots) {
        wanted = roots.wanted(&listed, fair, rules);
        chooser.lazily(&mut Shares::new(roots, &wanted, &chooser.covered));
    }
    chooser.lazily(&mut Sets(start));
    if rules.money.is_some() && rules.fair.is_none() {
        chooser.try_single_users();
    }
    chooser.fill();
    if rules.fair.is_none() {
        for seat in seats(rules) {
            let mut other = Chooser { seat, ..Chooser::new(&listed, rules, start) };
            other.lazily(&mut Sets(start));
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
        of_beginnings(&listed, rules, &chooser.picks, Start::NONE)
    };
    Ruled { picks: Picks { picks: chooser.picks, most }, most_met, wanted }
}

/// What a seat may be counted as worth, in money: where places are few beside the money, a choice by
/// price alone would fill them with those who are cheap, and one without a look at it spend all on a
/// few. None where the money alone is a limit.
fn seats(rules: Rules<'_>) -> Vec<f64> {
    /// In shares of what there is to spend for each place.
    const SHARES: [f64; 4] = [0.25, 1.0, 4.0, 1000.0];
    let places = match rules.quotas {
        Some(quotas) => quotas.most.iter().fold(0, |all: usize, &most| all.saturating_add(most)),
        None => Rules::ANY,
    };
    let places = places.min(rules.count);
    match rules.money {
        Some(money) if places < Rules::ANY => {
            let each = money.budget / places.max(1) as f64;
            SHARES.map(|share| share * each).to_vec()
        }
        _ => Vec::new(),
    }
}

/// What users add, of which a choice wants much. What one adds never grows as others are taken.
pub(super) trait Adds {
    /// What each listed user adds to those who meet the covered sets, in their order.
    fn gains(&mut self, listed: &Listed, covered: &Covered) -> Vec<f64>;
    /// The same of one.
    fn gain(&mut self, listed: &Listed, covered: &Covered, user: u32) -> f64;
    /// A user is about to be taken.
    fn meet(&mut self, listed: &Listed, covered: &Covered, user: u32);
}

/// Sets that are met, with the users' own starts.
struct Sets<'a>(Start<'a>);

impl Adds for Sets<'_> {
    fn gains(&mut self, listed: &Listed, covered: &Covered) -> Vec<f64> {
        covered.worths(listed, self.0)
    }

    fn gain(&mut self, listed: &Listed, covered: &Covered, user: u32) -> f64 {
        covered.worth(listed, self.0, user)
    }

    fn meet(&mut self, _: &Listed, _: &Covered, _: u32) {}
}

/// A choice under way.
pub(super) struct Chooser<'a> {
    listed: &'a Listed,
    rules: Rules<'a>,
    room: Room<'a>,
    start: Start<'a>,
    /// What a seat counts for, beside its price.
    seat: f64,
    pub(super) covered: Covered,
    pub(super) picks: Vec<Pick>,
}

/// A user with what it adds, at most: that was true after so many picks.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Candidate {
    /// For its price.
    worth: f64,
    gain: f64,
    user: Reverse<u32>,
    known: usize,
}

impl Candidate {
    fn new(gain: f64, user: u32, known: usize, price: f64) -> Self {
        let worth = if gain > 0.0 { gain / price } else { 0.0 };
        Self { worth, gain, user: Reverse(user), known }
    }
}

impl Eq for Candidate {}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_worth = self.worth.total_cmp(&other.worth);
        by_worth.then(self.gain.total_cmp(&other.gain)).then(self.user.cmp(&other.user))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<'a> Chooser<'a> {
    /// Of whose picks the required users are the first.
    pub(super) fn new(listed: &'a Listed, rules: Rules<'a>, start: Start<'a>) -> Self {
        let mut chooser = Self {
            listed,
            rules,
            room: Room::new(rules),
            start,
            seat: 0.0,
            covered: Covered::none(listed.count()),
            picks: Vec::new(),
        };
        for &user in rules.required {
            chooser.pick(user);
        }
        chooser
    }

    /// What a user counts for in the choice: who costs nothing, nothing.
    fn price(&self, user: u32) -> f64 {
        let price = self.rules.price(user);
        if price > 0.0 { price + self.seat } else { 0.0 }
    }

    /// How many sets the picks meet, with their own starts.
    fn worth(&self) -> f64 {
        self.picks.iter().map(|pick| pick.gain).sum()
    }

    fn take(&mut self, user: u32) {
        self.room.take(user);
        self.pick(user);
    }

    fn pick(&mut self, user: u32) {
        let gain = self.covered.worth(self.listed, self.start, user);
        self.covered.meet(self.listed, user);
        self.picks.push(Pick { user, gain });
    }

    /// Takes the user that adds most for its price, again and again, while one adds anything and
    /// there is room.
    pub(super) fn lazily(&mut self, adds: &mut impl Adds) {
        let gains = adds.gains(self.listed, &self.covered);
        let mut heap: BinaryHeap<Candidate> = self
            .listed
            .users()
            .iter()
            .zip(gains)
            .filter(|&(_, gain)| gain > 0.0)
            .map(|(&user, gain)| Candidate::new(gain, user, self.picks.len(), self.price(user)))
            .collect();
        while !self.room.is_full()
            && let Some(best) = heap.pop()
        {
            let Reverse(user) = best.user;
            if !self.room.takes(user) {
                continue;
            }
            if best.known == self.picks.len() {
                adds.meet(self.listed, &self.covered, user);
                self.take(user);
                continue;
            }
            let gain = adds.gain(self.listed, &self.covered, user);
            if gain > 0.0 {
                heap.push(Candidate::new(gain, user, self.picks.len(), self.price(user)));
            }
        }
    }

    /// Where a beginning of the picks and one more user are worth more than all picks, keeps these
    /// instead, and goes on from there.
    fn try_single_users(&mut self) {
        let start = self.start;
        let mut best = self.worth();
        let mut better = None;
        let mut trial = Self::new(self.listed, self.rules, start);
        let gains = trial.covered.worths(self.listed, start);
        let required = self.rules.required.len();
        let mut heap: BinaryHeap<(Number, Reverse<u32>, usize)> = self
            .listed
            .users()
            .iter()
            .zip(gains)
            .map(|(&user, gain)| (Number(gain), Reverse(user), required))
            .collect();
        let mut worth = trial.worth();
        for pick in &self.picks[required..] {
            // Who costs nothing is in every beginning.
            let is_free = self.rules.price(pick.user) == 0.0;
            while !is_free && let Some(&(Number(gain), Reverse(user), known)) = heap.peek() {
                if worth + gain <= best || trial.room.is_full() {
                    break;
                }
                heap.pop();
                if !trial.room.takes(user) {
                    continue;
                }
                let gain = if known == trial.picks.len() {
                    gain
                } else {
                    trial.covered.worth(self.listed, start, user)
                };
                heap.push((Number(gain), Reverse(user), trial.picks.len()));
                if known == trial.picks.len() && worth + gain > best {
                    best = worth + gain;
                    better = Some((trial.picks.len(), user));
                }
            }
            trial.take(pick.user);
            worth += pick.gain;
        }
        if let Some((beginning, user)) = better {
            let kept = self.picks[required..beginning].to_vec();
            *self = Self::new(self.listed, self.rules, start);
            for pick in kept {
                self.take(pick.user);
            }
            self.take(user);
            self.lazily(&mut Sets(start));
        }
    }

    /// Takes users who add nothing, as far as the sets tell: those whom segments must give; and any,
    /// for the number of seeds where there is no budget, and for one where there is.
    fn fill(&mut self) {
        while let Some(user) = self.room.still_needed() {
            self.take(user);
        }
        if self.rules.money.is_some() && !self.picks.is_empty() {
            return;
        }
        let mut user = 0;
        while !self.room.is_full() && (user as usize) < self.listed.everybody() {
            if self.room.takes(user) {
                self.take(user);
                if self.rules.money.is_some() {
                    return;
                }
            }
            user += 1;
        }
    }
}
