//! Several messages at once, step by step, of which each user takes one.
//!
//! In each step whoever took a message in the step before tries to pass it on, and a user whom several
//! reach in one step takes the one whose attempt has the least key. A model says which attempts there
//! are and what their keys are ([`Contest`]): a key is a pure function of the world and of what is
//! tried, so a contest is one of the world and the seeds, whatever the order of the work. Where a model
//! knows beforehand whose attempts decide, only those are made, and the others are looked for at users who
//! take a message. The cost is that of the attempts of those who take a message, and no more; nothing
//! allocates once the buffers have grown. Nothing here knows whose message is ours, or what becomes of the
//! counts.

use std::ops::Range;

use bytemuck::{Pod, Zeroable};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Memo, prefetch::prefetch};
use crate::{
    memory::Large,
    rng::{Stream, World},
};

/// A message: ours is 0, the others are 1, 2, 3, …
pub type Message = u16;

/// Who gets a user whom several messages reach in the same step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TieRule {
    /// The strongest of the messages that reach it, by a fixed order of all.
    #[default]
    Dominance,
    /// Each of the messages that reach it with the same chance, however many pass it on.
    Fair,
    /// One of the attempts that reach it, each with a chance in proportion to its influence.
    Proportional,
    /// The first of the attempts that reach it, which come in an order drawn at random.
    FirstInRandomOrder,
}

/// What a coin of a contest is for: two that differ in this never share a number, nor does one with
/// those of live edges, which belong to users alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Coin {
    /// Whether an edge or a user that passes on the strongest message passes on a weaker one.
    Factor = 1,
    /// The order of messages at a user.
    Message = 2,
    /// The order of attempts, each along an edge.
    Attempt = 3,
    /// What a user makes of a message.
    Opinion = 4,
}

impl Coin {
    /// The coin of an item, below 2^56: a user, an edge by its place in the rows, or a message at a
    /// user.
    #[inline]
    #[must_use]
    pub const fn of(self, world: World, item: u64) -> Stream {
        world.stream((self as u64) << 56 | item)
    }

    /// The coin of a message at a user.
    #[inline]
    #[must_use]
    pub const fn of_message(self, world: World, message: Message, user: u32) -> Stream {
        self.of(world, (message as u64) << 32 | user as u64)
    }
}

/// An attempt to pass a message on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// Of the attempts that meet one user in one step the one with the least key wins, and of equal
    /// ones the first.
    pub key: u64,
    /// Whether the user takes a message in this step because of it, be it this one or another.
    pub decides: bool,
}

/// How messages pass from user to user, and who wins.
pub trait Contest: Sync {
    /// Calls `tried` with the place, in the forward rows, of each edge along which `user` tries to pass
    /// on the `message` that it has taken, in a fixed order. `memo` remembers of this world what was
    /// found out about a user.
    fn for_each_try(
        &self,
        world: World,
        user: u32,
        message: Message,
        memo: &mut Memo,
        tried: impl FnMut(usize),
    );

    /// The follower at a place in the forward rows.
    fn follower(&self, place: usize) -> u32;

    /// What comes of trying to pass `message` on from one end of the edge at `place` to the other, its
    /// follower; of a rival the place is not known, and [`NO_EDGE`].
    fn attempt(
        &self,
        world: World,
        message: Message,
        ends: [u32; 2],
        place: usize,
        memo: &mut Memo,
    ) -> Attempt;

    /// The key of a message at one of its seeds, where a user is a seed of several.
    fn key_at_seed(&self, world: World, message: Message, user: u32) -> u64;

    /// What a user passes on who has taken `message`.
    #[inline]
    fn passes_on(&self, world: World, message: Message, user: u32) -> Message {
        let _ = (world, user);
        message
    }

    /// So many times what [`matters`](Contest::matters) looks at is fetched, each time what was found by what
    /// was fetched before.
    const FETCHES: usize = 0;

    /// False where attempts that decide nothing are told of by [`for_each_rival`](Contest::for_each_rival)
    /// alone: then only those that matter are made.
    const ALL_MATTER: bool = true;

    /// Fetches for [`matters`](Contest::matters), for the n-th time.
    #[inline]
    fn fetch(&self, nth: usize, world: World, follower: u32, memo: &Memo) {
        let _ = (nth, world, follower, memo);
    }

    /// Whether an attempt from one end to the other may decide that this takes a message.
    #[inline]
    fn matters(&self, world: World, ends: [u32; 2], memo: &mut Memo) -> bool {
        let _ = (world, ends, memo);
        true
    }

