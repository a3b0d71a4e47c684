//! A linear threshold world drawn whole, once for all options: everybody's pick, and then who is led
//! to a seed by it.
//!
//! Picks are pointers from a user to the one it would have the message from. Followed from any user
//! they end at a user who picks nobody, or in a circle; on the way lie the seeds that would reach it.
//! What is found is written at every user on the way, so each is asked once: the cost of a world is
//! one coin and about one pointer a user, however many options there are. Where cascades are large
//! that is far less than [walking](super::walk) along every follow of every sharer. The coins are
//! those of the walk, so is the result, to the bit.

use super::picks::{NOBODY, Picks};
use crate::{memory::Large, rng::World};

/// Options that are told apart in one chase.
pub const OPTIONS: usize = 30;

/// Set where it is known by which options' seeds a user is reached; these are the lower bits.
const KNOWN: u32 = 1 << 31;

/// Set beside [`KNOWN`] where a user is on the way that is being followed: the lower bits are its
/// place there.
const ON_THE_WAY: u32 = KNOWN | 1 << 30;

/// The lower bits.
const LOWER: u32 = (1 << 30) - 1;

/// The buffers of a chase, reused from world to world.
#[derive(Debug)]
pub struct Chase {
    /// Whom a user picks, and then what is known of it.
    state: Large<u32>,
    way: Vec<u32>,
    /// One bit a user: a seed of some option.
    is_seed: Large<u64>,
    /// The seeds, ascending, each with the options that it is a seed of.
    seeds: Vec<(u32, u32)>,
}

impl Chase {
    /// True where a network of `users` is small enough that a pick leaves a bit to mark it by.
    #[must_use]
    pub const fn fits(users: u32) -> bool {
        users <= LOWER
    }

    /// Buffers for a network of `users`: 4 bytes a user and n / 8 bytes.
    ///
    /// # Panics
    /// Unless the network [fits](Chase::fits).
    #[must_use]
    pub fn new(users: u32) -> Self {
        assert!(Self::fits(users), "marks fit beside a user's number");
        Self {
            state: Large::zeroed(users as usize),
            way: Vec::new(),
            is_seed: Large::zeroed((users as usize).div_ceil(64)),
            seeds: Vec::new(),
        }
    }

    /// Makes `user` a seed of an option in the worlds to come.
    pub fn seed(&mut self, option: usize, user: u32) {
        self.is_seed[user as usize / 64] |= 1 << (user % 64);
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
    }

    /// Draws a world and finds for each user by which options' seeds it is made to share.
    pub fn run(&mut self, picks: &Picks<'_>, world: World) {
        let Self { state, way, is_seed, seeds } = self;
        let state = &mut state[..];
        picks.draw_all(world, state);
        let seeds = Seeds { is_seed, seeds };
        for user in 0..state.len() {
            let pick = state[user];
            if pick & KNOWN == 0 {
                // Most picks are of users whom others have picked before: it is known of them.
                let known = state[pick as usize];
                if known & KNOWN != 0 && known != NOBODY {
                    state[user] = known | seeds.options_of(user as u32);
                    continue;
                }
            } else if pick != NOBODY {
                continue;
            }
            let mut at = user as u32;
            way.clear();
            let end = loop {
                let next = state[at as usize];
                if next == NOBODY {
                    break KNOWN;
                }
                if next & KNOWN != 0 {
                    break next;
                }
                state[at as usize] = ON_THE_WAY | way.len() as u32;
                way.push(at);
                at = next;
            };
            let mut options = if end == KNOWN {
                // `at` picks nobody, and is reached as a seed or not at all.
                let own = seeds.options_of(at);
                state[at as usize] = KNOWN | own;
                own
            } else if end & ON_THE_WAY == ON_THE_WAY {
                // A circle: each of its users leads to every seed on it.
                let circle = way.split_off((end & LOWER) as usize);
                let all = circle.iter().fold(0, |all, &user| all | seeds.options_of(user));
                for user in circle {
                    state[user as usize] = KNOWN | all;
                }
                all
            } else {
                end & LOWER
            };
            for &user in way.iter().rev() {
                options |= seeds.options_of(user);
                state[user as usize] = KNOWN | options;
            }
        }
    }

    /// One bit a user, 64 in a word: it shares, in the option of the last world. Gives how many do.
    pub fn sharers(&self, option: usize, words: &mut [u64]) -> u64 {
        let mut count = 0;
        for (word, users) in words.iter_mut().zip(self.state.chunks(64)) {
            *word = 0;
            for (bit, &state) in users.iter().enumerate() {
                *word |= u64::from(state >> option & 1) << bit;
            }
            count += u64::from(word.count_ones());
        }
        count
    }
}

/// Which users are seeds of which options.
struct Seeds<'a> {
    is_seed: &'a [u64],
    seeds: &'a [(u32, u32)],
}

impl Seeds<'_> {
    #[inline]
    fn options_of(&self, user: u32) -> u32 {
        if self.is_seed[user as usize / 64] >> (user % 64) & 1 == 0 {
            return 0;
        }
        let place = self.seeds.binary_search_by_key(&user, |seed| seed.0);
        place.map_or(0, |place| self.seeds[place].1)
    }
}
