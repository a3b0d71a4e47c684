//! The users that meet most sets: a lazy greedy choice.
//!
//! Each pick is the user that meets most sets which no earlier pick meets. What a user adds can
//! only fall as picks are made, so an old figure is a bound of the new one, and most users are never
//! looked at again (Minoux 1978; Leskovec et al. 2007, doi:10.1145/1281192.1281239). For that only
//! those sets are listed, user by user, which the few users that could still be picked meet.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap},
};

use rayon::prelude::*;

use super::{
    rules::Rules,
    sets::{BLOCK, Block},
};

/// Sets are listed by runs of at most so many, whose numbers within a run fit into two bytes.
const RUN: usize = 1 << 14;

/// Words of a run's bits.
const WORDS: usize = RUN / 64;

/// How often the optimum is bounded on the way.
const LOOKS: usize = 8;

/// Stands for a user who is no candidate.
const NOBODY: u32 = u32::MAX;

/// A user that is picked, and how many sets it meets that those before do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pick {
    pub(super) user: u32,
    pub(super) gain: u64,
}

/// What a choice comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picks {
    pub(super) picks: Vec<Pick>,
    /// No users that the rules allow meet more sets than this.
    pub(super) most: u64,
}

/// Picks users by the sets of `blocks`, of which each user of `counts` is a member of so many, where
/// nothing but a number limits the choice.
pub(super) fn cover(blocks: &[Block], counts: &[u32], rules: Rules<'_>) -> Picks {
    let mut least = first_least(counts, rules);
    loop {
        let index = Index::new(blocks, counts, rules, least);
        let picks = index.greedy(rules);
        // A user that is not listed adds at most as much as it meets.
        let smallest = picks.picks.last().map_or(0, |pick| pick.gain);
        let are_enough = picks.picks.len() == rules.count;
        if least == 0 || are_enough && smallest >= u64::from(index.others) {
            return picks;
        }
        least /= 4;
    }
}

/// The number of sets that a user must meet to be listed at first: a quarter of what the last pick
/// would have if nobody met the same sets.
fn first_least(counts: &[u32], rules: Rules<'_>) -> u32 {
    let mut best = BinaryHeap::with_capacity(rules.count + 1);
    for (user, &count) in counts.iter().enumerate() {
        let worse = |best: &BinaryHeap<Reverse<u32>>| best.peek().is_some_and(|w| w.0 >= count);
        if best.len() == rules.count && worse(&best) || !rules.may_pick(user as u32) {
            continue;
        }
        best.push(Reverse(count));
        if best.len() > rules.count {
            best.pop();
        }
    }
    best.peek().map_or(1, |least| (least.0 / 4).max(1))
}

/// Blocks in runs, as many as have no more than [`RUN`] sets that are not kept apart.
fn in_runs(blocks: &[Block]) -> Vec<&[Block]> {
    const { assert!(RUN >= BLOCK as usize, "a block fits") };
    let (mut runs, mut rest, mut sets) = (Vec::new(), blocks, 0);
    let mut end = 0;
    for block in blocks {
        sets += block.count_together();
        if sets > RUN {
            let (run, others) = rest.split_at(end);
            runs.push(run);
            (rest, end, sets) = (others, 0, block.count_together());
        }
        end += 1;
    }
    if !rest.is_empty() {
        runs.push(rest);
    }
    runs
}

/// The sets of each candidate.
struct Index {
    candidates: Vec<u32>,
    /// How many sets each is a member of.
    sizes: Vec<u64>,
    runs: Vec<Run>,
    /// How many sets each is the only member of, as far as these are kept apart: in no run.
    alone: Vec<u64>,
    /// The most sets that a user meets who may be picked and is no candidate.
    others: u32,
}

/// The sets of each candidate within a run.
struct Run {
    starts: Vec<u32>,
    sets: Vec<u16>,
}

impl Index {
    fn new(blocks: &[Block], counts: &[u32], rules: Rules<'_>, least: u32) -> Self {
        let mut slots = vec![NOBODY; counts.len()];
        let mut candidates = Vec::new();
        for &user in rules.required {
            if slots[user as usize] == NOBODY {
                slots[user as usize] = candidates.len() as u32;
                candidates.push(user);
            }
        }
        let mut others = 0;
        for (user, &count) in counts.iter().enumerate() {
            if slots[user] != NOBODY || !rules.may_pick(user as u32) {
                continue;
            }
            if count >= least {
                slots[user] = candidates.len() as u32;
                candidates.push(user as u32);
            } else {
                others = others.max(count);
            }
        }
        let runs: Vec<Run> = in_runs(blocks)
            .into_par_iter()
            .map(|blocks| Run::new(blocks, &slots, candidates.len()))
            .collect();
        let sizes: Vec<u64> =
            candidates.iter().map(|&user| u64::from(counts[user as usize])).collect();
        let listed = |slot: u32| runs.iter().map(|run| run.of(slot).len() as u64).sum::<u64>();
        let alone = (0..).zip(&sizes).map(|(slot, size)| size - listed(slot)).collect();
        Self { candidates, sizes, runs, alone, others }
    }

