//! Reverse sets that hold only their root: their part of the spread in closed form.
//!
//! Let q(v) be the probability that no other user makes v share directly. A reverse set with root v
//! then holds v alone. The model knows q(v) in closed form, and where probabilities are small
//! nearly all sets are of this kind. So the spread of seeds S splits into two parts:
//!
//! σ(S) = Σ over v in S of value(v)·q(v) + Σ over v of value(v)·(1 − q(v))·P(S meets a set of v | v
//! is not alone).
//!
//! The first sum is exact and depends on each seed alone; it enters the choice as a base gain. The
//! second is estimated by sets of more than one member, with roots drawn in proportion to
//! value(v)·(1 − q(v)). The same number of sets then gives a much smaller error.
//!
//! Nothing here knows how sets are drawn.

use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::{
    choose::base_gains::BaseGains, draw::weighted::Weighted, objective::Objective,
    question::Question, rules::SeedRules,
};
use crate::{model::ReverseCascade, seeding::ordered::OrderedFloat};

/// The users, evenly spaced, by which the saving is estimated.
const SAMPLED: u32 = 1024;

/// The split pays off if at least this share of the value is in singleton sets.
const LEAST: f64 = 0.5;

/// Users per parallel task.
const PIECE: usize = 1 << 14;

/// The closed-form part of the spread.
#[derive(Debug)]
pub(super) struct SingletonSets {
    /// For each user v, value(v)·q(v).
    own: Vec<f64>,
    /// The greatest of these.
    most: f64,
}

impl SingletonSets {
    /// The closed-form part for a question, and the distribution of the remaining roots. `None` if
    /// it does not pay off, if single sets must be distinguished (by segment or message), or if
    /// sharing depends on more than direct influence.
    pub(super) fn of(question: &Question<'_>) -> Option<(Self, Weighted)> {
        let Question { cascade, further, users, rules, aim, .. } = *question;
        let Objective { value, organic, deadline: _, absent, rival } = aim;
        // Shares of segments are counted by the sets that start there.
        let is_by_sets = rules.fair.is_some() || !further.is_empty();
        let is_ours = organic.is_none() && absent.is_none() && rival.is_none();
        if is_by_sets || !is_ours || !is_mostly_alone(cascade, users, value) {
            return None;
        }
        Self::everybody(cascade, users, value)
    }

    /// The closed-form part for all users, by value if they have one. `None` if no edge is ever
    /// live.
    ///
    /// # Panics
    /// If the model does not know q(v).
    pub(super) fn everybody(
        cascade: &dyn ReverseCascade,
        users: u32,
        value: Option<&[f64]>,
    ) -> Option<(Self, Weighted)> {
        let value = |user: usize| value.map_or(1.0, |value| value[user]);
        let mut own = vec![0.0; users as usize];
        own.par_chunks_mut(PIECE).enumerate().for_each(|(piece, own)| {
            let first = piece * PIECE;
            assert!(cascade.alone(first as u32, own), "closed form for some users, so for all");
            for (user, own) in (first..).zip(own) {
                *own *= value(user);
            }
        });
        let left = |user: usize| value(user) - own[user];
        if (0..own.len()).into_par_iter().all(|user| left(user) <= 0.0) {
            return None;
        }
        let roots = Weighted::new(own.len(), left);
        let most_of = |own: &[f64]| own.iter().copied().fold(0.0, f64::max);
        let most: Vec<f64> = own.par_chunks(PIECE).map(most_of).collect();
        let most = most_of(&most);
        Some((Self { own, most }, roots))
    }

    /// The gain that each user starts with, where `sets` sets stand for a user or a unit of value.
    pub(super) fn base_gains(&self, sets: f64) -> BaseGains<'_> {
        BaseGains { own: &self.own, most: self.most, sets }
    }

    /// The closed-form spread of seeds.
    pub(super) fn spread(&self, seeds: impl Iterator<Item = u32>) -> f64 {
        seeds.map(|seed| self.own[seed as usize]).sum()
    }

    /// The least closed-form spread of any allowed seeds, or a lower bound on it.
    pub(super) fn least(&self, rules: SeedRules<'_>) -> f64 {
        let required = self.spread(rules.required.iter().copied());
        // With a budget, no seeds but the required ones may be affordable.
        if rules.money.is_some() {
            return required;
        }
        let free = rules.count - rules.required.len();
        // A max-heap of the smallest gains.
        let mut least = BinaryHeap::with_capacity(free + 1);
        for (user, &own) in (0..).zip(&self.own) {
            let worse =
                |least: &BinaryHeap<OrderedFloat>| least.peek().is_none_or(|most| most.0 <= own);
            if least.len() == free && worse(&least) || !rules.may_pick(user) {
                continue;
            }
            least.push(OrderedFloat(own));
            if least.len() > free {
                least.pop();
            }
        }
        required + least.into_sorted_vec().into_iter().map(|own| own.0).sum::<f64>()
    }
}

/// Whether most of the value is in singleton sets.
fn is_mostly_alone(cascade: &dyn ReverseCascade, users: u32, value: Option<&[f64]>) -> bool {
    let sampled = SAMPLED.min(users);
    let (mut alone, mut all) = (0.0, 0.0);
    for nth in 0..sampled {
        let user = (u64::from(nth) * u64::from(users) / u64::from(sampled)) as u32;
        let value = value.map_or(1.0, |value| value[user as usize]);
        let mut chance = [0.0];
        if !cascade.alone(user, &mut chance) {
            return false;
        }
        alone += value * chance[0];
        all += value;
    }
    all > 0.0 && alone >= LEAST * all
}