    /// Calls `visit` with each user whose attempt at `user` decides nothing, and may yet win where one that
    /// brings `message` has decided: whether it has taken a message in the step before or not.
    #[inline]
    fn for_each_rival(&self, user: u32, message: Message, visit: impl FnMut(u32)) {
        let _ = (user, message, visit);
    }

    /// The row of `user` will be asked for soon.
    #[inline]
    fn approach(&self, user: u32) {
        let _ = user;
    }

    /// `user` will be asked for next but a few.
    #[inline]
    fn come_near(&self, user: u32) {
        let _ = user;
    }
}

/// Who listens while users take messages. `()` does not.
pub trait Takers {
    /// A step begins; the seeds are step 0, of which it is not told.
    #[inline]
    fn begins(&mut self, step: u32) {
        let _ = step;
    }

    /// `user` takes `message`: from the user whom this said to be at `giver`, or as a seed. Gives what
    /// those who have it from this user are told of it.
    fn takes(&mut self, message: Message, user: u32, giver: Option<u32>) -> u32;
}

impl Takers for () {
    #[inline]
    fn takes(&mut self, _: Message, _: u32, _: Option<u32>) -> u32 {
        0
    }
}

/// So many attempts are gathered before the first of them is followed.
const AHEAD: usize = 64;

/// The row of a taker is asked for when so many others come before it.
const SOON: usize = 24;

/// Its first edges are asked for when so many others come before it.
const NEXT: usize = 12;

/// The buffers of a contest, reused from one to the next.
#[derive(Debug)]
pub struct Buffers {
    slots: Large<Slot>,
    /// Who was reached in this step, in that order.
    reached: Vec<u32>,
    taken: Vec<Taken>,
    tries: Vec<Try>,
    memo: Memo,
    counts: Vec<u64>,
}

/// What is known of a user, together: one miss of memory.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C, align(16))]
struct Slot {
    /// The least key so far.
    key: u64,
    /// The place of its giver among those who have taken a message; of one who has taken one, its own.
    from: u32,
    message: Message,
    state: u16,
}

/// Bytes that a contest of messages takes for each user.
pub const BYTES_A_USER: f64 = 52.0;

/// Nobody has reached the user in this step.
const FREE: u16 = 0;
/// Somebody has, and it is not said that it takes a message.
const REACHED: u16 = 1;
/// It takes one in this step.
const DECIDED: u16 = 2;
/// It has taken one.
const TAKEN: u16 = 3;

/// Stands for the place of an edge that was not looked for.
pub const NO_EDGE: usize = usize::MAX;

/// Stands for the giver of a seed.
const NOBODY: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Taken {
    user: u32,
    /// What those who have it from this user are told of it.
    told: u32,
    message: Message,
}

#[derive(Debug, Clone, Copy)]
struct Try {
    place: usize,
    from: u32,
    follower: u32,
}

impl Buffers {
    /// Buffers for a network of `users` and so many messages: 16 bytes a user, 12 a user who takes a
    /// message, and 8 a user where a model remembers.
    #[must_use]
    pub fn new(users: u32, messages: usize) -> Self {
        Self {
            slots: Large::zeroed(users as usize),
            reached: Vec::new(),
            taken: Vec::new(),
            tries: Vec::new(),
            memo: Memo::new(users as usize),
            counts: vec![0; messages],
        }
    }

    /// How many users took each message.
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    fn start(&mut self) {
        for taken in self.taken.drain(..) {
            self.slots[taken.user as usize].state = FREE;
        }
        self.counts.fill(0);
        self.memo.forget();
    }

    /// Settles a step: those who take a message in it take the one that has won. The others who may have
    /// brought it are those at these places.
    fn settle<C: Contest>(
        &mut self,
        contest: &C,
        world: World,
        before: Range<usize>,
        takers: &mut impl Takers,
    ) {
        for nth in 0..self.reached.len() {
            let user = self.reached[nth];
            if self.slots[user as usize].state != DECIDED {
                self.slots[user as usize].state = FREE;
                continue;
            }
            if !C::ALL_MATTER && !before.is_empty() {
                self.meet_rivals(contest, world, &before, user);
            }
            let slot = &mut self.slots[user as usize];
            let giver = (slot.from != NOBODY).then(|| self.taken[slot.from as usize].told);
            let message = contest.passes_on(world, slot.message, user);
            (slot.state, slot.from) = (TAKEN, self.taken.len() as u32);
            self.counts[usize::from(message)] += 1;
            let told = takers.takes(message, user, giver);
            self.taken.push(Taken { user, told, message });
        }
        self.reached.clear();
    }

