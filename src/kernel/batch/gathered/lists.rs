//! The live edges of a block, listed world by world from their masks.
//!
//! The masks are read once, and each live edge is written to the list of its world, in the order of
//! the forward rows. A world's list is compact and small, as few edges are live. Nothing here
//! depends on seeds or options.

use crate::{
    kernel::batch::{fused::WORLDS, lane_count::LaneCount, transpose::transpose},
    memory::Large,
    network::csr::Rows,
    vector::vectorised,
};

/// Users of one word of bits.
const WORD: usize = 64;

/// The stop is polled once in so many words of users.
const STOP_EVERY: usize = 1 << 12;

/// The lists of the worlds of a block.
#[derive(Debug)]
pub(super) struct LiveLists {
    /// World by world, from `starts` on, the targets of live edges: a run for each user who has
    /// any.
    targets: Large<u32>,
    starts: [usize; WORLDS],
    /// World by world, `runs_apart` places each: where its runs end, counted from the start of its
    /// list.
    ends: Large<u32>,
    runs_apart: usize,
    /// World by world, `words_apart` places each: one bit a user who has a run …
    has_run: Large<u64>,
    /// … and the number of runs before those of each word.
    before: Large<u32>,
    words: usize,
    words_apart: usize,
}

/// The list of one world.
#[derive(Debug, Clone, Copy)]
pub(super) struct WorldEdges<'a> {
    pub(super) targets: &'a [u32],
    pub(super) ends: &'a [u32],
    pub(super) has_run: &'a [u64],
    pub(super) before: &'a [u32],
}

/// How far apart the same place of two worlds is, for lists of `len` values of four or eight bytes:
/// an odd number of cache lines, so that simultaneous writes do not all fall into one cache set.
const fn apart(len: usize) -> usize {
    (len.div_ceil(16) | 1) * 16
}

impl LiveLists {
    /// Buffers for a network: for each world 4 bytes a live edge and 4 a user with followers.
    pub(super) fn new(rows: &Rows) -> Self {
        let words = rows.nodes().div_ceil(WORD);
        let words_apart = apart(words);
        let runs_apart = apart(with_row(rows));
        Self {
            targets: Large::zeroed(0),
            starts: [0; WORLDS],
            ends: Large::zeroed(WORLDS * runs_apart),
            runs_apart,
            has_run: Large::zeroed(WORLDS * words_apart),
            before: Large::zeroed(WORLDS * words_apart),
            words,
            words_apart,
        }
    }

    /// Lists the worlds of a block, unless `stopped`.
    pub(super) fn fill(&mut self, rows: &Rows, masks: &[u64], stopped: &dyn Fn() -> bool) {
        assert_eq!(rows.edges(), masks.len(), "one mask an edge");
        let counts = live_edges(masks);
        let mut total = 0;
        for (start, count) in self.starts.iter_mut().zip(&counts) {
            *start = total;
            total += apart(*count as usize);
        }
        if self.targets.len() < total {
            // A little more than needed, for slightly larger blocks.
            self.targets = Large::zeroed(total + total / 64);
        }
        list(self, rows, masks, stopped);
    }

    /// The list of a world of the block.
    pub(super) fn of(&self, world: usize) -> WorldEdges<'_> {
        let words = world * self.words_apart..world * self.words_apart + self.words;
        WorldEdges {
            targets: &self.targets[self.starts[world]..],
            ends: &self.ends[world * self.runs_apart..][..self.runs_apart],
            has_run: &self.has_run[words.clone()],
            before: &self.before[words],
        }
    }
}

/// How many users have followers.
fn with_row(rows: &Rows) -> usize {
    rows.offsets().windows(2).filter(|ends| ends[0] < ends[1]).count()
}

vectorised! {
    /// How many edges are live in each world.
    fn live_edges(masks: &[u64]) -> [u64; WORLDS] {
        let mut counts = LaneCount::default();
        for &mask in masks {
            counts.count(mask);
        }
        counts.counts()
    }
}

vectorised! {
    fn list(
        lists: &mut LiveLists,
        rows: &Rows,
        masks: &[u64],
        stopped: &dyn Fn() -> bool,
    ) {
        let (offsets, followers) = (rows.offsets(), rows.targets());
        let LiveLists { targets, starts, ends, runs_apart, has_run, before, words, words_apart } = lists;
        let (targets, ends): (&mut [u32], &mut [u32]) = (targets, ends);
        let mut place = *starts;
        let mut run: [usize; WORLDS] = std::array::from_fn(|world| world * *runs_apart);
        for word in 0..*words {
            if word % STOP_EVERY == 0 && stopped() {
                return;
            }
            for world in 0..WORLDS {
                let runs = run[world] - world * *runs_apart;
                before[world * *words_apart + word] = runs as u32;
            }
            let mut any_of = [0; WORD];
            let users = word * WORD..(word * WORD + WORD).min(offsets.len() - 1);
            for (any_of, user) in any_of.iter_mut().zip(users) {
                let row = offsets[user] as usize..offsets[user + 1] as usize;
                let mut any = 0;
                for (&mask, &follower) in masks[row.clone()].iter().zip(&followers[row]) {
                    let mut live = mask;
                    any |= live;
                    while live != 0 {
                        let world = live.trailing_zeros() as usize % WORLDS;
                        live &= live - 1;
                        targets[place[world]] = follower;
                        place[world] += 1;
                    }
                }
                *any_of = any;
                while any != 0 {
                    let world = any.trailing_zeros() as usize % WORLDS;
                    any &= any - 1;
                    ends[run[world]] = (place[world] - starts[world]) as u32;
                    run[world] += 1;
                }
            }
            transpose(&mut any_of);
            for world in 0..WORLDS {
                has_run[world * *words_apart + word] = any_of[world];
            }
        }
    }
}
