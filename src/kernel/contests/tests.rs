//! Contests against an obvious one, which lists all attempts of each step.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::{network::csr::Rows, progress::StopFlag, rng::Purpose};

/// Attempts that succeed by a coin an edge, and keys that are drawn or, often, equal.
struct CoinContest {
    rows: Arc<Rows>,
    keys: u64,
    /// Some attempts alone decide nothing.
    undecided: u64,
}

impl CoinContest {
    fn decides(&self, world: World, place: usize) -> bool {
        world.stream(2 << 40 | place as u64).below(4) >= self.undecided
    }
}

impl Contest for CoinContest {
    fn for_each_attempt(
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

/// Who adopts what from whom, in order.
type Adoptions = Vec<(Message, u32, Option<u32>)>;

impl AdoptionListener for Adoptions {
    fn adopts(&mut self, message: Message, user: u32, giver: Option<u32>) -> u32 {
        self.push((message, user, giver));
        self.len() as u32 - 1
    }
}

/// The same contest, slow and obvious: in every step all attempts of the step before are listed.
fn naive(contest: &CoinContest, world: World, seeds: &[(Message, u32)]) -> Adoptions {
    let mut adoptions = Adoptions::new();
    let mut attempts: Vec<(u32, Message, Option<u32>, Attempt)> = seeds
        .iter()
        .map(|&(message, user)| {
            let key = contest.key_at_seed(world, message, user);
            (user, message, None, Attempt { key, decides: true })
        })
        .collect();
    let mut first = 0;
    while !attempts.is_empty() {
        let mut order: Vec<u32> = Vec::new();
        for (user, ..) in &attempts {
            if !order.contains(user) {
                order.push(*user);
            }
        }
        for user in order {
            let at_user: Vec<_> = attempts.iter().filter(|each| each.0 == user).collect();
            if adoptions.iter().all(|taken| taken.1 != user)
                && at_user.iter().any(|each| each.3.decides)
            {
                let best = at_user.iter().min_by_key(|each| each.3.key).expect("there is one");
                adoptions.push((contest.passes_on(world, best.1, user), user, best.2));
            }
        }
        attempts.clear();
        for (from, &(message, user, _)) in adoptions.iter().enumerate().skip(first) {
            let mut memo = Memo::new(0);
            let mut places = Vec::new();
            contest.for_each_attempt(world, user, message, &mut memo, |place| places.push(place));
            for place in places {
                let follower = contest.follower(place);
                let attempt = contest.attempt(world, message, [user, follower], place, &mut memo);
                attempts.push((follower, message, Some(from as u32), attempt));
            }
        }
        first = adoptions.len();
    }
    adoptions
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
        let rows = Rows::new(offsets.into(), targets.concat().into()).expect("sound").into();
        let contest = CoinContest { rows, keys, undecided };
        let mut buffers = ContestBuffers::new(14, 3);
        // What one world leaves behind does not reach the next.
        for index in [index + 1, index] {
            let world = World::new(1, Purpose::Diffusion, index);
            let mut adoptions = Adoptions::new();
            compete(&contest, world, seeds.iter().copied(), &mut buffers, (&mut adoptions, StopFlag::never()));
            prop_assert_eq!(&adoptions, &naive(&contest, world, &seeds));
            for message in 0..3 {
                let count = adoptions.iter().filter(|taken| taken.0 == message).count();
                prop_assert_eq!(buffers.counts()[usize::from(message)], count as u64);
            }
        }
    }
}
