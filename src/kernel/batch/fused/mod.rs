//! Sixty-four worlds at once, and several options in each: every edge has a mask of the worlds in
//! which it is live, every user a mask of those in which it shares.
//!
//! Large cascades of many worlds meet the same users again and again; a mask lets them share each
//! look at an edge (multi-source traversal: Then et al., VLDB 2015, doi:10.14778/2735496.2735507;
//! fused worlds: Göktürk & Kaya 2021, doi:10.1109/TPDS.2020.3026857). The worlds of a block are
//! drawn once for all options, which then spread side by side. The result is who shares, without an
//! order: measures of depth need a [walk](crate::kernel::walk()).

#![expect(
    clippy::inline_always,
    reason = "what a vectorised loop calls must be compiled with it for each width"
)]

mod block;
mod counts;

pub use self::block::{OPTIONS, WORLDS};
use self::{
    block::{OptionMasks, STOP_EVERY},
    counts::{count_codes, expose, lane_counts},
};
use super::transpose::transpose;
use crate::{kernel::prefetch::prefetch, memory::Large, network::csr::Rows, vector::vectorised};

/// Draws blocks of worlds as masks.
pub trait WorldMasks: Send + Sync {
    /// For the places of the forward rows from `start` on, a multiple of [`SEGMENT`], the worlds in
    /// which their edges are live: bit w of a mask is world 64 · `block` + w. A pure function of
    /// `rng_seed`, `block` and the place; the old content of `masks` is ignored.
    fn draw(&self, rng_seed: u64, block: u64, start: usize, masks: &mut [u64]);
}

/// Masks that are drawn at once.
pub const SEGMENT: usize = super::lanes::SEGMENT;

/// The work of a spread, for the planner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FusedWork {
    /// Times that a user passed something new on.
    pub turns: u64,
    /// Edges looked at.
    pub looks: u64,
    /// Edges of these that were live in a relevant world.
    pub hits: u64,
}

/// A live edge to follow.
#[derive(Debug, Clone, Copy, Default)]
struct Hit {
    mask: u64,
    target: u32,
    /// The place of its source among the users whose turn it is.
    turn: u32,
}

/// Users whose turns are taken at once: those of one word of pending bits.
const TURNS: usize = 64;

/// Edges read before the hits among them are followed.
const LOOKS: usize = 64;

/// The most waiting hits, apart from those of the last look.
const HITS: usize = 512;

/// The target of a hit is fetched so many places ahead.
const SOON: usize = 16;

/// Up to this size the masks of a user are fetched at each look, hit or not: those of all users
/// then fit into a near cache, and it costs little.
const CHEAP: usize = 16;

/// Bytes of a cache line; no user has more than two.
const LINE: usize = 64;

/// The buffers of a spread of `K` options, reused from block to block.
pub struct FusedSpread<const K: usize> {
    /// The worlds in which each user has shared …
    shared: Large<OptionMasks<K>>,
    /// … and those in which it has passed it on, turn by turn. At the end they are equal, and then
    /// the second holds who has seen it. Apart, so that hits touch only half the memory at random.
    passed: Large<OptionMasks<K>>,
    /// One bit a user who has something new to pass on.
    pending: Large<u64>,
    buffers: Box<SweepBuffers<K>>,
}

struct SweepBuffers<const K: usize> {
    hits: [Hit; HITS + LOOKS],
    /// What each user whose turn it is passes on …
    fresh: [OptionMasks<K>; TURNS],
    /// … and where its row starts and ends.
    rows: [[usize; 2]; TURNS],
}

impl<const K: usize> std::fmt::Debug for FusedSpread<K> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "FusedSpread({K} options, {} users)", self.shared.len())
    }
}

/// One block of worlds with a few options side by side: who shares, who has seen it.
pub trait BlockSpread: Send {
    /// Forgets the last block.
    fn start(&mut self);

    /// Makes `user` a seed of an option in some worlds, where it does not share yet.
    fn seed(&mut self, option: usize, user: u32, worlds: u64);

    /// Spreads from the seeds over edges that are live by `masks` until nobody has anything new to
    /// pass on, or until `stopped`. Further seeds may follow, and another run continues from there.
    fn run(&mut self, rows: &Rows, masks: &[u64], stopped: &dyn Fn() -> bool) -> FusedWork;

