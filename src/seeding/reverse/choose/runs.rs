//! The sets of each candidate, in runs whose bits fit into the nearest cache.
//!
//! A set takes two bytes within a run, and one bit says whether it is covered.

use super::slots::Slots;
use crate::seeding::reverse::draw::block::{SETS_PER_BLOCK, SetBlock};

/// The most sets of a run, so that a number within a run fits into two bytes.
const RUN: usize = 1 << 14;

/// Words of a run's bits.
const WORDS: usize = RUN / 32;

/// The word and the bit of a set within a run.
#[inline]
fn place(set: u16) -> (usize, u32) {
    // The remainder spares a bounds check.
    (usize::from(set) % RUN / 32, u32::from(set) % 32)
}

/// Which sets of a run are covered.
pub(crate) type MetInRun = [u32; WORDS];

/// No sets of a run.
pub(crate) const NONE: MetInRun = [0; WORDS];

/// Blocks in runs of at most [`RUN`] sets, without those that are kept apart.
pub(crate) fn in_runs(blocks: &[SetBlock]) -> Vec<&[SetBlock]> {
    const { assert!(RUN >= SETS_PER_BLOCK as usize, "a block fits") };
    let (mut runs, mut rest, mut sets) = (Vec::new(), blocks, 0);
    let mut end = 0;
    for block in blocks {
        sets += block.count_walked();
        if sets > RUN {
            let (run, others) = rest.split_at(end);
            runs.push(run);
            (rest, end, sets) = (others, 0, block.count_walked());
        }
        end += 1;
    }
    if !rest.is_empty() {
        runs.push(rest);
    }
    runs
}

/// The sets of each candidate within a run.
pub(crate) struct SetRun {
    starts: Vec<u32>,
    sets: Vec<u16>,
}

impl SetRun {
    pub(crate) fn new(blocks: &[SetBlock], slots: &Slots, candidates: usize) -> Self {
        let mut starts = vec![0_u32; candidates + 1];
        let mut listed = Vec::new();
        let sets = blocks.iter().flat_map(SetBlock::walked);
        for (set, members) in (0_u16..).zip(sets) {
            for &user in members {
                if let Some(slot) = slots.of_user(user) {
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

    pub(crate) fn of(&self, slot: u32) -> &[u16] {
        let [start, end] = [slot, slot + 1].map(|slot| self.starts[slot as usize] as usize);
        &self.sets[start..end]
    }

    pub(crate) fn gain(&self, slot: u32, covered: &MetInRun) -> u64 {
        let free = |&set: &u16| {
            let (word, bit) = place(set);
            !covered[word] >> bit & 1
        };
        u64::from(self.of(slot).iter().map(free).sum::<u32>())
    }

    pub(crate) fn cover(&self, slot: u32, covered: &mut MetInRun) {
        for &set in self.of(slot) {
            let (word, bit) = place(set);
            covered[word] |= 1 << bit;
        }
    }
}