    fn greedy(&self, rules: Rules<'_>) -> Picks {
        let required = rules.required.len();
        let free = rules.count - required;
        let mut greedy = Greedy::new(self, required as u32);
        let mut most = u64::MAX;
        // Early picks bound it where users meet few of the same sets, late ones where they meet many.
        let looks: BTreeSet<usize> =
            (0..=LOOKS).map(|look| required + free * look / LOOKS).collect();
        for look in looks {
            while greedy.picks.len() < look {
                let Some((gain, slot)) = greedy.best() else { break };
                greedy.take(slot, gain);
            }
            most = most.min(greedy.most(free));
        }
        Picks { picks: greedy.picks, most }
    }

    /// How many sets a candidate who is not picked is a member of that are not covered.
    fn gain(&self, slot: u32, covered: &[[u64; WORDS]]) -> u64 {
        let runs = self.runs.iter().zip(covered);
        self.alone[slot as usize] + runs.map(|(run, covered)| run.gain(slot, covered)).sum::<u64>()
    }
}

/// A lazy greedy choice under way.
struct Greedy<'a> {
    index: &'a Index,
    covered: Vec<[u64; WORDS]>,
    picks: Vec<Pick>,
    /// What each candidate who is not picked adds at most, and after how many picks that was true.
    heap: BinaryHeap<(u64, Reverse<u32>, usize)>,
}

impl<'a> Greedy<'a> {
    /// With the first so many candidates picked.
    fn new(index: &'a Index, required: u32) -> Self {
        let covered = vec![[0; WORDS]; index.runs.len()];
        let free = required as usize..index.candidates.len();
        let heap = free.map(|slot| (index.sizes[slot], Reverse(slot as u32), 0)).collect();
        let mut greedy = Self { index, covered, picks: Vec::new(), heap };
        for slot in 0..required {
            greedy.take(slot, index.gain(slot, &greedy.covered));
        }
        greedy
    }

    fn take(&mut self, slot: u32, gain: u64) {
        for (run, covered) in self.index.runs.iter().zip(&mut self.covered) {
            run.cover(slot, covered);
        }
        self.picks.push(Pick { user: self.index.candidates[slot as usize], gain });
    }

    /// The candidate who adds most, and how much; it is none from here on.
    fn best(&mut self) -> Option<(u64, u32)> {
        loop {
            let (gain, Reverse(slot), known) = self.heap.pop()?;
            if known == self.picks.len() {
                return Some((gain, slot));
            }
            let gain = self.index.gain(slot, &self.covered);
            self.heap.push((gain, Reverse(slot), self.picks.len()));
        }
    }

    /// How many sets so many users meet at most, whoever they are, with the required ones: no more
    /// than the picks and, each, what it would still add to them.
    fn most(&mut self, users: usize) -> u64 {
        let others = u64::from(self.index.others);
        let mut best = Vec::with_capacity(users);
        while best.len() < users {
            let Some(next) = self.best() else { break };
            best.push(next);
        }
        let met: u64 = self.picks.iter().map(|pick| pick.gain).sum();
        let listed: u64 = best.iter().map(|&(gain, _)| gain.max(others)).sum();
        let unlisted = (users - best.len()) as u64 * others;
        let known = self.picks.len();
        self.heap.extend(best.into_iter().map(|(gain, slot)| (gain, Reverse(slot), known)));
        met + listed + unlisted
    }
}

impl Run {
    fn new(blocks: &[Block], slots: &[u32], candidates: usize) -> Self {
        let mut starts = vec![0_u32; candidates + 1];
        let mut listed = Vec::new();
        let sets = blocks.iter().flat_map(Block::together);
        for (set, members) in (0_u16..).zip(sets) {
            for &user in members {
                let slot = slots[user as usize];
                if slot != NOBODY {
                    starts[slot as usize + 1] += 1;
                    listed.push((slot, set));
                }
            }
        }
        for slot in 0..candidates {
            starts[slot + 1] += starts[slot];
        }
        let mut next = starts.clone();
        let mut sets = vec![0; listed.len()];
        for (slot, set) in listed {
            let next = &mut next[slot as usize];
            sets[*next as usize] = set;
            *next += 1;
        }
        Self { starts, sets }
    }

    fn of(&self, slot: u32) -> &[u16] {
        let [start, end] = [slot, slot + 1].map(|slot| self.starts[slot as usize] as usize);
        &self.sets[start..end]
    }

    fn gain(&self, slot: u32, covered: &[u64; WORDS]) -> u64 {
        let free = |&set: &u16| !covered[usize::from(set) / 64] >> (set % 64) & 1;
        self.of(slot).iter().map(free).sum()
    }

    fn cover(&self, slot: u32, covered: &mut [u64; WORDS]) {
        for &set in self.of(slot) {
            covered[usize::from(set) / 64] |= 1 << (set % 64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two sets of a member each, and five users, of whom three are in none.
    #[test]
    fn as_many_users_are_picked_as_were_asked_for_though_some_meet_no_set() {
        let blocks = [Block::of([[1].as_slice(), &[3]])];
        let rules = Rules { required: &[2], ..Rules::count(4) };
        let Picks { picks, most } = cover(&blocks, &[0, 1, 0, 1, 0], rules);
        let picked: Vec<(u32, u64)> = picks.iter().map(|pick| (pick.user, pick.gain)).collect();
        assert_eq!((picked, most), (vec![(2, 0), (1, 1), (3, 1), (0, 0)], 2));
    }
}
