//! Live edges of the linear threshold model: in each world a user keeps at most one of the edges
//! that lead to it, chosen by one coin (Kempe, Kleinberg & Tardos, KDD 2003,
//! doi:10.1145/956750.956769, Theorem 2.5).
//!
//! The coin belongs to the user, so forward and backward walks meet the same live edges.

use std::{ops::Range, sync::Arc};

use crate::{
    error::{Error, Result},
    influence::Influence,
    kernel::{LiveEdges, Memo, prefetch::prefetch},
    network::{
        Network,
        csr::{Rows, node_count},
    },
    rng::World,
};

/// Weights that sum to at most this much above 1 are taken as rounded.
const ROUNDING: f64 = 1e-6;

/// Users between two looks at whether to stop, where the choices of all are drawn.
const LOOK: usize = 4096;

/// For each user and world at most one live edge, (u, v) with probability equal to its weight.
#[derive(Debug)]
pub struct ThresholdChoice {
    forward: Arc<Rows>,
    backward: Arc<Rows>,
    weights: Weights,
}

#[derive(Debug)]
enum Weights {
    Same(f64),
    /// The weight of each edge that leads to the user.
    PerUser(Arc<[f64]>),
    /// Running sums within each user's backward row.
    Sums(Vec<f64>),
}

impl ThresholdChoice {
    /// The live edges of weights that sum to at most 1 for every user.
    ///
    /// # Errors
    /// [`Error::Value`] naming the user with the largest sum where one passes 1: weights are never
    /// rescaled silently.
    pub fn new(network: &Network, influence: &Influence) -> Result<Self> {
        let rows = network.backward();
        let weights = match influence {
            Influence::Uniform(weight) => Weights::Same(*weight),
            Influence::PerTarget(weights) => Weights::PerUser(Arc::clone(weights)),
            Influence::PerEdge(weights) => {
                let mut sums: Vec<f64> = network
                    .forward()
                    .transpose_values(weights)
                    .into_iter()
                    .map(f64::from)
                    .collect();
                for user in 0..network.users() {
                    let mut sum = 0.0;
                    for weight in &mut sums[rows.range(user)] {
                        sum += *weight;
                        *weight = sum;
                    }
                }
                Weights::Sums(sums)
            }
        };
        let (forward, backward) = (Arc::clone(network.forward()), Arc::clone(rows));
        let picks = Self { forward, backward, weights };
        picks.refuse_over_one(network)?;
        Ok(picks)
    }

    /// The choices given the final sharers of a cascade. Users who do not share have chosen none of
    /// the sharers, and each other edge with its share of the remaining weight. Nobody chooses a
    /// sharer. Takes 8 bytes an edge.
    #[must_use]
    pub fn after(&self, shares: &[bool]) -> Self {
        let rows = &self.backward;
        let mut sums = vec![0.0; rows.targets().len()];
        for user in 0..self.users() {
            let range = rows.range(user);
            let weight = |place: usize| match &self.weights {
                Weights::Same(weight) => *weight,
                Weights::PerUser(weights) => weights[user as usize],
                Weights::Sums(sums) if place == range.start => sums[place],
                Weights::Sums(sums) => sums[place] - sums[place - 1],
            };
            let has_shared = |place: usize| shares[rows.targets()[place] as usize];
            let ruled_out: f64 = range.clone().filter(|&place| has_shared(place)).map(weight).sum();
            // Above 0 where another edge has weight, except for rounding.
            let left = (1.0 - ruled_out).max(f64::MIN_POSITIVE);
            let mut sum = 0.0_f64;
            for place in range.clone() {
                if !has_shared(place) {
                    sum = (sum + weight(place) / left).min(1.0);
                }
                sums[place] = sum;
            }
        }
        let (forward, backward) = (Arc::clone(&self.forward), Arc::clone(&self.backward));
        Self { forward, backward, weights: Weights::Sums(sums) }
    }

    fn users(&self) -> u32 {
        node_count(self.backward.nodes())
    }

