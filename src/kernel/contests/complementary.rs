//! Two messages at once, step by step; a user may adopt one, the other, or both, and the second
//! more or less readily, as the two go with each other.
//!
//! Each user hears a message once, and reconsiders it only when it adopts the other. Its opinion of
//! a message is one coin, compared with one probability without the other message and another with
//! it, so reconsidering needs no coin of its own. The cost is that of the adopters' live edges;
//! nothing allocates once the buffers have grown.

use bytemuck::{Pod, Zeroable};

use super::{AdoptionListener, Coin, Message, run::LOOK};
use crate::{
    kernel::{LiveEdges, Memo, live::coins::Coins, prefetch::prefetch},
    memory::Large,
    progress::StopFlag,
    rng::World,
};

/// How two messages, 0 and 1, spread on a network.
#[derive(Debug)]
pub struct MessagePair {
    /// The live edges, the same for both messages.
    pub coins: Coins,
    /// For each message the probability that a user who hears it adopts it: without the other
    /// message, and with it.
    pub takes: [[f64; 2]; 2],
}

/// The buffers of a pair of messages, reused from one cascade to the next.
#[derive(Debug)]
pub struct PairBuffers {
    slots: Large<PairSlot>,
    /// Who heard anything in this step, in order.
    reached: Vec<u32>,
    adopted: Vec<PairAdoption>,
    places: Vec<usize>,
    /// Every user whose slot is in use.
    touched: Vec<u32>,
    memo: Memo,
    counts: [u64; 2],
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C, align(32))]
struct PairSlot {
    /// For each message that the user hears in this step, the least key of its attempts …
    keys: [u64; 2],
    /// … and the place, among the adopters, of the user who makes it.
    from: [u32; 2],
    /// What it has heard and adopted.
    state: u32,
    /// The label of the user from whom it first heard message 0.
    giver: u32,
}

/// Bits of a state for message 0; those for message 1 are the next higher ones. It hears the
/// message in this step …
const HEARS: u32 = 1;
/// … it heard it before, and has made up its mind …
const HEARD: u32 = 1 << 2;
/// … it has adopted it.
const TAKEN: u32 = 1 << 4;
/// The slot is in use.
const TOUCHED: u32 = 1 << 6;

#[derive(Debug, Clone, Copy)]
struct PairAdoption {
    user: u32,
    label: u32,
    message: Message,
}

impl PairBuffers {
    /// Buffers for a network of `users`: 32 bytes a user, and 20 a user who hears anything.
    #[must_use]
    pub fn new(users: u32) -> Self {
        Self {
            slots: Large::zeroed(users as usize),
            reached: Vec::new(),
            adopted: Vec::new(),
            places: Vec::new(),
            touched: Vec::new(),
            memo: Memo::new(0),
            counts: [0; 2],
        }
    }

    /// How many users adopted each message.
    #[must_use]
    pub fn counts(&self) -> [u64; 2] {
        self.counts
    }

    fn start(&mut self) {
        for user in self.touched.drain(..) {
            self.slots[user as usize].state = 0;
        }
        self.adopted.clear();
        // Only a cascade that was stopped leaves any.
        self.reached.clear();
        self.counts = [0; 2];
    }

    /// The slot of a user, which is then in use.
    fn touch(&mut self, user: u32) -> &mut PairSlot {
        let slot = &mut self.slots[user as usize];
        if slot.state & TOUCHED == 0 {
            self.touched.push(user);
            slot.state |= TOUCHED;
        }
        slot
    }

    /// A user adopts a message; if it heard the other without adopting it, it reconsiders that.
    fn take(
        &mut self,
        pair: &MessagePair,
        world: World,
        user: u32,
        message: Message,
        listener: &mut impl AdoptionListener,
    ) {
        let slot = &mut self.slots[user as usize];
        slot.state |= TAKEN << message;
        let giver = (message == 0 && slot.state & HEARD != 0).then_some(slot.giver);
        let state = slot.state;
        let label = listener.adopts(message, user, giver);
        self.counts[usize::from(message)] += 1;
        self.adopted.push(PairAdoption { user, label, message });
        let other = 1 - message;
        if state >> other & (HEARD | TAKEN) == HEARD && pair.is_taken(world, user, other, true) {
            self.take(pair, world, user, other, listener);
        }
    }

    /// The seeds adopt their messages; a seed of both does so in a random order.
    fn seed(
        &mut self,
        pair: &MessagePair,
        world: World,
        seeds: [&[u32]; 2],
        listener: &mut impl AdoptionListener,
    ) {
        for (message, users) in (0..).zip(seeds) {
            for &user in users {
                self.tell(user, message, 0, 0);
            }
        }
        for nth in 0..self.reached.len() {
            let user = self.reached[nth];
            let state = self.slots[user as usize].state;
            let is_first = Coin::Message.of(world, user.into()).bits() >> 63 == 0;
            let order = if is_first { [0, 1] } else { [1, 0] };
            for message in order.into_iter().filter(|message| state >> message & HEARS != 0) {
                self.slots[user as usize].state &= !(HEARS << message);
                self.take(pair, world, user, message, listener);
            }
        }
        self.reached.clear();
    }

