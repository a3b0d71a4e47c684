//! The choice under a number alone: lazy greedy maximum coverage.
//!
//! Each pick is the user who meets most sets that no earlier pick meets. Gains only fall, so an old
//! gain is an upper bound, and most users are never looked at again (Minoux 1978; Leskovec et al.
//! 2007, doi:10.1145/1281192.1281239). Hence only the sets of the few users who may still be picked
//! are indexed.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap},
};

use rayon::prelude::*;

use super::{
    base_gains::BaseGains,
    membership_counts::MembershipCounts,
    pick::{BoundedPicks, Pick},
    runs::{MetInRun, NONE, SetRun, in_runs},
    slots::Slots,
    zero_gain::ZeroGain,
};
use crate::{
    progress::StopFlag,
    seeding::{
        ordered::OrderedFloat,
        reverse::{
            draw::{block::SetBlock, seed_set::SeedSet},
            rules::SeedRules,
        },
    },
};

/// How often the optimum is bounded during the choice.
const LOOKS: usize = 8;

/// The least gain with which a user is indexed.
#[derive(Debug, Clone, Copy)]
struct ListingBound {
    /// The least base gain among the best users.
    start: f64,
    /// The sets that a user must meet beyond that.
    more: f64,
}

/// Picks users by the sets of `blocks`, where only a number limits the choice. `counts` and `start`
/// give each user's sets and base gain. The users `taken` come first: those required, and
/// sentinels, for which the bound on the optimum still holds. `expected` estimates the gain of the
/// last pick; it affects only the run time. The picks count for nothing once `stop` is set.
pub(crate) fn cover(
    blocks: &[SetBlock],
    (counts, start): (&MembershipCounts, BaseGains<'_>),
    (rules, taken): (SeedRules<'_>, &[u32]),
    expected: Option<f64>,
    stop: &StopFlag,
) -> BoundedPicks {
    let mut least = Some(first_least(counts, start, rules));
    if let Some(expected) = expected {
        least = least.and_then(|least| least.below(0.5 * (expected - least.start)));
    }
    loop {
        let bound = least.map_or(0.0, |least| least.start + least.more);
        let index = Index::new(blocks, (counts, start), (rules, taken), (bound, stop));
        let picks = index.greedy(rules, taken.len(), stop);
        // The gain of a user who is not indexed is at most its number of sets plus its base gain.
        let smallest = picks.picks.last().map_or(0.0, |pick| pick.gain);
        let are_enough = picks.picks.len() == rules.count;
        if least.is_none() || are_enough && smallest >= index.others || stop.is_set() {
            return picks;
        }
        least = least.and_then(|least| {
            // Users who were not indexed rarely lower the gain of the last pick further.
            let found = if are_enough { 0.75 * (smallest - least.start) } else { f64::INFINITY };
            least.below(found.min(least.more / 2.0))
        });
    }
}

impl ListingBound {
    /// The same bound with at most so many sets; `None` if that is less than one.
    fn below(self, sets: f64) -> Option<Self> {
        let more = self.more.min(sets.floor());
        (more >= 1.0).then_some(Self { more, ..self })
    }
}

/// The first bound: a quarter of what the last pick would gain if no two users met the same sets.
fn first_least(
    counts: &MembershipCounts,
    start: BaseGains<'_>,
    rules: SeedRules<'_>,
) -> ListingBound {
    let mut best: BinaryHeap<Reverse<[OrderedFloat; 2]>> =
        BinaryHeap::with_capacity(rules.count + 1);
    let most_own = start.most();
    // A user below this is not among the best.
    let mut worst = f64::NEG_INFINITY;
    for user in counts.everybody() {
        let count = f64::from(counts.of_user(user));
        // Most users fall short whatever their base gain. Users in no set come last, so the first
        // such user ends the loop.
        if count + most_own <= worst {
            if count > 0.0 {
                continue;
            }
            break;
        }
        if !rules.may_pick(user) {
            continue;
        }
        let own = start.sets(user);
        best.push(Reverse([OrderedFloat(count + own), OrderedFloat(own)]));
        if best.len() > rules.count {
            best.pop();
        }
        if best.len() == rules.count {
            worst = best.peek().map_or(worst, |worst| worst.0[0].0);
        }
    }
    let last = best.peek().map_or(0.0, |worst| worst.0[0].0);
    let start = best.iter().map(|best| best.0[1]).min().map_or(0.0, |start| start.0);
    ListingBound { start, more: ((last - start) / 4.0).floor().max(1.0) }
}

/// The sets of each candidate.
struct Index {
    candidates: Vec<u32>,
    /// The sets of each candidate, with base gains.
    sizes: Vec<f64>,
    runs: Vec<SetRun>,
    /// The fixed part of each gain: the base gain, and the sets that hold only this user and are
    /// kept apart.
    alone: Vec<f64>,
    /// The greatest number of sets, with base gain, of any eligible user who is not a candidate.
    others: f64,
}

impl Index {
    fn new(
        blocks: &[SetBlock],
        (counts, start): (&MembershipCounts, BaseGains<'_>),
        (rules, taken): (SeedRules<'_>, &[u32]),
        (least, stop): (f64, &StopFlag),
    ) -> Self {
        let size = |user: u32| f64::from(counts.of_user(user)) + start.sets(user);
        let most_own = start.most();
        let users = counts.of_users().len() as u32;
        let is_taken = SeedSet::of(users, taken);
        let (mut candidates, mut others) = (taken.to_vec(), 0.0_f64);
        let mut idle = ZeroGain::new(rules.count);
        for user in counts.everybody() {
            let count = f64::from(counts.of_user(user));
            // Most users can be neither a candidate nor the best of the others. Users in no set
            // come last, so the first such user ends the loop.
            if count + most_own <= others.min(least.next_down()) {
                if count > 0.0 {
                    continue;
                }
                break;
            }
            if count <= 0.0 && idle.are_all(most_own) {
                others = others.max(most_own);
                break;
            }
            if is_taken.has(user) || !rules.may_pick(user) {
                continue;
            }
            let size = size(user);
            if size < least {
                others = others.max(size);
            } else if count > 0.0 {
                candidates.push(user);
            } else if let Some(left_out) = idle.add(user, size) {
                others = others.max(left_out);
            }
        }
        candidates.extend(idle.users());
        candidates[taken.len()..].sort_unstable();
        let slots = Slots::of(users, &candidates);
        let runs: Vec<SetRun> = in_runs(blocks)
            .into_par_iter()
            .map(|blocks| {
                let blocks = if stop.is_set() { &[] } else { blocks };
                SetRun::new(blocks, &slots, candidates.len())
            })
            .collect();
        let sizes: Vec<f64> = candidates.iter().map(|&user| size(user)).collect();
        let mut apart = vec![0_u32; candidates.len()];
        for slot in blocks.iter().flat_map(SetBlock::alone).filter_map(|&user| slots.of_user(user))
        {
            apart[slot as usize] += 1;
        }
        let alone = apart.into_iter().zip(&candidates);
        let alone = alone.map(|(sets, &user)| f64::from(sets) + start.sets(user)).collect();
        Self { candidates, sizes, runs, alone, others }
    }

    /// The greedy choice, with the first `taken` candidates taken.
    fn greedy(&self, rules: SeedRules<'_>, taken: usize, stop: &StopFlag) -> BoundedPicks {
        let chosen = rules.count - taken;
        let free = rules.count - rules.required.len();
        let mut greedy = LazyCover::new(self, taken as u32, stop);
        let mut most = f64::INFINITY;
        // Early picks give a good bound if users meet different sets, late picks if they share
        // many.
        let looks: BTreeSet<usize> =
            (0..=LOOKS).map(|look| taken + chosen * look / LOOKS).collect();
        for look in looks {
            while greedy.picks.len() < look {
                let Some((gain, slot)) = greedy.best() else { break };
                greedy.take(slot, gain);
            }
            most = most.min(greedy.most(free));
        }
        BoundedPicks { picks: greedy.picks, most }
    }

    /// The gain of a candidate: its uncovered sets and its fixed part.
    fn gain(&self, slot: u32, covered: &[MetInRun]) -> f64 {
        let runs = self.runs.iter().zip(covered);
        let met: u64 = runs.map(|(run, covered)| run.gain(slot, covered)).sum();
        self.alone[slot as usize] + met as f64
    }
}

/// A lazy greedy choice under way.
struct LazyCover<'a> {
    index: &'a Index,
    covered: Vec<MetInRun>,
    picks: Vec<Pick>,
    /// For each candidate not picked, an upper bound on its gain, and the number of picks after
    /// which it was exact.
    heap: BinaryHeap<(OrderedFloat, Reverse<u32>, usize)>,
    stop: &'a StopFlag,
}

impl<'a> LazyCover<'a> {
    /// A choice with the first `taken` candidates picked.
    fn new(index: &'a Index, taken: u32, stop: &'a StopFlag) -> Self {
        let covered = vec![NONE; index.runs.len()];
        let free = taken as usize..index.candidates.len();
        let heap =
            free.map(|slot| (OrderedFloat(index.sizes[slot]), Reverse(slot as u32), 0)).collect();
        let mut greedy = Self { index, covered, picks: Vec::new(), heap, stop };
        for slot in 0..taken {
            greedy.take(slot, index.gain(slot, &greedy.covered));
        }
        greedy
    }

    fn take(&mut self, slot: u32, gain: f64) {
        for (run, covered) in self.index.runs.iter().zip(&mut self.covered) {
            run.cover(slot, covered);
        }
        self.picks.push(Pick { user: self.index.candidates[slot as usize], gain });
    }

    /// Removes and returns the candidate of the greatest gain; nothing once the work must stop.
    fn best(&mut self) -> Option<(f64, u32)> {
        loop {
            if self.stop.is_set() {
                return None;
            }
            let (gain, Reverse(slot), exact_after) = self.heap.pop()?;
            if exact_after == self.picks.len() {
                return Some((gain.0, slot));
            }
            let gain = self.index.gain(slot, &self.covered);
            self.heap.push((OrderedFloat(gain), Reverse(slot), self.picks.len()));
        }
    }

    /// An upper bound on the sets that the taken users and any `users` others meet: the sets of the
    /// picks, plus the greatest gains given the picks.
    fn most(&mut self, users: usize) -> f64 {
        let others = self.index.others;
        let mut best = Vec::with_capacity(users);
        while best.len() < users {
            let Some(next) = self.best() else { break };
            best.push(next);
        }
        let met: f64 = self.picks.iter().map(|pick| pick.gain).sum();
        let listed: f64 = best.iter().map(|&(gain, _)| gain.max(others)).sum();
        let unlisted = (users - best.len()) as f64 * others;
        let exact_after = self.picks.len();
        let best =
            best.into_iter().map(|(gain, slot)| (OrderedFloat(gain), Reverse(slot), exact_after));
        self.heap.extend(best);
        met + listed + unlisted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two sets of one member each, and five users, three of them in no set.
    #[test]
    fn as_many_users_are_picked_as_were_asked_for_though_some_meet_no_set() {
        let blocks = [SetBlock::of([[1].as_slice(), &[3]])];
        let counts = MembershipCounts::of(5, &blocks);
        let rules = SeedRules { required: &[2], ..SeedRules::count(4) };
        let BoundedPicks { picks, most } = cover(
            &blocks,
            (&counts, BaseGains::NONE),
            (rules, rules.required),
            None,
            StopFlag::never(),
        );
        let picked: Vec<(u32, u64)> =
            picks.iter().map(|pick| (pick.user, pick.gain as u64)).collect();
        assert_eq!((picked, most as u64), (vec![(2, 0), (1, 1), (3, 1), (0, 0)], 2));
    }
}