    /// The sum of the weights that lead to a user.
    fn total(&self, user: u32) -> f64 {
        let rows = &self.backward;
        let degree = rows.degree(user) as f64;
        match &self.weights {
            Weights::Same(weight) => weight * degree,
            Weights::PerUser(weights) => weights[user as usize] * degree,
            Weights::Sums(sums) => rows.range(user).last().map_or(0.0, |place| sums[place]),
        }
    }

    fn refuse_over_one(&self, network: &Network) -> Result<()> {
        let total = |user: u32| self.total(user);
        let largest = (0..network.users()).max_by(|&a, &b| total(a).total_cmp(&total(b)));
        match largest {
            Some(user) if total(user) > 1.0 + ROUNDING => Err(Error::value(
                "influence",
                format!(
                    "the linear threshold model needs weights that sum to at most 1 for every \
                     user, but those that lead to user {} sum to {}",
                    network.id(user),
                    (total(user) * 1e6).round() / 1e6
                ),
                "give smaller weights, or take [influence.weighted-cascade], whose weights sum \
                 to c for every user (weights of a file may be rounded up: give more digits)",
            )),
            _ => Ok(()),
        }
    }

    /// The user whose share would make `user` share in this world, if there is one.
    #[inline]
    #[must_use]
    pub fn picked_by(&self, world: World, user: u32) -> Option<u32> {
        let rows = &self.backward;
        let range = rows.range(user);
        if range.is_empty() {
            return None;
        }
        let place = self.place(world, user, &range);
        rows.targets()[range].get(place).copied()
    }

    /// The number of fetches that [`ThresholdChoice::picked_by`] needs, each from what the one
    /// before it brought.
    pub const FETCHES: usize = 3;

    /// Makes the n-th of these fetches for a user that `memo` does not hold yet.
    #[inline]
    pub fn fetch(&self, nth: usize, world: World, user: u32, memo: &Memo) {
        let rows = &self.backward;
        match nth {
            0 => memo.prefetch_soon(user),
            _ if memo.knows(user) => {}
            1 => prefetch(rows.offsets(), user as usize),
            _ => {
                let range = rows.range(user);
                // Where it is searched for, it is somewhere in the row.
                let place = match self.weights {
                    Weights::Sums(_) => 0,
                    _ => self.place(world, user, &range),
                };
                prefetch(rows.targets(), range.start.wrapping_add(place));
            }
        }
    }

    /// Calls `visit` with each user that `user` may choose, once for each edge.
    #[inline]
    pub fn for_each_choice(&self, user: u32, mut visit: impl FnMut(u32)) {
        let rows = &self.backward;
        let range = rows.range(user);
        let mut before = 0.0;
        for place in range {
            let weighs = match &self.weights {
                Weights::Same(weight) => *weight > 0.0,
                Weights::PerUser(weights) => weights[user as usize] > 0.0,
                Weights::Sums(sums) => sums[place] > std::mem::replace(&mut before, sums[place]),
            };
            if weighs {
                visit(rows.targets()[place]);
            }
        }
    }

    /// The choice given that there is one; that must be possible.
    fn picked_by_some(&self, world: World, user: u32) -> u32 {
        let rows = &self.backward;
        let range = rows.range(user);
        let total = self.total(user).min(1.0);
        let unit = world.stream(u64::from(user)).unit() * total;
        let place = match &self.weights {
            Weights::Same(weight) => even(unit, *weight),
            Weights::PerUser(weights) => even(unit, weights[user as usize]),
            // Where rounding takes it to the total, it is the last of a weight.
            Weights::Sums(sums) => {
                let sums = &sums[range.clone()];
                let last = sums.partition_point(|&sum| sum < total);
                sums.partition_point(|&sum| sum <= unit).min(last)
            }
        };
        let row = &rows.targets()[range];
        row[place.min(row.len() - 1)]
    }

    /// The choice of each user in each of some worlds, as [`ThresholdChoice::picked_by`] gives it,
    /// or `nobody`. Reads the rows once for all of them. By itself so that its loop keeps its registers.
    #[inline(never)]
    pub(crate) fn draw_all(
        &self,
        worlds: &[World],
        picked: &mut [&mut [u32]],
        nobody: u32,
        stopped: &dyn Fn() -> bool,
    ) {
        let to = (nobody, stopped);
        match &self.weights {
            Weights::Same(weight) => {
                self.draw_each(worlds, picked, to, |unit, _, _| even(unit, *weight));
            }
            Weights::PerUser(weights) => {
                self.draw_each(worlds, picked, to, |unit, user, _| even(unit, weights[user]));
            }
            Weights::Sums(sums) => self.draw_each(worlds, picked, to, |unit, _, range| {
                sums[range].partition_point(|&sum| sum <= unit)
            }),
        }
    }