    /// Takes over who shares in an option: world by world one bit a user, 64 in a word.
    fn load(&mut self, option: usize, sharers: &[u64]);

    /// How many shared, option by option in each world.
    fn sharers(&self) -> Vec<[u64; WORLDS]>;

    /// Finds who has seen it, unless `stopped`; to be called once, after [`run`](BlockSpread::run).
    /// Gives how often it was shown, option by option in each world. Cost: every follower of every
    /// sharer, once for all worlds and options.
    fn expose(&mut self, rows: &Rows, stopped: &dyn Fn() -> bool) -> Vec<[u64; WORLDS]>;

    /// How many have seen it, option by option in each world; after
    /// [`expose`](BlockSpread::expose).
    fn reached(&self) -> Vec<[u64; WORLDS]>;

    /// Adds to `counts` how many of those who have seen it have each code, in each world of an
    /// option; a code above the last of `counts` counts as the last. After
    /// [`expose`](BlockSpread::expose).
    fn reached_by(&self, option: usize, codes: &[u32], counts: &mut [[u64; WORLDS]]);

    /// Forgets who has seen it, so that the spread can continue.
    fn conceal(&mut self);
}

/// Buffers for up to [`OPTIONS`] options on a network of `users`: 16 bytes a user and option.
#[must_use]
pub fn block_spread(options: usize, users: u32) -> Box<dyn BlockSpread> {
    match options {
        0 | 1 => Box::new(FusedSpread::<1>::new(users)),
        2 => Box::new(FusedSpread::<2>::new(users)),
        3 | 4 => Box::new(FusedSpread::<4>::new(users)),
        5..=8 => Box::new(FusedSpread::<8>::new(users)),
        _ => Box::new(FusedSpread::<OPTIONS>::new(users)),
    }
}

impl<const K: usize> FusedSpread<K> {
    /// Buffers for a network of `users`: 16 bytes a user and option, and n / 8 bytes.
    #[must_use]
    pub fn new(users: u32) -> Self {
        Self {
            shared: Large::zeroed(users as usize),
            passed: Large::zeroed(users as usize),
            pending: Large::zeroed((users as usize).div_ceil(64)),
            buffers: Box::new(SweepBuffers {
                hits: [Hit::default(); HITS + LOOKS],
                fresh: [[0; K]; TURNS],
                rows: [[0; 2]; TURNS],
            }),
        }
    }
}

impl<const K: usize> BlockSpread for FusedSpread<K> {
    fn start(&mut self) {
        self.shared.fill([0; K]);
        self.passed.fill([0; K]);
        self.pending.fill(0);
    }

    fn seed(&mut self, option: usize, user: u32, worlds: u64) {
        let user = user as usize;
        let shared = &mut self.shared[user][option];
        let new = worlds & !*shared;
        *shared |= new;
        self.pending[user / 64] |= u64::from(new != 0) << (user % 64);
    }

    fn run(&mut self, rows: &Rows, masks: &[u64], stopped: &dyn Fn() -> bool) -> FusedWork {
        assert_eq!(rows.nodes(), self.shared.len(), "the network's users");
        assert_eq!(rows.edges(), masks.len(), "one mask an edge");
        let (shared, passed, pending) = (&mut self.shared, &mut self.passed, &mut self.pending);
        spread::<K>(shared, passed, pending, &mut self.buffers, rows, masks, stopped)
    }

    fn load(&mut self, option: usize, sharers: &[u64]) {
        let words = self.pending.len();
        for (word, users) in self.shared.chunks_mut(64).enumerate() {
            let worlds = sharers.iter().skip(word).step_by(words);
            let mut block = [0; WORLDS];
            block.iter_mut().zip(worlds).for_each(|(row, &users)| *row = users);
            transpose(&mut block);
            for (user, worlds) in users.iter_mut().zip(block) {
                user[option] = worlds;
            }
        }
    }

    fn sharers(&self) -> Vec<[u64; WORLDS]> {
        lane_counts::<K>(&self.shared)
    }

    fn expose(&mut self, rows: &Rows, stopped: &dyn Fn() -> bool) -> Vec<[u64; WORLDS]> {
        let mut impressions = [[0; WORLDS]; K];
        self.passed.copy_from_slice(&self.shared);
        expose::<K>(&self.shared, &mut self.passed, rows, &mut impressions, stopped);
        impressions.to_vec()
    }

