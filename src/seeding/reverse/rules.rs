//! The limits of a choice of seeds: number, eligible users, money and segments.
//!
//! All limits are closed downward: a subset of an allowed choice is allowed. So a user who does not
//! fit at some point never fits later ([`RemainingRoom`]), and lazy choices may drop it. Nothing
//! here knows of reverse sets.

use std::collections::BTreeSet;

use crate::seeding::price::billionths;

/// The limits of a choice of seeds.
#[derive(Debug, Clone, Copy)]
pub struct SeedRules<'a> {
    /// The number of seeds, required ones included. It is exact without a budget, and a maximum
    /// with one; [`SeedRules::ANY`] if only the budget limits it.
    pub count: usize,
    /// Users who must be seeds, each once.
    pub required: &'a [u32],
    /// For each user, whether it may be a seed. Everybody may if there is none. Required users may
    /// in any case.
    pub eligible: Option<&'a [bool]>,
    /// Prices and budget.
    pub money: Option<Money<'a>>,
    /// The number of seeds by segment.
    pub quotas: Option<SegmentQuotas<'a>>,
    /// The share of each segment that must be reached.
    pub fair: Option<FairnessRule<'a>>,
    /// The number of people, if a person may be a seed of one of several messages. Users that are
    /// equal modulo this number are the same person, have the same price, and at most one of them
    /// may be a seed.
    pub people: Option<u32>,
}

/// Prices and budget.
#[derive(Debug, Clone, Copy)]
pub struct Money<'a> {
    /// The price of each user, 0 or more.
    pub prices: &'a [f64],
    /// The most that all seeds may cost.
    pub budget: f64,
}

/// The number of seeds by segment.
#[derive(Debug, Clone, Copy)]
pub struct SegmentQuotas<'a> {
    /// The segment of each user. A number past the last segment means none.
    pub segments: &'a [u32],
    /// The least number of seeds of each segment.
    pub least: &'a [usize],
    /// The greatest number of seeds of each segment.
    pub most: &'a [usize],
}

/// The share of each segment that must be reached before the total spread counts. It is the
/// expected number of sharers over the users of the segment, organic seeds included, or the same in
/// units of value.
#[derive(Debug, Clone, Copy)]
pub struct FairnessRule<'a> {
    /// The segment of each user. A number past the last segment means none.
    pub segments: &'a [u32],
    /// The share that each segment must have.
    pub least: LeastShares<'a>,
}

/// The share that each segment must have.
#[derive(Debug, Clone, Copy)]
pub enum LeastShares<'a> {
    /// A share of its users for each segment; 0 for no demand.
    Shares(&'a [f64]),
    /// A share of what the segment would have if all seeds were chosen for it.
    OfBest {
        /// The share.
        share: f64,
        /// How many segments there are.
        segments: usize,
    },
}

impl LeastShares<'_> {
    /// How many segments there are.
    #[must_use]
    pub const fn segments(&self) -> usize {
        match self {
            Self::Shares(shares) => shares.len(),
            Self::OfBest { segments, .. } => *segments,
        }
    }
}

