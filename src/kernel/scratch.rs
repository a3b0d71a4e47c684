//! The buffers of one cascade, reused from one to the next.

/// Who has shared so far, as a list and as one bit a user.
#[derive(Debug)]
pub struct Scratch {
    bits: Vec<u64>,
    sharers: Vec<u32>,
}

impl Scratch {
    /// Buffers for a network of `users`; n / 8 bytes, and 4 bytes a sharer of the largest cascade.
    #[must_use]
    pub fn new(users: u32) -> Self {
        Self { bits: vec![0; (users as usize).div_ceil(64)], sharers: Vec::new() }
    }

    /// Forgets the last cascade. Cost: the smaller of its sharers and n / 64.
    pub fn start(&mut self) {
        clear(&mut self.bits, &self.sharers);
        self.sharers.clear();
    }

    /// Counts `node` among the sharers; false where it was one already.
    #[inline]
    pub fn share(&mut self, node: u32) -> bool {
        let word = &mut self.bits[node as usize / 64];
        let bit = 1 << (node % 64);
        let new = *word & bit == 0;
        if new {
            *word |= bit;
            self.sharers.push(node);
        }
        new
    }

    /// True where `node` has shared.
    #[inline]
    #[must_use]
    pub fn has_shared(&self, node: u32) -> bool {
        self.bits[node as usize / 64] & (1 << (node % 64)) != 0
    }

    /// The sharers in the order in which they shared, seeds first.
    #[must_use]
    pub fn sharers(&self) -> &[u32] {
        &self.sharers
    }
}

/// Clears the bits of `nodes`: one by one where they are few, all at once where they are many.
pub(super) fn clear(bits: &mut [u64], nodes: &[u32]) {
    if nodes.len() < bits.len() {
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
        for sharers in [3_u32, 900] {
            for node in 0..sharers {
                assert!(scratch.share(node));
                assert!(!scratch.share(node));
            }
            assert_eq!(scratch.sharers().len(), sharers as usize);
            scratch.start();
            assert!(scratch.sharers().is_empty());
            assert!((0..1000).all(|node| !scratch.has_shared(node)));
        }
    }
}
