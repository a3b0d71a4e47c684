//! What a choice of seeds must keep to: how many, who, for how much money, and from which segments.
//!
//! All of it is closed downward: what may be chosen may be chosen without some of it. So a user for
//! whom there is no room once has none later either ([`RemainingRoom`]), and the lazy choices may forget it.
//! Nothing here knows a reverse set.

use std::collections::BTreeSet;

use crate::seeding::price::billionths;

/// What seeds may be chosen.
#[derive(Debug, Clone, Copy)]
pub struct SeedRules<'a> {
    /// How many seeds, the required ones among them: exactly so many where there is no budget, else
    /// at most; [`SeedRules::ANY`] where the budget alone limits them.
    pub count: usize,
    /// Users who are seeds whatever they spread, each once.
    pub required: &'a [u32],
    /// For each user whether it may be a seed; nothing where everybody may. Required ones may.
    pub eligible: Option<&'a [bool]>,
    /// What seeds cost, and what there is to spend.
    pub money: Option<Money<'a>>,
    /// How many seeds segments give.
    pub quotas: Option<SegmentQuotas<'a>>,
    /// How much of each segment must be reached.
    pub fair: Option<FairnessRule<'a>>,
    /// Of how many people users are, where each is one of them who may be asked for one of several
    /// messages: numbers that are equal modulo this are the same one, at the same price, of whom one
    /// number at most may be a seed. Nothing where each user is one of its own.
    pub people: Option<u32>,
}

/// What seeds cost, and what there is to spend.
#[derive(Debug, Clone, Copy)]
pub struct Money<'a> {
    /// The price of each user, 0 or more.
    pub prices: &'a [f64],
    /// The prices of all seeds together are at most this.
    pub budget: f64,
}

/// How many seeds segments give.
#[derive(Debug, Clone, Copy)]
pub struct SegmentQuotas<'a> {
    /// The segment of each user; one past the last segment, or more, where it is in none.
    pub segments: &'a [u32],
    /// For each segment the least number of seeds.
    pub least: &'a [usize],
    /// For each segment the greatest.
    pub most: &'a [usize],
}

/// How much of each segment must be reached, before anything else is sought: its expected sharers,
/// organic ones among them, over its users; in units of value, where users have one.
#[derive(Debug, Clone, Copy)]
pub struct FairnessRule<'a> {
    /// The segment of each user; one past the last segment, or more, where it is in none.
    pub segments: &'a [u32],
    /// What each segment must have.
    pub least: LeastShares<'a>,
}

/// What a segment must have.
#[derive(Debug, Clone, Copy)]
pub enum LeastShares<'a> {
    /// This share of its users, for each segment; 0 where it need have nothing.
    Shares(&'a [f64]),
    /// This share of what it would have if all seeds were chosen for it alone.
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
    /// As many seeds as the money buys.
    pub const ANY: usize = usize::MAX;

    /// So many seeds, whoever they are.
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

    /// True where nothing but a number limits the choice: then users are compared by what they add.
    #[must_use]
    pub const fn is_plain(&self) -> bool {
        let Self { money, quotas, fair, people, .. } = self;
        money.is_none() && quotas.is_none() && fair.is_none() && people.is_none()
    }

    /// The share of the optimum that greedy choices reach whatever the network, where one is known:
    /// 1 − 1/e for a number of seeds (Nemhauser, Wolsey & Fisher 1978, doi:10.1007/BF01588971); 1/2
    /// for a budget (Yaroslavtsev, Zhou & Avdiukhin 2020, arXiv:1910.05646) and for quotas, which make
    /// a matroid (Fisher, Nemhauser & Wolsey 1978, doi:10.1007/BFb0121195; at least so many a segment:
    /// El Halabi et al. 2020, arXiv:2010.07431). That each of several [people](SeedRules::people) takes one
    /// message at most makes a matroid too, so that a number of seeds has 1/2; with a budget it is 1/3,
    /// as `ruled` proves. Of other limits at once no share is known
    /// beforehand; the bound of the optimum that is found holds all the same.
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

    /// True where no seeds can be better than those that a choice must come to: the required users are
    /// all, or everybody who may be picked has room, of users of so many numbers.
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

    /// Who a user is: the same of all numbers of which one at most may be a seed.
    pub(super) fn person(&self, user: u32) -> u32 {
        self.people.map_or(user, |people| user % people)
    }

    /// The least that anybody costs who may be picked, or else more than there is.
    fn least_price(&self, money: Money<'_>) -> f64 {
        let prices = (0..).zip(money.prices).filter(|(user, _)| self.may_pick(*user));
        prices.map(|(_, &price)| price).fold(money.budget + 1.0, f64::min)
    }

    /// What a user costs, in money where that is limited, else each the same.
    pub(super) fn price(&self, user: u32) -> f64 {
        self.money.map_or(1.0, |money| money.prices[user as usize])
    }
}

/// What rules still leave room for, as users are taken one by one.
#[derive(Debug, Clone)]
pub(super) struct RemainingRoom<'a> {
    rules: SeedRules<'a>,
    /// Who is taken: people, where users are people asked for a message.
    taken: BTreeSet<u32>,
    /// Money that is left, and the least that anybody costs who may be picked, in billionths.
    left: u128,
    least: u128,
    /// How many seeds each segment has given, and what those that it must still give cost at least.
    given: Vec<usize>,
    reserved: Vec<u128>,
    /// Of each segment that must give some, who may be taken, the cheapest first.
    cheapest: Vec<Vec<u32>>,
    /// How many seeds all segments must still give.
    needed: usize,
}

impl<'a> RemainingRoom<'a> {
    /// The room of rules of which nobody but the required users is taken; money that these cost more
    /// than there is counts as spent.
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

    /// The segment of a user, if it is in one that has a quota.
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

    /// What so many users of a segment cost at least, none of them taken or `other`.
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

    /// True where a user can be taken so that the rest of the rules can still be kept. Once false, it
    /// stays false.
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

    /// Users who must be taken for a segment's sake whatever they add, where there are any: the
    /// cheapest.
    pub(super) fn still_needed(&self) -> Option<u32> {
        let segment = (0..self.given.len()).find(|&segment| self.needs(segment) > 0)?;
        self.cheapest[segment].iter().copied().find(|&user| self.takes(user))
    }

    /// True where nobody else can be taken, as far as number and money alone tell.
    pub(super) fn is_full(&self) -> bool {
        self.taken.len() >= self.rules.count || self.least > self.left
    }
}

#[cfg(test)]
mod tests;
