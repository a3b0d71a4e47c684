//! Dose memory where users meet one of those they follow: step by step, over those who follow somebody who is
//! sharing.
//!
//! That a user gets a dose has a probability that follows before it is drawn whom it meets: the sum of the
//! influences of those who are sharing, over the number of all. So one coin a user and step does, and whom it
//! met is drawn only where somebody asks.

use std::sync::{Arc, OnceLock};

use bytemuck::{Pod, Zeroable};

use super::doses::{self, DoseStream, Doses, Memories, Sharing, Turn, number};
use crate::{
    influence::Influence,
    kernel::{Record, SharerSet, plan::WalkCost, prefetch::prefetch},
    memory::Large,
    model::Process,
    network::{Network, csr::Rows},
    rng::{Stream, World},
};

/// The model, ready.
pub(super) struct MeetsOne {
    forward: Arc<Rows>,
    backward: Arc<Rows>,
    influence: Influence,
    /// The influence of each edge in the order of the backward rows, where edges differ.
    turned: OnceLock<Vec<f32>>,
    /// For each user how many it follows.
    followed: Vec<u32>,
    doses: Doses,
    recovery: f64,
    horizon: u32,
}

/// The state of a user who follows somebody who shares; all 0 of anybody else.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C, align(32))]
struct Person {
    coins: Stream,
    /// The chance of a dose in a step: 0 where none of those it follows is sharing.
    chance: f64,
    /// The sum of the influences of those who are sharing of those it follows, …
    pull: f64,
    /// … and how many they are.
    sources: u32,
    /// 1 where it is looked at in each step, or was until it shared.
    is_watched: u32,
}

/// Bytes that a cascade takes for each user who is ever shown it: its state and what it remembers.
pub(super) const BYTES_A_USER: f64 = size_of::<Person>() as f64 + doses::BYTES_A_USER + 24.0;

/// Bytes that it takes for each edge where edges differ: its influence in the order of the backward rows.
pub(super) const BYTES_AN_EDGE: f64 = 4.0;

/// So many others come between when a row is fetched and when it is looked at.
const SOON: usize = 16;

/// So many users, or shares, come between two looks at whether to stop: some hundred instructions each.
const LOOK: usize = 256;

/// The buffers of a cascade.
#[derive(Debug)]
pub(super) struct OneContactBuffers {
    people: Large<Person>,
    memories: Memories,
    sharing: Sharing,
    watched: Vec<u32>,
    turns: Vec<Turn>,
}

impl OneContactBuffers {
    fn watch(&mut self, user: u32) {
        self.people[user as usize].is_watched = 1;
        self.watched.push(user);
    }
}

impl MeetsOne {
    pub(super) fn new(
        network: &Network,
        influence: &Influence,
        (doses, followed): (Doses, Vec<u32>),
        (recovery, horizon): (f64, u32),
    ) -> Self {
        let (forward, backward) = (Arc::clone(network.forward()), Arc::clone(network.backward()));
        let (influence, turned) = (influence.clone(), OnceLock::new());
        Self { forward, backward, influence, turned, followed, doses, recovery, horizon }
    }

    /// The influence of an edge by its place in the forward rows.
    fn forward(&self, place: usize, user: u32) -> f64 {
        match &self.influence {
            Influence::Uniform(p) => *p,
            Influence::PerTarget(strengths) => strengths[user as usize],
            Influence::PerEdge(strengths) => f64::from(strengths[place]),
        }
    }

    /// The influence of an edge by its place in the backward rows.
    fn backward(&self, place: usize, user: u32) -> f64 {
        match &self.influence {
            Influence::Uniform(p) => *p,
            Influence::PerTarget(strengths) => strengths[user as usize],
            Influence::PerEdge(strengths) => {
                let turned = self.turned.get_or_init(|| self.forward.transpose_values(strengths));
                f64::from(turned[place])
            }
        }
    }

    /// Whom a user has met who got a dose: one of those who are sharing, by their influence.
    fn met(&self, (world, step): (World, u32), user: u32, buffers: &OneContactBuffers) -> u32 {
        let rows = &self.backward;
        let sharing = || {
            let places = rows.range(user);
            places.filter(|&place| buffers.sharing.has(rows.targets()[place]))
        };
        let sum: f64 = sharing().map(|place| self.backward(place, user)).sum();
        let coin = DoseStream::Coins.stream(world, user).ahead(number(step, 1)).unit();
        let mut left = coin * sum;
        let mut met = None;
        for place in sharing() {
            let strength = self.backward(place, user);
            if strength > 0.0 {
                met = Some(rows.targets()[place]);
                left -= strength;
            }
            if left < 0.0 {
                break;
            }
        }
        met.expect("who got a dose has met somebody who shares")
    }

    /// The state of a user from now on.
    fn know(&self, world: World, user: u32, buffers: &mut OneContactBuffers) {
        self.doses.know(world, user, 1, &mut buffers.memories);
        buffers.people[user as usize].coins = DoseStream::Coins.stream(world, user);
    }