    #[inline]
    fn draw_each(
        &self,
        worlds: &[World],
        picked: &mut [&mut [u32]],
        (nobody, stopped): (u32, &dyn Fn() -> bool),
        place: impl Fn(f64, usize, Range<usize>) -> usize,
    ) {
        let rows = &self.backward;
        let mut start = 0;
        for (part, ends) in rows.offsets()[1..].chunks(LOOK).enumerate() {
            if stopped() {
                return;
            }
            for (nth, &end) in ends.iter().enumerate() {
                let user = part * LOOK + nth;
                let range = start..end as usize;
                start = range.end;
                let row = &rows.targets()[range.clone()];
                for (world, picked) in worlds.iter().zip(&mut *picked) {
                    let pick = || {
                        let unit = world.stream(user as u64).unit();
                        row.get(place(unit, user, range.clone())).copied()
                    };
                    picked[user] = if row.is_empty() { nobody } else { pick().unwrap_or(nobody) };
                }
            }
        }
    }

    /// The place in a user's backward row, `range`, of the edge that it chooses; past the end where
    /// it chooses none.
    #[inline]
    fn place(&self, world: World, user: u32, range: &Range<usize>) -> usize {
        let unit = world.stream(u64::from(user)).unit();
        match &self.weights {
            Weights::Same(weight) => even(unit, *weight),
            Weights::PerUser(weights) => even(unit, weights[user as usize]),
            Weights::Sums(sums) => sums[range.clone()].partition_point(|&sum| sum <= unit),
        }
    }
}

/// The place that a coin picks in a row of equal weights.
#[inline]
fn even(unit: f64, weight: f64) -> usize {
    // 0/0 is no number and would be place 0: an edge of weight 0 must never be picked.
    if weight > 0.0 { (unit / weight) as usize } else { usize::MAX }
}

/// Marks a user who chooses nobody; no network has so many users.
const NOBODY: u32 = u32::MAX;

impl LiveEdges for ThresholdChoice {
    const REMEMBERS: bool = true;

    #[inline]
    fn for_each_live(&self, world: World, node: u32, mut visit: impl FnMut(u32)) {
        for &follower in self.forward.row(node) {
            if self.picked_by(world, follower) == Some(node) {
                visit(follower);
            }
        }
    }

    #[inline]
    fn prefetch_soon(&self, node: u32) {
        prefetch(self.forward.offsets(), node as usize);
    }

    /// A follower of many sharers looks up its choice once a world: one access to the memo then
    /// replaces a coin and two accesses to its row.
    #[inline]
    fn for_each_hit(&self, world: World, node: u32, memo: &mut Memo, mut hit: impl FnMut(usize)) {
        for &follower in self.forward.row(node) {
            let picked =
                memo.recall(follower, || self.picked_by(world, follower).unwrap_or(NOBODY));
            if picked == node {
                hit(follower as usize);
            }
        }
    }
}

/// The same live edges walked the other way: from a user to its choice.
#[derive(Debug)]
pub struct ThresholdChoiceBackward<'a>(pub &'a ThresholdChoice);

impl LiveEdges for ThresholdChoiceBackward<'_> {
    #[inline]
    fn for_each_live(&self, world: World, node: u32, mut visit: impl FnMut(u32)) {
        if let Some(influencer) = self.0.picked_by(world, node) {
            visit(influencer);
        }
    }

    fn none_live(&self, node: u32) -> Option<f64> {
        Some((1.0 - self.0.total(node)).max(0.0))
    }

    #[inline]
    fn for_each_hit_of_some(
        &self,
        world: World,
        node: u32,
        _: &mut Memo,
        mut hit: impl FnMut(usize),
    ) {
        hit(self.0.picked_by_some(world, node) as usize);
    }
}
