//! A hash set of the addresses met so far, where the population is too large for one bit a user.
//!
//! Its memory follows the largest cascade it has held, never the population. It never allocates for
//! a cascade that is no larger than those before.

use crate::{memory::Large, progress::StopFlag};

/// An odd multiplier from the golden ratio, 2^64/φ: its high bits spread any addresses (Knuth, The
/// Art of Computer Programming 3, 6.4).
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Bits of a slot that hold an address; the others hold the epoch in which it was put there.
const ADDRESS_BITS: u32 = 48;
/// Addresses, from 0, end here.
pub(super) const ADDRESSES: u64 = 1 << ADDRESS_BITS;

/// Users put anew between two looks at whether to stop: some microseconds.
const LOOK: usize = 1024;

/// Enough slots for most cascades, within the nearest cache.
const FEWEST_SLOTS: usize = 1024;

/// Users by address, each once, in the order in which they were added.
///
/// Open addressing with linear probing, at most half full: 16 to 32 bytes a user, and 8 bytes for
/// the list. A slot holds the epoch in which it was filled, so forgetting costs nothing. Each
/// cascade begins with few slots and takes more as it grows, so a small one is as fast after a
/// large one.
#[derive(Debug)]
pub struct Visited {
    /// Slots beyond those in use are kept for the next large cascade.
    slots: Large<u64>,
    /// Slots in use are a power of two: the hash is shifted right by this.
    shift: u32,
    /// From 1, so that zeroed slots are empty.
    epoch: u64,
    list: Vec<u64>,
    stop: StopFlag,
}

impl Default for Visited {
    fn default() -> Self {
        let shift = u64::BITS - FEWEST_SLOTS.ilog2();
        let stop = StopFlag::never().clone();
        Self { slots: Large::zeroed(FEWEST_SLOTS), shift, epoch: 1, list: Vec::new(), stop }
    }
}

impl Visited {
    /// Forgets everybody; keeps the memory.
    pub fn clear(&mut self) {
        self.list.clear();
        self.begin(FEWEST_SLOTS);
    }

    /// From now on it stops growing once `stop` is set: until it is cleared it then counts for nothing.
    pub fn stop_at(&mut self, stop: &StopFlag) {
        self.stop.clone_from(stop);
    }

    /// Adds a user below 2^48; false where it was there already.
    #[inline]
    pub fn add(&mut self, address: u64) -> bool {
        debug_assert!(address < ADDRESSES, "{address} fits its bits");
        if !self.put(address) {
            return false;
        }
        self.list.push(address);
        if self.list.len() * 2 > self.in_use() {
            self.grow();
        }
        true
    }

    /// The users in the order in which they were added.
    #[inline]
    #[must_use]
    pub fn list(&self) -> &[u64] {
        &self.list
    }

    /// How many users there are.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// True where there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Bytes of memory that are kept.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of::<u64>() * (self.slots.len() + self.list.capacity())
    }

    fn in_use(&self) -> usize {
        1 << (u64::BITS - self.shift)
    }

    /// Puts an address into its slot; false where it is there.
    #[inline]
    fn put(&mut self, address: u64) -> bool {
        let entry = self.epoch << ADDRESS_BITS | address;
        let slots = &mut self.slots[..1 << (u64::BITS - self.shift)];
        let mask = slots.len() - 1;
        let mut place = (address.wrapping_mul(SPREAD) >> self.shift) as usize & mask;
        loop {
            let slot = slots[place];
            if slot == entry {
                return false;
            }
            if slot >> ADDRESS_BITS != self.epoch {
                slots[place] = entry;
                return true;
            }
            place = (place + 1) & mask;
        }
    }

    /// Takes twice the slots, and puts everybody in anew.
    #[cold]
    fn grow(&mut self) {
        self.begin(self.in_use() * 2);
        for place in 0..self.list.len() {
            if place.is_multiple_of(LOOK) && self.stop.is_set() {
                return;
            }
            let is_new = self.put(self.list[place]);
            debug_assert!(is_new, "each user is in the list once");
        }
    }

    /// An empty set of so many slots.
    fn begin(&mut self, slots: usize) {
        self.shift = u64::BITS - slots.ilog2();
        if self.slots.len() < slots {
            // Nobody is in the slots that are let go: this is the start of an empty set.
            self.slots = Large::zeroed(slots);
        }
        self.epoch += 1;
        if self.epoch == 1 << (u64::BITS - ADDRESS_BITS) {
            self.slots.fill(0);
            self.epoch = 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Addresses near each other, far apart, and again and again; several cascades in one set.
        #[test]
        fn it_holds_what_a_plain_set_holds(
            cascades in proptest::collection::vec(
                proptest::collection::vec(
                    prop_oneof![0_u64..50, 0_u64..5000, 0_u64..ADDRESSES], 0..3000
                ), 1..4
            )
        ) {
            let mut visited = Visited::default();
            for cascade in cascades {
                visited.clear();
                let mut plain = BTreeSet::new();
                let mut order = Vec::new();
                for address in cascade {
                    let is_new = plain.insert(address);
                    prop_assert_eq!(visited.add(address), is_new);
                    order.extend(is_new.then_some(address));
                }
                prop_assert_eq!(visited.list(), &order);
            }
        }
    }

    #[test]
    fn nothing_is_left_of_a_hundred_thousand_cascades() {
        let mut visited = Visited::default();
        for cascade in 0..100_000_u64 {
            visited.clear();
            assert!(visited.add(cascade % 3), "{cascade}");
            assert!(visited.add(7) && !visited.add(7), "{cascade}");
        }
    }

    #[test]
    fn memory_follows_the_largest_cascade_and_is_not_taken_again() {
        let mut visited = Visited::default();
        let fill = |visited: &mut Visited, count: u64| {
            visited.clear();
            (0..count).for_each(|user| assert!(visited.add(user * 1_000_003 % ADDRESSES)));
        };
        fill(&mut visited, 100_000);
        let bytes = visited.bytes();
        // 2^18 slots and room for 2^17 in the list.
        assert!(bytes <= 8 * ((1 << 18) + (1 << 17)), "{bytes}");
        for count in [10, 99_000, 1, 100_000] {
            fill(&mut visited, count);
            assert_eq!(visited.bytes(), bytes);
        }
    }
}
