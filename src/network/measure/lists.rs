//! Lists of users that are filled by parallel walks of the edges, each in ascending order once done:
//! rows of a part of the edges, where all would take more memory than there is use for.
//!
//! What the lists hold must never depend on the order in which threads fill them.

use std::{
    ops::Range,
    sync::atomic::{AtomicU32, AtomicU64, Ordering},
};

use super::by_block::by_block;
use crate::network::csr::{for_each_row, index};

/// Lists of users, one after the other: 4 bytes an entry and 8 a list.
pub(super) struct UserLists {
    offsets: Vec<u64>,
    users: Vec<u32>,
}

impl UserLists {
    /// Lists of the given lengths, with what `tell` says for each block of all `users`: which list
    /// gets which user. Takes 8 bytes a list more while it works.
    ///
    /// # Panics
    /// If a list does not get as many users as its length.
    pub(super) fn filled(
        lengths: impl Iterator<Item = u32>,
        users: usize,
        tell: impl Fn(Range<u32>, &dyn Fn(usize, u32)) + Sync,
    ) -> Self {
        let mut offsets = vec![0];
        let mut total = 0;
        offsets.extend(lengths.map(|length| {
            total += u64::from(length);
            total
        }));
        let cursors: Vec<AtomicU64> =
            offsets.iter().map(|&offset| AtomicU64::new(offset)).collect();
        let places: Vec<AtomicU32> = (0..index(total)).map(|_| AtomicU32::new(0)).collect();
        by_block(users, |block| {
            tell(block, &|list, user| {
                let place = cursors[list].fetch_add(1, Ordering::Relaxed);
                places[index(place)].store(user, Ordering::Relaxed);
            });
        });
        let full = cursors.iter().zip(&offsets[1..]);
        assert!(
            full.into_iter().all(|(cursor, &end)| cursor.load(Ordering::Relaxed) == end),
            "each list gets as many users as its length"
        );
        let mut users: Vec<u32> = places.into_iter().map(AtomicU32::into_inner).collect();
        for_each_row(&offsets, &mut users, |_, list| list.sort_unstable());
        Self { offsets, users }
    }

    /// Number of lists.
    pub(super) fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The users of a list, ascending.
    #[inline]
    pub(super) fn list(&self, list: usize) -> &[u32] {
        &self.users[index(self.offsets[list])..index(self.offsets[list + 1])]
    }
}
