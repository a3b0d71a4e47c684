//! The live edges of each world gathered into a list, over which all options spread at once: every
//! user has a mask of the options in which it shares.
//!
//! [Fused](super::fused) worlds share each look at an edge, but pay for each option in every world.
//! Here a world is small, because most edges are dead, and an option costs next to nothing where
//! others have been: options that reach much the same users pass on one mask. The worlds are those
//! of the fused kernel, so the result is the same to the bit.

#![expect(
    clippy::inline_always,
    reason = "what a vectorised loop calls must be compiled with it for each width"
)]

mod lists;

use self::lists::{LiveLists, WorldEdges};
use crate::{kernel::prefetch::prefetch, memory::Large, network::csr::Rows, vector::vectorised};

/// The most options at once.
pub const OPTIONS: usize = 16;

/// The options in which a user shares.
type OptionSet = u16;

/// Users whose turns are taken at once, so that their cache misses overlap.
const TURNS: usize = 128;

/// Users of one word of bits.
const WORD: usize = 64;

/// Users counted for one option after the other while they are in a near cache; their count fits a
/// state.
const NEAR: usize = 4096;

/// Followers to whom it is shown at once.
const SHOWINGS: usize = 1024;

/// The buffers of this kernel, reused from world to world.
pub struct GatheredWorlds {
    lists: LiveLists,
    states: Large<OptionSet>,
    /// One bit a user who has something new to pass on.
    pending: Large<u64>,
    buffers: Box<TurnBuffers>,
}

struct TurnBuffers {
    turns: [SharerTurn; TURNS + WORD],
    showings: [(u32, OptionSet); SHOWINGS],
}

/// A user whose turn it is, and its run in the list.
#[derive(Debug, Clone, Copy, Default)]
struct SharerTurn {
    user: u32,
    start: u32,
    end: u32,
}

impl std::fmt::Debug for GatheredWorlds {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "GatheredWorlds({} users)", self.states.len())
    }
}

impl GatheredWorlds {
    /// True where the live edges of a world can be numbered.
    #[must_use]
    pub const fn fits(edges: u64) -> bool {
        edges <= u32::MAX as u64
    }

    /// Buffers for the network of these forward rows: for each world of a block 4 bytes a live edge
    /// and 4 for each user with followers; and 2 bytes a user.
    ///
    /// # Panics
    /// Unless its edges [fit](GatheredWorlds::fits).
    #[must_use]
    pub fn new(rows: &Rows) -> Self {
        assert!(Self::fits(rows.edges() as u64), "places fit");
        Self {
            lists: LiveLists::new(rows),
            states: Large::zeroed(rows.nodes()),
            pending: Large::zeroed(rows.nodes().div_ceil(WORD)),
            buffers: Box::new(TurnBuffers {
                turns: [SharerTurn::default(); TURNS + WORD],
                showings: [(0, 0); SHOWINGS],
            }),
        }
    }

    /// Gathers the live edges of a block's worlds from their masks; the lists are useless where it
    /// is `stopped`.
    ///
    /// # Panics
    /// If `rows` are not those of the buffers, or there are not as many masks as edges.
    pub fn gather(&mut self, rows: &Rows, masks: &[u64], stopped: &dyn Fn() -> bool) {
        assert_eq!(rows.nodes(), self.states.len(), "the network's users");
        self.lists.fill(rows, masks, stopped);
    }

    /// Forgets the sharers of the last world.
    pub fn start(&mut self) {
        self.states.fill(0);
        self.pending.fill(0);
    }

    /// Makes `user` a seed of an option.
    pub fn seed(&mut self, option: usize, user: u32) {
        self.states[user as usize] |= 1 << option;
        self.pending[user as usize / WORD] |= 1 << (user as usize % WORD);
    }

    /// Spreads from the seeds in a gathered world.
    pub fn run(&mut self, world: usize) {
        spread(self.lists.of(world), &mut self.states, &mut self.pending, &mut self.buffers);
    }

    /// How many share, for as many options as there are `counts`.
    pub fn count(&self, counts: &mut [u64]) {
        counts.fill(0);
        count(&self.states, counts);
    }

    /// One bit a user, 64 in a word: it shares in an option.
    pub fn sharers(&self, option: usize, words: &mut [u64]) {
        bits_of(&self.states, option, words);
    }
}

vectorised! {
    fn spread(list: WorldEdges<'_>, states: &mut [OptionSet], pending: &mut [u64], buffers: &mut TurnBuffers) {
        let mut again = true;
        // Sweeps in the order of the users, which is that of the list.
        while std::mem::take(&mut again) {
            let mut waiting = 0;
            for word in 0..pending.len() {
                if pending[word] != 0 {
                    let has_run = list.has_run[word];
                    let mut users = std::mem::take(&mut pending[word]) & has_run;
                    while users != 0 {
                        let bit = users.trailing_zeros();
                        users &= users - 1;
                        let among = (has_run & ((1 << bit) - 1)).count_ones();
                        let run = list.before[word] + among;
                        prefetch(list.ends, run as usize);
                        let user = (word * WORD) as u32 + bit;
                        buffers.turns[waiting] = SharerTurn { user, start: run, end: 0 };
                        waiting += 1;
                    }
                    if waiting >= TURNS {
                        again = true;
                        take_turns(list, states, pending, buffers, waiting);
                        waiting = 0;
                    }
                }
            }
            if waiting > 0 {
                again = true;
                take_turns(list, states, pending, buffers, waiting);
            }
        }
    }
}

/// The waiting users pass on their options; the start of a turn is still the number of its run.
#[inline(always)]
fn take_turns(
    list: WorldEdges<'_>,
    states: &mut [OptionSet],
    pending: &mut [u64],
    buffers: &mut TurnBuffers,
    waiting: usize,
) {
    let TurnBuffers { turns, showings } = buffers;
    let turns = &mut turns[..waiting];
    for turn in &mut *turns {
        let run = turn.start as usize;
        turn.start = if run == 0 { 0 } else { list.ends[run - 1] };
        turn.end = list.ends[run];
        prefetch(list.targets, turn.start as usize);
    }
    let mut count = 0;
    for turn in turns {
        let options = states[turn.user as usize];
        for &target in &list.targets[turn.start as usize..turn.end as usize] {
            prefetch(states, target as usize);
            showings[count] = (target, options);
            count += 1;
            if count == SHOWINGS {
                show(states, pending, showings);
                count = 0;
            }
        }
    }
    show(states, pending, &showings[..count]);
}

#[inline(always)]
fn show(states: &mut [OptionSet], pending: &mut [u64], showings: &[(u32, OptionSet)]) {
    for &(target, options) in showings {
        let target = target as usize;
        let before = states[target];
        states[target] = before | options;
        pending[target / WORD] |= u64::from(options & !before != 0) << (target % WORD);
    }
}

vectorised! {
    /// Adds to each count the states that have its bit.
    fn count(states: &[OptionSet], counts: &mut [u64]) {
        for states in states.chunks(NEAR) {
            for (option, count) in counts.iter_mut().enumerate() {
                let has = states.iter().map(|options| options >> option & 1);
                *count += u64::from(has.sum::<OptionSet>());
            }
        }
    }
}

vectorised! {
    /// Takes out a bit of every state, 64 to a word.
    fn bits_of(states: &[OptionSet], option: usize, words: &mut [u64]) {
        for (word, states) in words.iter_mut().zip(states.chunks(WORD)) {
            let bit = |&options: &OptionSet| u64::from(options >> option & 1);
            *word = states.iter().rev().fold(0, |word, options| word << 1 | bit(options));
        }
    }
}