impl SeedRules<'_> {
    /// No limit but the money.
    pub const ANY: usize = usize::MAX;

    /// A number of seeds and no other limit.
    #[must_use]
    pub const fn count(count: usize) -> Self {
        Self {
            count,
            required: &[],
            eligible: None,
            money: None,
            quotas: None,
            fair: None,
            people: None,
        }
    }

    /// Whether the number is the only limit, so that users are compared by their gain alone.
    #[must_use]
    pub const fn is_plain(&self) -> bool {
        let Self { money, quotas, fair, people, .. } = self;
        money.is_none() && quotas.is_none() && fair.is_none() && people.is_none()
    }

    /// The share of the optimum that the greedy choice reaches on any network, if one is proven.
    ///
    /// - A number of seeds: 1 − 1/e (Nemhauser, Wolsey & Fisher 1978, doi:10.1007/BF01588971).
    /// - A budget: 1/2 (Yaroslavtsev, Zhou & Avdiukhin 2020, arXiv:1910.05646).
    /// - Quotas, which form a matroid: 1/2 (Fisher, Nemhauser & Wolsey 1978,
    ///   doi:10.1007/BFb0121195; for lower quotas El Halabi et al. 2020, arXiv:2010.07431).
    /// - One of several messages for each of several [people](SeedRules::people), which is a
    ///   matroid too: 1/2, and 1/3 with a budget (proof in `choose::constrained`).
    ///
    /// Other combinations have no known guarantee. The bound on the optimum that a search finds
    /// holds all the same.
    #[must_use]
    pub fn guarantee(&self) -> Option<f64> {
        let is_any = self.count == Self::ANY;
        match (self.money, self.quotas, self.fair, self.people) {
            (None, None, None, None) => Some(1.0 - (-1.0_f64).exp()),
            (Some(_), None, None, None) if is_any => Some(0.5),
            (None, Some(_), None, None) | (None, None, None, Some(_)) => Some(0.5),
            (Some(_), None, None, Some(_)) if is_any => Some(1.0 / 3.0),
            _ => None,
        }
    }

    /// Whether only one choice is allowed: the required users fill all places, or everybody who may
    /// be picked has room. `numbers` is the number of users.
    pub(super) fn leave_no_choice(&self, numbers: u32) -> bool {
        if self.required.len() >= self.count {
            return true;
        }
        let mut room = RemainingRoom::new(*self);
        let others = (0..numbers).filter(|&user| self.may_pick(user) && !room.is_taken(user));
        let others: Vec<u32> = others.take(self.count.saturating_add(1)).collect();
        let fits = |user: &u32| {
            let takes = room.takes(*user);
            if takes {
                room.take(*user);
            }
            takes
        };
        others.len() <= self.count - self.required.len() && others.iter().all(fits)
    }

    pub(super) fn may_pick(&self, user: u32) -> bool {
        self.eligible.is_none_or(|eligible| eligible[user as usize])
    }

    /// The person behind a user: equal for all numbers of which one at most may be a seed.
    pub(super) fn person(&self, user: u32) -> u32 {
        self.people.map_or(user, |people| user % people)
    }

    /// The lowest price of any eligible user, or more than the budget if there is none.
    fn least_price(&self, money: Money<'_>) -> f64 {
        let prices = (0..).zip(money.prices).filter(|(user, _)| self.may_pick(*user));
        prices.map(|(_, &price)| price).fold(money.budget + 1.0, f64::min)
    }

    /// The price of a user, or 1 without a budget.
    pub(super) fn price(&self, user: u32) -> f64 {
        self.money.map_or(1.0, |money| money.prices[user as usize])
    }
}

/// The room that rules leave, as users are taken one by one.
#[derive(Debug, Clone)]
pub(super) struct RemainingRoom<'a> {
    rules: SeedRules<'a>,
    /// The people who are taken.
    taken: BTreeSet<u32>,
    /// The money left, and the lowest price of any eligible user, in billionths.
    left: u128,
    least: u128,
    /// For each segment, the seeds it has given and the least cost of those that it must still
    /// give.
    given: Vec<usize>,
    reserved: Vec<u128>,
    /// For each segment that must give some, its eligible users by price.
    cheapest: Vec<Vec<u32>>,
    /// How many seeds all segments must still give.
    needed: usize,
}

impl<'a> RemainingRoom<'a> {
    /// The room that the required users leave. If they cost more than the budget, no money is left.
    pub(super) fn new(rules: SeedRules<'a>) -> Self {
        let quotas = rules.quotas;
        let segments = quotas.map_or(0, |quotas| quotas.least.len());
        let mut room = Self {
            rules,
            taken: BTreeSet::new(),
            left: rules.money.map_or(0, |money| billionths(money.budget)),
            least: rules.money.map_or(0, |money| billionths(rules.least_price(money))),
            given: vec![0; segments],
            reserved: vec![0; segments],
            cheapest: vec![Vec::new(); segments],
            needed: 0,
        };
        if let Some(quotas) = quotas {
            for (user, &segment) in (0..).zip(quotas.segments) {
                let least = quotas.least.get(segment as usize).is_some_and(|&least| least > 0);
                if least && rules.may_pick(user) {
                    room.cheapest[segment as usize].push(user);
                }
            }
            for users in &mut room.cheapest {
                users.sort_by(|&a, &b| rules.price(a).total_cmp(&rules.price(b)));
            }
        }
        for &user in rules.required {
            room.enter(user);
        }
        for segment in 0..segments {
            room.reserve(segment);
        }
        room
    }