    /// A user begins to share, or stops: its followers have one source more or less.
    fn turn(&self, world: World, user: u32, begins: bool, buffers: &mut OneContactBuffers) {
        buffers.sharing.set(user, begins);
        let rows = &self.forward;
        for place in rows.range(user) {
            if let Some(&soon) = rows.targets().get(place + SOON) {
                prefetch(&buffers.people, soon as usize);
                buffers.memories.expect(soon);
            }
            let follower = rows.targets()[place];
            let strength = self.forward(place, follower);
            if strength <= 0.0 {
                continue;
            }
            if !buffers.memories.knows(follower) {
                self.know(world, follower, buffers);
            }
            let person = &mut buffers.people[follower as usize];
            if begins {
                person.sources += 1;
                person.pull += strength;
            } else {
                person.sources -= 1;
                // What rounding leaves of a sum that is taken away again ends with the last source.
                let left = (person.pull - strength).max(0.0);
                person.pull = if person.sources == 0 { 0.0 } else { left };
            }
            person.chance = person.pull / f64::from(self.followed[follower as usize]);
            let may_begin = person.is_watched == 0
                && buffers.memories.can(follower)
                && (self.recovery > 0.0 || !buffers.sharing.has(follower));
            if may_begin {
                buffers.watch(follower);
            }
        }
    }
}

impl Process for MeetsOne {
    type Buffers = OneContactBuffers;

    fn buffers(&self) -> OneContactBuffers {
        let users = self.forward.nodes();
        OneContactBuffers {
            people: Large::zeroed(users),
            memories: Memories::new(users),
            sharing: Sharing::new(users),
            watched: Vec::new(),
            turns: Vec::new(),
        }
    }

    fn spread<R: Record>(
        &self,
        world: World,
        seeds: &[u32],
        sharers: &mut SharerSet<'_>,
        buffers: &mut OneContactBuffers,
        record: &mut R,
    ) {
        let OneContactBuffers { people, memories, sharing, watched, .. } = buffers;
        memories.forget(|user| {
            people[user as usize] = Person::zeroed();
            sharing.set(user, false);
        });
        watched.clear();
        for &seed in seeds {
            if !sharers.add(seed) {
                continue;
            }
            record.seed();
            record.at(0.0);
            self.know(world, seed, buffers);
            buffers.memories.set_place(seed, sharers.list().len() - 1);
            buffers.sharing.set(seed, true);
            if self.recovery > 0.0 {
                buffers.watch(seed);
            }
        }
        let mut sharing = sharers.list().len();
        for (nth, &seed) in sharers.list().iter().enumerate() {
            if nth.is_multiple_of(LOOK) && sharers.stopped() {
                return;
            }
            self.turn(world, seed, true, buffers);
        }
        for step in 1..=self.horizon {
            if sharing == 0 || buffers.watched.is_empty() {
                return;
            }
            let mut turns = std::mem::take(&mut buffers.turns);
            turns.clear();
            for nth in 0..buffers.watched.len() {
                if nth.is_multiple_of(LOOK) && sharers.stopped() {
                    return;
                }
                if let Some(&soon) = buffers.watched.get(nth + SOON) {
                    prefetch(&buffers.people, soon as usize);
                }
                let user = buffers.watched[nth];
                let Person { coins, chance, .. } = buffers.people[user as usize];
                let is_given = coins.ahead(number(step, 0)).unit() < chance;
                if is_given {
                    let size = self.doses.size.of((world, step), user, 0);
                    self.doses.remember(step, user, size, &mut buffers.memories);
                }
                let turns_now = if self.recovery > 0.0 && buffers.sharing.has(user) {
                    !self.doses.are_enough(step, user, &mut buffers.memories) && {
                        let coin =
                            DoseStream::Recovery.stream(world, user).ahead(u64::from(step)).unit();
                        coin < self.recovery
                    }
                } else {
                    is_given && self.doses.are_enough(step, user, &mut buffers.memories)
                };
                if turns_now {
                    let asks = is_given && R::LISTENS;
                    let from = asks.then(|| self.met((world, step), user, buffers));
                    turns.push(Turn { user, from });
                }
            }
            for (nth, &Turn { user, from }) in turns.iter().enumerate() {
                if nth.is_multiple_of(LOOK) && sharers.stopped() {
                    return;
                }
                let begins = !buffers.sharing.has(user);
                if begins && sharers.add(user) {
                    buffers.memories.set_place(user, sharers.list().len() - 1);
                    if R::LISTENS {
                        let from = from.expect("who begins has got a dose");
                        record.passed_on_by(buffers.memories.place(from));
                        record.at(f64::from(step));
                    }
                }
                sharing = if begins { sharing + 1 } else { sharing - 1 };
                self.turn(world, user, begins, buffers);
            }
            if self.recovery <= 0.0 {
                let sharing = &buffers.sharing;
                buffers.watched.retain(|&user| !sharing.has(user));
            }
            buffers.turns = turns;
        }
    }

    fn kernel(&self) -> &'static str {
        "step by step over those who follow somebody who shares, one coin a step for each"
    }

    fn cost(&self) -> WalkCost {
        WalkCost { sharer: 60.0, looks: 1.0, look: 30.0 }
    }
}
