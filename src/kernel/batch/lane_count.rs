//! How many of many masks have each of their 64 bits set.

/// Counts of 64 bits by carry-save addition (Harley & Seal): eight masks become one carry into the
/// planes above, so a mask costs about seven operations, not 64.
#[derive(Debug, Clone, Default)]
pub(super) struct LaneCount {
    /// Bit w of plane i is bit i of the count of lane w, for i = 0, 1, 2.
    low: [u64; 3],
    /// The planes from i = 3 on: counts below 2^33, more than there are users.
    high: [u64; 30],
    waiting: [u64; 8],
    filled: usize,
}

/// The sum of three masks bit by bit: the ones of it, and the twos.
#[inline]
const fn add(a: u64, b: u64, c: u64) -> (u64, u64) {
    let ones = a ^ b;
    (ones ^ c, (a & b) | (ones & c))
}

impl LaneCount {
    /// Counts a mask.
    #[inline]
    pub(super) fn count(&mut self, mask: u64) {
        self.waiting[self.filled] = mask;
        self.filled += 1;
        if self.filled == self.waiting.len() {
            self.carry();
        }
    }

    fn carry(&mut self) {
        let m = std::mem::take(&mut self.waiting);
        self.filled = 0;
        let (ones, two_a) = add(self.low[0], m[0], m[1]);
        let (ones, two_b) = add(ones, m[2], m[3]);
        let (ones, two_c) = add(ones, m[4], m[5]);
        let (ones, two_d) = add(ones, m[6], m[7]);
        let (twos, four_a) = add(self.low[1], two_a, two_b);
        let (twos, four_b) = add(twos, two_c, two_d);
        let (fours, mut eights) = add(self.low[2], four_a, four_b);
        self.low = [ones, twos, fours];
        for plane in &mut self.high {
            if eights == 0 {
                break;
            }
            (*plane, eights) = (*plane ^ eights, *plane & eights);
        }
    }

    /// The counts of the 64 lanes.
    pub(super) fn counts(mut self) -> [u64; 64] {
        self.carry();
        let planes = self.low.iter().chain(&self.high).enumerate();
        let mut counts = [0; 64];
        for (power, plane) in planes.filter(|(_, plane)| **plane != 0) {
            for (lane, count) in counts.iter_mut().enumerate() {
                *count |= (plane >> lane & 1) << power;
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
           #[test]
           fn lanes_are_counted_as_one_by_one(masks in prop::collection::vec(any::<u64>(), 0..200)) {
               let mut count = LaneCount::default();
               for &mask in &masks {
    count.count(mask);
    }
               let obvious: [u64; 64] = std::array::from_fn(|lane| {
                   masks.iter().map(|mask| mask >> lane & 1).sum()
               });
               prop_assert_eq!(count.counts(), obvious);
           }
       }
}
