//! Users whom nobody makes share: what that brings seeds is counted exactly, and no set is drawn for it.
//!
//! A reverse set that has nobody but its root tells no more than that the root is no one's follower in
//! that world, and how likely that is stands in closed form. Where probabilities are small, nearly all
//! sets are of that kind, and to draw them is nearly all work. So the spread of seeds is taken apart: what
//! each seed is worth times the chance that nobody else would make it share directly, which is theirs
//! whoever else is a seed; and the rest, by sets of roots that somebody does make share, drawn in
//! proportion to what each is worth times the chance of that. The first part has no error, and by as many
//! sets the second has that of many times as many. To the choice it is a start that every user has.
//!
//! It must never know how sets are drawn.

use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::{
    choose::base_gains::BaseGains, draw::weighted::Weighted, objective::Objective,
    question::Question, rules::SeedRules,
};
use crate::{model::ReverseCascade, seeding::ordered::OrderedFloat};

/// So many users, evenly spread over all, tell whether it is worth it.
const SAMPLED: u32 = 1024;

/// It is where this share of all value is of users whom nobody makes share: else most sets would be
/// drawn all the same.
const LEAST: f64 = 0.5;

/// Users who are looked at together.
const PIECE: usize = 1 << 14;

/// What users are worth where nobody else makes them share.
#[derive(Debug)]
pub(super) struct SingletonSets {
    /// For each user its value times the chance of that.
    own: Vec<f64>,
    /// The most of them.
    most: f64,
}

impl SingletonSets {
    /// What is so counted for a question, and who are the roots of sets: each in proportion to what is
    /// left. Nothing where that is not worth it, where sets must tell more than how many are met (of
    /// segments, of several messages), or where who shares depends on more than who makes a user share
    /// directly.
    pub(super) fn of(question: &Question<'_>) -> Option<(Self, Weighted)> {
        let Question { cascade, further, users, rules, aim, .. } = *question;
        let Objective { value, organic, deadline: _, absent, rival } = aim;
        // Segments' shares are counted by the sets that start there.
        let is_by_sets = rules.fair.is_some() || !further.is_empty();
        let is_ours = organic.is_none() && absent.is_none() && rival.is_none();
        if is_by_sets || !is_ours || !is_mostly_alone(cascade, users, value) {
            return None;
        }
        Self::everybody(cascade, users, value)
    }

    /// The same of all users alike, or of what each is worth; nothing where nobody makes anybody share.
    ///
    /// # Panics
    /// Where the model does not know the chance.
    pub(super) fn everybody(
        cascade: &dyn ReverseCascade,
        users: u32,
        value: Option<&[f64]>,
    ) -> Option<(Self, Weighted)> {
        let value = |user: usize| value.map_or(1.0, |value| value[user]);
        let mut own = vec![0.0; users as usize];
        own.par_chunks_mut(PIECE).enumerate().for_each(|(piece, own)| {
            let first = piece * PIECE;
            assert!(cascade.alone(first as u32, own), "known of some, known of all");
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

    /// What these seeds spread of it.
    pub(super) fn spread(&self, seeds: impl Iterator<Item = u32>) -> f64 {
        seeds.map(|seed| self.own[seed as usize]).sum()
    }

    /// The least that any seeds could spread of it whom rules allow: no less, where these limit more than
    /// a number.
    pub(super) fn least(&self, rules: SeedRules<'_>) -> f64 {
        let required = self.spread(rules.required.iter().copied());
        // Money may be left, and then there are no others.
        if rules.money.is_some() {
            return required;
        }
        let free = rules.count - rules.required.len();
        // The greatest of the least is first.
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

/// True where users who are worth most of all value are mostly made to share by nobody.
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
