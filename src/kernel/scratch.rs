//! The buffers of one cascade, reused from one to the next.

use std::any::Any;

use super::prefetch::prefetch;
use crate::{memory::Large, progress::StopFlag};

/// The sharers so far, and what the model keeps of the world.
#[derive(Debug)]
pub struct Scratch {
    bits: Large<u64>,
    list: Large<u32>,
    len: usize,
    memo: Memo,
    hits: Hits,
    own: Option<Box<dyn Any + Send>>,
    stop: StopFlag,
}

/// Live edges that a walk has drawn and not yet followed.
#[derive(Debug, Default)]
pub(super) struct Hits {
    /// The number from which [`LiveEdges::node_of`](super::LiveEdges::node_of) finds each other
    /// end.
    pub(super) ends: Vec<usize>,
    /// The place of the sharer whose edge it is; only where that is recorded.
    pub(super) parents: Vec<usize>,
}

impl Scratch {
    /// Buffers for a network of `users`: n / 8 bytes, 4 bytes a sharer of the largest cascade, and
    /// 8 bytes a user for a model with a memo.
    #[must_use]
    pub fn new(users: u32) -> Self {
        let users = users as usize;
        Self {
            bits: Large::zeroed(users.div_ceil(64)),
            // One more than there can be, so that a sharer may be written before it is counted.
            list: Large::zeroed(users + 1),
            len: 0,
            memo: Memo::new(users),
            hits: Hits::default(),
            own: None,
            stop: StopFlag::never().clone(),
        }
    }

    /// From now on a cascade ends early once `stop` is set. It is then unfinished and counts for
    /// nothing; the next one starts as usual.
    pub fn stop_at(&mut self, stop: &StopFlag) {
        self.stop.clone_from(stop);
    }

    /// The flag that ends cascades early.
    #[must_use]
    pub const fn stop(&self) -> &StopFlag {
        &self.stop
    }

    /// Forgets the last cascade. Cost: the smaller of its sharers and n / 256.
    pub fn start(&mut self) -> (SharerSet<'_>, &mut Memo) {
        clear(&mut self.bits, &self.list[..self.len]);
        self.len = 0;
        self.memo.forget();
        let (sharers, memo, _) = self.go_on();
        (sharers, memo)
    }

    /// Keeps the last cascade so that it can continue; also gives the walk's buffer.
    pub(super) fn go_on(&mut self) -> (SharerSet<'_>, &mut Memo, &mut Hits) {
        let Self { bits, list, len, stop, .. } = self;
        (SharerSet { bits, list, len, stop }, &mut self.memo, &mut self.hits)
    }

    /// Starts a cascade as [`start`](Scratch::start) does, with a model's own buffers as its last
    /// cascade left them. `make` creates them where the scratch holds none of this type.
    pub fn start_with<T: Send + 'static>(
        &mut self,
        make: impl FnOnce() -> T,
    ) -> (SharerSet<'_>, &mut T) {
        self.start();
        if !self.own.as_ref().is_some_and(|own| own.is::<T>()) {
            self.own = Some(Box::new(make()));
        }
        let Self { bits, list, len, own, stop, .. } = self;
        let own = own.as_mut().and_then(|own| own.downcast_mut());
        (SharerSet { bits, list, len, stop }, own.expect("it was just made"))
    }

    /// A model's own buffers as its last cascade left them; nothing where they have another type.
    pub fn own<T: 'static>(&mut self) -> Option<&mut T> {
        self.own.as_mut().and_then(|own| own.downcast_mut())
    }

    /// True where `node` has shared.
    #[must_use]
    pub fn has_shared(&self, node: u32) -> bool {
        self.bits[node as usize / 64] & (1 << (node % 64)) != 0
    }

    /// The sharers in the order in which they shared, seeds first.
    #[must_use]
    pub fn sharers(&self) -> &[u32] {
        &self.list[..self.len]
    }
}

/// Who has shared so far, as a list and as one bit a user.
#[derive(Debug)]
pub struct SharerSet<'a> {
    bits: &'a mut [u64],
    list: &'a mut [u32],
    len: &'a mut usize,
    stop: &'a StopFlag,
}

