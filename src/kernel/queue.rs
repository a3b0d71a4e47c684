//! What is to happen next: a queue of events by their times, for clocks that only go forward.
//!
//! A radix heap (Ahuja, Mehlhorn, Orlin & Tarjan 1990, doi:10.1145/77600.77615): events are kept by the
//! highest bit in which their time differs from the last event's. One that is put in costs a push to
//! the end of a list; to take the next one out, the nearest list that has any is dealt out to nearer ones,
//! in order of memory. So a large queue costs few misses, where a binary heap costs one a level.
//!
//! Nothing here knows what an event is. No event may be put in that is earlier than the last one taken out.

/// Lists: one for events of the last event's time, and one for each bit of a time.
const LISTS: usize = 65;

/// Events by their times. Events of one time come in an order that depends on nothing but the order in
/// which events were put in and taken out.
#[derive(Debug)]
pub struct Queue<T> {
    /// The bits of the last event's time.
    last: u64,
    lists: [Vec<(u64, T)>; LISTS],
    /// One bit a list: it has events.
    filled: u128,
    len: usize,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self { last: 0, lists: std::array::from_fn(|_| Vec::new()), filled: 0, len: 0 }
    }
}

impl<T: Copy> Queue<T> {
    /// Forgets all events, and that time has passed.
    pub fn clear(&mut self) {
        while self.filled != 0 {
            let list = self.filled.trailing_zeros();
            self.lists[list as usize].clear();
            self.filled &= self.filled - 1;
        }
        (self.last, self.len) = (0, 0);
    }

    /// How many events are to come.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// True where nothing is to come.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Puts in an event; `time` is finite, 0 or more, and no earlier than the last event taken out.
    #[inline]
    pub fn push(&mut self, time: f64, event: T) {
        // The bits of numbers from 0 on are in the order of the numbers; −0 is made 0.
        let bits = (time + 0.0).to_bits();
        debug_assert!(bits >= self.last && time.is_finite(), "time only goes forward: {time}");
        self.len += 1;
        self.put(bits, event);
    }

    #[inline]
    fn put(&mut self, bits: u64, event: T) {
        let list = (64 - (bits ^ self.last).leading_zeros()) as usize;
        self.filled |= 1 << list;
        self.lists[list].push((bits, event));
    }

    /// Takes out the next event, with its time.
    #[inline]
    pub fn pop(&mut self) -> Option<(f64, T)> {
        if self.filled & 1 == 0 {
            if self.filled == 0 {
                return None;
            }
            self.deal();
        }
        let (bits, event) = self.lists[0].pop().expect("a list that is filled");
        if self.lists[0].is_empty() {
            self.filled &= !1;
        }
        self.len -= 1;
        Some((f64::from_bits(bits), event))
    }

    /// Deals out the nearest list to nearer ones, so that the next event is in the first.
    fn deal(&mut self) {
        let nearest = self.filled.trailing_zeros() as usize;
        self.filled &= !(1 << nearest);
        let mut events = std::mem::take(&mut self.lists[nearest]);
        let earliest = events.iter().map(|event| event.0).min();
        self.last = earliest.expect("a list that is filled");
        for (bits, event) in events.drain(..) {
            self.put(bits, event);
        }
        // Its room is kept.
        self.lists[nearest] = events;
    }
}

#[cfg(test)]
mod tests {
    use std::{cmp::Reverse, collections::BinaryHeap};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Against a binary heap: times come in order, and every event once.
        #[test]
        fn events_come_in_the_order_of_their_times(
            rounds in prop::collection::vec((prop::collection::vec(0_u32..5000, 0..12), 0_usize..10), 1..40),
            scale in prop::sample::select(vec![1e-300, 1e-3, 1.0, 7e9])
        ) {
            let mut queue = Queue::default();
            let mut heap = BinaryHeap::new();
            let mut now = 0.0;
            for repetition in 0..2 {
                for (pushes, pops) in &rounds {
                    for (nth, &after) in pushes.iter().enumerate() {
                        let time: f64 = now + f64::from(after) * scale;
                        queue.push(time, nth);
                        heap.push(Reverse((time.to_bits(), nth)));
                    }
                    for _ in 0..*pops {
                        prop_assert_eq!(queue.len(), heap.len());
                        let next = queue.pop();
                        let expected = heap.pop();
                        prop_assert_eq!(next.is_none(), expected.is_none());
                        if let (Some((time, event)), Some(Reverse((bits, other)))) = (next, expected) {
                            prop_assert_eq!(time.to_bits(), bits);
                            now = time;
                            if event != other {
                                // Of one time; any order will do, so both are put back in the other.
                                let mut same = vec![other];
                                while heap.peek().is_some_and(|Reverse((at, _))| *at == bits) {
                                    same.extend(heap.pop().map(|Reverse((_, event))| event));
                                }
                                let place = same.iter().position(|&other| other == event);
                                prop_assert!(place.is_some());
                                same.remove(place.expect("it is there"));
                                heap.extend(same.into_iter().map(|event| Reverse((bits, event))));
                            }
                        }
                    }
                }
                if repetition == 0 {
                    queue.clear();
                    heap.clear();
                    now = 0.0;
                    prop_assert!(queue.is_empty() && queue.pop().is_none());
                }
            }
        }
    }
}
