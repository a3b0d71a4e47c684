//! Events by steps: hierarchical timing wheels (Varghese & Lauck 1987, doi:10.1145/37499.37504).
//!
//! An event lies in the wheel of the highest base-64 digit in which its step differs from the
//! present one, so each of the next 64 steps has a list of its own. An event moves to a nearer list
//! at most once a digit, ten times however far away it is. The events of one step are taken out at
//! once.
//!
//! Nothing here depends on what an event is. None may be earlier than the present step.

/// Bits of a digit, steps of a wheel, and wheels.
const BITS: usize = 6;
const SIZE: usize = 1 << BITS;
const WHEELS: usize = 64_usize.div_ceil(BITS);

/// Events by their steps. The order of events of one step depends only on the order of calls.
#[derive(Debug)]
pub(super) struct Wheel<T> {
    now: u64,
    /// The lists of each wheel, one wheel after the other.
    lists: Vec<Vec<(u64, T)>>,
    /// For each wheel one bit a list that has events.
    filled: [u64; WHEELS],
    taken: u64,
}

impl<T> Default for Wheel<T> {
    fn default() -> Self {
        let lists = (0..WHEELS * SIZE).map(|_| Vec::new()).collect();
        Self { now: 0, lists, filled: [0; WHEELS], taken: 0 }
    }
}

impl<T: Copy> Wheel<T> {
    /// Forgets all events and resets the time.
    pub(super) fn clear(&mut self) {
        for (wheel, filled) in self.filled.iter_mut().enumerate() {
            while *filled != 0 {
                self.lists[wheel * SIZE + filled.trailing_zeros() as usize].clear();
                *filled &= *filled - 1;
            }
        }
        (self.now, self.taken) = (0, 0);
    }

    /// How many events were taken out.
    pub(super) const fn taken(&self) -> u64 {
        self.taken
    }

    /// Puts in an event of the present step or a later one.
    #[inline]
    pub(super) fn push(&mut self, step: u64, event: T) {
        debug_assert!(step >= self.now, "time only goes forward: {step}");
        let differs = step ^ self.now;
        let wheel = (differs | 1).ilog2() as usize / BITS;
        let digit = (step >> (wheel * BITS)) as usize % SIZE;
        self.filled[wheel] |= 1 << digit;
        self.lists[wheel * SIZE + digit].push((step, event));
    }

    /// Moves the events of the next step that has any into `events`, which is empty; gives that
    /// step.
    pub(super) fn take(&mut self, events: &mut Vec<(u64, T)>) -> Option<u64> {
        loop {
            let wheel = self.filled.iter().position(|&filled| filled != 0)?;
            let digit = u64::from(self.filled[wheel].trailing_zeros());
            self.filled[wheel] &= self.filled[wheel] - 1;
            let list = &mut self.lists[wheel * SIZE + digit as usize];
            if wheel == 0 {
                self.now = self.now & !(SIZE as u64 - 1) | digit;
                self.taken += list.len() as u64;
                std::mem::swap(list, events);
                return Some(self.now);
            }
            // The nearest of its steps becomes the present one, so all events move to nearer lists.
            let mut dealt = std::mem::take(list);
            self.now = dealt.iter().map(|event| event.0).min().expect("a list that is filled");
            for (step, event) in dealt.drain(..) {
                self.push(step, event);
            }
            // Its room is kept.
            self.lists[wheel * SIZE + digit as usize] = dealt;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Against a sorted map: steps come in order, and with each all of its events.
        #[test]
        fn steps_come_in_order_and_each_event_once(
            rounds in prop::collection::vec(prop::collection::vec((0_u64..200, 0_u32..58), 0..9), 1..60),
        ) {
            let mut wheel = Wheel::default();
            let mut map: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
            let (mut now, mut nth, mut taken) = (0_u64, 0, 0);
            for repetition in 0..2 {
                for pushes in &rounds {
                    for &(after, shift) in pushes {
                        let step = now.saturating_add(1 + (after << (shift % 58)));
                        wheel.push(step, nth);
                        map.entry(step).or_default().push(nth);
                        nth += 1;
                    }
                    let mut events = Vec::new();
                    let step = wheel.take(&mut events);
                    let expected = map.pop_first();
                    prop_assert_eq!(step, expected.as_ref().map(|expected| expected.0));
                    let mut found: Vec<usize> = events.iter().map(|event| event.1).collect();
                    found.sort_unstable();
                    prop_assert_eq!(found, expected.map_or_else(Vec::new, |expected| expected.1));
                    prop_assert!(events.iter().all(|event| Some(event.0) == step));
                    taken += events.len() as u64;
                    prop_assert_eq!(wheel.taken(), taken);
                    now = step.unwrap_or(now);
                }
                if repetition == 0 {
                    wheel.clear();
                    map.clear();
                    (now, taken) = (0, 0);
                    prop_assert_eq!(wheel.take(&mut Vec::new()), None);
                }
            }
        }
    }
}
