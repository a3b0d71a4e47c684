//! Linear threshold worlds drawn whole, once for all options: everybody's choice, and then which
//! users the choices lead to a seed.
//!
//! A choice is a pointer from a user to the one from whom it would have the message. From any user,
//! pointers end at a user who chooses nobody, or in a circle; the seeds on the way would reach the
//! user. First every pointer jumps over the one it points to, several times: without a branch, and
//! after a few passes nearly all are settled. The rest are followed one by one. A world costs a
//! coin and a few looks a user, for any number of options. For large cascades that is far less than
//! [walking](crate::kernel::walk()) along every edge of every sharer. The coins are those of the
//! walk, so the result is the same to the bit.

use std::ops::Range;

use crate::{
    kernel::live::threshold_choice::ThresholdChoice, memory::Large, rng::World, vector::vectorised,
};

/// The most options at once.
pub const OPTIONS: usize = 30;

/// Worlds drawn in one pass over the rows.
pub const WORLDS: usize = 4;

/// Set where a user is settled: the lower bits are the options that reach it.
const SETTLED: u32 = 1 << 31;

/// Set beside [`SETTLED`] while a user is on the way being followed: the lower bits are its place
/// there.
const ON_THE_WAY: u32 = SETTLED | 1 << 30;

/// The lower bits.
const LOWER: u32 = (1 << 30) - 1;

/// Passes of jumps; what is unsettled after them is followed one by one.
const PASSES: usize = 5;

/// Users counted for one option after the other while they are in a near cache.
const NEAR: usize = 2048;

/// The buffers of pointer jumping, reused from world to world.
#[derive(Debug)]
pub struct PointerJumping {
    users: usize,
    /// World by world the choice of each user, and then its settled options.
    states: Large<u32>,
    way: Vec<u32>,
    /// Seeds of only some options, each with its choice.
    kept: Vec<(u32, u32)>,
    /// One bit a user who is a seed of some option.
    is_seed: Large<u64>,
    /// The seeds, ascending, each with its options.
    seeds: Vec<(u32, u32)>,
    /// The options that have a seed.
    options: u32,
}

impl PointerJumping {
    /// True where a user's number leaves two bits for marks.
    #[must_use]
    pub const fn fits(users: u32) -> bool {
        users <= LOWER
    }

    /// Buffers for a network of `users`: 16 bytes a user and n / 8 bytes.
    ///
    /// # Panics
    /// Unless the network [fits](PointerJumping::fits).
    #[must_use]
    pub fn new(users: u32) -> Self {
        assert!(Self::fits(users), "marks fit beside a user's number");
        let users = users as usize;
        Self {
            users,
            states: Large::zeroed(WORLDS * users),
            way: Vec::new(),
            kept: Vec::new(),
            is_seed: Large::zeroed(users.div_ceil(64)),
            seeds: Vec::new(),
            options: 0,
        }
    }

    /// Makes `user` a seed of an option in the next worlds.
    pub fn seed(&mut self, option: usize, user: u32) {
        self.is_seed[user as usize / 64] |= 1 << (user % 64);
        self.options |= 1 << option;
        match self.seeds.binary_search_by_key(&user, |seed| seed.0) {
            Ok(place) => self.seeds[place].1 |= 1 << option,
            Err(place) => self.seeds.insert(place, (user, 1 << option)),
        }
    }

    /// Forgets the seeds.
    pub fn forget_seeds(&mut self) {
        for (user, _) in self.seeds.drain(..) {
            self.is_seed[user as usize / 64] = 0;
        }
        self.options = 0;
    }

    /// Draws up to [`WORLDS`] worlds and finds by which options' seeds each user is made to share.
    ///
    /// They are unfinished once `stopped`, which is looked at once for some thousand users of a pass.
    pub fn run(&mut self, picks: &ThresholdChoice, worlds: &[World], stopped: &dyn Fn() -> bool) {
        assert!(worlds.len() <= WORLDS, "so many worlds have buffers");
        if self.users == 0 {
            return;
        }
        let mut states: Vec<&mut [u32]> =
            self.states.chunks_mut(self.users).take(worlds.len()).collect();
        picks.draw_all(worlds, &mut states, SETTLED, stopped);
        let seeds = SeedMarks { is_seed: &self.is_seed, seeds: &self.seeds };
        for state in states {
            self.kept.clear();
            for &(user, options) in seeds.seeds {
                let pick = &mut state[user as usize];
                if options == self.options || *pick & SETTLED != 0 {
                    // The choice of a seed of every option no longer matters.
                    *pick = SETTLED | options;
                } else {
                    // Pointers lead to this seed and, as it points to itself, never past it;
                    // otherwise its options would be lost.
                    self.kept.push((user, *pick));
                    *pick = user;
                }
            }
            for _ in 0..PASSES {
                skip(state, stopped);
            }
            for &(user, pick) in &self.kept {
                state[user as usize] = pick;
            }
            follow(state, &seeds, &mut self.way, stopped);
        }
    }