    /// Settles a step: users who heard a message adopt it or do not.
    fn settle(
        &mut self,
        pair: &MessagePair,
        world: World,
        (listener, stop): (&mut impl AdoptionListener, &StopFlag),
    ) {
        for nth in 0..self.reached.len() {
            if nth.is_multiple_of(LOOK) && stop.is_set() {
                return;
            }
            let user = self.reached[nth];
            let PairSlot { keys, from, state, .. } = self.slots[user as usize];
            // A user who passes on both passes on first what it adopted first.
            let order = if (keys[0], from[0]) <= (keys[1], from[1]) { [0, 1] } else { [1, 0] };
            for message in order.into_iter().filter(|message| state >> message & HEARS != 0) {
                let slot = &mut self.slots[user as usize];
                slot.state = slot.state & !(HEARS << message) | HEARD << message;
                if message == 0 {
                    slot.giver = self.adopted[from[0] as usize].label;
                }
                let is_with = slot.state >> (1 - message) & TAKEN != 0;
                if pair.is_taken(world, user, message, is_with) {
                    self.take(pair, world, user, message, listener);
                }
            }
        }
        self.reached.clear();
    }

    /// Includes an attempt of the adopter at `from` to pass its message to a user.
    #[inline]
    fn tell(&mut self, user: u32, message: Message, from: u32, key: u64) {
        let state = self.slots[user as usize].state >> message;
        if state & (HEARD | TAKEN) != 0 {
            return;
        }
        let slot = self.touch(user);
        let (is_first, place) = (state & HEARS == 0, usize::from(message));
        let is_first_of_both = slot.state & (HEARS | HEARS << 1) == 0;
        if is_first || key < slot.keys[place] {
            (slot.keys[place], slot.from[place]) = (key, from);
            slot.state |= HEARS << message;
        }
        if is_first_of_both {
            self.reached.push(user);
        }
    }
}

impl MessagePair {
    /// True where a user who hears a message adopts it.
    #[inline]
    fn is_taken(&self, world: World, user: u32, message: Message, is_with: bool) -> bool {
        let probability = self.takes[usize::from(message)][usize::from(is_with)];
        Coin::Opinion.of(world, u64::from(message) << 32 | u64::from(user)).unit() < probability
    }
}

