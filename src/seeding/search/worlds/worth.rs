//! The gain of a further seed in shared worlds: sharers, and worlds that go viral.
//!
//! All numbers are integers, so sums do not depend on threads.

use std::ops::AddAssign;

/// The number of sharers at which a world is viral. Sharers beyond it do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SharerTarget(u32);

impl SharerTarget {
    /// Every sharer counts, and no world is viral.
    pub(crate) const NONE: Self = Self(u32::MAX);

    /// A world is viral with this many sharers.
    pub(crate) const fn viral_at(sharers: u32) -> Self {
        Self(sharers)
    }

    /// The gain of `more` sharers after `before`.
    pub(crate) fn worth(self, before: u32, more: u32) -> WorldGain {
        let Self(target) = self;
        let counts = |sharers: u32| u64::from(sharers.min(target));
        WorldGain {
            viral: u64::from(before < target && before + more >= target),
            sharers: counts(before + more) - counts(before),
        }
    }

    /// Whether further sharers add nothing after this many.
    pub(crate) const fn is_met(self, sharers: u32) -> bool {
        sharers >= self.0
    }

    /// Whether all sharers count.
    pub(crate) const fn is_none(self) -> bool {
        self.0 == u32::MAX
    }
}

/// The gain of a further seed, summed over worlds. A world that goes viral outweighs any number of
/// sharers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WorldGain {
    /// Worlds that go viral.
    pub(crate) viral: u64,
    /// Sharers that count.
    pub(crate) sharers: u64,
}

impl AddAssign for WorldGain {
    fn add_assign(&mut self, other: Self) {
        self.viral += other.viral;
        self.sharers += other.sharers;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sharers_beyond_the_target_are_worth_nothing_and_the_one_that_meets_it_a_world() {
        let target = SharerTarget::viral_at(10);
        let worth = |before, more| {
            let WorldGain { viral, sharers } = target.worth(before, more);
            (viral, sharers)
        };
        assert_eq!([worth(0, 9), worth(0, 10), worth(9, 7)], [(0, 9), (1, 10), (1, 1)]);
        assert_eq!([worth(10, 7), worth(12, 0)], [(0, 0); 2]);
        assert_eq!(SharerTarget::NONE.worth(3, 1 << 30), WorldGain { viral: 0, sharers: 1 << 30 });
    }
}
