//! The beginning of a random order, at a cost that depends on its length and not on the pool.
//!
//! A shorter beginning must be a prefix of a longer one.

use crate::rng::Stream;

/// Visits `count` of the places 0, 1, … below `pool` in a uniform random order, by a partial
/// Fisher–Yates shuffle. It stores only the places that were swapped.
pub(super) fn first_of_shuffled(
    mut stream: Stream,
    pool: u64,
    count: u32,
    mut visit: impl FnMut(u64),
) {
    let mut moved = Moved::with_room_for(count);
    for place in 0..u64::from(count) {
        let other = place + stream.below(pool - place);
        // Visits the content of `other`. The content of `place`, which is not needed again, moves
        // there.
        let here = moved.at(place);
        visit(moved.put(other, here));
    }
}

/// The places whose content is not their own number: a hash table with linear probing.
struct Moved {
    /// A place plus one, or 0 if the slot is free, and its content.
    slots: Vec<[u64; 2]>,
    shift: u32,
}

impl Moved {
    fn with_room_for(count: u32) -> Self {
        let slots = (2 * count as usize).next_power_of_two().max(2);
        Self { slots: vec![[0; 2]; slots], shift: 64 - slots.trailing_zeros() }
    }

    /// The slot of a place, or the free slot where it belongs.
    fn slot(&self, place: u64) -> usize {
        let mut slot = (place.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize;
        while self.slots[slot][0] != 0 && self.slots[slot][0] != place + 1 {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }

    /// The content of a place.
    fn at(&self, place: u64) -> u64 {
        match self.slots[self.slot(place)] {
            [0, _] => place,
            [_, held] => held,
        }
    }

    /// Stores something at a place, and returns the content before.
    fn put(&mut self, place: u64, what: u64) -> u64 {
        let slot = self.slot(place);
        let [taken, held] = self.slots[slot];
        self.slots[slot] = [place + 1, what];
        if taken == 0 { place } else { held }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rng::{Purpose, World};

    fn shuffled(world: u64, pool: u64, count: u32) -> Vec<u64> {
        let mut places = Vec::new();
        let stream = World::new(3, Purpose::Seeding, world).stream(0);
        first_of_shuffled(stream, pool, count, |place| places.push(place));
        places
    }

    /// The same shuffle with all places in memory.
    fn plainly(world: u64, pool: u64, count: u32) -> Vec<u64> {
        let mut stream = World::new(3, Purpose::Seeding, world).stream(0);
        let mut places: Vec<u64> = (0..pool).collect();
        for place in 0..u64::from(count) {
            places.swap(place as usize, (place + stream.below(pool - place)) as usize);
        }
        places[..count as usize].to_vec()
    }

    proptest! {
        #[test]
        fn a_short_memory_gives_the_order_of_a_long_one(
            world in 0_u64..1000, pool in 1_u64..200, share in 0.0..=1.0_f64
        ) {
            let count = (pool as f64 * share) as u32;
            prop_assert_eq!(shuffled(world, pool, count), plainly(world, pool, count));
        }
    }

    #[test]
    fn a_huge_pool_is_no_matter() {
        let places = shuffled(0, 1 << 48, 1000);
        assert_eq!(places[..10], shuffled(0, 1 << 48, 10));
        assert!(places.iter().all(|&place| place < 1 << 48));
    }
}