/// Spreads both messages from their seeds, who adopt them regardless of the probabilities, until
/// nobody adopts any more: `buffers` then hold how many adopted each.
///
/// A user who hears both in one step hears first the one whose attempt comes first in a random
/// order. From a user who has both it hears first what that user adopted first (Lu, Chen &
/// Lakshmanan 2015, doi:10.14778/2850578.2850581). Edges are live for both messages or for neither.
/// The cascade ends early, and counts for nothing, once `stop` is set.
pub fn spread_both(
    pair: &MessagePair,
    world: World,
    seeds: [&[u32]; 2],
    buffers: &mut PairBuffers,
    (listener, stop): (&mut impl AdoptionListener, &StopFlag),
) {
    buffers.start();
    buffers.seed(pair, world, seeds, listener);
    let (mut place, mut step) = (0, 0);
    while place < buffers.adopted.len() {
        let end = buffers.adopted.len();
        for from in place..end {
            // An adopter costs a hundred instructions or more; two of them are for this.
            if from.is_multiple_of(64) && stop.is_set() {
                return;
            }
            if let Some(next) = buffers.adopted[..end].get(from + 1) {
                pair.coins.prefetch_next(next.user);
            }
            let PairAdoption { user, message, .. } = buffers.adopted[from];
            let mut places = std::mem::take(&mut buffers.places);
            pair.coins.for_each_hit(world, user, &mut buffers.memo, |place| places.push(place));
            for &place in &places {
                prefetch(&buffers.slots, pair.coins.node_of(place) as usize);
            }
            for place in places.drain(..) {
                let key = Coin::Attempt.of(world, place as u64).bits();
                buffers.tell(pair.coins.node_of(place), message, from as u32, key);
            }
            buffers.places = places;
        }
        place = end;
        step += 1;
        listener.begins(step);
        buffers.settle(pair, world, (&mut *listener, stop));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        influence::Influence,
        network::{
            Network,
            builder::{EdgeList, EdgeMeaning, Parallel, Rules},
            labels::Labels,
        },
        rng::Purpose,
    };

    /// Who adopts which message, step by step.
    #[derive(Default)]
    struct PairAdoptions {
        step: u32,
        all: Vec<(u32, Message, u32)>,
    }

    impl AdoptionListener for PairAdoptions {
        fn begins(&mut self, step: u32) {
            self.step = step;
        }

        fn adopts(&mut self, message: Message, user: u32, _: Option<u32>) -> u32 {
            self.all.push((self.step, message, user));
            0
        }
    }

    /// What a user thinks of a message.
    #[derive(Clone, Copy, PartialEq)]
    enum Opinion {
        Idle,
        Suspended,
        PairAdoption,
        Rejected,
    }

    /// The automaton as it was published, with the same coins.
    struct Automaton<'a> {
        pair: &'a MessagePair,
        world: World,
        states: Vec<[Opinion; 2]>,
        takings: PairAdoptions,
    }

    impl Automaton<'_> {
        fn coin(&self, user: u32, message: usize) -> f64 {
            Coin::Opinion.of(self.world, (message as u64) << 32 | u64::from(user)).unit()
        }

        fn take(&mut self, user: u32, message: usize) {
            self.states[user as usize][message] = Opinion::PairAdoption;
            self.takings.all.push((self.takings.step, message as Message, user));
            let other = 1 - message;
            if self.states[user as usize][other] == Opinion::Suspended {
                let [without, with] = self.pair.takes[other];
                // As many more adopt it with the other message, of those who did not without it.
                let again = (self.coin(user, other) - without) / (1.0 - without);
                if again < ((with - without) / (1.0 - without)).max(0.0) {
                    self.take(user, other);
                } else {
                    self.states[user as usize][other] = Opinion::Rejected;
                }
            }
        }

        fn hear(&mut self, user: u32, message: usize) {
            if self.states[user as usize][message] != Opinion::Idle {
                return;
            }
            let is_with = self.states[user as usize][1 - message] == Opinion::PairAdoption;
            if self.coin(user, message) < self.pair.takes[message][usize::from(is_with)] {
                self.take(user, message);
            } else {
                let refused = if is_with { Opinion::Rejected } else { Opinion::Suspended };
                self.states[user as usize][message] = refused;
            }
        }

        fn run(&mut self, network: &Network, seeds: [&[u32]; 2]) {
            for user in 0..network.users() {
                let is_first = Coin::Message.of(self.world, user.into()).bits() >> 63 == 0;
                for message in if is_first { [0, 1] } else { [1, 0] } {
                    if seeds[message].contains(&user) {
                        self.take(user, message);
                    }
                }
            }
            let mut last = self.takings.all.clone();
            while !last.is_empty() {
                self.takings.step += 1;
                let before = self.takings.all.len();
                // (hearing user, order of the attempt, order of adoption, message)
                let mut hearings = Vec::new();
                for (order, &(_, message, user)) in last.iter().enumerate() {
                    let hit = |place: usize| {
                        let key = Coin::Attempt.of(self.world, place as u64).bits();
                        let follower = self.pair.coins.node_of(place);
                        hearings.push((follower, key, order, usize::from(message)));
                    };
                    let memo = &mut Memo::new(0);
                    self.pair.coins.for_each_hit(self.world, user, memo, hit);
                }
                hearings.sort_unstable();
                for (user, _, _, message) in hearings {
                    self.hear(user, message);
                }
                last = self.takings.all[before..].to_vec();
            }
        }
    }

    /// The adopters of each step in a fixed order; for one user, what it adopts first.
    fn sorted(mut takings: Vec<(u32, Message, u32)>) -> Vec<(u32, u32, Message)> {
        takings.sort_by_key(|&(step, _, user)| (step, user));
        takings.into_iter().map(|(step, message, user)| (step, user, message)).collect()
    }

    proptest! {
        #[test]
        fn users_take_what_the_published_automaton_makes_them_take(
            edges in prop::collection::vec((0_u32..12, 0_u32..12), 0..50),
            seeds in prop::array::uniform2(prop::collection::btree_set(0_u32..12, 0..3)),
            takes in prop::array::uniform2(prop::array::uniform2(0_u32..5)),
            index in 0_u64..1000,
        ) {
            let edges = edges.into_iter().map(|(u, v)| [u, v]).collect();
            let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };
            let list = EdgeList { edges, columns: Vec::new() };
            let network = list.build(Labels::index(12), Vec::new(), rules);
            let influence = Influence::Uniform(0.6);
            let takes = takes.map(|both| both.map(|quarters| f64::from(quarters) / 4.0));
            let pair = MessagePair { coins: Coins::new(&network, &influence), takes };
            let seeds = seeds.map(|users| users.into_iter().collect::<Vec<u32>>());
            let seeds = [&*seeds[0], &*seeds[1]];
            let mut buffers = PairBuffers::new(12);
            for index in [index + 1, index] {
                let world = World::new(1, Purpose::Diffusion, index);
                let mut takings = PairAdoptions::default();
                spread_both(&pair, world, seeds, &mut buffers, (&mut takings, StopFlag::never()));
                let states = vec![[Opinion::Idle; 2]; 12];
                let mut automaton =
                    Automaton { pair: &pair, world, states, takings: PairAdoptions::default() };
                automaton.run(&network, seeds);
                let expected = sorted(automaton.takings.all);
                for message in [0, 1] {
                    let count = expected.iter().filter(|taking| taking.2 == message).count();
                    prop_assert_eq!(buffers.counts()[usize::from(message)], count as u64);
                }
                prop_assert_eq!(sorted(takings.all), expected);
            }
        }
    }
}
