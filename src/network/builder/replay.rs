//! Edges that can be produced again and again, and so need not be remembered.
//!
//! Whoever tells them applies no rule: loops and parallel edges are for the builder.

/// Edges in blocks, each of which can be replayed any number of times, from any thread, in any
/// order of the blocks.
///
/// A block is work of a fraction of a second (tens of thousands of edges, say): a user who asks to
/// stop waits for the blocks under way. There should be many more blocks than threads.
pub trait Replay: Sync {
    /// Number of blocks.
    fn blocks(&self) -> usize;

    /// Tells the two ends of each edge of a block, which are below the number of nodes. The same
    /// block always tells the same edges.
    fn replay(&self, block: usize, edge: impl FnMut(u32, u32));
}

/// Edges that are in memory anyway.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a>(pub &'a [[u32; 2]]);

impl Listed<'_> {
    const BLOCK: usize = 1 << 16;
}

impl Replay for Listed<'_> {
    fn blocks(&self) -> usize {
        self.0.len().div_ceil(Self::BLOCK)
    }

    fn replay(&self, block: usize, mut edge: impl FnMut(u32, u32)) {
        let start = block * Self::BLOCK;
        for &[a, b] in &self.0[start..self.0.len().min(start + Self::BLOCK)] {
            edge(a, b);
        }
    }
}