    /// How many share in one of the last worlds, for as many options as there are `counts`.
    pub fn count(&self, world: usize, counts: &mut [u64]) {
        counts.fill(0);
        count(self.states_of(world), counts);
    }

    /// One bit a user, 64 in a word: it shares, in an option of one of the last worlds.
    pub fn sharers(&self, world: usize, option: usize, words: &mut [u64]) {
        bits_of(self.states_of(world), option, words);
    }

    fn states_of(&self, world: usize) -> &[u32] {
        &self.states[world * self.users..][..self.users]
    }
}

vectorised! {
    /// Adds to each count the states that have its bit.
    fn count(states: &[u32], counts: &mut [u64]) {
        for states in states.chunks(NEAR) {
            for (bit, count) in counts.iter_mut().enumerate() {
                let has = states.iter().map(|state| state >> bit & 1);
                *count += u64::from(has.sum::<u32>());
            }
        }
    }
}

vectorised! {
    /// Takes out a bit of every state, 64 to a word.
    fn bits_of(states: &[u32], bit: usize, words: &mut [u64]) {
        for (word, states) in words.iter_mut().zip(states.chunks(64)) {
            *word = 0;
            for (place, &state) in states.iter().enumerate() {
                *word |= u64::from(state >> bit & 1) << place;
            }
        }
    }
}

/// Users of a pass between two looks at whether to stop: some hundred microseconds.
const LOOK: usize = 1 << 14;

/// Makes every pointer jump over the user it points to, or end there where that one is settled.
fn skip(state: &mut [u32], stopped: &dyn Fn() -> bool) {
    for first in (0..state.len()).step_by(LOOK) {
        if stopped() {
            return;
        }
        let last = state.len().min(first + LOOK);
        skip_of(state, first..last);
    }
}

/// The jumps of some users, by itself so that the loop keeps its registers.
#[inline(never)]
fn skip_of(state: &mut [u32], users: Range<usize>) {
    // Checked once here, and not again for each user.
    assert!(users.end <= state.len(), "there are as many users");
    for user in users {
        let own = state[user];
        let from = if own & SETTLED == 0 { own as usize } else { user };
        state[user] = state[from];
    }
}

/// Follows the pointers of all unsettled users.
fn follow(
    state: &mut [u32],
    seeds: &SeedMarks<'_>,
    way: &mut Vec<u32>,
    stopped: &dyn Fn() -> bool,
) {
    for first in (0..state.len()).step_by(LOOK) {
        if stopped() {
            return;
        }
        let last = state.len().min(first + LOOK);
        follow_from(state, first..last, seeds, way);
    }
}

/// Follows the pointers of some users, who are settled then; by itself as [`skip_of`] is.
#[inline(never)]
fn follow_from(state: &mut [u32], users: Range<usize>, seeds: &SeedMarks<'_>, way: &mut Vec<u32>) {
    for user in users {
        if state[user] & SETTLED != 0 {
            continue;
        }
        let mut at = user as u32;
        way.clear();
        let end = loop {
            let next = state[at as usize];
            if next & SETTLED != 0 {
                break next;
            }
            state[at as usize] = ON_THE_WAY | way.len() as u32;
            way.push(at);
            at = next;
        };
        let mut options = end & LOWER;
        if end & ON_THE_WAY == ON_THE_WAY {
            // A circle: each of its users leads to every seed on it.
            let circle = way.split_off((end & LOWER) as usize);
            options = circle.iter().fold(0, |all, &user| all | seeds.options_of(user));
            for user in circle {
                state[user as usize] = SETTLED | options;
            }
        }
        for &user in way.iter().rev() {
            options |= seeds.options_of(user);
            state[user as usize] = SETTLED | options;
        }
    }
}

/// Which users are seeds of which options.
struct SeedMarks<'a> {
    is_seed: &'a [u64],
    seeds: &'a [(u32, u32)],
}

impl SeedMarks<'_> {
    #[inline]
    fn has(&self, user: usize) -> bool {
        self.is_seed[user / 64] >> (user % 64) & 1 != 0
    }

    #[inline]
    fn options_of(&self, user: u32) -> u32 {
        if !self.has(user as usize) {
            return 0;
        }
        let place = self.seeds.binary_search_by_key(&user, |seed| seed.0);
        place.map_or(0, |place| self.seeds[place].1)
    }
}