impl<'a> SharerSet<'a> {
    /// True once the cascade must end early: return at once, with buffers that the next one can
    /// start from.
    #[inline]
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.stop.is_set()
    }

    /// The flag behind [`stopped`](Self::stopped).
    #[inline]
    #[must_use]
    pub const fn stop(&self) -> &'a StopFlag {
        self.stop
    }

    /// Counts `node` among the sharers; false where it was one already.
    #[inline]
    pub fn add(&mut self, node: u32) -> bool {
        let word = &mut self.bits[node as usize / 64];
        let bit = 1 << (node % 64);
        let new = *word & bit == 0;
        *word |= bit;
        // Written whether new or not: half of the followers are, so a branch would be mispredicted.
        self.list[*self.len] = node;
        *self.len += usize::from(new);
        new
    }

    /// `node` is about to be looked up.
    #[inline]
    pub(super) fn prefetch(&self, node: u32) {
        prefetch(self.bits, node as usize / 64);
    }

    /// True where `node` has shared.
    #[inline]
    #[must_use]
    pub fn has(&self, node: u32) -> bool {
        self.bits[node as usize / 64] & (1 << (node % 64)) != 0
    }

    /// The sharers in the order in which they shared.
    #[inline]
    #[must_use]
    pub fn list(&self) -> &[u32] {
        &self.list[..*self.len]
    }
}

/// One number a user that a model has found in this world, so that it is found only once.
#[derive(Debug)]
pub struct Memo {
    users: usize,
    epoch: u32,
    /// The epoch in the high half, the number in the low one: one access reads both.
    entries: Large<u64>,
}

impl Memo {
    /// A memo for `users`, which takes no memory before its first use.
    #[must_use]
    pub fn new(users: usize) -> Self {
        Self { users, epoch: 0, entries: Large::zeroed(0) }
    }

    /// The number of `node`, found by `find` the first time.
    #[inline]
    pub fn recall(&mut self, node: u32, find: impl FnOnce() -> u32) -> u32 {
        if self.entries.is_empty() {
            self.entries = Large::zeroed(self.users);
        }
        let entry = &mut self.entries[node as usize];
        if *entry >> 32 != u64::from(self.epoch) {
            *entry = u64::from(self.epoch) << 32 | u64::from(find());
        }
        *entry as u32
    }

    /// True where the memo has a number for `node`.
    #[inline]
    #[must_use]
    pub fn knows(&self, node: u32) -> bool {
        self.entries.get(node as usize).is_some_and(|entry| entry >> 32 == u64::from(self.epoch))
    }

    /// The number of `node` is about to be looked up.
    #[inline]
    pub fn prefetch_soon(&self, node: u32) {
        prefetch(&self.entries, node as usize);
    }

    /// Forgets the world.
    pub fn forget(&mut self) {
        // After 2^32 cascades an entry of the first would look new.
        self.epoch = self.epoch.wrapping_add(1);
        if self.epoch == 0 {
            self.entries.fill(0);
            self.epoch = 1;
        }
    }
}

/// Clears the bits of `nodes`: one by one where they are few, all at once where they are many.
pub(super) fn clear(bits: &mut [u64], nodes: &[u32]) {
    // Words in order are cleared several at a time, and without a miss.
    if nodes.len() < bits.len() / 4 {
        for &node in nodes {
            bits[node as usize / 64] = 0;
        }
    } else {
        bits.fill(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_last_cascade_is_left() {
        let mut scratch = Scratch::new(1000);
        for count in [3_u32, 900] {
            let (mut sharers, memo) = scratch.start();
            for node in 0..count {
                assert!(sharers.add(node));
                assert!(!sharers.add(node));
                assert_eq!(memo.recall(node, || count), count);
                assert_eq!(memo.recall(node, || 0), count);
            }
            assert_eq!(scratch.sharers().len(), count as usize);
        }
        scratch.start();
        assert!(scratch.sharers().is_empty());
        assert!((0..1000).all(|node| !scratch.has_shared(node)));
    }

    #[test]
    fn the_memory_is_empty_after_four_billion_cascades_too() {
        let mut memo = Memo { users: 2, epoch: 1, entries: Large::zeroed(0) };
        assert_eq!(memo.recall(1, || 7), 7);
        memo.epoch = u32::MAX;
        memo.forget();
        assert_eq!(memo.recall(1, || 8), 8);
        assert_eq!(memo.recall(0, || 9), 9);
    }
}