    fn reached(&self) -> Vec<[u64; WORLDS]> {
        lane_counts::<K>(&self.passed)
    }

    fn reached_by(&self, option: usize, codes: &[u32], counts: &mut [[u64; WORLDS]]) {
        count_codes::<K>(&self.passed, option, codes, counts);
    }

    fn conceal(&mut self) {
        self.passed.copy_from_slice(&self.shared);
    }
}

vectorised! {
    fn spread<const K: usize>(
        shared: &mut [OptionMasks<K>],
        passed: &mut [OptionMasks<K>],
        pending: &mut [u64],
        buffers: &mut SweepBuffers<K>,
        rows: &Rows,
        masks: &[u64],
        stopped: &dyn Fn() -> bool,
    ) -> FusedWork {
        let SweepBuffers { hits, fresh, rows: ranges } = buffers;
        let (offsets, targets) = (rows.offsets(), rows.targets());
        let mut work = FusedWork::default();
        let mut again = true;
        // Sweeps in the order of the users: fetches follow the order of memory, and what a sweep
        // finds ahead of itself it still follows.
        while std::mem::take(&mut again) {
            for word in 0..pending.len() {
                if word % STOP_EVERY == 0 && stopped() {
                    return work;
                }
                while pending[word] != 0 {
                    again = true;
                    let mut users = std::mem::take(&mut pending[word]);
                    let mut turns = 0;
                    while users != 0 {
                        let user = word * 64 + users.trailing_zeros() as usize;
                        users &= users - 1;
                        let row = [offsets[user] as usize, offsets[user + 1] as usize];
                        // The processor itself fetches the rest of a longer row.
                        prefetch(masks, row[0]);
                        prefetch(masks, row[0] + 8);
                        prefetch(targets, row[0]);
                        ranges[turns] = row;
                        let (shared, passed) = (&shared[user], &mut passed[user]);
                        for option in 0..K {
                            fresh[turns][option] = shared[option] & !passed[option];
                        }
                        *passed = *shared;
                        turns += 1;
                    }
                    work.turns += turns as u64;
                    let mut waiting = 0;
                    for turn in 0..turns {
                        let worlds = fresh[turn].iter().fold(0, |all, worlds| all | worlds);
                        let row = ranges[turn][0]..ranges[turn][1];
                        work.looks += row.len() as u64;
                        let looked = masks[row.clone()].chunks(LOOKS);
                        for (masks, targets) in looked.zip(targets[row].chunks(LOOKS)) {
                            for (&mask, &target) in masks.iter().zip(targets) {
                                let mask = mask & worlds;
                                // Written whether it is a hit or not, to avoid a branch.
                                hits[waiting] = Hit { mask, target, turn: turn as u32 };
                                if size_of::<OptionMasks<K>>() <= CHEAP {
                                    prefetch(shared, target as usize);
                                }
                                waiting += usize::from(mask != 0);
                            }
                            if waiting >= HITS {
                                work.hits += waiting as u64;
                                follow::<K>(shared, pending, &hits[..waiting], fresh);
                                waiting = 0;
                            }
                        }
                    }
                    work.hits += waiting as u64;
                    follow::<K>(shared, pending, &hits[..waiting], fresh);
                }
            }
        }
        work
    }
}

/// Passes the message to the target of each hit.
#[inline(always)]
fn follow<const K: usize>(
    shared: &mut [OptionMasks<K>],
    pending: &mut [u64],
    hits: &[Hit],
    fresh: &[OptionMasks<K>; TURNS],
) {
    for (nth, hit) in hits.iter().enumerate() {
        if size_of::<OptionMasks<K>>() > CHEAP
            && let Some(soon) = hits.get(nth + SOON)
        {
            prefetch(shared, soon.target as usize);
            if size_of::<OptionMasks<K>>() > LINE {
                prefetch(shared.as_flattened(), soon.target as usize * K + K - 1);
            }
        }
        let target = hit.target as usize;
        let (shared, passed) = (&mut shared[target], &fresh[hit.turn as usize]);
        let mut any = 0;
        for option in 0..K {
            let new = hit.mask & passed[option] & !shared[option];
            shared[option] |= new;
            any |= new;
        }
        pending[target / 64] |= u64::from(any != 0) << (target % 64);
    }
}