    /// Counts in the attempts that decide nothing at a user who takes a message.
    fn meet_rivals<C: Contest>(
        &mut self,
        contest: &C,
        world: World,
        before: &Range<usize>,
        user: u32,
    ) {
        let Self { slots, taken, memo, .. } = self;
        let Slot { mut key, mut from, mut message, .. } = slots[user as usize];
        contest.for_each_rival(user, message, |rival| {
            let Slot { state, from: place, .. } = slots[rival as usize];
            if state != TAKEN || !before.contains(&(place as usize)) {
                return;
            }
            let theirs = taken[place as usize].message;
            let attempt = contest.attempt(world, theirs, [rival, user], NO_EDGE, memo);
            if (attempt.key, place) < (key, from) {
                (key, from, message) = (attempt.key, place, theirs);
            }
        });
        let slot = &mut slots[user as usize];
        (slot.key, slot.from, slot.message) = (key, from, message);
    }

    /// Counts in an attempt at a user who has taken no message.
    #[inline]
    fn meet(&mut self, user: u32, message: Message, from: u32, attempt: Attempt) {
        let slot = &mut self.slots[user as usize];
        let is_first = slot.state == FREE;
        if is_first {
            self.reached.push(user);
            slot.state = REACHED;
        }
        if is_first || attempt.key < slot.key {
            (slot.key, slot.from, slot.message) = (attempt.key, from, message);
        }
        if attempt.decides {
            slot.state = DECIDED;
        }
    }
}

/// Lets messages go out from `seeds`, each a message and a user, until no more users take any:
/// `buffers` then tell how many took each.
///
/// All messages take their steps together. A user given as a seed twice takes the message whose
/// [`key_at_seed`](Contest::key_at_seed) is least. Who takes a message is told in the order in which
/// they were first reached, step by step.
pub fn compete<C: Contest>(
    contest: &C,
    world: World,
    seeds: impl Iterator<Item = (Message, u32)>,
    buffers: &mut Buffers,
    takers: &mut impl Takers,
) {
    buffers.start();
    for (message, user) in seeds {
        contest.approach(user);
        let key = contest.key_at_seed(world, message, user);
        buffers.meet(user, message, NOBODY, Attempt { key, decides: true });
    }
    let (mut before, mut place, mut step) = (0, 0, 0);
    loop {
        buffers.settle(contest, world, before..place, takers);
        before = place;
        let end = buffers.taken.len();
        if place == end {
            return;
        }
        step += 1;
        takers.begins(step);
        while place < end {
            place = gather(contest, world, place, buffers);
            for nth in 0..buffers.tries.len() {
                let Try { place, from, follower } = buffers.tries[nth];
                if buffers.slots[follower as usize].state == TAKEN {
                    continue;
                }
                let Taken { user, message, .. } = buffers.taken[from as usize];
                let ends = [user, follower];
                let attempt = contest.attempt(world, message, ends, place, &mut buffers.memo);
                contest.approach(follower);
                buffers.meet(follower, message, from, attempt);
            }
        }
    }
}

