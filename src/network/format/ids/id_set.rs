//! Which whole numbers are ids, and the place of each among them: a bit a number, and ranks.
//!
//! Memory is an eighth of a byte for each number up to the largest id, and half as much again for
//! ranks; pages without ids take none. Nothing here depends on the order in which ids are added.

use std::{
    ops::RangeInclusive,
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

/// Numbers whose bits lie in one piece of memory.
const PAGE: u64 = 1 << 20;
const WORDS: usize = PAGE as usize / 64;

/// A set of numbers below some limit, filled from all threads.
#[derive(Debug)]
pub(crate) struct IdSet {
    pages: Vec<OnceLock<Box<[AtomicU64]>>>,
}

impl IdSet {
    /// An empty set of numbers below about `limit`.
    pub(crate) fn below(limit: u64) -> Self {
        let pages = usize::try_from(limit.div_ceil(PAGE)).unwrap_or(usize::MAX);
        Self { pages: (0..pages).map(|_| OnceLock::new()).collect() }
    }

    /// Adds a number; false where it is beyond the limit.
    #[inline]
    pub(crate) fn add(&self, id: u64) -> bool {
        let Some(page) = self.pages.get((id / PAGE) as usize) else { return false };
        let words = page.get_or_init(|| (0..WORDS).map(|_| AtomicU64::new(0)).collect());
        let word = &words[(id % PAGE / 64) as usize];
        let bit = 1 << (id % 64);
        // Most ids come again and again, and to look is cheaper than to write.
        if word.load(Ordering::Relaxed) & bit == 0 {
            word.fetch_or(bit, Ordering::Relaxed);
        }
        true
    }

    /// How many numbers there are.
    pub(crate) fn count(&self) -> u64 {
        self.words().map(|(_, word)| u64::from(word.count_ones())).sum()
    }

    /// The numbers from the least to the largest, where there is any.
    pub(crate) fn range(&self) -> Option<RangeInclusive<u64>> {
        let low = self.words().map(|(start, word)| start + u64::from(word.trailing_zeros())).next();
        let high = self.words().map(|(start, word)| start + u64::from(word.ilog2())).last();
        Some(low?..=high?)
    }

    /// Words in which there are numbers, each with the number of its first bit.
    fn words(&self) -> impl Iterator<Item = (u64, u64)> {
        let pages = self.pages.iter().zip(0..);
        pages.filter_map(|(page, number)| Some((page.get()?, number))).flat_map(|(page, number)| {
            let words = page.iter().map(|word| word.load(Ordering::Relaxed));
            (number * PAGE..).step_by(64).zip(words).filter(|&(_, word)| word != 0)
        })
    }

    /// The numbers, ascending, each with its place among them from here on.
    pub(crate) fn ranked(self) -> RankedIds {
        let mut count = 0;
        let pages = self.pages.into_iter().map(|page| {
            let words: Vec<u64> =
                page.into_inner()?.into_iter().map(AtomicU64::into_inner).collect();
            let ranks = words.iter().map(|word| {
                let before = count;
                count += u64::from(word.count_ones());
                before as u32
            });
            let ranks = ranks.collect();
            Some(IdPage { words, ranks })
        });
        let pages = pages.collect();
        RankedIds { pages, count }
    }
}

/// A finished set of numbers.
#[derive(Debug)]
pub(crate) struct RankedIds {
    pages: Vec<Option<IdPage>>,
    count: u64,
}

#[derive(Debug)]
struct IdPage {
    words: Vec<u64>,
    /// For each word, how many numbers come before it.
    ranks: Vec<u32>,
}

impl RankedIds {
    /// How many numbers there are. If more than 2^32, their ranks mean nothing.
    pub(crate) const fn count(&self) -> u64 {
        self.count
    }

    /// All numbers, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u64> {
        self.words().flat_map(|(start, word)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| start + bit)
        })
    }

    /// How many numbers come before one that is in the set.
    #[inline]
    pub(crate) fn rank(&self, id: u64) -> u32 {
        let page = self.pages[(id / PAGE) as usize].as_ref().expect("the number was added");
        let place = (id % PAGE / 64) as usize;
        let before = page.words[place] & ((1 << (id % 64)) - 1);
        page.ranks[place] + before.count_ones()
    }

    /// Words in which there are numbers, each with the number of its first bit.
    fn words(&self) -> impl Iterator<Item = (u64, u64)> {
        let pages =
            self.pages.iter().zip(0..).filter_map(|(page, number)| Some((page.as_ref()?, number)));
        pages.flat_map(|(page, number)| {
            let starts = (number * PAGE..).step_by(64);
            starts.zip(page.words.iter().copied()).filter(|&(_, word)| word != 0)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_and_their_places_are_those_of_a_sorted_set(
            near in proptest::collection::vec(0_u64..300, 0..200),
            far in proptest::collection::vec(0_u64..3 * PAGE, 0..20),
        ) {
            let present = IdSet::below(3 * PAGE);
            let mut sorted = BTreeSet::new();
            for id in near.into_iter().chain(far) {
                prop_assert!(present.add(id));
                sorted.insert(id);
            }
            prop_assert!(!present.add(3 * PAGE));
            let ends = sorted.first().zip(sorted.last());
            prop_assert_eq!(present.range(), ends.map(|(&low, &high)| low..=high));
            prop_assert_eq!(present.count(), sorted.len() as u64);
            let ranked = present.ranked();
            prop_assert_eq!(ranked.count(), sorted.len() as u64);
            prop_assert!(ranked.iter().eq(sorted.iter().copied()));
            for (rank, &id) in sorted.iter().enumerate() {
                prop_assert_eq!(ranked.rank(id), rank as u32);
            }
        }
    }
}