    /// The segment of a user, if it has a quota.
    fn segment(&self, user: u32) -> Option<usize> {
        let segment = self.rules.quotas?.segments[user as usize] as usize;
        (segment < self.given.len()).then_some(segment)
    }

    fn price(&self, user: u32) -> u128 {
        self.rules.money.map_or(0, |money| billionths(money.prices[user as usize]))
    }

    /// How many seeds a segment must still give.
    fn needs(&self, segment: usize) -> usize {
        let least = self.rules.quotas.map_or(0, |quotas| quotas.least[segment]);
        least.saturating_sub(self.given[segment])
    }

    /// The least cost of so many users of a segment, without users who are taken and without
    /// `other`.
    fn cost_of(&self, segment: usize, needed: usize, other: Option<u32>) -> u128 {
        let users = self.cheapest[segment].iter().copied();
        let free = users.filter(|&user| Some(user) != other && !self.is_taken(user));
        free.take(needed).map(|user| self.price(user)).sum()
    }

    fn reserve(&mut self, segment: usize) {
        self.reserved[segment] = self.cost_of(segment, self.needs(segment), None);
        self.needed = (0..self.given.len()).map(|segment| self.needs(segment)).sum();
    }

    fn is_taken(&self, user: u32) -> bool {
        self.taken.contains(&self.rules.person(user))
    }

    fn enter(&mut self, user: u32) {
        self.taken.insert(self.rules.person(user));
        self.left = self.left.saturating_sub(self.price(user));
        if let Some(segment) = self.segment(user) {
            self.given[segment] += 1;
        }
    }

    /// Whether a user can be taken and the rules can still be satisfied. Once false, it stays
    /// false.
    pub(super) fn takes(&self, user: u32) -> bool {
        let rules = &self.rules;
        if !rules.may_pick(user) || self.taken.len() >= rules.count || self.is_taken(user) {
            return false;
        }
        let segment = self.segment(user);
        let needs = segment.map_or(0, |segment| self.needs(segment));
        if let (Some(segment), Some(quotas)) = (segment, rules.quotas)
            && self.given[segment] >= quotas.most[segment]
        {
            return false;
        }
        let needed = self.needed - needs.min(1);
        if rules.count - self.taken.len() - 1 < needed {
            return false;
        }
        if rules.money.is_none() {
            return true;
        }
        let others: u128 = self.reserved.iter().sum();
        let reserved = match segment {
            Some(segment) if needs > 0 => {
                others - self.reserved[segment] + self.cost_of(segment, needs - 1, Some(user))
            }
            _ => others,
        };
        self.price(user) + reserved <= self.left
    }

    /// Takes a user for whom there is room.
    pub(super) fn take(&mut self, user: u32) {
        debug_assert!(self.takes(user), "there is room");
        self.enter(user);
        if let Some(segment) = self.segment(user) {
            self.reserve(segment);
        }
    }

    /// The cheapest user who must be taken to satisfy a lower quota, if one is left.
    pub(super) fn still_needed(&self) -> Option<u32> {
        let segment = (0..self.given.len()).find(|&segment| self.needs(segment) > 0)?;
        self.cheapest[segment].iter().copied().find(|&user| self.takes(user))
    }

    /// Whether number or money rules out any further user.
    pub(super) fn is_full(&self) -> bool {
        self.taken.len() >= self.rules.count || self.least > self.left
    }
}

#[cfg(test)]
mod tests;
