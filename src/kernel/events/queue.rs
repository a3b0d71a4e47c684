//! A queue of events by their times, for clocks that only go forward.
//!
//! A radix heap of several levels (Ahuja, Mehlhorn, Orlin & Tarjan 1990, doi:10.1145/77600.77615).
//! A list holds the events whose time first differs from the last event's at a given digit with a
//! given value. Putting an event in is a push to a list. To take the next one out, the nearest list
//! is dealt out to nearer ones, in order of memory, until it is short enough to be sorted: it
//! becomes the front, from which events are taken. A large queue so costs few cache misses, where a
//! binary heap costs one a level, and the data of a new front's events can be fetched ahead.
//!
//! Nothing here depends on what an event is. None may be earlier than the last one taken out.

/// Bits of a digit, lists of one, and digits of a time.
const BITS: usize = 4;
const SIZE: usize = 1 << BITS;
const DIGITS: usize = 64_usize.div_ceil(BITS);

/// Lists of up to `FRONT` events become the front; a front of more than `MOST` goes back to lists.
const FRONT: usize = 32;
const MOST: usize = 128;

/// Events by their times. The order of events of one time depends only on the order of calls.
#[derive(Debug)]
pub struct Queue<T> {
    /// The next events, the first of them last.
    front: Vec<(u64, T)>,
    /// Events with smaller bits of time are in the front.
    until: u64,
    /// The bits of the last event's time.
    now: u64,
    /// The time that lists refer to: every list below the digit at which it differs is empty.
    last: u64,
    /// The lists of each digit, one digit after the other.
    lists: Vec<Vec<(u64, T)>>,
    /// For each digit one bit a list that has events.
    filled: [u32; DIGITS],
    /// One bit for each digit that has such a list.
    any: u64,
    len: usize,
    taken: u64,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self {
            front: Vec::new(),
            until: 0,
            now: 0,
            last: 0,
            lists: std::iter::repeat_with(Vec::new).take(DIGITS * SIZE).collect(),
            filled: [0; DIGITS],
            any: 0,
            len: 0,
            taken: 0,
        }
    }
}

impl<T: Copy> Queue<T> {
    /// Forgets all events and resets the time.
    pub fn clear(&mut self) {
        while let Some((digit, value)) = self.nearest() {
            self.list(digit, value).clear();
        }
        self.front.clear();
        (self.until, self.now, self.last, self.len, self.taken) = (0, 0, 0, 0, 0);
    }

    /// How many events are to come.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// How many events were taken out.
    #[must_use]
    pub const fn taken(&self) -> u64 {
        self.taken
    }

    /// True at one event in 64, whether one is to come or not: then an event loop looks at whether
    /// it must stop, which so costs an event two instructions.
    #[inline]
    #[must_use]
    pub const fn is_time_to_look(&self) -> bool {
        self.taken.is_multiple_of(64)
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
        debug_assert!(bits >= self.now && time.is_finite(), "time only goes forward: {time}");
        self.len += 1;
        if bits < self.until {
            self.put_in_front(bits, event);
        } else {
            self.put(bits, event);
        }
    }

    #[inline]
    fn put(&mut self, bits: u64, event: T) {
        let digit = ((bits ^ self.last) | 1).ilog2() as usize / BITS;
        let value = (bits >> (digit * BITS)) as usize % SIZE;
        self.filled[digit] |= 1 << value;
        self.any |= 1 << digit;
        self.lists[digit * SIZE + value].push((bits, event));
    }

    fn put_in_front(&mut self, bits: u64, event: T) {
        let place = self.front.partition_point(|other| other.0 > bits);
        self.front.insert(place, (bits, event));
        if self.front.len() > MOST {
            // All events of the front are at or after now, and the lists for such times are empty.
            (self.last, self.until) = (self.now, 0);
            let front = std::mem::take(&mut self.front);
            for &(bits, event) in &front {
                self.put(bits, event);
            }
            self.front = front;
            self.front.clear();
        }
    }

    /// Takes out the next event, with its time. `near` sees the events of each new front once: some
    /// tens of them, or all of one time. Events put in later are not shown to it.
    #[inline]
    pub fn pop(&mut self, near: impl FnOnce(&[(u64, T)])) -> Option<(f64, T)> {
        if self.front.is_empty() && !self.fill(near) {
            return None;
        }
        let (bits, event) = self.front.pop().expect("a front that is filled");
        self.now = bits;
        self.len -= 1;
        self.taken += 1;
        Some((f64::from_bits(bits), event))
    }

    /// True where the next event surely comes before a time.
    #[inline]
    pub fn is_next_before(&self, time: f64) -> bool {
        self.front.last().is_some_and(|next| f64::from_bits(next.0) < time)
    }

    /// The digit and the value of the nearest list that has events.
    fn nearest(&self) -> Option<(usize, usize)> {
        let digit = (self.any != 0).then(|| self.any.trailing_zeros() as usize)?;
        Some((digit, self.filled[digit].trailing_zeros() as usize))
    }

    /// A list whose events are about to be taken.
    fn list(&mut self, digit: usize, value: usize) -> &mut Vec<(u64, T)> {
        self.filled[digit] &= !(1 << value);
        if self.filled[digit] == 0 {
            self.any &= !(1 << digit);
        }
        &mut self.lists[digit * SIZE + value]
    }

    /// Makes a front of the nearest lists; false where there is none.
    fn fill(&mut self, near: impl FnOnce(&[(u64, T)])) -> bool {
        while let Some((digit, value)) = self.nearest() {
            let len = self.lists[digit * SIZE + value].len();
            if digit > 0 && len > FRONT {
                self.deal(digit, value);
                continue;
            }
            let mut front = std::mem::take(&mut self.front);
            std::mem::swap(&mut front, self.list(digit, value));
            if digit > 0 {
                let mut last = value;
                while let Some((_, value)) = self.nearest().filter(|next| next.0 == digit) {
                    if front.len() + self.lists[digit * SIZE + value].len() > FRONT {
                        break;
                    }
                    front.append(self.list(digit, value));
                    last = value;
                }
                front.sort_unstable_by_key(|event| std::cmp::Reverse(event.0));
                let higher = self.last >> (digit * BITS) & !(SIZE as u64 - 1);
                // It overflows only for the last lists of all.
                let end = u128::from(higher + last as u64 + 1) << (digit * BITS);
                self.until = u64::try_from(end).unwrap_or(u64::MAX);
            }
            // Events of one time need no order.
            near(&front);
            self.front = front;
            return true;
        }
        false
    }

    /// Deals out a list to nearer ones.
    fn deal(&mut self, digit: usize, value: usize) {
        let mut events = std::mem::take(self.list(digit, value));
        let earliest = events.iter().map(|event| event.0).min();
        self.last = earliest.expect("a list that is filled");
        for (bits, event) in events.drain(..) {
            self.put(bits, event);
        }
        // Its room is kept.
        self.lists[digit * SIZE + value] = events;
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
                        let next = queue.pop(|_| ());
                        let expected = heap.pop();
                        prop_assert_eq!(next.is_none(), expected.is_none());
                        if let (Some((time, event)), Some(Reverse((bits, other)))) = (next, expected) {
                            prop_assert_eq!(time.to_bits(), bits);
                            now = time;
                            if event != other {
                                // Of one time; any order will do, so both are put back in the
                                // other.
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
                    prop_assert!(queue.is_empty() && queue.pop(|_| ()).is_none());
                }
            }
        }
    }
}
