//! After how many replicates to look whether they are enough.
//!
//! It must never depend on threads, on speed or on what was simulated: with the same pilot and the
//! same cap the looks are always at the same counts.

/// Counts of replicates are multiples of this, except for the last: the worlds of one machine word.
const BLOCK: u64 = 64;

/// The fixed schedule of looks: the pilot, then a quarter more each time, until the cap.
///
/// A quarter wastes at most a quarter of the replicates, an eighth on average. Every look reads all
/// values so far, which adds up to at most five reads of each value. The counts are rounded up to
/// multiples of 64, and the last is the cap itself.
///
/// ```
/// use wordspread::statistics::Checkpoints;
/// let looks: Vec<u64> = Checkpoints::new(1000, 2000).collect();
/// assert_eq!(looks, [1024, 1280, 1600, 2000]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoints {
    next: Option<u64>,
    cap: u64,
}

impl Checkpoints {
    /// The usual pilot: the spread of fewer replicates is too uncertain to stop by.
    pub const PILOT: u64 = 1000;

    /// The schedule from at least `pilot` to exactly `cap` replicates; empty if the cap is 0.
    #[must_use]
    pub fn new(pilot: u64, cap: u64) -> Self {
        let next = (cap > 0).then(|| whole_blocks(pilot.max(1)).min(cap));
        Self { next, cap }
    }
}

impl Iterator for Checkpoints {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let now = self.next?;
        self.next =
            (now < self.cap).then(|| whole_blocks(now.saturating_add(now / 4)).min(self.cap));
        Some(now)
    }
}

/// `count` rounded up to whole blocks.
fn whole_blocks(count: u64) -> u64 {
    count.div_ceil(BLOCK).saturating_mul(BLOCK)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_fixed_number_is_one_look_at_the_end() {
        assert_eq!(Checkpoints::new(500, 500).collect::<Vec<_>>(), [500]);
        assert_eq!(Checkpoints::new(1000, 10).collect::<Vec<_>>(), [10]);
        assert_eq!(Checkpoints::new(0, 10).collect::<Vec<_>>(), [10]);
        assert_eq!(Checkpoints::new(1000, 0).count(), 0);
    }

    #[test]
    fn a_million_replicates_take_few_looks() {
        assert_eq!(Checkpoints::new(Checkpoints::PILOT, 1_000_000).count(), 32);
        assert!(Checkpoints::new(1, u64::MAX).count() < 250);
    }

    proptest! {
        #[test]
        fn looks_grow_by_about_a_quarter_in_whole_blocks_up_to_the_cap(
            pilot in 0_u64..5000, cap in 1_u64..10_000_000_000,
        ) {
            let looks: Vec<u64> = Checkpoints::new(pilot, cap).collect();
            let last = looks.len() - 1;
            prop_assert_eq!(looks[last], cap);
            prop_assert!(looks[0] >= pilot.min(cap));
            prop_assert!(looks[..last].iter().all(|look| look % BLOCK == 0));
            for pair in looks.windows(2) {
                prop_assert!(pair[0] < pair[1] && pair[1] <= pair[0] + pair[0] / 4 + BLOCK);
            }
        }
    }
}