/// Gathers attempts from the taker at `place` on, and asks for what they will need; gives the place of
/// the first whose attempts are not among them.
fn gather<C: Contest>(contest: &C, world: World, mut place: usize, buffers: &mut Buffers) -> usize {
    let Buffers { slots, taken, tries, memo, .. } = buffers;
    tries.clear();
    while tries.len() < AHEAD {
        let Some(&Taken { user, message, .. }) = taken.get(place) else { break };
        if let Some(soon) = taken.get(place + SOON) {
            contest.approach(soon.user);
        }
        if let Some(next) = taken.get(place + NEXT) {
            contest.come_near(next.user);
        }
        let from = place as u32;
        contest.for_each_try(world, user, message, memo, |place| {
            tries.push(Try { place, from, follower: 0 });
        });
        place += 1;
    }
    for each in &mut *tries {
        each.follower = contest.follower(each.place);
        if C::ALL_MATTER {
            prefetch(slots, each.follower as usize);
        }
    }
    if !C::ALL_MATTER {
        for nth in 0..C::FETCHES {
            for each in &*tries {
                contest.fetch(nth, world, each.follower, memo);
            }
        }
        tries.retain(|each| {
            let ends = [taken[each.from as usize].user, each.follower];
            contest.matters(world, ends, memo)
        });
    }
    place
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{network::csr::Rows, rng::Purpose};

    /// Attempts that succeed by a coin an edge, and keys that are drawn or, often, equal.
    struct Coins<'a> {
        rows: &'a Rows,
        keys: u64,
        /// Some attempts alone decide nothing.
        undecided: u64,
    }

    impl Coins<'_> {
        fn decides(&self, world: World, place: usize) -> bool {
            world.stream(2 << 40 | place as u64).below(4) >= self.undecided
        }
    }

    impl Contest for Coins<'_> {
        fn for_each_try(
            &self,
            world: World,
            user: u32,
            message: Message,
            _: &mut Memo,
            tried: impl FnMut(usize),
        ) {
            let succeeds =
                |place: &usize| world.stream(*place as u64).below(3) > u64::from(message % 2);
            self.rows.range(user).filter(succeeds).for_each(tried);
        }

        fn follower(&self, place: usize) -> u32 {
            self.rows.targets()[place]
        }

        fn attempt(
            &self,
            world: World,
            _: Message,
            _: [u32; 2],
            place: usize,
            _: &mut Memo,
        ) -> Attempt {
            let key = world.stream(1 << 40 | place as u64).below(self.keys);
            Attempt { key, decides: self.decides(world, place) }
        }

        fn key_at_seed(&self, world: World, message: Message, user: u32) -> u64 {
            Coin::Message.of_message(world, message, user).below(self.keys)
        }

        fn passes_on(&self, _: World, message: Message, user: u32) -> Message {
            if user.is_multiple_of(5) { 2 } else { message }
        }
    }

    /// Who takes what from whom, in its order.
    type Told = Vec<(Message, u32, Option<u32>)>;

    impl Takers for Told {
        fn takes(&mut self, message: Message, user: u32, giver: Option<u32>) -> u32 {
            self.push((message, user, giver));
            self.len() as u32 - 1
        }
    }

    /// The same, slow and obvious: in every step all attempts of the step before are listed.
    fn naive(contest: &Coins<'_>, world: World, seeds: &[(Message, u32)]) -> Told {
        let mut told = Told::new();
        let mut tries: Vec<(u32, Message, Option<u32>, Attempt)> = seeds
            .iter()
            .map(|&(message, user)| {
                let key = contest.key_at_seed(world, message, user);
                (user, message, None, Attempt { key, decides: true })
            })
            .collect();
        let mut first = 0;
        while !tries.is_empty() {
            let mut order: Vec<u32> = Vec::new();
            for (user, ..) in &tries {
                if !order.contains(user) {
                    order.push(*user);
                }
            }
            for user in order {
                let at_user: Vec<_> = tries.iter().filter(|each| each.0 == user).collect();
                if told.iter().all(|taken| taken.1 != user)
                    && at_user.iter().any(|each| each.3.decides)
                {
                    let best = at_user.iter().min_by_key(|each| each.3.key).expect("there is one");
                    told.push((contest.passes_on(world, best.1, user), user, best.2));
                }
            }
            tries.clear();
            for (from, &(message, user, _)) in told.iter().enumerate().skip(first) {
                let mut memo = Memo::new(0);
                let mut places = Vec::new();
                contest.for_each_try(world, user, message, &mut memo, |place| places.push(place));
                for place in places {
                    let follower = contest.follower(place);
                    let attempt =
                        contest.attempt(world, message, [user, follower], place, &mut memo);
                    tries.push((follower, message, Some(from as u32), attempt));
                }
            }
            first = told.len();
        }
        told
    }

    proptest! {
        #[test]
        fn users_take_what_the_obvious_contest_gives_them(
            targets in prop::collection::vec(prop::collection::vec(0_u32..14, 0..7), 14),
            seeds in prop::collection::vec((0_u16..3, 0_u32..14), 0..6),
            keys in 1_u64..4,
            undecided in 0_u64..3,
            index in 0_u64..1000,
        ) {
            let mut offsets = vec![0];
            offsets.extend(targets.iter().scan(0, |end, row| {
                *end += row.len() as u64;
                Some(*end)
            }));
            let rows = Rows::new(offsets.into(), targets.concat().into()).expect("sound");
            let contest = Coins { rows: &rows, keys, undecided };
            let mut buffers = Buffers::new(14, 3);
            // What one world leaves behind does not reach the next.
            for index in [index + 1, index] {
                let world = World::new(1, Purpose::Diffusion, index);
                let mut told = Told::new();
                compete(&contest, world, seeds.iter().copied(), &mut buffers, &mut told);
                prop_assert_eq!(&told, &naive(&contest, world, &seeds));
                for message in 0..3 {
                    let count = told.iter().filter(|taken| taken.0 == message).count();
                    prop_assert_eq!(buffers.counts()[usize::from(message)], count as u64);
                }
            }
        }
    }
}
